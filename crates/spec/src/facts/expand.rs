//! Shared types put where they are named.
//!
//! Whether a field says its values itself or names a type that says them is the spec's own
//! business, and a page knows nothing of it. So before facts are compared, every name is replaced
//! by what it stands for. Circles and huge trees end: a name that is being replaced already becomes
//! a record without fields, as a page that cannot go on for ever has it, and names stay names once
//! a call has become larger than any real one.

use super::{FIELD, MAX_DEPTH, View, marks};
use crate::model::Type;
use crate::tree::{PlatformTree, SharedType};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Fields after which names are no longer replaced.
const MOST_FIELDS: usize = 20_000;

/// The shared types of a platform, ready to be put in place.
#[derive(Debug, Clone, Default)]
pub struct SharedTypes {
    types: BTreeMap<String, Value>,
}

impl SharedTypes {
    /// The types of a platform.
    pub fn new(platform: &PlatformTree) -> Self {
        Self::of(&platform.types)
    }

    /// These types.
    pub fn of(types: &BTreeMap<String, SharedType>) -> Self {
        let plain = |shared: &SharedType| serde_json::to_value(&shared.field).unwrap_or_default();
        Self { types: types.iter().map(|(name, shared)| (name.clone(), plain(shared))).collect() }
    }

    /// The shared type that a field, body or reply names, within lists and maps too.
    pub fn named<'a>(&'a self, entry: &Value) -> Option<&'a str> {
        let name = innermost(entry.get("type")?)?;
        self.types.get_key_value(name).map(|(name, _)| name.as_str())
    }

    /// A field with everything its shared types say in it. With [`View::Page`], a type that a
    /// person set stays a name: what the page has in its place is known from the marks alone.
    pub fn expand<'a>(&self, field: &'a Value, view: View) -> Cow<'a, Value> {
        Expansion { types: self, view, open: Vec::new(), left: MOST_FIELDS }.field(field)
    }

    /// The same for all fields of an operation, for its body and its reply.
    pub fn expand_operation<'a>(&self, operation: &'a Value, view: View) -> Cow<'a, Value> {
        if !names_type(operation, self, 0) {
            return Cow::Borrowed(operation);
        }
        let mut whole = operation.clone();
        let mut expansion = Expansion { types: self, view, open: Vec::new(), left: MOST_FIELDS };
        for part in ["body", "response"] {
            let by_hand = marks(operation).get(&format!("{part}.type")).is_some();
            match whole.get_mut(part) {
                Some(found) if by_hand && view == View::Page => expansion.within(found, "fields"),
                Some(found) => *found = expansion.field(found).into_owned(),
                None => {}
            }
        }
        // The fields of body and reply are done, and doing them again would open circles anew.
        for part in ["path", "query", "header"] {
            expansion.within(&mut whole, part);
        }
        if let Some(body) = whole.get_mut("body") {
            expansion.within(body, "one_of");
        }
        Cow::Owned(whole)
    }

    /// A field, body or reply that says itself what its shared type says; the types within stay.
    pub fn write_out(&self, entry: &Value) -> Value {
        let mut whole = entry.clone();
        for _ in 0..MAX_DEPTH {
            let Some((name, shared)) = self.named(&whole).and_then(|n| self.types.get_key_value(n))
            else {
                break;
            };
            put(&mut whole, shared.clone(), name);
        }
        whole
    }

    /// A type with the names in it replaced: what is left is a word, a list or a map.
    pub fn plain_type(&self, ty: &Value) -> Value {
        let entry = Value::Object(Map::from_iter([("type".to_owned(), ty.clone())]));
        let expanded = self.expand(&entry, View::Spec);
        expanded.get("type").cloned().unwrap_or_default()
    }
}

