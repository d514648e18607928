#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod any_edit;
mod renderings;
mod shared_types;
mod specs;

use super::*;
use larkspur_spec::model::Field;
use larkspur_spec::tree::SharedType;
use larkspur_spec::write;
use serde_json::{from_value, json};
use std::collections::BTreeMap;

/// An operation from a few keys.
fn operation(more: &Value) -> Operation {
    let mut whole =
        json!({ "title": "T", "http": { "method": "GET", "path": "/t" }, "response": {} });
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(whole).unwrap()
}

/// The shared types of the tests.
fn types() -> SharedTypes {
    let all = json!({
        "Kind": { "type": "string", "enum": { "a": { "doc": "First." }, "b": {} } },
        "Item": { "type": "object", "fields": {
            "id": { "type": "string", "doc": "The id." },
            "kind": { "type": "Kind" },
        } },
    });
    let all: BTreeMap<String, Field> = from_value(all).unwrap();
    let shared = |field| SharedType { file: "types.yaml".to_owned(), field };
    SharedTypes::of(&all.into_iter().map(|(name, field)| (name, shared(field))).collect())
}

/// What `edit` makes of a value: keys are dotted ways, null takes away.
fn edited(value: &Value, edit: &Value) -> Value {
    let mut value = value.clone();
    for (way, new) in edit.as_object().unwrap() {
        let (holder, key) = way.rsplit_once('/').unwrap_or(("", way));
        let pointer = if holder.is_empty() { String::new() } else { format!("/{holder}") };
        let into = value.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
        match new {
            Value::Null => into.shift_remove(key),
            new => into.insert(key.to_owned(), new.clone()),
        };
    }
    value
}

struct Outcome {
    spec: Value,
    changes: Vec<Change>,
}

impl Outcome {
    /// The changes as `place fact kind`.
    fn told(&self) -> Vec<String> {
        let told = self.changes.iter().map(|change| {
            let fact = change.fact.as_deref().unwrap_or("-");
            format!("{} {fact} {:?}", change.place, change.kind)
        });
        told.collect()
    }

    /// The spec without its digest.
    fn bare(&self) -> Value {
        let mut spec = self.spec.clone();
        spec["source"].as_object_mut().unwrap().shift_remove("digest");
        spec
    }
}

/// Imports `base`, edits the spec by hand, and merges the edited page in. Whatever comes out, the
/// digest knows all of it and a second merge changes nothing.
fn merged(base: &Value, hand: &Value, page: &Value) -> Outcome {
    merged_with(base, hand, page, &[])
}

fn merged_with(base: &Value, hand: &Value, page: &Value, loses: &[Lost]) -> Outcome {
    let types = types();
    let imported = first(&operation(base), &types, &[]);
    let spec: Operation = from_value(edited(&facts::plain(&imported), hand)).unwrap();
    let page = operation(&edited(base, page));
    outcome(&spec, &page, &types, loses)
}

fn outcome(spec: &Operation, page: &Operation, types: &SharedTypes, loses: &[Lost]) -> Outcome {
    let found = merge(spec, page, types, loses).unwrap();
    let again = merge(&found.operation, page, types, loses).unwrap();
    assert_eq!(again.changes, [], "a second merge changes something");
    let text = |operation| write::operation(operation, "");
    assert_eq!(text(&again.operation), text(&found.operation));
    let digest = Digest::read(found.operation.source.digest.as_deref().unwrap());
    for entry in facts::page_entries(&found.operation, types) {
        let is_lost = entry.path == facts::SCOPE_APPS && !loses.is_empty();
        assert!(is_lost || digest.contains(&entry), "not marked: {entry:?}");
    }
    Outcome { spec: facts::plain(&found.operation), changes: found.changes }
}

