//! What single values and shared types become, on their way to a platform and back.

use super::{exported, operation, tree};
use serde_json::{Value, json};

/// What a field becomes in the JSON of requests and of replies.
fn both_ways(field: &str) -> (Value, Value) {
    let of = operation(&format!(
        "title: T\nhttp: {{ method: POST, path: /a }}\nbody: {{ fields: {{ it: {field} }} }}\n\
         response: {{ under: root, envelope: flat, fields: {{ it: {field} }} }}\n"
    ));
    let sent = &of["requestBody"]["content"]["application/json"]["schema"];
    let read = &of["responses"]["200"]["content"]["application/json"]["schema"]["allOf"][1];
    (sent["properties"]["it"].clone(), read["properties"]["it"].clone())
}

#[test]
fn known_values_are_closed_in_requests_and_open_in_replies() {
    let (sent, read) = both_ways("{ type: integer, enum: { \"1\": {}, \"2\": { doc: Two. } } }");
    let known = json!({
        "type": "integer", "format": "int64", "enum": [1, 2],
        "x-larkspur-values": { "2": { "doc": "Two." } },
    });
    assert_eq!(sent, known);
    assert_eq!(read, json!({ "anyOf": [known, { "type": "integer" }] }));
}

#[test]
fn numbers_keep_their_wire_form() {
    for (field, sent) in [
        ("{ type: integer }", json!({ "type": "integer", "format": "int64" })),
        ("{ type: number }", json!({ "type": "number", "format": "double" })),
        (
            "{ type: timestamp, unit: ms }",
            json!({
                "type": "integer", "format": "int64", "x-larkspur-timestamp": { "unit": "ms" },
            }),
        ),
        (
            "{ type: timestamp, unit: s, wire: string, example: 5 }",
            json!({
                "type": "string", "x-larkspur-type": "integer", "pattern": "^-?[0-9]+$",
                "x-larkspur-timestamp": { "unit": "s" }, "examples": ["5"],
            }),
        ),
        (
            "{ type: integer, wire: string, minimum: 1, default: 7 }",
            json!({
                "type": "string", "x-larkspur-type": "integer", "pattern": "^-?[0-9]+$",
                "x-larkspur-limits": { "minimum": 1 }, "default": "7",
            }),
        ),
    ] {
        assert_eq!(both_ways(field).0, sent, "{field}");
    }
}

#[test]
fn the_value_that_means_none_is_allowed_in_replies_alone() {
    let (sent, read) = both_ways("{ type: timestamp, unit: s, wire: string, none: 0 }");
    assert_eq!(sent["type"], "string");
    assert_eq!(read["anyOf"][1], json!({ "const": 0 }));
    assert_eq!((&sent["x-larkspur-none"], &read["x-larkspur-none"]), (&json!(0), &json!(0)));
    for (field, said) in [
        ("{ type: integer, wire: string, none: \"\" }", json!([{ "const": "" }])),
        ("{ type: integer, wire: string, none: \"-1\" }", Value::Null),
        ("{ type: integer, none: 0 }", Value::Null),
        ("{ type: string, none: \"\" }", Value::Null),
    ] {
        let (_, mut read) = both_ways(field);
        if let Some(others) = read["anyOf"].as_array_mut() {
            others.remove(0);
        }
        assert_eq!(read["anyOf"], said, "{field}");
    }
}

#[test]
fn limits_bind_where_the_client_enforces_them() {
    let field = "{ type: [string], maxItems: 3, maxLength: 9, from: { maxLength: assumed } }";
    let (sent, read) = both_ways(field);
    let inner = json!({ "type": "string", "x-larkspur-limits": { "maxLength": 9 } });
    let from = json!({ "maxLength": "assumed" });
    let expected = json!({
        "type": "array", "items": inner, "maxItems": 3, "x-larkspur-from": from,
    });
    assert_eq!(sent, expected);
    assert_eq!(read["x-larkspur-limits"], json!({ "maxItems": 3 }));
}

#[test]
fn a_type_that_is_used_both_ways_has_two_faces_where_they_differ() {
    let text = "title: T\nhttp: { method: POST, path: /a }\n\
                body: { fields: { holder: { type: Holder }, plain: { type: Plain } } }\n\
                response: { fields: { holder: { type: Holder }, plain: { type: Plain } } }\n";
    let export = exported(&tree(&[("group/get", text)]), None);
    let schemas = export.document["components"]["schemas"].as_object().unwrap();
    let names: Vec<&str> = schemas.keys().map(String::as_str).collect();
    let expected = ["Holder", "Holder.Request", "Kind", "Kind.Request", "Plain", "Envelope.usual"];
    assert_eq!(names, expected);
    assert_eq!(export.warnings, ["demo: no operation uses `Ids`: left out"]);
    let kind = |holder: &str| schemas[holder]["properties"]["kind"]["$ref"].clone();
    assert_eq!(kind("Holder"), "#/components/schemas/Kind");
    assert_eq!(kind("Holder.Request"), "#/components/schemas/Kind.Request");
    assert_eq!(schemas["Kind.Request"]["enum"], json!(["a", "b"]));
}
