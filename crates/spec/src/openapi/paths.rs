//! Operations by path and method, as OpenAPI wants them.
//!
//! OpenAPI knows one operation for a method and a path, and takes two paths that differ in the
//! names of parameters alone for the same. Platforms have several pages for one call, and call
//! one parameter by different names. So the names of the first operation of a path hold for all
//! of them, and what comes second for a method stands under `x-larkspur-also` of the first.

use super::Scope;
use super::extension::{Object, extend};
use super::operation;
use crate::model::Map;
use crate::resolve::{template_parameters, with_parameters};
use crate::tree::OperationFile;
use serde_json::Value;

/// The `paths` of a document.
pub(super) struct Paths {
    pub(super) object: Object,
    /// What could not stand in its place.
    pub(super) warnings: Vec<String>,
}

/// An operation with its platform.
type At<'s, 'a> = (&'s Scope<'a>, &'a OperationFile);

/// Writes the operations of all platforms, paths in the order of their first operation.
pub(super) fn paths(scopes: &[Scope<'_>]) -> Paths {
    let mut paths = Paths { object: Object::new(), warnings: Vec::new() };
    for methods in by_path(scopes).into_values() {
        let Some((_, first)) = methods.values().flatten().next() else {
            continue;
        };
        let path = &first.operation.http.path;
        let names: Vec<&str> = template_parameters(path).collect();
        let mut item = Object::new();
        for (method, mut same) in methods {
            // A page that is out of use gives way to the one that is not.
            same.sort_by_key(|(_, at)| at.operation.deprecated.is_some());
            item.insert(method, Value::Object(paths.method(&same, &names)));
        }
        paths.object.insert(template(path), Value::Object(item));
    }
    paths
}

/// Operations by the form of their path, then by method.
fn by_path<'s, 'a>(scopes: &'s [Scope<'a>]) -> Map<Map<Vec<At<'s, 'a>>>> {
    let mut all: Map<Map<Vec<At<'s, 'a>>>> = Map::new();
    for scope in scopes {
        for at in scope.platform.operations.values() {
            let http = &at.operation.http;
            let methods = all.entry(form(&http.path)).or_default();
            let method = http.method.as_str().to_ascii_lowercase();
            methods.entry(method).or_default().push((scope, at));
        }
    }
    all
}

impl Paths {
    /// The operation of a method, with those that make the same call.
    fn method(&mut self, same: &[At<'_, '_>], names: &[&str]) -> Object {
        let mut all = same.iter().map(|(scope, at)| {
            let (object, mut warnings) = operation::operation(scope, at, names);
            self.warnings.append(&mut warnings);
            object
        });
        let mut first = all.next().unwrap_or_default();
        let also: Vec<Object> = all.collect();
        extend(&mut first, "also", &also);
        if let [(_, first), also @ ..] = same {
            self.warnings.extend(also.iter().map(|(_, at)| {
                format!(
                    "{} makes the same call as {}: OpenAPI has one operation for a method and \
                     a path, so it stands under `x-larkspur-also` of the other",
                    at.id, first.id
                )
            }));
        }
        first
    }
}

/// The path with its parameters in braces.
fn template(path: &str) -> String {
    with_parameters(path, |name| format!("{{{name}}}"))
}

/// The path without the names of its parameters, which tells apart what OpenAPI tells apart.
fn form(path: &str) -> String {
    with_parameters(path, |_| "{}".to_owned())
}
