//! One operation: its parameters, its body and what else is known about it.

use super::Scope;
use super::extension::{Object, describe, extend, put, reference};
use super::schema::{self, Way};
use super::{responses, security, servers};
use crate::model::{Body, Field, Map, Media, Operation, Source, Type};
use crate::resolve::{Resolved, template_parameters};
use crate::tree::OperationFile;
use serde_json::{Value, json};

/// Headers that OpenAPI ignores among parameters: it says them elsewhere.
const SAID_ELSEWHERE: [&str; 3] = ["accept", "content-type", "authorization"];

/// The operation object, and what could not stand in its place. `names` are those that the path
/// of the document has for the path parameters, in their order.
pub(super) fn operation(
    scope: &Scope<'_>,
    at: &OperationFile,
    names: &[&str],
) -> (Object, Vec<String>) {
    let operation = &at.operation;
    let mut object = Object::new();
    put(&mut object, "operationId", &at.id);
    put(&mut object, "tags", &[scope.tag(&at.segments())]);
    put(&mut object, "summary", &operation.title);
    describe(&mut object, operation.doc.as_deref(), operation.deprecated.as_deref());
    if let Some(url) = &operation.source.url {
        put(&mut object, "externalDocs", &json!({ "url": url }));
    }
    match &operation.http.host {
        Some(host) => put(&mut object, "servers", &[json!({ "url": host })]),
        None if scope.shares => put(&mut object, "servers", &servers(scope.platform)),
        None => {}
    }
    // An empty list says that the operation is open to anybody.
    let security = Value::Array(security::requirements(scope, operation));
    object.insert("security".to_owned(), security);
    put(&mut object, "parameters", &parameters(scope, operation, names));
    if let Some(body) = &operation.body {
        put(&mut object, "requestBody", &request_body(scope, operation, body));
    }
    put(&mut object, "responses", &responses::responses(scope, operation));
    facts(operation, &mut object);
    let warnings = misplaced_headers(scope, at, &mut object);
    (object, warnings)
}

/// Facts that OpenAPI has no word for.
fn facts(operation: &Operation, object: &mut Object) {
    let source = Source { url: None, ..operation.source.clone() };
    extend(object, "source", &source);
    extend(object, "rust", &operation.rust);
    extend(object, "note", &operation.note);
    extend(object, "idempotent", &operation.idempotent);
    extend(object, "apps", &operation.apps);
    extend(object, "scopes", &operation.scopes);
    extend(object, "quota", &operation.quota);
    extend(object, "rules", &operation.rules);
    extend(object, "paging", &operation.paging);
    extend(object, "conflicts", &operation.conflicts);
    extend(object, "open", &operation.open);
    extend(object, "questions", &operation.questions);
    extend(object, "hand", &operation.hand);
}

fn misplaced_headers(scope: &Scope<'_>, at: &OperationFile, object: &mut Object) -> Vec<String> {
    let ignored = at.operation.header.iter().filter(|(name, _)| is_said_elsewhere(name));
    let ignored: Vec<(&String, &Field)> = ignored.collect();
    let schemas = ignored.iter().map(|(name, field)| {
        let schema = schema::field(scope, field, Way::Text);
        ((*name).clone(), Value::Object(schema))
    });
    extend(object, "header", &schemas.collect::<Object>());
    let warning = |(name, _): &(&String, &Field)| {
        format!(
            "{} has a header `{name}`: OpenAPI ignores such a parameter, so it stands under \
             `x-larkspur-header`",
            at.id
        )
    };
    ignored.iter().map(warning).collect()
}

fn is_said_elsewhere(header: &str) -> bool {
    SAID_ELSEWHERE.iter().any(|name| header.eq_ignore_ascii_case(name))
}

fn parameters(scope: &Scope<'_>, operation: &Operation, names: &[&str]) -> Vec<Value> {
    let renamed: Vec<(&str, &str)> =
        template_parameters(&operation.http.path).zip(names.iter().copied()).collect();
    let mut all = Vec::new();
    for (name, field) in &operation.path {
        let shown = renamed.iter().find(|(own, _)| own == name).map_or(name.as_str(), |of| of.1);
        let mut parameter = parameter(scope, operation, "path", (name, shown), field);
        if shown != name {
            extend(&mut parameter, "name", name);
        }
        all.push(Value::Object(parameter));
    }
    let fixed = operation.http.query.iter();
    all.extend(fixed.filter(|(name, _)| !operation.query.contains_key(*name)).map(fixed_pair));
    for (name, field) in &operation.query {
        all.push(Value::Object(parameter(scope, operation, "query", (name, name), field)));
    }
    let traces = scope.platform.platform.trace_query.iter();
    let traces = traces.filter(|name| {
        !operation.query.contains_key(*name) && !operation.http.query.contains_key(*name)
    });
    all.extend(traces.map(|name| Value::Object(reference("parameters", &scope.key(name)))));
    for (name, field) in operation.header.iter().filter(|(name, _)| !is_said_elsewhere(name)) {
        all.push(Value::Object(parameter(scope, operation, "header", (name, name), field)));
    }
    all
}

