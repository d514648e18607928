//! Fields as JSON Schema.
//!
//! What binds depends on where a value travels. Limits and known values bind what is sent, and
//! only where the client itself enforces them; of a reply they tell what is usual. Numbers that
//! JSON carries as text keep their digits apart, while in paths, queries, headers and forms
//! everything is text anyway and the natural type says more.

use super::Scope;
use super::extension::{Object, describe, extend, put, reference};
use super::names::Face;
use crate::model::{EnumValue, Field, Map, Type, Wire};
use serde_json::{Value, json};

/// How a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// In JSON that is sent.
    Sent,
    /// As text that is sent: in path, query, header or form.
    Text,
    /// In JSON that is answered.
    Read,
}

impl Way {
    fn face(self) -> Face {
        match self {
            Way::Sent | Way::Text => Face::Request,
            Way::Read => Face::Reply,
        }
    }

    /// Whether a number of that wire form is a JSON string.
    fn quotes(self, field: &Field) -> bool {
        self != Way::Text && field.wire == Some(Wire::String)
    }
}

/// The shared types of a platform that the document needs.
pub(super) fn shared(scope: &Scope<'_>) -> Object {
    let mut all = Object::new();
    for (name, shared) in &scope.platform.types {
        for face in scope.faces.needed(name) {
            let way = if face == Face::Request { Way::Sent } else { Way::Read };
            let key = scope.key(&scope.faces.name(name, face));
            all.insert(key, Value::Object(field(scope, &shared.field, way)));
        }
    }
    all
}

/// Whether requests and replies see a type differently.
pub(super) fn has_two_faces(field: &Field) -> bool {
    let itself = field.always
        || field.required
        || field.none.is_some()
        || !field.values.is_empty()
        || !limits(field).is_empty();
    itself || field.fields.values().any(has_two_faces)
}

/// A field with everything that is said about it.
pub(super) fn field(scope: &Scope<'_>, field: &Field, way: Way) -> Object {
    let mut schema = Object::new();
    describe(&mut schema, field.doc.as_deref(), field.deprecated.as_deref());
    schema.append(&mut value(scope, field, way));
    facts(field, &mut schema);
    schema
}

/// What values of a field are, without what is said about the field itself.
pub(super) fn value(scope: &Scope<'_>, field: &Field, way: Way) -> Object {
    let mut schema = of_type(scope, &field.ty, field, way);
    for (key, fact) in [("const", &field.fixed), ("default", &field.default)] {
        let wired = fact.as_ref().map(|fact| wired(scope, &field.ty, field, way, fact));
        put(&mut schema, key, &wired);
    }
    if let Some(example) = &field.example {
        put(&mut schema, "examples", &[wired(scope, &field.ty, field, way, example)]);
    }
    if matches!(field.ty, Type::List(_)) {
        limit(&mut schema, field, &["minItems", "maxItems"], way != Way::Read);
    }
    schema
}

/// Facts of a field that OpenAPI has no word for.
pub(super) fn facts(field: &Field, object: &mut Object) {
    extend(object, "rust", &field.rust);
    extend(object, "scopes", &field.scopes);
    extend(object, "none", &field.none);
    extend(object, "from", &field.from);
    extend(object, "hand", &field.hand);
    extend(object, "note", &field.note);
    if field.required && !field.enforces("required") {
        extend(object, "required", &true);
    }
}

/// A map of fields as an object.
pub(super) fn record(scope: &Scope<'_>, fields: &Map<Field>, way: Way) -> Object {
    let mut schema = Object::new();
    put(&mut schema, "type", &"object");
    let properties = fields.iter().map(|(name, at)| {
        let property = field(scope, at, way);
        (name.clone(), Value::Object(property))
    });
    put(&mut schema, "properties", &properties.collect::<Object>());
    let needed = fields.iter().filter(|(_, field)| is_needed(field, way));
    put(&mut schema, "required", &needed.map(|(name, _)| name).collect::<Vec<_>>());
    schema
}

/// Whether a record cannot be without a field.
pub(super) fn is_needed(field: &Field, way: Way) -> bool {
    match way {
        Way::Sent | Way::Text => field.required && field.enforces("required"),
        Way::Read => field.always,
    }
}

/// The bytes of a file. JSON Schema of today says so by the media type; many tools still go by
/// the format of OpenAPI 3.0, which is an allowed annotation.
pub(super) fn bytes() -> Object {
    let mut schema = Object::new();
    put(&mut schema, "type", &"string");
    put(&mut schema, "format", &"binary");
    put(&mut schema, "contentMediaType", &"application/octet-stream");
    schema
}

/// The schema of a type; `field` is the entry that says it.
pub(super) fn of_type(scope: &Scope<'_>, ty: &Type, field: &Field, way: Way) -> Object {
    let mut schema = Object::new();
    match ty {
        Type::Any => {}
        Type::File => return bytes(),
        Type::Named(name) => {
            let key = scope.key(&scope.faces.name(name, way.face()));
            return reference("schemas", &key);
        }
        Type::List(item) => {
            put(&mut schema, "type", &"array");
            let items = of_type(scope, item, field, way);
            schema.insert("items".to_owned(), Value::Object(items));
        }
        Type::Map(inner) => {
            put(&mut schema, "type", &"object");
            let inner = of_type(scope, inner, field, way);
            schema.insert("additionalProperties".to_owned(), Value::Object(inner));
        }
        Type::Object => {
            put(&mut schema, "title", &field.record);
            schema.append(&mut record(scope, &field.fields, way));
        }
        scalar => return self::scalar(scalar, field, way),
    }
    schema
}