/// The name of a shared type inside lists and maps.
fn innermost(ty: &Value) -> Option<&str> {
    let mut ty = ty;
    for _ in 0..MAX_DEPTH {
        match ty {
            Value::Array(items) => ty = items.first()?,
            Value::Object(map) => ty = map.get("map")?,
            Value::String(word) => {
                let known = Type::WORDS.iter().any(|(name, _)| name == word);
                return (!known).then_some(word);
            }
            _ => return None,
        }
    }
    None
}

/// The type with the name at its heart replaced.
fn with_innermost(ty: &Value, inner: &Value) -> Value {
    match ty {
        Value::Array(items) => items.iter().map(|item| with_innermost(item, inner)).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), with_innermost(value, inner))).collect()
        }
        _ => inner.clone(),
    }
}

/// Whether anything in a value names a shared type, so that there is something to replace.
fn names_type(value: &Value, types: &SharedTypes, depth: usize) -> bool {
    let Value::Object(map) = value else {
        return false;
    };
    let deeper = |value| depth < 2 * MAX_DEPTH + 4 && names_type(value, types, depth + 1);
    types.named(value).is_some() || map.values().any(deeper)
}

/// The replacing of names in one operation.
struct Expansion<'t> {
    types: &'t SharedTypes,
    view: View,
    /// The names that are being replaced, from the outside in.
    open: Vec<&'t str>,
    left: usize,
}

impl<'t> Expansion<'t> {
    fn field<'a>(&mut self, field: &'a Value) -> Cow<'a, Value> {
        self.left = self.left.saturating_sub(1);
        if self.open.len() >= MAX_DEPTH || !names_type(field, self.types, 0) {
            return Cow::Borrowed(field);
        }
        let by_hand = self.view == View::Page && marks(field).get(FIELD.presence).is_some();
        let name = self.types.named(field).filter(|_| !by_hand && self.left > 0);
        let mut whole = field.clone();
        if name.is_some_and(|name| self.open.contains(&name)) {
            if let Some(ty) = whole.get_mut("type") {
                *ty = with_innermost(ty, &"object".into());
            }
            return Cow::Owned(whole);
        }
        if let Some(name) = name {
            self.open.push(name);
            let shared = self.types.types.get(name).cloned().unwrap_or_default();
            let shared = self.field(&shared).into_owned();
            put(&mut whole, shared, name);
            self.open.pop();
            // What came in is expanded already, names in a circle are left as they are.
            return Cow::Owned(whole);
        }
        self.within(&mut whole, "fields");
        Cow::Owned(whole)
    }

    /// Replaces the names in the fields under a key.
    fn within(&mut self, holder: &mut Value, key: &str) {
        let fields = holder.get_mut(key).and_then(Value::as_object_mut);
        for (_, inner) in fields.into_iter().flatten() {
            *inner = self.field(inner).into_owned();
        }
    }
}

/// Puts what a shared type says into a field that names it. What the field says itself wins.
fn put(field: &mut Value, shared: Value, name: &str) {
    let (Some(into), Value::Object(shared)) = (field.as_object_mut(), shared) else {
        return;
    };
    if shared.contains_key("fields") && !into.contains_key("record") {
        into.insert("record".to_owned(), name.into());
    }
    for (key, value) in shared {
        match key.as_str() {
            "type" => {
                let ty = into.get("type").map(|ty| with_innermost(ty, &value));
                into.insert(key, ty.unwrap_or(value));
            }
            "hand" | "from" => put_missing(into, &key, value),
            "rust" | "note" | "record" => {}
            _ => {
                into.entry(key).or_insert(value);
            }
        }
    }
}

/// Adds the marks or origins of a shared type to those of the field. That of the type itself stays
/// behind: it says nothing about those who name it.
fn put_missing(into: &mut Map<String, Value>, key: &str, value: Value) {
    let Value::Object(mut theirs) = value else {
        return;
    };
    theirs.shift_remove(FIELD.presence);
    if theirs.is_empty() {
        return;
    }
    let own = into.entry(key.to_owned()).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(own) = own {
        for (fact, value) in theirs {
            own.entry(fact).or_insert(value);
        }
    }
}
