//! A spec tree as OpenAPI 3.1: for those who do not use the Rust client.
//!
//! Viewers, mock servers, gateways and generators of other languages read OpenAPI. What it can
//! say is said in its own words; what it cannot (scope groups, quotas, paging, rules across
//! parameters, codes in the body, where a fact comes from) stands beside it in fields that begin
//! with `x-larkspur-`, so that nothing of a spec is lost. `docs/openapi.md` has the list.

mod envelope;
mod extension;
mod names;
mod operation;
mod paths;
mod responses;
mod schema;
mod security;
#[cfg(test)]
mod tests;
mod yaml;

use crate::load::Loaded;
use crate::suggest;
use crate::tree::PlatformTree;
use extension::{Object, extend, put};
use names::Faces;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The version of OpenAPI that is written: the one that most tools for 3.1 ask for by name.
const VERSION: &str = "3.1.0";

/// An OpenAPI document, and what had to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The document.
    pub document: Value,
    /// What is left out, or stands as an extension though OpenAPI has a place for its kind.
    pub warnings: Vec<String>,
    /// How many operations the document holds, those under `x-larkspur-also` included.
    pub operations: usize,
}

impl Export {
    /// The document as JSON, with a line break at its end.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", self.document)
    }

    /// The document as YAML.
    pub fn to_yaml(&self) -> String {
        yaml::text(&self.document)
    }

    /// How many paths the document has.
    pub fn paths(&self) -> usize {
        self.count("/paths")
    }

    /// How many schemas stand in its components.
    pub fn schemas(&self) -> usize {
        self.count("/components/schemas")
    }

    fn count(&self, pointer: &str) -> usize {
        self.document.pointer(pointer).and_then(Value::as_object).map_or(0, Object::len)
    }
}

/// Why a tree cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The tree has no platform of that name.
    #[error("the tree has no platform `{name}`: {help}")]
    UnknownPlatform {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        help: String,
    },
    /// The tree is empty.
    #[error("the tree has no platform")]
    Empty,
}

/// Writes one platform of a tree, or all of them, as an OpenAPI document.
///
/// The tree must be free of errors. A document of several platforms has its servers at the
/// operations, and names of components, security schemes and tags begin with the platform's.
pub fn export(loaded: &Loaded, platform: Option<&str>) -> Result<Export, ExportError> {
    let scopes = scopes(loaded, platform)?;
    let mut paths = paths::paths(&scopes);
    paths.warnings.extend(scopes.iter().filter_map(unused_types));
    let mut document = Object::new();
    document.insert("openapi".to_owned(), json!(VERSION));
    document.insert("info".to_owned(), info(&scopes));
    if let [scope] = scopes.as_slice() {
        put(&mut document, "servers", &servers(scope.platform));
    }
    put(&mut document, "tags", &tags(&scopes));
    document.insert("paths".to_owned(), Value::Object(paths.object));
    document.insert("components".to_owned(), components(&scopes));
    extend(&mut document, "platforms", &platforms(loaded, &scopes));
    let operations = scopes.iter().map(|scope| scope.platform.operations.len()).sum();
    Ok(Export { document: Value::Object(document), warnings: paths.warnings, operations })
}

/// One platform on its way into a document.
struct Scope<'a> {
    platform: &'a PlatformTree,
    /// Whether it shares the document with other platforms.
    shares: bool,
    faces: Faces<'a>,
}

impl<'a> Scope<'a> {
    fn new(platform: &'a PlatformTree, shares: bool) -> Self {
        Self { platform, shares, faces: Faces::of(platform) }
    }

    /// A name of this platform, as the document knows it.
    fn name(&self, name: &str) -> String {
        if self.shares { format!("{}.{name}", self.platform.name) } else { name.to_owned() }
    }

    /// The key of a component.
    fn key(&self, name: &str) -> String {
        names::component(&self.name(name))
    }

    /// The tag of an operation: the project, which is the first segment below the platform.
    fn tag(&self, segments: &[&str]) -> String {
        match segments {
            [project, _, ..] => self.name(project),
            _ => self.platform.name.clone(),
        }
    }
}

fn scopes<'a>(loaded: &'a Loaded, platform: Option<&str>) -> Result<Vec<Scope<'a>>, ExportError> {
    let all = &loaded.tree.platforms;
    let Some(name) = platform else {
        let shares = all.len() > 1;
        return match all.is_empty() {
            true => Err(ExportError::Empty),
            false => Ok(all.values().map(|platform| Scope::new(platform, shares)).collect()),
        };
    };
    match all.get(name) {
        Some(platform) => Ok(vec![Scope::new(platform, false)]),
        None => {
            let known: Vec<&str> = all.keys().map(String::as_str).collect();
            let help = suggest::help(name, "its platforms are", &known);
            Err(ExportError::UnknownPlatform { name: name.to_owned(), help })
        }
    }
}

