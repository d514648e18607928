//! Envelopes, and replies within them.
//!
//! A reply lies under a key of the envelope or beside its keys. Both are said by `allOf`, so that
//! each envelope is one schema of the document.

use super::Scope;
use super::extension::{Object, extend, put, reference};
use super::operation::whole;
use super::schema::{self, Way};
use crate::model::{Envelope, Field, Reply, Type};
use crate::resolve::Resolved;
use serde_json::{Value, json};

/// How many keys of a dotted path are told apart.
const DEEPEST: usize = 16;

/// An envelope with its name.
pub(super) type Named<'a> = Option<(&'a str, &'a Envelope)>;

/// The envelope of that name, or the platform's usual one.
pub(super) fn named<'a>(scope: &Scope<'a>, name: Option<&str>) -> Named<'a> {
    let all = &scope.platform.platform.envelopes;
    let found = match name {
        Some(name) => all.get_key_value(name),
        None => all.first(),
    };
    found.map(|(name, envelope)| (name.as_str(), envelope))
}

/// The key of its schema.
pub(super) fn key(scope: &Scope<'_>, name: &str) -> String {
    scope.key(&format!("Envelope.{name}"))
}

/// A pointer to its schema.
pub(super) fn pointer(scope: &Scope<'_>, name: &str) -> Value {
    Value::Object(reference("schemas", &key(scope, name)))
}

/// The reply in its envelope.
pub(super) fn reply(scope: &Scope<'_>, reply: &Reply, envelope: Named<'_>) -> Value {
    let inner = whole(scope, &reply.ty, &reply.fields, Way::Read);
    let Some((name, envelope)) = envelope else {
        return Value::Object(inner);
    };
    let frame = pointer(scope, name);
    if reply.ty == Type::Object && reply.fields.is_empty() {
        return frame;
    }
    let beside = match reply.under.as_deref() {
        Some("root") => None,
        // A key that is called `root` is written `/root`.
        Some(key) => Some(key.trim_start_matches('/')),
        None => envelope.data.as_deref(),
    };
    let Some(key) = beside else {
        return beside_the_envelope(scope, reply, envelope, frame, inner);
    };
    let mut rest = Object::new();
    place(&mut rest, key, Value::Object(inner), false);
    json!({ "allOf": [frame, rest] })
}

/// A reply whose keys stand among those of the envelope.
fn beside_the_envelope(
    scope: &Scope<'_>,
    reply: &Reply,
    envelope: &Envelope,
    reference: Value,
    inner: Object,
) -> Value {
    match scope.platform.resolve(&reply.ty, &reply.fields) {
        Resolved::Record(_) => json!({ "allOf": [reference, inner] }),
        Resolved::Scalar(Type::Any) => reference,
        Resolved::Map(_) => {
            // What holds for free keys must not hold for those of the envelope.
            let mut schema = frame(envelope);
            schema.insert("additionalProperties".to_owned(), free_keys(scope, reply));
            Value::Object(schema)
        }
        _ => Value::Object(inner),
    }
}

fn free_keys(scope: &Scope<'_>, reply: &Reply) -> Value {
    let field = Field { ty: reply.ty.clone(), fields: reply.fields.clone(), ..Field::default() };
    match scope.platform.described(&field) {
        Some(of @ Field { ty: Type::Map(inner), .. }) => {
            Value::Object(schema::of_type(scope, inner, of, Way::Read))
        }
        _ => json!({}),
    }
}

/// The envelope without the reply.
pub(super) fn frame(envelope: &Envelope) -> Object {
    let mut schema = Object::new();
    put(&mut schema, "type", &"object");
    let success = envelope.success.unwrap_or(0);
    if let Some(path) = &envelope.code {
        let text = format!("The call went well where this is {success}.");
        let mut code = Object::new();
        put(&mut code, "type", &"integer");
        put(&mut code, "format", &"int64");
        put(&mut code, "description", &text);
        extend(&mut code, "success", &success);
        place(&mut schema, path, Value::Object(code), true);
    }
    let text = json!({ "type": "string" });
    for path in envelope.message.iter().chain(&envelope.log_id) {
        place(&mut schema, path, text.clone(), false);
    }
    if let Some(path) = &envelope.violations {
        let list = json!({ "type": "array", "items": { "type": "object" } });
        place(&mut schema, path, list, false);
    }
    for path in &envelope.also {
        place(&mut schema, path, json!({}), false);
    }
    extend(&mut schema, "note", &envelope.note);
    schema
}

/// Puts a schema at a dotted path of keys; what stands there already stays.
fn place(schema: &mut Object, path: &str, leaf: Value, required: bool) {
    let mut at = schema;
    let mut keys = path.splitn(DEEPEST, '.').peekable();
    while let Some(key) = keys.next() {
        at.entry("type").or_insert_with(|| json!("object"));
        if required {
            at.insert("required".to_owned(), json!([key]));
        }
        let properties = at.entry("properties").or_insert_with(|| json!({}));
        let Value::Object(properties) = properties else {
            return;
        };
        if keys.peek().is_none() {
            properties.entry(key).or_insert(leaf);
            return;
        }
        let Value::Object(inner) = properties.entry(key).or_insert_with(|| json!({})) else {
            return;
        };
        at = inner;
    }
}
