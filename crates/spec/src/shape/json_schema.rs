//! The JSON Schemas that editors check spec files with while they are typed.
//!
//! They say what the checks of form say, as far as JSON Schema can, and carry the meaning of
//! every key, which editors show beside it.

use super::reachable;
use super::{FILES, Key, Names, Object, Shape};
use crate::model::Type;
use serde_json::{Map, Value, json};

/// The schema files by name, in the dialect of 2020-12.
pub fn json_schemas() -> Vec<(&'static str, String)> {
    FILES
        .into_iter()
        .map(|kind| {
            let mut text = serde_json::to_string_pretty(&schema(kind.object())).unwrap_or_default();
            text.push('\n');
            (kind.schema_file(), text)
        })
        .collect()
}

fn schema(root: &'static Object) -> Value {
    let mut defs = Map::new();
    for object in reachable::from(&[root]) {
        defs.insert(def_name(object), object_schema(object));
    }
    defs.insert("type".to_owned(), type_schema());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Larkspur {}", root.name),
        "description": root.doc,
        "$ref": reference_to(root),
        "$defs": defs,
    })
}

fn def_name(object: &Object) -> String {
    object.name.replace(' ', "-")
}

fn reference_to(object: &Object) -> String {
    format!("#/$defs/{}", def_name(object))
}

fn object_schema(object: &Object) -> Value {
    let properties: Map<String, Value> =
        object.keys.iter().map(|key| (key.name.to_owned(), key_schema(key))).collect();
    let required: Vec<&str> = object.keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut schema = json!({
        "description": object.doc,
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn key_schema(key: &Key) -> Value {
    let mut schema = value_schema(&key.shape);
    let mut doc = key.doc.to_owned();
    if let Shape::OneOf(words) = key.shape {
        for (word, meaning) in words {
            doc.push_str(&format!("\n\n`{word}`: {meaning}"));
        }
    }
    schema["description"] = Value::String(doc);
    schema
}

fn value_schema(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Int(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Any => json!({ "not": { "type": "null" } }),
        Shape::AnyOrNull => json!({}),
        Shape::OneOf(words) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            json!({ "type": "string", "enum": words })
        }
        Shape::Type => json!({ "$ref": "#/$defs/type" }),
        Shape::List(item) => json!({ "type": "array", "items": value_schema(item) }),
        Shape::Map(Names::Free, entry) => {
            json!({ "type": "object", "additionalProperties": value_schema(entry) })
        }
        Shape::Map(Names::Codes, entry) => json!({
            "type": "object",
            "patternProperties": { "^(0|-?[1-9][0-9]*)$": value_schema(entry) },
            "additionalProperties": false,
        }),
        Shape::Object(object) => json!({ "$ref": reference_to(object) }),
    }
}

fn type_schema() -> Value {
    let words: Vec<&str> = Type::WORDS.iter().map(|(word, _)| *word).collect();
    let inner = json!({ "$ref": "#/$defs/type" });
    json!({
        "description": "A word, the name of a shared type, `[type]` for a list, or `{ map: type }`.",
        "anyOf": [
            { "enum": words },
            { "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$" },
            { "type": "array", "items": inner, "minItems": 1, "maxItems": 1 },
            {
                "type": "object",
                "properties": { "map": inner },
                "required": ["map"],
                "additionalProperties": false,
            },
        ],
    })
}