/// The platforms version nothing as a whole; the day of the newest page stands for the version.
fn info(scopes: &[Scope<'_>]) -> Value {
    let titles: Vec<&str> = scopes.iter().map(|at| at.platform.platform.title.as_str()).collect();
    let dates = scopes.iter().flat_map(|scope| {
        let pages = scope.platform.operations.values().map(|at| &at.operation.source);
        pages.chain([&scope.platform.platform.source]).filter_map(|page| page.updated.as_deref())
    });
    let mut info = Object::new();
    put(&mut info, "title", &titles.join(", "));
    put(&mut info, "version", &dates.max().unwrap_or("undated"));
    let docs = scopes.iter().filter_map(|scope| scope.platform.platform.doc.as_deref());
    let docs: Vec<&str> = docs.collect();
    if !docs.is_empty() {
        put(&mut info, "description", &docs.join("\n\n"));
    }
    Value::Object(info)
}

/// The hosts, the usual one first.
fn servers(platform: &PlatformTree) -> Vec<Value> {
    let mut hosts: Vec<_> = platform.platform.hosts.iter().collect();
    hosts.sort_by_key(|(_, host)| !host.default);
    let server = |(name, host): (&String, &crate::model::Host)| {
        let mut server = Object::new();
        put(&mut server, "url", &host.url);
        put(&mut server, "description", &host.doc);
        extend(&mut server, "name", name);
        extend(&mut server, "note", &host.note);
        Value::Object(server)
    };
    hosts.into_iter().map(server).collect()
}

fn tags(scopes: &[Scope<'_>]) -> Vec<Value> {
    let names = scopes
        .iter()
        .flat_map(|scope| scope.platform.operations.values().map(|at| scope.tag(&at.segments())));
    let names: BTreeSet<String> = names.collect();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn components(scopes: &[Scope<'_>]) -> Value {
    let mut components = Object::new();
    for (kind, of) in [
        ("schemas", schemas as fn(&Scope<'_>) -> Object),
        ("responses", responses::shared),
        ("parameters", operation::traces),
        ("headers", responses::headers),
        ("securitySchemes", security::schemes),
    ] {
        let all: Object = scopes.iter().flat_map(of).collect();
        put(&mut components, kind, &all);
    }
    Value::Object(components)
}

fn schemas(scope: &Scope<'_>) -> Object {
    let mut all = schema::shared(scope);
    all.append(&mut responses::envelopes(scope));
    all
}

/// Types that no operation uses have no face to show.
fn unused_types(scope: &Scope<'_>) -> Option<String> {
    let types = scope.platform.types.keys().map(String::as_str);
    let unused: Vec<&str> = types.filter(|name| scope.faces.needed(name).is_empty()).collect();
    let warning = || {
        let names = unused.join("`, `");
        format!("{}: no operation uses `{names}`: left out", scope.platform.name)
    };
    (!unused.is_empty()).then(warning)
}

/// What the platforms say that has no place in OpenAPI, by their names.
fn platforms(loaded: &Loaded, scopes: &[Scope<'_>]) -> Object {
    let facts = |scope: &Scope<'_>| {
        let platform = &scope.platform.platform;
        let mut facts = Object::new();
        for (key, fact) in [
            ("language", json!(platform.language)),
            ("note", json!(platform.note)),
            ("source", json!(platform.source)),
            ("apps", json!(platform.apps)),
            ("envelopes", json!(platform.envelopes)),
            ("log_id", json!(platform.log_id)),
            ("content_type", json!(platform.content_type)),
            ("trace_query", json!(platform.trace_query)),
            ("quota", json!(platform.quota)),
            ("quota_reset", json!(platform.quota_reset)),
            ("quota_scope", json!(platform.quota_scope)),
            ("errors", json!(platform.errors)),
            ("conflicts", json!(platform.conflicts)),
            ("open", json!(platform.open)),
            ("hand", json!(platform.hand)),
            ("types", json!(type_files(loaded, scope))),
        ] {
            put(&mut facts, key, &fact);
        }
        (scope.platform.name.clone(), Value::Object(facts))
    };
    scopes.iter().map(facts).collect()
}

/// What each file of shared types says about itself; the types are components.
fn type_files(loaded: &Loaded, scope: &Scope<'_>) -> Vec<Value> {
    let files = loaded.types.iter().filter(|file| file.platform == scope.platform.name);
    let facts = files.map(|file| {
        let mut facts = Object::new();
        put(&mut facts, "names", &file.types.types.keys().collect::<Vec<_>>());
        put(&mut facts, "source", &file.types.source);
        put(&mut facts, "note", &file.types.note);
        put(&mut facts, "conflicts", &file.types.conflicts);
        Value::Object(facts)
    });
    facts.collect()
}
