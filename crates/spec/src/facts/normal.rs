//! One spelling for each fact: whoever compares two of them compares what they mean.

use serde_json::{Map, Number, Value};

/// The facts that are sets of words.
const SETS: &[&str] = &[
    "apps",
    "auth",
    "scopes",
    "scopes.any_of",
    "scopes.all_of",
    "scopes.optional",
    "scopes.sensitive",
];

/// Whole numbers beyond this are not exact as numbers with a fraction.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A fact as it is compared, marked and remembered; nothing where the value says nothing.
pub fn normal(fact: &str, value: &Value) -> Option<Value> {
    let value = match (fact, value) {
        ("enum", Value::Object(values)) => {
            values.iter().map(|(key, about)| one(key, about)).collect()
        }
        ("quota" | "rules", Value::Array(items)) => items.iter().map(bare).collect(),
        (fact, Value::Array(_)) if SETS.contains(&fact) => sorted(value),
        ("scopes.apps", value) => set_map(value, &[]),
        ("scopes.by_token", value) => set_map(value, &["note", "apps"]),
        (_, value) => number(value),
    };
    (!is_nothing(fact, &value)).then_some(value)
}

/// Whether a value of a fact is the same as none.
pub fn is_nothing(fact: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        // A body or reply is a record unless something else is said.
        Value::String(word) => word == "object" && matches!(fact, "body.type" | "response.type"),
        Value::Bool(said) => !said && matches!(fact, "required" | "always"),
        // An empty default or constant is a value; an empty list of anything else is none.
        Value::Array(items) => items.is_empty() && !is_value(fact),
        Value::Object(map) => map.is_empty() && !is_value(fact),
        _ => false,
    }
}

fn is_value(fact: &str) -> bool {
    matches!(fact, "none" | "const" | "default")
}

/// A value of an enumeration: its word, or the word with what the page says about it.
fn one(key: &str, about: &Value) -> Value {
    let mut said = Map::new();
    for fact in ["scopes", "deprecated"] {
        if let Some(value) = about.get(fact).and_then(|value| normal(fact, value)) {
            said.insert(fact.to_owned(), value);
        }
    }
    match said.is_empty() {
        true => Value::String(key.to_owned()),
        false => Value::Object(Map::from_iter([(key.to_owned(), Value::Object(said))])),
    }
}

/// A quota window or a rule without the words around it.
fn bare(item: &Value) -> Value {
    match item {
        Value::Object(map) => {
            let facts = map.iter().filter(|(key, _)| !matches!(key.as_str(), "from" | "note"));
            facts.map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        other => other.clone(),
    }
}

fn sorted(value: &Value) -> Value {
    let mut items: Vec<Value> = value.as_array().cloned().unwrap_or_default();
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    items.dedup();
    Value::Array(items)
}

/// A map of sets, or of maps of sets, but for some keys of those.
fn set_map(value: &Value, without: &[&str]) -> Value {
    match value {
        Value::Array(_) => sorted(value),
        Value::Object(map) => {
            let said = map.iter().filter(|(key, _)| !without.contains(&key.as_str()));
            said.map(|(key, value)| (key.clone(), set_map(value, without))).collect()
        }
        other => other.clone(),
    }
}

/// Numbers in one spelling: `1.0` is `1`.
fn number(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < EXACT);
            whole.map_or_else(|| value.clone(), |n| Value::Number(Number::from(n as i64)))
        }
        other => other.clone(),
    }
}
