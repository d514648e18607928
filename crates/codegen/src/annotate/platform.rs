//! Platforms: constants, common codes, shared types and the tree of projects and resources.

use super::shared::Shared;
use super::types::{Direction, Module, enumeration};
use super::{docs, operation};
use crate::model::{
    Code, Envelope, Issue, Item, Node, Platform, Refresh, Scheme, SendValue, TypeFile,
};
use crate::names::{self, Scope};
use larkspur_spec::model as spec;
use larkspur_spec::tree::{OperationFile, PlatformTree};
use std::collections::BTreeSet;

/// Modules and items that a platform's module holds beside its projects.
const ROOT_NAMES: [&str; 4] = ["types", "client", "builder", "platform"];

pub(super) fn annotate(tree: &PlatformTree, longest: usize) -> Platform {
    let platform = &tree.platform;
    let shared = Shared::of(tree);
    let (types, type_files) = shared_items(tree, &shared);
    let context = operation::Context { tree, shared: &shared, shared_items: &types, longest };
    let root = root(&context);
    let mut hosts: Vec<_> = platform.hosts.iter().collect();
    hosts.sort_by_key(|(_, host)| !host.default);
    let hosts = hosts.into_iter().map(|(name, host)| (name.clone(), host.url.clone())).collect();
    Platform {
        name: tree.name.clone(),
        file: format!("{}/platform.yaml", tree.name),
        docs: docs(platform),
        hosts,
        envelopes: platform.envelopes.iter().map(|(name, of)| envelope(name, of)).collect(),
        log_id: platform.log_id.iter().map(|name| name.to_lowercase()).collect(),
        content_type: platform.content_type.clone().unwrap_or_else(|| "application/json".into()),
        trace_query: platform.trace_query.clone(),
        auth: platform.auth.iter().map(|(name, of)| scheme(tree, name, of)).collect(),
        quota_reset: platform.quota_reset.as_ref().map(|name| name.to_lowercase()),
        quota_scope: match platform.quota_scope {
            spec::QuotaScope::App => "App",
            spec::QuotaScope::Token => "Token",
        },
        codes: codes(&platform.errors, &["Other"]),
        types,
        type_files,
        root,
    }
}

/// The path of a file below the root of the tree: the same whatever the user typed for the root,
/// so that generated files never depend on it.
pub(super) fn below_root(tree: &PlatformTree, file: &str) -> String {
    let here = format!("{}/platform.yaml", tree.name);
    let root = tree.file.strip_suffix(&here).unwrap_or_default();
    file.strip_prefix(root).unwrap_or(file).to_owned()
}

fn docs(platform: &spec::Platform) -> Vec<String> {
    let mut lines = vec![format!("{}.", docs::escape(&platform.title))];
    for paragraph in docs::paragraphs(platform.doc.as_deref()) {
        docs::add(&mut lines, paragraph);
    }
    lines
}

/// The constant of an envelope.
fn envelope_constant(name: &str) -> String {
    format!("{}_ENVELOPE", names::snake(name).trim_matches('_').to_uppercase())
}

fn split(path: Option<&String>) -> Vec<String> {
    path.map_or_else(Vec::new, |path| path.split('.').map(str::to_owned).collect())
}

fn envelope(name: &str, of: &spec::Envelope) -> Envelope {
    let paths = [&of.code, &of.message, &of.violations].into_iter().flatten().chain(&of.log_id);
    let mut root_keys: Vec<String> = Vec::new();
    for path in paths.chain(&of.also) {
        let root = path.split('.').next().unwrap_or(path).to_owned();
        if !root_keys.contains(&root) {
            root_keys.push(root);
        }
    }
    Envelope {
        constant: envelope_constant(name),
        name: name.to_owned(),
        code: split(of.code.as_ref()),
        message: split(of.message.as_ref()),
        success: of.success.unwrap_or(0),
        data: of.data.clone(),
        log_id: of.log_id.iter().map(|path| split(Some(path))).collect(),
        violations: split(of.violations.as_ref()),
        root_keys,
    }
}

fn scheme(tree: &PlatformTree, name: &str, of: &spec::AuthScheme) -> Scheme {
    let headers = of.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone()));
    Scheme {
        name: name.to_owned(),
        headers: headers.collect(),
        issue: of.issue.as_ref().map(|of| issue(&tree.platform, of)),
        refresh: of.refresh.as_ref().and_then(|of| refresh(tree, of)),
    }
}

fn issue(platform: &spec::Platform, of: &spec::Issue) -> Issue {
    Issue {
        path: of.path.clone(),
        send: send(&of.send),
        envelope: envelope_of(platform, of.envelope.as_deref()),
        token: split(Some(&of.token)),
        life: split(Some(&of.life)),
        keep: of.keep.iter().map(|(name, path)| (name.clone(), split(Some(path)))).collect(),
        renew_within: seconds(&of.renew_within),
        quota: quota(&of.quota),
    }
}

/// A tree without the operation has no way to refresh, and a lint says so.
fn refresh(tree: &PlatformTree, of: &spec::Refresh) -> Option<Refresh> {
    let operation = &tree.refresh_operation(of)?.operation;
    Some(Refresh {
        path: operation.http.path.clone(),
        send: send(&of.send),
        envelope: envelope_of(&tree.platform, operation.response.envelope.as_deref()),
        token: split(Some(&of.token)),
        life: split(Some(&of.life)),
        refresh_token: split(Some(&of.refresh_token)),
        refresh_life: split(Some(&of.refresh_life)),
        renew_within: seconds(&of.renew_within),
        ended: of.ended.clone(),
        codes: codes(&operation.errors, &[]),
        quota: quota(operation::quota(&tree.platform, operation)),
    })
}