fn base() -> Value {
    json!({
        "auth": ["tenant"],
        "scopes": { "any_of": ["s"], "apps": { "s": ["custom"] } },
        "quota": [{ "calls": 5, "per": "1s" }],
        "query": {
            "size": { "type": "integer", "minimum": 1, "maximum": 100 },
            "kind": { "type": "string", "enum": { "a": {}, "b": {} } },
        },
        "body": { "fields": { "o": { "type": "object", "record": "O", "fields": { "x": { "type": "string" } } } } },
        "response": { "fields": {
            "list": { "type": ["object"], "fields": {
                "id": { "type": "string" },
                "kind": { "type": "string", "enum": { "a": {}, "b": {} } },
            } },
            "token": { "type": "string" },
        } },
        "paging": { "token": "token", "items": "list" },
        "errors": { "7": { "name": "seven", "http": 400 }, "8": { "name": "eight" } },
    })
}

#[test]
fn the_same_page_changes_not_one_byte() {
    let types = types();
    let page = operation(&base());
    let imported = first(&page, &types, &[]);
    let found = merge(&imported, &page, &types, &[]).unwrap();
    assert_eq!(found.changes, []);
    assert_eq!(write::operation(&found.operation, ""), write::operation(&imported, ""));
}

/// One row: what it shows, what a person did, what the page did, what comes out (as an edit of
/// the page that was first imported) and what is told.
type Row = (&'static str, Value, Value, Value, &'static [&'static str]);

fn check(rows: Vec<Row>) {
    for (name, hand, page, expected, told) in rows {
        let found = merged(&base(), &hand, &page);
        let expected = facts::plain(&operation(&edited(&base(), &expected)));
        let mut bare = found.bare();
        bare.as_object_mut().unwrap().retain(|key, value| key != "source" || *value != json!({}));
        assert_eq!(bare, expected, "{name}");
        assert_eq!(found.told(), told, "{name}");
    }
}

#[test]
fn what_only_the_page_changed_arrives() {
    check(vec![
        (
            "a limit changes and the description stays",
            json!({ "query/size/doc": "How many." }),
            json!({ "query/size/maximum": 50, "query/size/default": 10 }),
            json!({ "query/size": { "type": "integer", "doc": "How many.", "default": 10, "minimum": 1, "maximum": 50 } }),
            &["query.size maximum Arrived", "query.size default Arrived"],
        ),
        (
            "a fact goes",
            json!({}),
            json!({ "query/size/minimum": null }),
            json!({ "query/size/minimum": null }),
            &["query.size minimum Arrived"],
        ),
        (
            "a value comes and the words about the others stay",
            json!({ "query/kind/enum/a/doc": "First.", "query/kind/enum/b/rust": "Bee" }),
            json!({ "query/kind/enum": { "b": {}, "c": {}, "a": { "scopes": ["s"] } } }),
            json!({ "query/kind/enum": { "b": { "rust": "Bee" }, "c": {}, "a": { "doc": "First.", "scopes": ["s"] } } }),
            &["query.kind enum Arrived"],
        ),
        (
            "an entry comes where the page has it",
            json!({}),
            json!({ "response/fields": { "list": base()["response"]["fields"]["list"], "more": { "type": "boolean" }, "token": { "type": "string" } } }),
            json!({ "response/fields": { "list": base()["response"]["fields"]["list"], "more": { "type": "boolean" }, "token": { "type": "string" } } }),
            &["response.fields.more - EntryAdded"],
        ),
        (
            "an entry goes",
            json!({ "response/fields/list/fields/id/doc": "Its id." }),
            json!({ "response/fields/list/fields/id": null }),
            json!({ "response/fields/list/fields/id": null }),
            &["response.fields.list.fields.id - EntryRemoved"],
        ),
        (
            "a code changes",
            json!({ "errors/7/doc": "Seven." }),
            json!({ "errors/7/http": 500, "errors/7/retry": "backoff" }),
            json!({ "errors/7": { "http": 500, "name": "seven", "doc": "Seven.", "retry": "backoff" } }),
            &["errors.7 http Arrived", "errors.7 retry Arrived"],
        ),
        (
            "the call changes",
            json!({ "quota": [{ "calls": 5, "per": "1s", "note": "Told." }], "scopes/note": "Kept." }),
            json!({ "http": { "method": "POST", "path": "/t" }, "scopes/any_of": ["r", "s"], "quota": [{ "calls": 5, "per": "1s" }, { "calls": 9, "per": "1m" }] }),
            json!({ "http": { "method": "POST", "path": "/t" }, "scopes/any_of": ["r", "s"], "scopes/note": "Kept.", "quota": [{ "calls": 5, "per": "1s", "note": "Told." }, { "calls": 9, "per": "1m" }] }),
            &["http http.method Arrived", "scopes scopes.any_of Arrived", "quota quota Arrived"],
        ),
        (
            "a body and paging go",
            json!({}),
            json!({ "body": null, "paging": null }),
            json!({ "body": null, "paging": null }),
            &[
                "body.fields.o - EntryRemoved",
                "body body.media Arrived",
                "paging paging.token Arrived",
                "paging paging.items Arrived",
            ],
        ),
        (
            "a record becomes text",
            json!({}),
            json!({ "body/fields/o": { "type": "string" } }),
            json!({ "body/fields/o": { "type": "string", "record": "O" } }),
            &["body.fields.o type Arrived"],
        ),
    ]);
}

#[test]
fn what_a_person_changed_stays_and_is_marked() {
    check(vec![
        (
            "a correction",
            json!({ "query/size/type": "string", "query/size/minimum": null }),
            json!({}),
            json!({ "query/size": { "type": "string", "maximum": 100, "hand": { "type": "integer", "minimum": 1 } } }),
            &["query.size type Marked", "query.size minimum Marked"],
        ),
        (
            "beside another fact that the page changed",
            json!({ "query/size/required": true }),
            json!({ "query/size/maximum": 50 }),
            json!({ "query/size": { "type": "integer", "required": true, "minimum": 1, "maximum": 50, "hand": { "required": null } } }),
            &["query.size required Marked", "query.size maximum Arrived"],
        ),
        (
            "an added field stays where it stands",
            json!({ "response/fields": { "list": base()["response"]["fields"]["list"], "mine": { "type": "object", "fields": { "x": { "type": "string" } } }, "token": { "type": "string" } } }),
            json!({}),
            json!({ "response/fields": { "list": base()["response"]["fields"]["list"], "mine": { "type": "object", "hand": { "type": null }, "fields": { "x": { "type": "string" } } }, "token": { "type": "string" } } }),
            &["response.fields.mine - AddedByHand"],
        ),
        (
            "a removed field stays away",
            json!({ "response/fields/list/fields/id": null, "errors/8": null }),
            json!({}),
            json!({ "response/fields/list/fields/id": null, "errors/8": null,
                "response/fields/list/hand": { "fields.id": { "type": "string" } }, "hand": { "errors.8": { "name": "eight" } } }),
            &["response.fields.list.fields.id - RemovedByHand", "errors.8 - RemovedByHand"],
        ),
        (
            "a better name of a code",
            json!({ "errors/7/name": "too_many" }),
            json!({ "errors/7/http": 429 }),
            json!({ "errors/7": { "name": "too_many", "http": 429, "hand": { "name": "seven" } } }),
            &["errors.7 http Arrived", "errors.7 name Marked"],
        ),
        (
            "a rule and the key of paging",
            json!({ "rules": [{ "at_least_one": ["size", "kind"] }], "paging/key": "id" }),
            json!({}),
            json!({ "rules": [{ "at_least_one": ["size", "kind"] }], "paging/key": "id", "hand": { "rules": null, "paging.key": null } }),
            &["rules rules Marked", "paging paging.key Marked"],
        ),
        (
            "a removed body",
            json!({ "body": null }),
            json!({}),
            json!({ "body": null, "hand": { "body.media": "json" } }),
            &["body body.media Marked"],
        ),
    ]);
}

#[test]
fn what_both_changed_stays_the_persons_and_is_told() {
    check(vec![
        (
            "marked before",
            json!({ "query/size/maximum": 70, "query/size/hand": { "maximum": 100 } }),
            json!({ "query/size/maximum": 50 }),
            json!({ "query/size/maximum": 70, "query/size/hand": { "maximum": 50 } }),
            &["query.size maximum BothChanged"],
        ),
        (
            "not marked yet",
            json!({ "query/size/maximum": 70 }),
            json!({ "query/size/maximum": 50 }),
            json!({ "query/size/maximum": 70, "query/size/hand": { "maximum": 50 } }),
            &["query.size maximum BothChanged"],
        ),
        (
            "the page says the same now",
            json!({ "query/size/maximum": 50, "query/size/hand": { "maximum": 100 } }),
            json!({ "query/size/maximum": 50 }),
            json!({ "query/size/maximum": 50 }),
            &["query.size maximum CaughtUp"],
        ),
        (
            "an entry that the page lost",
            json!({ "response/fields/token/type": "integer", "response/fields/token/hand": { "type": "string" } }),
            json!({ "response/fields/token": null }),
            json!({ "response/fields/token": { "type": "integer", "hand": { "type": null } } }),
            &["response.fields.token - RemovedOnPage"],
        ),
        (
            "paging that the page lost",
            json!({ "paging/key": "id", "hand": { "paging.key": null } }),
            json!({ "paging": null }),
            json!({ "paging/key": "id", "hand": { "paging.key": null, "paging.token": null, "paging.items": null } }),
            &["paging paging.token RemovedOnPage", "paging paging.items RemovedOnPage"],
        ),
        (
            "a record with a corrected field that the page made text",
            json!({ "body/fields/o/fields/x/type": "integer" }),
            json!({ "body/fields/o": { "type": "string" } }),
            json!({ "body/fields/o/fields/x/type": "integer", "body/fields/o/hand": { "type": "string" } }),
            &["body.fields.o type BothChanged"],
        ),
        (
            "a removed entry that the page changed",
            json!({ "query/kind": null, "hand": { "query.kind": { "type": "string", "enum": ["a", "b"] } } }),
            json!({ "query/kind/enum": { "a": {} } }),
            json!({ "query/kind": null, "hand": { "query.kind": { "type": "string", "enum": ["a"] } } }),
            &["query.kind - BothChanged"],
        ),
    ]);
}

#[test]
fn a_spec_that_was_never_imported_keeps_what_it_says_and_gets_the_rest() {
    let spec = operation(&json!({
        "query": { "size": { "type": "integer", "maximum": 70, "doc": "d" }, "mine": { "type": "string" } },
        "response": { "fields": { "list": { "type": ["Item"] } } },
        "paging": { "items": "list", "key": "id" },
        "errors": { "7": { "name": "many" } },
    }));
    let mut base = base();
    base.as_object_mut().unwrap().shift_remove("body");
    let found = outcome(&spec, &operation(&base), &types(), &[]);
    let expected = json!({
        "size": { "type": "integer", "doc": "d", "minimum": 1, "maximum": 70, "hand": { "maximum": 100 } },
        "mine": { "type": "string", "hand": { "type": null } },
        "kind": { "type": "string", "enum": { "a": {}, "b": {} } },
    });
    assert_eq!(found.spec["query"], expected);
    assert_eq!(found.spec["response"]["fields"]["list"], json!({ "type": ["Item"] }));
    assert_eq!(
        found.spec["errors"]["7"],
        json!({ "http": 400, "name": "many", "hand": { "name": "seven" } })
    );
    assert_eq!(found.spec["paging"], json!({ "token": "token", "items": "list", "key": "id" }));
    assert_eq!(found.spec["hand"], json!({ "paging.key": null }));
}
