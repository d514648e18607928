//! Writing a fact into a spec without touching the words a person put around it.

use larkspur_spec::facts::normal;
use serde_json::{Map, Value};

/// An entry, or the part of an operation that holds a fact.
type Object = Map<String, Value>;

/// Writes a fact of a field or an error code as the page has it, with where the page has it from.
pub(super) fn fact(entry: &mut Value, page: &Value, name: &str) {
    let (Some(entry), Some(page)) = (entry.as_object_mut(), page.as_object()) else {
        return;
    };
    put(entry, page.get(name), name, name);
    origin(entry, page, name);
    mark(entry, name, None);
}

/// Writes a fact of the call; its name is the dotted way to it.
pub(super) fn call_fact(operation: &mut Value, page: &Value, name: &str) {
    let found = name.split('.').try_fold(page, |value, key| value.get(key));
    // A body in its usual form says nothing about that.
    let usual = Value::from("json");
    let found = found.or_else(|| page.get("body").filter(|_| name == "body.media").map(|_| &usual));
    let (holder, key) = name.rsplit_once('.').unwrap_or(("", name));
    let holder = match holder {
        "" => Some(&mut *operation),
        holder if found.is_none() => operation.get_mut(holder),
        holder => operation
            .as_object_mut()
            .map(|operation| operation.entry(holder).or_insert_with(|| Value::Object(Map::new()))),
    };
    if let Some(holder) = holder.and_then(Value::as_object_mut) {
        put(holder, found, key, name);
    }
    if let Some(operation) = operation.as_object_mut() {
        mark(operation, name, None);
    }
}

fn put(holder: &mut Object, page: Option<&Value>, key: &str, name: &str) {
    let Some(page) = page else {
        holder.shift_remove(key);
        return;
    };
    let value = match (holder.get(key), name) {
        (Some(old), "enum") => values(old, page),
        (Some(old), "quota" | "rules") => items(old, page, name),
        (Some(old), "scopes.by_token") => groups(old, page),
        _ => page.clone(),
    };
    holder.insert(key.to_owned(), value);
}

/// The values of the page, with the words there are about those that were known.
fn values(old: &Value, page: &Value) -> Value {
    let with_words = |(value, about): (&String, &Value)| {
        let mut known = old.get(value).cloned().unwrap_or_else(|| about.clone());
        if let (Some(known), Some(about)) = (known.as_object_mut(), about.as_object()) {
            for fact in ["scopes", "deprecated"] {
                put(known, about.get(fact), fact, fact);
            }
        }
        (value.clone(), known)
    };
    page.as_object().into_iter().flatten().map(with_words).collect()
}

/// The items of the page, each with the words of the equal one there was.
fn items(old: &Value, page: &Value, name: &str) -> Value {
    let bare = |item: &Value| normal(name, &Value::Array(vec![item.clone()]));
    let old = old.as_array().map(Vec::as_slice).unwrap_or_default();
    let with_words = |item: &Value| {
        let known = old.iter().find(|known| bare(known) == bare(item));
        known.unwrap_or(item).clone()
    };
    page.as_array().into_iter().flatten().map(with_words).collect()
}

/// The groups of scopes of the page, with the app types and notes that were known.
fn groups(old: &Value, page: &Value) -> Value {
    let with_apps = |(token, group): (&String, &Value)| {
        let mut group = group.clone();
        let known = old.get(token).and_then(Value::as_object);
        if let (Some(group), Some(known)) = (group.as_object_mut(), known) {
            for (key, value) in
                known.iter().filter(|(key, _)| matches!(key.as_str(), "apps" | "note"))
            {
                group.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        (token.clone(), group)
    };
    page.as_object().into_iter().flatten().map(with_apps).collect()
}

/// Where a fact comes from follows the fact.
fn origin(entry: &mut Object, page: &Object, name: &str) {
    let from = page.get("from").filter(|from| from.is_object()).and_then(|from| from.get(name));
    let own = entry.get("from");
    let mut own = match own {
        Some(Value::Object(own)) => own.clone(),
        Some(_) => return,
        None => Object::new(),
    };
    match from {
        Some(from) => own.insert(name.to_owned(), from.clone()),
        None => own.shift_remove(name),
    };
    if own.is_empty() {
        entry.shift_remove("from");
    } else {
        entry.insert("from".to_owned(), Value::Object(own));
    }
}

/// Marks a fact with what the page says, `None` taking the mark away.
pub(super) fn mark(entry: &mut Object, name: &str, says: Option<Value>) {
    let Some(says) = says else {
        if let Some(marks) = entry.get_mut("hand").and_then(Value::as_object_mut) {
            marks.shift_remove(name);
        }
        return;
    };
    let marks = entry.entry("hand").or_insert_with(|| Value::Object(Map::new()));
    if let Some(marks) = marks.as_object_mut() {
        marks.insert(name.to_owned(), says);
    }
}

/// Marks a fact of an entry that may be no map.
pub(super) fn mark_in(entry: &mut Value, name: &str, says: Option<Value>) {
    if let Some(entry) = entry.as_object_mut() {
        mark(entry, name, says);
    }
}
