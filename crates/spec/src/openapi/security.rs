//! Auth schemes as security schemes.
//!
//! A scheme of a platform may need several headers, a security scheme of OpenAPI is one: such a
//! scheme becomes several, which the requirement of an operation asks for together.

use super::Scope;
use super::extension::{Object, describe, extend, put};
use crate::model::{AuthScheme, Operation};
use serde_json::{Value, json};

/// The security schemes of a platform.
pub(super) fn schemes(scope: &Scope<'_>) -> Object {
    let mut all = Object::new();
    for (name, auth) in &scope.platform.platform.auth {
        for (at, header, template) in headers(name, auth) {
            let scheme = scheme(name, auth, at == *name, header, template);
            all.insert(scope.key(&at), Value::Object(scheme));
        }
    }
    all
}

/// What an operation asks for: one of its schemes, each with all of its headers.
pub(super) fn requirements(scope: &Scope<'_>, operation: &Operation) -> Vec<Value> {
    let known = &scope.platform.platform.auth;
    let asked = operation.auth.iter().filter_map(|name| Some((name, known.get(name)?)));
    let requirement = |(name, auth): (&String, &AuthScheme)| {
        let parts = headers(name, auth).into_iter();
        Value::Object(parts.map(|(at, _, _)| (scope.key(&at), json!([]))).collect())
    };
    asked.map(requirement).collect()
}

/// The headers of a scheme with the name each goes by: the one with the token has the scheme's.
fn headers<'a>(name: &str, auth: &'a AuthScheme) -> Vec<(String, &'a str, &'a str)> {
    let main = auth.headers.values().position(|template| template.contains("{token}"));
    let main = main.unwrap_or_default();
    let headers = auth.headers.iter().enumerate();
    headers
        .map(|(number, (header, template))| {
            let at = if number == main { name.to_owned() } else { format!("{name}.{header}") };
            (at, header.as_str(), template.as_str())
        })
        .collect()
}

fn scheme(name: &str, auth: &AuthScheme, is_main: bool, header: &str, template: &str) -> Object {
    let mut scheme = Object::new();
    if header.eq_ignore_ascii_case("authorization") && template == "Bearer {token}" {
        put(&mut scheme, "type", &"http");
        put(&mut scheme, "scheme", &"bearer");
    } else {
        put(&mut scheme, "type", &"apiKey");
        put(&mut scheme, "in", &"header");
        put(&mut scheme, "name", &header);
    }
    if !is_main {
        describe(&mut scheme, Some(&format!("Goes with the header of `{name}`.")), None);
        extend(&mut scheme, "value", &template);
        return scheme;
    }
    describe(&mut scheme, auth.doc.as_deref(), None);
    extend(&mut scheme, "value", &template);
    extend(&mut scheme, "issue", &auth.issue);
    extend(&mut scheme, "refresh", &auth.refresh);
    extend(&mut scheme, "missing", &auth.missing);
    extend(&mut scheme, "rejected", &auth.rejected);
    extend(&mut scheme, "incomplete", &auth.incomplete);
    extend(&mut scheme, "note", &auth.note);
    scheme
}