/// A query pair that is always sent.
fn fixed_pair((name, value): (&String, &String)) -> Value {
    let schema = json!({ "type": "string", "const": value });
    json!({ "name": name, "in": "query", "required": true, "schema": schema })
}

/// Query parameters that get a fresh value with every call, as components.
pub(super) fn traces(scope: &Scope<'_>) -> Object {
    let names = scope.platform.platform.trace_query.iter();
    let parameter = |name: &String| {
        let parameter = json!({
            "name": name,
            "in": "query",
            "description": "A fresh random UUID with every call.",
            "schema": { "type": "string", "format": "uuid" },
        });
        (scope.key(name), parameter)
    };
    names.map(parameter).collect()
}

/// A parameter; its name in the spec, which examples use, and in the document.
fn parameter(
    scope: &Scope<'_>,
    operation: &Operation,
    place: &str,
    (own, shown): (&str, &str),
    field: &Field,
) -> Object {
    let mut parameter = Object::new();
    put(&mut parameter, "name", &shown);
    put(&mut parameter, "in", &place);
    describe(&mut parameter, field.doc.as_deref(), field.deprecated.as_deref());
    if place == "path" || schema::is_needed(field, Way::Text) {
        put(&mut parameter, "required", &true);
    }
    let resolved = scope.platform.resolve(&field.ty, &field.fields);
    if place == "query" && matches!(resolved, Resolved::List(_)) {
        // One pair for each value, which is what clients send.
        put(&mut parameter, "style", &"form");
        put(&mut parameter, "explode", &true);
    }
    let schema = schema::value(scope, field, Way::Text);
    parameter.insert("schema".to_owned(), Value::Object(schema));
    let examples = examples(operation, |example| {
        let value = example.parameters.get(own)?;
        Some(schema::wired(scope, &field.ty, field, Way::Text, value))
    });
    put(&mut parameter, "examples", &examples);
    schema::facts(field, &mut parameter);
    parameter
}

/// One part of every example call that has it, under a name that is the same for all parts of a
/// call.
pub(super) fn examples(
    operation: &Operation,
    part: impl Fn(&crate::model::Example) -> Option<Value>,
) -> Object {
    let mut all = Object::new();
    for (number, example) in operation.examples.iter().enumerate() {
        let Some(value) = part(example) else {
            continue;
        };
        let mut object = Object::new();
        put(&mut object, "description", &example.note);
        object.insert("value".to_owned(), value);
        all.insert(format!("call{}", number + 1), Value::Object(object));
    }
    all
}

fn request_body(scope: &Scope<'_>, operation: &Operation, body: &Body) -> Object {
    let (media, way) = match body.media {
        Media::Json => ("application/json", Way::Sent),
        Media::Form => ("application/x-www-form-urlencoded", Way::Text),
        Media::Multipart => ("multipart/form-data", Way::Text),
        Media::Binary => ("application/octet-stream", Way::Text),
        Media::None => return Object::new(),
    };
    let mut content = Object::new();
    let schema = match body.media {
        Media::Binary => schema::bytes(),
        _ => body_schema(scope, body, way),
    };
    content.insert("schema".to_owned(), Value::Object(schema));
    put(&mut content, "encoding", &encoding(body));
    put(&mut content, "examples", &examples(operation, |example| example.body.clone()));
    let mut request = Object::new();
    put(&mut request, "description", &body.doc);
    request.insert("content".to_owned(), json!({ media: content }));
    let needed = body.fields.values().any(|field| schema::is_needed(field, way));
    if needed || !body.one_of.is_empty() {
        put(&mut request, "required", &true);
    }
    extend(&mut request, "note", &body.note);
    request
}

fn body_schema(scope: &Scope<'_>, body: &Body, way: Way) -> Object {
    if body.one_of.is_empty() {
        return whole(scope, &body.ty, &body.fields, way);
    }
    let alternatives = body.one_of.iter().map(|(name, field)| {
        let mut alternative = schema::field(scope, field, way);
        put(&mut alternative, "title", name);
        Value::Object(alternative)
    });
    let mut schema = Object::new();
    put(&mut schema, "oneOf", &alternatives.collect::<Vec<_>>());
    schema
}

/// The schema of a whole body or reply.
pub(super) fn whole(scope: &Scope<'_>, ty: &Type, fields: &Map<Field>, way: Way) -> Object {
    let field = Field { ty: ty.clone(), fields: fields.clone(), ..Field::default() };
    schema::value(scope, &field, way)
}

/// How the parts of a multipart form are written, where the usual way would be another.
fn encoding(body: &Body) -> Object {
    let files = body.fields.iter().filter(|(_, field)| *field.ty.innermost() == Type::File);
    let files = files.filter(|_| body.media == Media::Multipart);
    files
        .map(|(name, _)| (name.clone(), json!({ "contentType": "application/octet-stream" })))
        .collect()
}
