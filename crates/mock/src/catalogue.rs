//! What a mock serves: the operations and token calls of a spec tree, found by request.

use crate::call::Call;
use crate::error::MockError;
use crate::ids::Documented;
use crate::list::List;
use crate::quota::{self, Window};
use crate::refresh::Refreshing;
use crate::route::Template;
use larkspur_spec::model::{Field, Issue, Media, Method, Operation, QuotaScope, Type};
use larkspur_spec::tree::{OperationFile, PlatformTree, Tree};
use serde_json::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// An operation that is served.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) id: String,
    pub(crate) platform: Arc<PlatformTree>,
    pub(crate) operation: Operation,
    template: Template,
    /// Where its items are, if it answers a list.
    pub(crate) list: Option<List>,
    /// Whose tokens it refreshes, if it does that.
    pub(crate) refreshing: Option<Refreshing>,
    /// How many calls it takes.
    pub(crate) quota: Vec<Window>,
    /// Whether each token has a quota of its own.
    pub(crate) quota_per_token: bool,
}

/// A call that gets a token.
#[derive(Debug)]
pub(crate) struct TokenCall {
    pub(crate) id: String,
    pub(crate) platform: Arc<PlatformTree>,
    pub(crate) scheme: String,
    pub(crate) issue: Issue,
    /// The operation that describes the same call, where the tree has one.
    pub(crate) described: Option<String>,
    /// How many calls it takes.
    pub(crate) quota: Vec<Window>,
}

/// What a request is for.
pub(crate) enum Target<'a> {
    Operation(&'a Served, Vec<(String, String)>),
    Token(&'a TokenCall),
    /// The path is known, the method is another.
    WrongMethod(&'a Arc<PlatformTree>),
    /// The path is unknown; the platform is that of its first segment.
    Unknown(Option<&'a Arc<PlatformTree>>),
}

/// Everything that is served.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) platforms: Vec<Arc<PlatformTree>>,
    pub(crate) operations: Vec<Served>,
    pub(crate) tokens: Vec<TokenCall>,
    pub(crate) ids: Arc<Documented>,
}

impl Catalogue {
    pub(crate) fn new(tree: Tree) -> Result<Catalogue, MockError> {
        let platforms: Vec<_> = tree.platforms.into_values().map(Arc::new).collect();
        let operations: Vec<_> = platforms.iter().flat_map(served).collect();
        let tokens = platforms.iter().flat_map(token_calls).collect();
        no_clash(&operations)?;
        let ids = Arc::new(Documented::new(&operations));
        Ok(Catalogue { platforms, operations, tokens, ids })
    }

    /// Finds what a request is for. The path is as it came, still encoded; the body,
    /// as JSON, is asked for only where nothing else tells operations apart.
    pub(crate) fn find(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
        body: &dyn Fn() -> Value,
    ) -> Target<'_> {
        if let Some(call) = self.tokens.iter().find(|call| call.issue.path == path) {
            return match method {
                "POST" => Target::Token(call),
                _ => Target::WrongMethod(&call.platform),
            };
        }
        let fits: Vec<_> = self
            .operations
            .iter()
            .filter(|served| served.takes(query))
            .filter_map(|served| Some((served, served.template.matches(path)?)))
            .collect();
        let right = fits
            .iter()
            .filter(|(served, _)| served.operation.http.method.as_str() == method)
            .max_by(|a, b| a.0.closer(b.0, body));
        match (right, fits.first()) {
            (Some((served, path)), _) => Target::Operation(served, path.clone()),
            (None, Some((served, _))) => Target::WrongMethod(&served.platform),
            (None, None) => Target::Unknown(self.owner(path)),
        }
    }

    /// The platform whose paths begin like this one.
    fn owner(&self, path: &str) -> Option<&Arc<PlatformTree>> {
        let first = path.trim_start_matches('/').split('/').next()?;
        let call = |call: &&TokenCall| Template::new(&call.issue.path).first() == Some(first);
        let served = |served: &&Served| served.template.first() == Some(first);
        let by_token = self.tokens.iter().find(call).map(|call| &call.platform);
        by_token.or_else(|| self.operations.iter().find(served).map(|served| &served.platform))
    }

    pub(crate) fn operation(&self, id: &str) -> Result<&Served, MockError> {
        let mut all = self.operations.iter();
        all.find(|served| served.id == id).ok_or_else(|| MockError::UnknownOperation(id.to_owned()))
    }

    /// A call by the id of its operation, or by `<platform>.auth.<scheme>`.
    pub(crate) fn callable(&self, id: &str) -> Result<Call<'_>, MockError> {
        let is_it = |call: &&TokenCall| call.id == id || call.described.as_deref() == Some(id);
        match self.tokens.iter().find(is_it) {
            Some(call) => Ok(Call::Token(call)),
            None => self.operation(id).map(Call::Operation),
        }
    }

    /// The name under which calls of an operation are known: a call that gets a token has one of
    /// its own, whatever describes it.
    pub(crate) fn noted<'a>(&'a self, id: &'a str) -> &'a str {
        let same = |call: &&TokenCall| call.described.as_deref() == Some(id);
        self.tokens.iter().find(same).map_or(id, |call| &call.id)
    }

    pub(crate) fn platform(&self, name: &str) -> Result<&Arc<PlatformTree>, MockError> {
        let mut all = self.platforms.iter();
        all.find(|platform| platform.name == name)
            .ok_or_else(|| MockError::UnknownPlatform(name.to_owned()))
    }
}

