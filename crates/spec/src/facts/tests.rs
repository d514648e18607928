#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::model::Field;
use crate::tree::SharedType;
use serde_json::{from_value, json};
use std::collections::BTreeMap;

fn operation(more: Value) -> Operation {
    let mut whole =
        json!({ "title": "T", "http": { "method": "GET", "path": "/t" }, "response": {} });
    let into = whole.as_object_mut().unwrap();
    into.extend(more.as_object().unwrap().clone());
    from_value(whole).unwrap()
}

fn types(types: Value) -> SharedTypes {
    let fields: BTreeMap<String, Field> = from_value(types).unwrap();
    let shared = |field| SharedType { file: "types.yaml".to_owned(), field };
    SharedTypes::of(&fields.into_iter().map(|(name, field)| (name, shared(field))).collect())
}

/// The entries by path, without parts of the call that nothing is said about.
fn listed(entries: &[Entry]) -> Value {
    let said = entries.iter().filter(|entry| !entry.facts.is_empty());
    said.map(|entry| (entry.path.clone(), json!(entry.facts))).collect()
}

#[test]
fn words_of_people_are_no_facts() {
    let bare = operation(json!({ "query": { "a": { "type": "string", "maxLength": 3 } } }));
    let told = operation(json!({
        "doc": "d", "note": "n", "rust": "r",
        "query": { "a": { "type": "string", "doc": "d", "rust": "r", "maxLength": 3,
            "example": "x", "from": { "maxLength": "errors" }, "note": "n" } },
        "conflicts": [{ "at": "a", "says": "s", "chosen": "c" }],
    }));
    let none = SharedTypes::default();
    assert_eq!(entries(&bare, &none), entries(&told, &none));
}

#[test]
fn a_call_is_its_parts_its_fields_and_its_codes() {
    let whole = operation(json!({
        "apps": ["b", "a"], "auth": ["tenant"],
        "scopes": { "any_of": ["z", "y"], "apps": { "z": ["b", "a"] } },
        "quota": [{ "calls": 5, "per": "1s", "note": "n" }],
        "body": { "fields": { "o": { "type": "object", "fields": { "n": { "type": "integer", "minimum": 1.0 } } } } },
        "paging": { "items": "list" },
        "errors": { "7": { "name": "seven", "retry": "quota" } },
    }));
    let expected = json!({
        "call": { "apps": ["a", "b"], "auth": ["tenant"] },
        "http": { "http.method": "GET", "http.path": "/t" },
        "scopes": { "scopes.any_of": ["y", "z"] },
        "scopes.apps": { "scopes.apps": { "z": ["a", "b"] } },
        "quota": { "quota": [{ "calls": 5, "per": "1s" }] },
        "body": { "body.media": "json" },
        "paging": { "paging.items": "list" },
        "body.fields.o": { "type": "object" },
        "body.fields.o.fields.n": { "type": "integer", "minimum": 1 },
        "errors.7": { "name": "seven", "retry": "quota" },
    });
    assert_eq!(listed(&entries(&whole, &SharedTypes::default())), expected);
}

#[test]
fn a_shared_type_and_its_words_written_out_are_one() {
    let shared = types(json!({
        "Kind": { "type": "string", "enum": { "a": {}, "b": { "scopes": ["s"] } } },
        "Item": { "type": "object", "fields": { "kind": { "type": "Kind" } } },
    }));
    let named = operation(json!({
        "query": { "k": { "type": "Kind", "default": "a" } },
        "response": { "type": ["Item"] },
    }));
    let kind = json!({ "a": { "doc": "d" }, "b": { "scopes": ["s"] } });
    let inline = operation(json!({
        "query": { "k": { "type": "string", "default": "a", "enum": kind } },
        "response": { "type": ["object"], "fields": { "kind": { "type": "string", "enum": kind } } },
    }));
    let expected = entries(&inline, &SharedTypes::default());
    assert_eq!(listed(&entries(&named, &shared)), listed(&expected));
    assert_eq!(expected.last().unwrap().facts["enum"], json!(["a", { "b": { "scopes": ["s"] } }]));
}

#[test]
fn a_type_in_a_circle_ends() {
    let shared = types(json!({
        "Task": { "type": "object", "fields": { "parts": { "type": ["Task"] }, "id": { "type": "string" } } },
        "Loop": { "type": "Loop" },
    }));
    let named = operation(json!({
        "query": { "l": { "type": "Loop" } },
        "response": { "type": "Task" },
    }));
    let found = entries(&named, &shared);
    let paths: Vec<&str> = found.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(paths[PARTS.len()..], ["query.l", "response.fields.parts", "response.fields.id"]);
}

#[test]
fn types_that_double_at_each_step_end() {
    let mut all = serde_json::Map::new();
    for step in 0..40 {
        let next = format!("T{}", step + 1);
        let fields = json!({ "a": { "type": next }, "b": { "type": next } });
        all.insert(format!("T{step}"), json!({ "type": "object", "fields": fields }));
    }
    all.insert("T40".to_owned(), json!({ "type": "string" }));
    let found = entries(&operation(json!({ "response": { "type": "T0" } })), &types(all.into()));
    assert!(found.len() < 50_000, "{}", found.len());
}

#[test]
fn marks_give_the_words_of_the_page() {
    let corrected = operation(json!({
        "idempotent": true,
        "paging": { "items": "list", "key": "id" },
        "query": {
            "a": { "type": "integer", "minimum": 1, "hand": { "type": "string", "minimum": null } },
            "added": { "type": "object", "hand": { "type": null }, "fields": { "x": { "type": "string" } } },
        },
        "errors": { "7": { "name": "seven", "hand": { "name": "error_7" } } },
        "hand": { "idempotent": null, "paging": null, "query.gone": { "type": "string" } },
    }));
    let expected = json!({
        "http": { "http.method": "GET", "http.path": "/t" },
        "query.a": { "type": "string" },
        "query.gone": { "type": "string" },
        "errors.7": { "name": "error_7" },
    });
    assert_eq!(listed(&page_entries(&corrected, &SharedTypes::default())), expected);
}

#[test]
fn a_shared_type_that_a_person_put_says_nothing_for_the_page() {
    let shared = types(json!({ "Kind": { "type": "string", "enum": { "a": {} } } }));
    let named = operation(json!({
        "query": { "k": { "type": "Kind", "required": true, "hand": { "type": "string" } } },
    }));
    let found = listed(&page_entries(&named, &shared));
    assert_eq!(found["query.k"], json!({ "type": "string", "required": true }));
}

#[test]
fn a_digest_is_the_same_on_every_machine() {
    let whole = operation(json!({ "query": { "a": { "type": "string", "maximum": 1.5 } } }));
    let found = entries(&whole, &SharedTypes::default());
    let known = "aGrCA1 zVaT6L";
    assert_eq!(digest(&found[PARTS.len() - 1..]), known);
}

#[test]
fn a_digest_knows_its_entries_and_no_others() {
    let whole =
        operation(json!({ "query": { "a": { "type": "string" }, "b": { "type": "string" } } }));
    let mut found = entries(&whole, &SharedTypes::default());
    let digest = Digest::read(&digest(&found));
    assert!(found.iter().all(|entry| digest.contains(entry)));
    for entry in &mut found {
        entry.facts.insert("required".to_owned(), json!(true));
        assert!(!digest.contains(entry), "{}", entry.path);
        assert!(digest.has_path(&entry.path), "{}", entry.path);
    }
    assert!(!digest.has_path("query.c"));
}
