//! Operations: parameters, body, rules, reply.

use super::platform::{self, below_root, codes, envelope_of, seconds};
use super::shared::Shared;
use super::types::{Module, READ, SENT, Use, fixed};
use super::{docs, example, paging, parts};
use crate::model::{
    Alternative, BodyKind, Check, Constant, Field, FieldPath, Item, Location, OneOf, Operation,
    Parameter, PathPiece, Record, ReplyKind, RuleCheck, Step, Type, WindowSetter,
};
use crate::names::{self, Scope};
use larkspur_spec::model as spec;
use larkspur_spec::tree::{OperationFile, PlatformTree};

/// What the operations of a platform share while they are annotated.
pub(super) struct Context<'a> {
    pub(super) tree: &'a PlatformTree,
    pub(super) shared: &'a Shared<'a>,
    pub(super) shared_items: &'a [Item],
    /// The longest file, in lines.
    pub(super) longest: usize,
}

/// An operation in the making.
pub(super) struct Draft<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) module: Module<'a>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) constants: Vec<Constant>,
}

pub(super) fn annotate(
    context: &Context<'_>,
    file: &OperationFile,
    method_name: String,
) -> Operation {
    let operation = &file.operation;
    let platform = &context.tree.platform;
    let reserved = names::PRELUDE.into_iter().chain(names::OPERATION_TYPES);
    let module = Module::new(context.shared, Scope::with(reserved), false);
    let mut draft = Draft { context, module, parameters: Vec::new(), constants: Vec::new() };
    let body = draft.parameters(operation);
    let rules = draft.rules(operation);
    let windows = draft.windows(operation);
    let reply = draft.reply(operation);
    let paging = paging::annotate(&mut draft, operation, &windows);
    let quota = quota(platform, operation);
    let mut annotated = Operation {
        id: file.id.clone(),
        file: below_root(context.tree, &file.file),
        method_name,
        title: docs::sentence(&operation.title),
        docs: docs::operation(operation, quota),
        example: Vec::new(),
        platform: context.tree.name.clone(),
        http_method: operation.http.method.as_str().to_owned(),
        host: operation.http.host.clone(),
        deprecated: operation.deprecated.clone(),
        idempotent: idempotent(operation),
        auth: operation.auth.clone(),
        envelope: envelope_of(platform, operation.response.envelope.as_deref()),
        place: context.tree.reply_key(&operation.response).map(str::to_owned),
        quota: platform::quota(quota),
        codes: codes(&operation.errors, &["Common", "Other"]),
        path: draft.path(&operation.http.path),
        fixed_query: operation.http.query.clone().into_iter().collect(),
        parameters: draft.parameters,
        body,
        windows,
        rules,
        reply,
        paging,
        items: draft.module.items,
        parts: Vec::new(),
        constants: draft.constants,
    };
    annotated.example = example::lines(&annotated, operation, context);
    annotated.parts = parts::parts(&annotated, context.longest);
    annotated
}

/// Whether sending an operation twice does no more than sending it once.
pub(super) fn idempotent(operation: &spec::Operation) -> bool {
    operation.idempotent.unwrap_or(operation.http.method.is_idempotent())
}

/// The quota windows of an operation: its own, or the platform's.
pub(super) fn quota<'a>(
    platform: &'a spec::Platform,
    operation: &'a spec::Operation,
) -> &'a [spec::Quota] {
    if operation.quota.is_empty() { &platform.quota } else { &operation.quota }
}

impl<'a> Draft<'a> {
    fn parameters(&mut self, operation: &'a spec::Operation) -> BodyKind {
        let mut scope = Scope::with(names::REQUEST_METHODS);
        for rule in &operation.rules {
            // A window's setter has the better right to its name.
            if let Some(window) = &rule.window {
                scope.value(&names::snake(&window.name));
            }
        }
        for (fields, location) in [
            (&operation.path, Location::Path),
            (&operation.query, Location::Query),
            (&operation.header, Location::Header),
        ] {
            self.fields(fields, location, &mut scope);
        }
        match &operation.body {
            Some(body) => self.body(body, &mut scope),
            None => BodyKind::None,
        }
    }

