//! Replies and failures in the envelopes of a platform.
//!
//! Platforms answer failures with any status, often 200, and only the code in the body counts.
//! So one schema of the envelope serves successes and failures, documented codes stand with the
//! status the page names, and `default` is for all others.

use super::Scope;
use super::envelope::{self, Named};
use super::extension::{Object, extend, put, reference};
use super::operation::examples;
use super::schema;
use crate::model::{ErrorCode, Map, Media, Operation};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The status that successes share with many a failure.
const SUCCESS: u16 = 200;

/// The responses of an operation.
pub(super) fn responses(scope: &Scope<'_>, operation: &Operation) -> Object {
    let envelope = envelope::named(scope, operation.response.envelope.as_deref());
    let mut codes = Codes::of(operation);
    let mut all = Object::new();
    let beside = codes.by_status.remove(&SUCCESS).unwrap_or_default();
    for status in statuses(operation) {
        let success = success(scope, operation, envelope, &beside);
        all.insert((*status).to_owned(), Value::Object(success));
    }
    for (status, codes) in &codes.by_status {
        all.insert(status.to_string(), Value::Object(failure(scope, envelope, codes)));
    }
    let others = match codes.others.is_empty() {
        true => reference("responses", &failure_key(scope, envelope)),
        false => failure(scope, envelope, &codes.others),
    };
    all.sort_keys();
    all.insert("default".to_owned(), Value::Object(others));
    all
}

/// The statuses of a success. No page says them.
fn statuses(operation: &Operation) -> &'static [&'static str] {
    match operation.response.media {
        Media::None => &["2XX"],
        Media::Binary if takes_ranges(operation) => &["200", "206"],
        _ => &["200"],
    }
}

fn takes_ranges(operation: &Operation) -> bool {
    operation.header.keys().any(|name| name.eq_ignore_ascii_case("range"))
}

/// The documented codes of an operation.
struct Codes<'a> {
    /// Those whose status the page names.
    by_status: BTreeMap<u16, Map<&'a ErrorCode>>,
    others: Map<&'a ErrorCode>,
}

impl<'a> Codes<'a> {
    fn of(operation: &'a Operation) -> Self {
        let mut codes = Self { by_status: BTreeMap::new(), others: Map::new() };
        for (code, said) in &operation.errors {
            let into = match said.http {
                Some(status) => codes.by_status.entry(status).or_default(),
                None => &mut codes.others,
            };
            into.insert(code.clone(), said);
        }
        codes
    }
}

/// The response of every failure that an operation says nothing about, for each envelope.
pub(super) fn shared(scope: &Scope<'_>) -> Object {
    let common = scope.platform.platform.errors.iter();
    let common: Map<&ErrorCode> = common.map(|(code, said)| (code.clone(), said)).collect();
    let silent = operations(scope).filter(|of| of.errors.values().all(|code| code.http.is_some()));
    let responses = envelope_names(silent).into_iter().map(|name| {
        let envelope = envelope::named(scope, name);
        let mut response = Object::new();
        put(&mut response, "description", &format!("The call failed.{}", list(&common)));
        put(&mut response, "headers", &header_references(scope, true));
        put(&mut response, "content", &failure_content(scope, envelope));
        (failure_key(scope, envelope), Value::Object(response))
    });
    responses.collect()
}

/// The envelopes that operations of a platform use, as schemas.
pub(super) fn envelopes(scope: &Scope<'_>) -> Object {
    let used = envelope_names(operations(scope)).into_iter();
    let used = used.filter_map(|name| envelope::named(scope, name));
    used.map(|(name, at)| (envelope::key(scope, name), Value::Object(envelope::frame(at))))
        .collect()
}

fn operations<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Operation> {
    scope.platform.operations.values().map(|at| &at.operation)
}

/// The envelopes that operations name; nothing stands for the usual one.
fn envelope_names<'a>(
    operations: impl Iterator<Item = &'a Operation>,
) -> BTreeSet<Option<&'a str>> {
    operations.map(|operation| operation.response.envelope.as_deref()).collect()
}

/// The headers that answers of a platform carry.
pub(super) fn headers(scope: &Scope<'_>) -> Object {
    let platform = &scope.platform.platform;
    let log_ids = platform.log_id.iter().map(|name| (name, "The log id of the call.", "string"));
    let reset = platform.quota_reset.iter();
    let reset = reset.map(|name| (name, "The seconds until the quota is free again.", "integer"));
    let header = |(name, text, word): (&String, &str, &str)| {
        (scope.key(name), json!({ "description": text, "schema": { "type": word } }))
    };
    log_ids.chain(reset).map(header).collect()
}

fn header_references(scope: &Scope<'_>, failed: bool) -> Object {
    let platform = &scope.platform.platform;
    let reset = platform.quota_reset.iter().filter(|_| failed);
    let names = platform.log_id.iter().chain(reset);
    let header = |name: &String| Value::Object(reference("headers", &scope.key(name)));
    names.map(|name| (name.clone(), header(name))).collect()
}

fn failure_key(scope: &Scope<'_>, envelope: Named<'_>) -> String {
    scope.key(&format!("Failure.{}", envelope.map_or("none", |(name, _)| name)))
}

fn success(
    scope: &Scope<'_>,
    operation: &Operation,
    envelope: Named<'_>,
    codes: &Map<&ErrorCode>,
) -> Object {
    let reply = &operation.response;
    let mut content = Object::new();
    match reply.media {
        Media::None => {}
        // The answer names its type itself.
        Media::Binary => put(&mut content, "*/*", &json!({ "schema": schema::bytes() })),
        _ => {
            let mut json = Object::new();
            json.insert("schema".to_owned(), envelope::reply(scope, reply, envelope));
            put(&mut json, "examples", &examples(operation, |example| example.reply.clone()));
            put(&mut content, "application/json", &json);
        }
    }
    if !codes.is_empty() && !content.contains_key("application/json") {
        content.append(&mut failure_content(scope, envelope));
    }
    let mut response = Object::new();
    let text = reply.doc.as_deref().unwrap_or("The reply.");
    let failures = if codes.is_empty() { String::new() } else { "\n\nOr a failure.".to_owned() };
    put(&mut response, "description", &format!("{text}{failures}{}", list(codes)));
    put(&mut response, "headers", &header_references(scope, false));
    put(&mut response, "content", &content);
    extend(&mut response, "errors", codes);
    extend(&mut response, "note", &reply.note);
    response
}

fn failure(scope: &Scope<'_>, envelope: Named<'_>, codes: &Map<&ErrorCode>) -> Object {
    let mut response = Object::new();
    let text = format!("The call failed, with one of these codes or a common one.{}", list(codes));
    put(&mut response, "description", &text);
    put(&mut response, "headers", &header_references(scope, true));
    put(&mut response, "content", &failure_content(scope, envelope));
    extend(&mut response, "errors", codes);
    response
}

fn failure_content(scope: &Scope<'_>, envelope: Named<'_>) -> Object {
    let mut content = Object::new();
    if let Some((name, _)) = envelope {
        let schema = envelope::pointer(scope, name);
        put(&mut content, "application/json", &json!({ "schema": schema }));
    }
    content
}

/// Codes as a list for people.
fn list(codes: &Map<&ErrorCode>) -> String {
    let line = |(code, said): (&String, &&ErrorCode)| match &said.doc {
        Some(doc) => format!("\n- `{code}` {}: {doc}", said.name),
        None => format!("\n- `{code}` {}", said.name),
    };
    let lines: String = codes.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}
