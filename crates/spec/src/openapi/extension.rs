//! Facts into JSON objects: only those that say something, under OpenAPI's word or our own.

use serde::Serialize;
use serde_json::Value;

/// A JSON object that keeps the order of its keys.
pub(super) type Object = serde_json::Map<String, Value>;

/// Adds a fact, unless nothing is said: no value, an empty list or an empty map.
pub(super) fn put(object: &mut Object, key: &str, fact: &impl Serialize) {
    // The model is plain data with text keys, which cannot fail to become a value.
    let value = serde_json::to_value(fact).unwrap_or_default();
    let empty = match &value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    if !empty {
        object.insert(key.to_owned(), value);
    }
}

/// Adds a fact that OpenAPI has no word for.
pub(super) fn extend(object: &mut Object, name: &str, fact: &impl Serialize) {
    put(object, &format!("x-larkspur-{name}"), fact);
}

/// Adds what something means, and that it is out of use.
pub(super) fn describe(object: &mut Object, doc: Option<&str>, deprecated: Option<&str>) {
    let instead = deprecated.map(|instead| format!("Deprecated: {instead}"));
    let paragraphs: Vec<&str> = doc.into_iter().chain(instead.as_deref()).collect();
    if !paragraphs.is_empty() {
        put(object, "description", &paragraphs.join("\n\n"));
    }
    put(object, "deprecated", &deprecated.map(|_| true));
}

/// A pointer to a component.
pub(super) fn reference(kind: &str, key: &str) -> Object {
    let mut object = Object::new();
    put(&mut object, "$ref", &format!("#/components/{kind}/{key}"));
    object
}