/// The constant of the envelope with that name, or of the usual one.
pub(super) fn envelope_of(platform: &spec::Platform, name: Option<&str>) -> String {
    let usual = || platform.envelopes.keys().next().map(String::as_str);
    envelope_constant(name.or_else(usual).unwrap_or_default())
}

/// Quota windows as calls and seconds.
pub(super) fn quota(of: &[spec::Quota]) -> Vec<(u64, u64)> {
    of.iter().map(|quota| (quota.calls, seconds(&quota.per))).collect()
}

fn send(of: &spec::Map<serde_json::Value>) -> Vec<(String, SendValue)> {
    of.iter().map(|(name, value)| (name.clone(), send_value(value))).collect()
}

fn send_value(value: &serde_json::Value) -> SendValue {
    if let Some(number) = value.as_i64() {
        return SendValue::Integer(number);
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some("refresh_token") => SendValue::RefreshToken,
        Some(name) => SendValue::Credential(name.to_owned()),
        None => SendValue::Text(text),
    }
}

/// Seconds of a span such as `10h`. The lints have refused any other form.
pub(super) fn seconds(span: &str) -> u64 {
    larkspur_spec::duration::parse(span).map_or(0, |span| span.as_secs())
}

/// Codes with their variants.
pub(super) fn codes(errors: &spec::Map<spec::ErrorCode>, reserved: &[&str]) -> Vec<Code> {
    let mut scope = Scope::with(reserved.iter().copied());
    let mut codes = Vec::new();
    for (code, error) in errors {
        let Ok(code) = code.parse() else { continue };
        let wanted = names::camel(&error.name);
        codes.push(Code {
            code,
            name: error.name.clone(),
            variant: scope.ty(&wanted, &format!("{wanted}Code")),
            retry: retry(error.retry),
            docs: docs::code(code, error),
        });
    }
    codes
}

fn retry(retry: spec::Retry) -> &'static str {
    match retry {
        spec::Retry::Never => "Never",
        spec::Retry::Backoff => "Backoff",
        spec::Retry::Quota => "Quota",
        spec::Retry::Token => "Token",
    }
}

fn shared_items(tree: &PlatformTree, shared: &Shared<'_>) -> (Vec<Item>, Vec<TypeFile>) {
    let taken = shared.iter().map(|(_, shared)| shared.rust.as_str());
    let scope = Scope::with(names::PRELUDE.into_iter().chain(names::OPERATION_TYPES).chain(taken));
    let mut module = Module::new(shared, scope, true);
    let (mut modules, mut files) = (Scope::default(), Vec::new());
    for (name, of) in shared.iter() {
        let direction = Direction { read: of.read, sent: of.sent };
        let first = module.items.len();
        if of.field.ty == spec::Type::Object {
            let docs = docs::record(of.field.doc.as_deref(), name, false);
            let fields = &of.field.fields;
            module.push_record(of.rust.clone(), docs, fields, Some(name), direction);
        } else if !of.field.values.is_empty() {
            let quoted = of.field.wire == Some(spec::Wire::String);
            let digit = of.field.ty == spec::Type::Integer && !quoted;
            module.items.push(Item::Enum(enumeration(of.field, name, of.rust.clone(), digit)));
        }
        let items = first..module.items.len();
        if !items.is_empty() {
            let file = tree.types.get(name).map_or("", |shared| &shared.file);
            let file = below_root(tree, file);
            files.push(TypeFile {
                module: modules.value(&names::file_module(&of.rust)),
                file,
                items,
            });
        }
    }
    (module.items, files)
}

fn root(context: &operation::Context<'_>) -> Node {
    let files: Vec<_> = context.tree.operations.values().collect();
    let mut root = node(context, &files, &[], ROOT_NAMES.as_slice());
    for project in &mut root.children {
        let name = format!("{}-{}", context.tree.name, project.path).replace('_', "-");
        project.feature = Some(name);
    }
    root
}

/// The node of all operations whose segments begin with `prefix`.
fn node(
    context: &operation::Context<'_>,
    files: &[&OperationFile],
    prefix: &[&str],
    reserved: &[&str],
) -> Node {
    let mut modules = Scope::with(reserved.iter().copied());
    let mut node = Node {
        module: names::snake(prefix.last().copied().unwrap_or_default()),
        accessor: names::camel(prefix.last().copied().unwrap_or_default()),
        path: prefix.join("."),
        feature: None,
        children: Vec::new(),
        operations: Vec::new(),
    };
    let below: Vec<_> = files.iter().filter(|file| file.segments().starts_with(prefix)).collect();
    let folders: BTreeSet<_> = below
        .iter()
        .filter(|file| file.segments().len() > prefix.len() + 1)
        .map(|file| file.segments()[prefix.len()].to_owned())
        .collect();
    for folder in &folders {
        let path: Vec<_> = prefix.iter().copied().chain([folder.as_str()]).collect();
        let inside: Vec<_> = below.iter().map(|file| **file).collect();
        let mut child = self::node(context, &inside, &path, &[]);
        child.module = modules.value(&child.module);
        node.children.push(child);
    }
    for file in below.into_iter().filter(|file| file.segments().len() == prefix.len() + 1) {
        let wanted = file.operation.rust.clone();
        let wanted = wanted.unwrap_or_else(|| names::snake(file.segments()[prefix.len()]));
        let name = modules.value(&wanted);
        node.operations.push(operation::annotate(context, file, name));
    }
    node
}