    fn fields(
        &mut self,
        fields: &'a spec::Map<spec::Field>,
        location: Location,
        scope: &mut Scope,
    ) {
        for (wire, field) in fields {
            if let Some(value) = fixed(field, SENT) {
                self.constants.push(Constant { location, wire: wire.clone(), value });
                continue;
            }
            let used =
                Use { wire, parent: "Request", owner: None, direction: SENT, in_list: false };
            let ty = self.module.ty(field, &field.ty, used);
            let required =
                location == Location::Path || field.required && field.enforces("required");
            let mut made = self.module.field(wire, field, ty, SENT, scope, false);
            place_checks(&mut made, location, required);
            self.push(location, made, required);
        }
    }

    fn push(&mut self, location: Location, field: Field, required: bool) {
        let state = required.then(|| self.parameters.iter().filter_map(|p| p.state).count());
        let marker = names::camel(&field.name);
        self.parameters.push(Parameter { location, field, state, marker });
    }

    fn body(&mut self, body: &'a spec::Body, scope: &mut Scope) -> BodyKind {
        if !body.one_of.is_empty() {
            let ty = self.one_of(body);
            self.whole_body(body, ty, scope);
            return BodyKind::JsonValue;
        }
        if body.fields.is_empty() || body.ty != spec::Type::Object {
            let ty = self.whole_type(body);
            self.whole_body(body, ty, scope);
            return BodyKind::JsonValue;
        }
        self.fields(&body.fields, Location::Body, scope);
        match body.media {
            spec::Media::Form => BodyKind::Form,
            spec::Media::Multipart => BodyKind::Multipart,
            _ => BodyKind::Json,
        }
    }

    /// The type of a body that is no object of fields.
    fn whole_type(&mut self, body: &spec::Body) -> Type {
        fn plain(module: &Module<'_>, ty: &spec::Type) -> Type {
            match ty {
                spec::Type::List(item) => Type::List(Box::new(plain(module, item))),
                spec::Type::Map(value) => Type::Map(Box::new(plain(module, value))),
                spec::Type::String => Type::Text,
                spec::Type::Integer => Type::Integer { quoted: false },
                spec::Type::Number => Type::Float { quoted: false },
                spec::Type::Boolean => Type::Flag { quoted: false },
                spec::Type::Named(name) => module.shared_type(name),
                _ => Type::Json,
            }
        }
        plain(&self.module, &body.ty)
    }

    fn whole_body(&mut self, body: &spec::Body, ty: Type, scope: &mut Scope) {
        let docs = docs::paragraphs(Some(body.doc.as_deref().unwrap_or("The request body.")));
        let field = Field {
            name: scope.value("body"),
            wire: "body".to_owned(),
            docs,
            checks: if has_record(&ty) { vec![Check::Record] } else { Vec::new() },
            ty,
            optional: true,
            deprecated: None,
            secret: false,
        };
        self.push(Location::WholeBody, field, true);
    }

    fn one_of(&mut self, body: &'a spec::Body) -> Type {
        let name = self.module.scope.ty("Body", "RequestBody");
        let mut variants = Vec::new();
        for (wire, field) in &body.one_of {
            let used = Use { wire, parent: "Body", owner: None, direction: SENT, in_list: false };
            let ty = self.module.ty(field, &field.ty, used);
            let docs = docs::paragraphs(Some(field.doc.as_deref().unwrap_or("One possible body.")));
            let checked = has_record(&ty);
            variants.push(Alternative { name: names::camel(wire), docs, ty, checked });
        }
        let docs = docs::paragraphs(Some(body.doc.as_deref().unwrap_or("The possible bodies.")));
        self.module.items.push(Item::OneOf(OneOf { name: name.clone(), docs, variants }));
        Type::Record { name, shared: false, sent_only: true, boxed: false }
    }