fn scalar(ty: &Type, field: &Field, way: Way) -> Object {
    let mut schema = Object::new();
    let (word, format) = match ty {
        Type::Integer | Type::Timestamp => ("integer", Some("int64")),
        Type::Number => ("number", Some("double")),
        Type::Boolean => ("boolean", None),
        _ => ("string", None),
    };
    let quoted = word != "string" && way.quotes(field);
    if quoted {
        put(&mut schema, "type", &"string");
        extend(&mut schema, "type", &word);
    } else {
        put(&mut schema, "type", &word);
        put(&mut schema, "format", &field.format.as_deref().or(format));
    }
    known_values(&mut schema, field, word == "integer" && !quoted);
    let binds = way != Way::Read;
    limit(&mut schema, field, &["minLength", "maxLength", "pattern"], binds);
    limit(&mut schema, field, &["minimum", "maximum"], binds && !quoted);
    if quoted && field.pattern.is_none() && field.values.is_empty() {
        put(&mut schema, "pattern", &digits(word));
    }
    if let Some(unit) = field.unit {
        extend(&mut schema, "timestamp", &json!({ "unit": unit }));
    }
    if way == Way::Read { open(schema, field) } else { schema }
}

/// The form of a number that stands as text.
fn digits(word: &str) -> &'static str {
    match word {
        "integer" => "^-?[0-9]+$",
        _ => "^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$",
    }
}

fn known_values(schema: &mut Object, field: &Field, as_numbers: bool) {
    let values: Vec<Value> =
        field.values.keys().map(|text| number_or_text(text, as_numbers)).collect();
    put(schema, "enum", &values);
    let said = field.values.iter().filter(|(_, said)| **said != EnumValue::default());
    let said: Map<&EnumValue> = said.map(|(value, said)| (value.clone(), said)).collect();
    extend(schema, "values", &said);
}

fn number_or_text(text: &str, as_number: bool) -> Value {
    let number = text.parse::<i64>().ok().filter(|_| as_number);
    number.map_or_else(|| json!(text), |number| json!(number))
}

/// What a reply may hold besides: values that the spec does not know, and the value that means
/// "there is none" where the type itself has no such value.
fn open(schema: Object, field: &Field) -> Object {
    let mut others = Vec::new();
    if !field.values.is_empty() {
        others.push(json!({ "type": schema.get("type") }));
    }
    if let Some(none) = field.none.as_ref().filter(|none| !fits(none, &schema)) {
        others.push(json!({ "const": none }));
    }
    if others.is_empty() {
        return schema;
    }
    others.insert(0, Value::Object(schema));
    let mut either = Object::new();
    put(&mut either, "anyOf", &others);
    either
}

/// Whether a value is one of the plain type that a schema names.
fn fits(value: &Value, schema: &Object) -> bool {
    let word = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    match value {
        Value::Number(_) => matches!(word, "integer" | "number"),
        // Text that stands for a number has to be one.
        Value::String(text) if schema.contains_key("x-larkspur-type") => {
            text.parse::<f64>().is_ok()
        }
        Value::String(_) => word == "string",
        Value::Bool(_) => word == "boolean",
        _ => false,
    }
}

/// The limits of a field, by the names of JSON Schema.
fn limits(field: &Field) -> Vec<(&'static str, Value)> {
    let all = [
        ("minimum", json!(field.minimum)),
        ("maximum", json!(field.maximum)),
        ("minLength", json!(field.min_length)),
        ("maxLength", json!(field.max_length)),
        ("pattern", json!(field.pattern)),
        ("minItems", json!(field.min_items)),
        ("maxItems", json!(field.max_items)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// Adds limits: as such where they bind, else as something to know.
fn limit(schema: &mut Object, field: &Field, names: &[&str], binds: bool) {
    let mut informs = Object::new();
    for (name, value) in limits(field).into_iter().filter(|(name, _)| names.contains(name)) {
        let into = if binds && field.enforces(name) { &mut *schema } else { &mut informs };
        into.insert(name.to_owned(), value);
    }
    if informs.is_empty() {
        return;
    }
    let limits = schema.entry("x-larkspur-limits").or_insert_with(|| json!({}));
    if let Value::Object(limits) = limits {
        limits.append(&mut informs);
    }
}

/// A value of a spec as it stands on the wire: specs may write numbers as text and text as
/// numbers.
pub(super) fn wired(scope: &Scope<'_>, ty: &Type, field: &Field, way: Way, value: &Value) -> Value {
    match (ty, value) {
        (Type::Named(_), _) => match scope.platform.described(field) {
            Some(at) if !matches!(at.ty, Type::Named(_)) => wired(scope, &at.ty, at, way, value),
            _ => value.clone(),
        },
        (Type::List(item), Value::Array(items)) => {
            items.iter().map(|value| wired(scope, item, field, way, value)).collect()
        }
        (Type::Map(inner), Value::Object(fields)) => {
            let wired = |value| wired(scope, inner, field, way, value);
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), wired(value))).collect())
        }
        (Type::Integer | Type::Number | Type::Timestamp, _) => number(field, way, value),
        _ => value.clone(),
    }
}

fn number(field: &Field, way: Way, value: &Value) -> Value {
    match value {
        Value::Number(number) if way.quotes(field) => json!(number.to_string()),
        Value::String(text) if !way.quotes(field) => {
            // What is no number stays as it is: `none` may be any value.
            serde_json::from_str(text)
                .ok()
                .filter(Value::is_number)
                .unwrap_or_else(|| value.clone())
        }
        _ => value.clone(),
    }
}
