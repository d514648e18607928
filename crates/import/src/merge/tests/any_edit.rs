//! Whatever people and pages do to a spec: nothing of the hand is lost, and what the page changed
//! arrives or is told.

use super::*;
use larkspur_spec::facts::{Entry, View};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The page that is imported first.
fn base() -> Value {
    json!({
        "auth": ["tenant"],
        "query": {
            "a": { "type": "integer", "minimum": 1, "maximum": 9 },
            "b": { "type": "string", "enum": { "a": {}, "b": {} } },
        },
        "body": { "fields": {
            "o": { "type": "object", "fields": { "a": { "type": "string" }, "b": { "type": "string" } } },
            "c": { "type": "string" },
        } },
        "response": { "fields": {
            "list": { "type": ["object"], "fields": {
                "id": { "type": "string" },
                "kind": { "type": "string", "enum": { "a": {}, "b": {} } },
            } },
        } },
        "paging": { "token": "a", "items": "list" },
        "errors": { "7": { "name": "seven", "http": 400 }, "8": { "name": "eight" } },
    })
}

/// The maps whose entries are edited.
const MAPS: &[&str] = &[
    "/query",
    "/body/fields",
    "/body/fields/o/fields",
    "/response/fields",
    "/response/fields/list/fields",
];

/// One edit that a person or a page may make.
#[derive(Debug, Clone)]
enum Edit {
    Fact(usize, usize, &'static str, Value),
    Remove(usize, usize),
    Add(usize, &'static str, Value),
    Call(&'static str, Value),
    Code(&'static str, Value),
}

fn fact() -> impl Strategy<Value = (&'static str, Value)> {
    prop::sample::select(vec![
        ("type", json!("string")),
        ("type", json!("integer")),
        ("type", json!("object")),
        ("type", json!("Kind")),
        ("type", json!(["Item"])),
        ("required", json!(true)),
        ("minimum", json!(2)),
        ("maximum", json!(8)),
        ("maximum", Value::Null),
        ("default", json!("a")),
        ("enum", json!({ "a": {}, "c": {} })),
        ("enum", Value::Null),
        ("scopes", json!(["s"])),
    ])
}

fn edit() -> impl Strategy<Value = Edit> {
    let call = vec![
        ("/auth", json!(["user"])),
        ("/quota", json!([{ "calls": 5, "per": "1s" }])),
        ("/rules", json!([{ "one_of": ["a", "b"] }])),
        ("/paging", Value::Null),
        ("/paging/key", json!("id")),
        ("/paging/size", json!("b")),
        ("/paging/token", json!("b")),
        ("/body", Value::Null),
        ("/body/media", json!("form")),
        ("/response/type", json!(["Item"])),
        ("/response/type", json!("Item")),
        ("/response/under", json!("root")),
        ("/http/path", json!("/u")),
    ];
    let code = vec![
        ("name", json!("other")),
        ("http", json!(500)),
        ("http", Value::Null),
        ("retry", json!("quota")),
    ];
    let names = prop::sample::select(vec!["a", "kind", "new", "x"]);
    prop_oneof![
        4 => (0..MAPS.len(), 0..4_usize, fact()).prop_map(|(map, at, (name, value))| Edit::Fact(map, at, name, value)),
        1 => (0..MAPS.len(), 0..4_usize).prop_map(|(map, at)| Edit::Remove(map, at)),
        1 => (0..MAPS.len(), names, fact()).prop_map(|(map, name, (_, value))| Edit::Add(map, name, value)),
        2 => prop::sample::select(call).prop_map(|(at, value)| Edit::Call(at, value)),
        1 => prop::sample::select(code).prop_map(|(fact, value)| Edit::Code(fact, value)),
    ]
}

fn set(value: &mut Value, pointer: &str, new: Value) {
    let (holder, key) = pointer.rsplit_once('/').unwrap();
    if let Some(holder) = value.pointer_mut(holder).and_then(Value::as_object_mut) {
        match new {
            Value::Null => holder.shift_remove(key),
            new => holder.insert(key.to_owned(), new),
        };
    }
}

/// Does an edit; `shares` says whether names of shared types may be used, as pages do not.
fn apply(value: &mut Value, edit: &Edit, shares: bool) {
    let is_name = |value: &Value| value == "Kind" || value == "Item" || *value == json!(["Item"]);
    let map =
        |value: &Value, map: usize| value.pointer(MAPS[map]).and_then(Value::as_object).cloned();
    let nth = |found: &serde_json::Map<String, Value>, at: usize| found.keys().nth(at).cloned();
    match edit {
        Edit::Fact(_, _, _, new) | Edit::Call(_, new) if is_name(new) && !shares => {}
        Edit::Fact(at, number, fact, new) => {
            let Some(name) = map(value, *at).and_then(|found| nth(&found, *number)) else { return };
            let field = format!("{}/{name}", MAPS[*at]);
            if *fact == "type" && *new != "object" {
                set(value, &format!("{field}/fields"), Value::Null);
            }
            if is_name(new) {
                set(value, &format!("{field}/enum"), Value::Null);
            }
            if *fact != "type" || !new.is_null() {
                set(value, &format!("{field}/{fact}"), new.clone());
            }
        }
        Edit::Remove(at, number) => {
            let Some(name) = map(value, *at).and_then(|found| nth(&found, *number)) else { return };
            set(value, &format!("{}/{name}", MAPS[*at]), Value::Null);
        }
        Edit::Add(at, name, new) => {
            let ty = if new.is_string() && (shares || !is_name(new)) {
                new.clone()
            } else {
                json!("number")
            };
            let ty = if Value::from("abc").as_str() == ty.as_str() || ty == "a" {
                json!("boolean")
            } else {
                ty
            };
            set(value, &format!("{}/{name}", MAPS[*at]), json!({ "type": ty }));
        }
        Edit::Call(at, new) => {
            if is_name(new) || *new == json!(["Item"]) {
                set(value, "/response/fields", Value::Null);
            }
            set(value, at, new.clone());
        }
        Edit::Code(fact, new) if *fact == "name" || !new.is_null() => {
            set(value, &format!("/errors/7/{fact}"), new.clone());
        }
        Edit::Code(..) => {
            set(value, "/errors/7", Value::Null);
        }
    }
}

fn apply_all(value: &Value, edits: &[Edit], shares: bool) -> Value {
    let mut value = value.clone();
    edits.iter().for_each(|edit| apply(&mut value, edit, shares));
    value
}

fn by_path(operation: &Operation) -> BTreeMap<String, facts::Facts> {
    let all = facts::of_value(&facts::plain(operation), &types(), View::Spec);
    all.into_iter().map(|Entry { path, facts, .. }| (path, facts)).collect()
}

/// The facts in which two operations differ, as `(path, fact)`.
fn differences(one: &Operation, other: &Operation) -> BTreeSet<(String, String)> {
    let (one, other) = (by_path(one), by_path(other));
    let mut found = BTreeSet::new();
    for path in one.keys().chain(other.keys()) {
        let none = facts::Facts::new();
        let (a, b) = (one.get(path).unwrap_or(&none), other.get(path).unwrap_or(&none));
        for fact in a.keys().chain(b.keys()) {
            if a.get(fact) != b.get(fact) {
                found.insert((path.clone(), fact.clone()));
            }
        }
    }
    found
}

/// Whether something was told about a fact, its entry, or anything it is in.
fn is_told(changes: &[Change], path: &str, fact: &str) -> bool {
    changes.iter().any(|change| {
        let is_fact = change.fact.as_deref().is_none_or(|told| told == fact);
        let rest = path.strip_prefix(change.place.as_str());
        change.place == path && is_fact || rest.is_some_and(|rest| rest.starts_with('.'))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost(
        hand in prop::collection::vec(edit(), 0..4),
        page in prop::collection::vec(edit(), 0..4),
        later in prop::collection::vec(edit(), 0..3),
    ) {
        let types = types();
        let old = operation(&base());
        let imported = first(&old, &types, &[]);
        let by_hand: Operation = from_value(apply_all(&facts::plain(&imported), &hand, true)).unwrap();
        let new = operation(&apply_all(&base(), &page, false));
        let found = outcome(&by_hand, &new, &types, &[]);
        let merged: Operation = from_value(found.spec).unwrap();

        let (hand_did, page_did) = (differences(&imported, &by_hand), differences(&old, &new));
        let (now, said, says) = (by_path(&merged), by_path(&by_hand), by_path(&new));
        let value = |side: &BTreeMap<String, facts::Facts>, (path, fact): &(String, String)| {
            side.get(path).and_then(|facts| facts.get(fact)).cloned()
        };
        for at in &hand_did {
            let stays = value(&now, at) == value(&said, at);
            prop_assert!(stays, "{at:?} of the hand is lost: {:?}", found.changes);
        }
        for at in &page_did {
            let arrives = value(&now, at) == value(&says, at);
            prop_assert!(arrives || is_told(&found.changes, &at.0, &at.1), "{at:?} of the page is lost: {:?}", found.changes);
        }
        // And once more, when the page goes on.
        let next = operation(&apply_all(&apply_all(&base(), &page, false), &later, false));
        let last = outcome(&merged, &next, &types, &[]);
        let last = by_path(&from_value(last.spec).unwrap());
        for at in hand_did.iter().filter(|at| value(&says, at) != value(&said, at)) {
            prop_assert_eq!(value(&last, at), value(&said, at), "{:?} is lost later", at);
        }
    }
}