    fn path(&self, template: &str) -> Vec<PathPiece> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        for (index, segment) in template.split('/').enumerate() {
            if index > 0 {
                literal.push('/');
            }
            let parameter = segment.strip_prefix(':').and_then(|wire| {
                let mut all = self.parameters.iter();
                all.find(|p| p.location == Location::Path && p.field.wire == wire)
            });
            match parameter {
                Some(parameter) => {
                    pieces.push(PathPiece::Literal(std::mem::take(&mut literal)));
                    pieces.push(PathPiece::Parameter(parameter.field.name.clone()));
                }
                None => literal.push_str(segment),
            }
        }
        if !literal.is_empty() {
            pieces.push(PathPiece::Literal(literal));
        }
        pieces
    }

    fn rules(&self, operation: &spec::Operation) -> Vec<RuleCheck> {
        let mut checks = Vec::new();
        let bound = |rule: &&spec::Rule| matches!(rule.from, None | Some(spec::Origin::Errors));
        for rule in operation.rules.iter().filter(bound) {
            if let Some(window) = &rule.window {
                checks.extend(self.window_check(window));
            }
            for (choice, names) in [
                ("ExactlyOne", &rule.one_of),
                ("AtLeastOne", &rule.at_least_one),
                ("AtMostOne", &rule.at_most_one),
            ] {
                if !names.is_empty() {
                    let of = names.iter().filter_map(|name| self.parameter_path(name));
                    checks
                        .push(RuleCheck::Choice { choice, of: of.map(|(path, _)| path).collect() });
                }
            }
            checks.extend(rule.requires.as_ref().and_then(|requires| self.requires(requires)));
        }
        checks
    }

    fn window_check(&self, window: &spec::Window) -> Option<RuleCheck> {
        Some(RuleCheck::Window {
            start: self.parameter_path(&window.start)?.0,
            end: self.parameter_path(&window.end)?.0,
            longest: window.longest.as_deref().map(seconds),
        })
    }

    fn requires(&self, requires: &spec::Requires) -> Option<RuleCheck> {
        let (when, when_type) = self.parameter_path(&requires.when)?;
        let then = requires.then.iter().filter_map(|name| self.parameter_path(name));
        let then = then.map(|(path, _)| path).collect();
        Some(RuleCheck::Requires { when, is: requires.is.clone(), when_type, then })
    }

    fn windows(&self, operation: &spec::Operation) -> Vec<WindowSetter> {
        let rules = operation.rules.iter().filter_map(|rule| rule.window.as_ref());
        let cap = operation.paging.as_ref().and_then(|paging| paging.cap.as_ref());
        rules.filter_map(|window| self.window(window, cap)).collect()
    }

    fn window(&self, window: &spec::Window, cap: Option<&spec::Cap>) -> Option<WindowSetter> {
        let (start, ty) = self.parameter_path(&window.start)?;
        let (end, _) = self.parameter_path(&window.end)?;
        let state = |path: &FieldPath| {
            let name = &path.steps.first()?.name;
            let whole = path.steps.len() == 1;
            self.parameters.iter().find(|p| p.field.name == *name).filter(|_| whole)?.state
        };
        let unit = if matches!(ty, Type::Time { millis: true, .. }) { 1 } else { 1000 };
        let longest = window.longest.as_deref().map(seconds);
        let mut docs = vec![format!("Sets `{}` and `{}`.", start.wire, end.wire)];
        docs::window(&mut docs, window.longest.as_deref(), cap);
        Some(WindowSetter {
            name: names::snake(&window.name),
            docs,
            states: [&start, &end].into_iter().filter_map(state).collect(),
            start,
            end,
            longest,
            overlap: if window.ends == spec::Ends::Out { unit } else { 0 },
        })
    }

    /// The Rust path and the type of a parameter or of a field inside it.
    pub(super) fn parameter_path(&self, wire: &str) -> Option<(FieldPath, Type)> {
        let (location, rest) = match wire.split_once('.') {
            Some(("query", rest)) => (Some(Location::Query), rest),
            Some(("body", rest)) => (Some(Location::Body), rest),
            Some(("path", rest)) => (Some(Location::Path), rest),
            _ => (None, wire),
        };
        let mut segments = rest.split('.');
        let first = segments.next()?;
        let fits = |p: &&Parameter| {
            p.field.wire == first && location.is_none_or(|location| location == p.location)
        };
        let field = &self.parameters.iter().find(fits)?.field;
        self.follow(field, segments, rest)
    }

    /// Follows a dotted wire path down the records of a field.
    pub(super) fn follow<'s>(
        &self,
        field: &Field,
        segments: impl Iterator<Item = &'s str>,
        wire: &str,
    ) -> Option<(FieldPath, Type)> {
        let mut steps = vec![Step { name: field.name.clone(), optional: field.optional }];
        let mut ty = field.ty.clone();
        for segment in segments {
            let field = self.record(&ty)?.fields.iter().find(|field| field.wire == segment)?;
            steps.push(Step { name: field.name.clone(), optional: field.optional });
            ty = field.ty.clone();
        }
        Some((FieldPath { steps, wire: wire.to_owned() }, ty))
    }

    /// The record behind a type.
    pub(super) fn record(&self, ty: &Type) -> Option<&Record> {
        let Type::Record { name, shared, .. } = ty else {
            return None;
        };
        let items = if *shared { self.context.shared_items } else { &self.module.items };
        find_record(items, name)
    }

    fn reply(&mut self, operation: &'a spec::Operation) -> ReplyKind {
        let response = &operation.response;
        match response.media {
            spec::Media::Binary => return ReplyKind::Download,
            spec::Media::None => return ReplyKind::Nothing,
            _ => {}
        }
        if response.ty == spec::Type::Object && response.fields.is_empty() {
            return ReplyKind::Nothing;
        }
        if response.ty == spec::Type::Object {
            let doc = response.doc.as_deref().unwrap_or("What a successful call returns.");
            let docs = docs::paragraphs(Some(doc));
            self.module.push_record("Reply".to_owned(), docs, &response.fields, None, READ);
            return match self.context.tree.reply_key(response) {
                Some(_) => ReplyKind::Record,
                None => ReplyKind::BesideRecord,
            };
        }
        ReplyKind::Value(self.value_reply(response))
    }

    fn value_reply(&mut self, response: &'a spec::Reply) -> Type {
        fn inner<'a>(draft: &mut Draft<'a>, ty: &'a spec::Type, response: &'a spec::Reply) -> Type {
            match ty {
                spec::Type::List(item) => Type::List(Box::new(inner(draft, item, response))),
                spec::Type::Map(value) => Type::Map(Box::new(inner(draft, value, response))),
                spec::Type::Object if !response.fields.is_empty() => {
                    let name = draft.module.scope.ty("Item", "ReplyItem");
                    let docs = vec!["One item of the reply.".to_owned()];
                    draft.module.push_record(name.clone(), docs, &response.fields, None, READ);
                    Type::Record { name, shared: false, sent_only: false, boxed: false }
                }
                spec::Type::String => Type::Text,
                spec::Type::Integer => Type::Integer { quoted: false },
                spec::Type::Number => Type::Float { quoted: false },
                spec::Type::Boolean => Type::Flag { quoted: false },
                spec::Type::Named(name) => draft.module.shared_type(name),
                _ => Type::Json,
            }
        }
        inner(self, &response.ty, response)
    }
}

/// The record of that name among items.
pub(super) fn find_record<'i>(items: &'i [Item], name: &str) -> Option<&'i Record> {
    items.iter().find_map(|item| match item {
        Item::Record(record) if record.name == name => Some(record.as_ref()),
        _ => None,
    })
}

fn has_record(ty: &Type) -> bool {
    match ty {
        Type::Record { .. } => true,
        Type::List(inner) | Type::Map(inner) => has_record(inner),
        _ => false,
    }
}

/// The checks that follow from where a parameter stands: an empty path or required query value,
/// or a header that is none, is refused before the network.
fn place_checks(field: &mut Field, location: Location, required: bool) {
    match (location, &field.ty) {
        (Location::Path, Type::Text | Type::Enum { .. }) => {
            field.checks.insert(0, Check::PathSegment);
        }
        (Location::Query, Type::Text | Type::Enum { .. }) if required => {
            field.checks.insert(0, Check::NotEmpty);
        }
        (Location::Header, Type::Text) => field.checks.insert(0, Check::Header),
        _ => {}
    }
}