impl Served {
    /// Whether the query holds the pairs that the operation always has.
    fn takes(&self, query: &[(String, String)]) -> bool {
        let fixed = &self.operation.http.query;
        fixed.iter().all(|(name, value)| query.iter().any(|(n, v)| n == name && v == value))
    }

    /// Which of two operations of one address a call is rather for.
    fn closer(&self, other: &Served, body: &dyn Fn() -> Value) -> Ordering {
        let fixed = |served: &Served| served.operation.http.query.len();
        let by_address = self.template.closer(&other.template).then(fixed(self).cmp(&fixed(other)));
        by_address.then_with(|| {
            let body = body();
            self.says(&body).cmp(&other.says(&body))
        })
    }

    /// Whether a body holds everything that the operation always sends.
    fn says(&self, body: &Value) -> bool {
        self.constants().all(|(name, value)| body.get(name) == Some(value))
    }

    /// The fields of the body that have one value only.
    fn constants(&self) -> impl Iterator<Item = (&String, &Value)> {
        let body = self.operation.body.iter().flat_map(|body| &body.fields);
        body.filter_map(|(name, field)| Some((name, field.fixed.as_ref()?)))
    }

    /// Whether some field of the body has one value here and another one there.
    fn differs_in_body(&self, other: &Served) -> bool {
        self.constants().any(|(name, value)| {
            other.constants().any(|(theirs, another)| name == theirs && value != another)
        })
    }

    /// The parameters that a call sends by name: path, query, and the fields of the body.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&String, &Field)> {
        let operation = &self.operation;
        let body = operation.body.iter().flat_map(|body| &body.fields);
        operation.path.iter().chain(&operation.query).chain(body)
    }

    /// The parameter at a dotted path, from the query or the body down.
    pub(crate) fn parameter(&self, path: &str) -> Option<&Field> {
        let mut names = path.split('.');
        let first = names.next()?;
        let (_, mut field) = self.parameters().find(|(name, _)| *name == first)?;
        for name in names {
            field = definition(&self.platform, &field.ty, field).fields.get(name)?;
        }
        Some(field)
    }

    /// Whether the answer is a file.
    pub(crate) fn is_download(&self) -> bool {
        self.operation.response.media == Media::Binary
    }
}

/// The entry that describes a value of that type: a shared type's own where it has a name.
pub(crate) fn definition<'a>(platform: &'a PlatformTree, ty: &Type, field: &'a Field) -> &'a Field {
    match ty {
        Type::Named(name) => platform.types.get(name).map_or(field, |shared| &shared.field),
        _ => field,
    }
}

fn served(platform: &Arc<PlatformTree>) -> Vec<Served> {
    let serve = |(id, file): (&String, &OperationFile)| {
        let own = &file.operation.quota;
        Served {
            id: id.clone(),
            platform: Arc::clone(platform),
            operation: file.operation.clone(),
            template: Template::new(&file.operation.http.path),
            list: List::of(platform, &file.operation),
            refreshing: Refreshing::of(platform, id),
            quota: quota::windows(if own.is_empty() { &platform.platform.quota } else { own }),
            quota_per_token: platform.platform.quota_scope == QuotaScope::Token,
        }
    };
    platform.operations.iter().map(serve).collect()
}

fn token_calls(platform: &Arc<PlatformTree>) -> Vec<TokenCall> {
    let schemes = platform.platform.auth.iter();
    schemes
        .filter_map(|(name, scheme)| {
            Some(TokenCall {
                id: format!("{}.auth.{name}", platform.name),
                platform: Arc::clone(platform),
                scheme: name.clone(),
                issue: scheme.issue.clone()?,
                described: described(platform, &scheme.issue.as_ref()?.path),
                quota: quota::windows(&scheme.issue.as_ref()?.quota),
            })
        })
        .collect()
}

fn described(platform: &PlatformTree, path: &str) -> Option<String> {
    let found = platform.operations.iter().find(|(_, file)| {
        let http = &file.operation.http;
        http.method == Method::Post && http.path == path
    });
    found.map(|(id, _)| id.clone())
}

fn no_clash(operations: &[Served]) -> Result<(), MockError> {
    for (at, first) in operations.iter().enumerate() {
        let http = &first.operation.http;
        let second = operations[at + 1..].iter().find(|second| {
            second.operation.http.method == http.method
                && second.operation.http.query == http.query
                && second.template.same(&first.template)
                && !second.differs_in_body(first)
        });
        if let Some(second) = second {
            return Err(MockError::Clash { first: first.id.clone(), second: second.id.clone() });
        }
    }
    Ok(())
}
