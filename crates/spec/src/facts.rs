//! What a spec says that its page can say too: the facts, apart from the words around them.
//!
//! A page is imported again and again, and in between people correct the spec. To tell the two
//! apart one has to know what of a file is a fact of the page at all, which is decided here, once:
//! an operation is a list of [`Entry`]s (the call itself by its parts, each field, each error
//! code), and an entry is a map of facts by name. Titles, descriptions, notes, Rust names, records,
//! examples, conflicts and open points are the hand's and never a fact.
//!
//! Two spellings of one fact are one fact: shared types are followed, so that a field of a shared
//! type has the facts of that type; sets such as scopes are sorted; a whole number is written
//! without a fraction. [`page_entries`] gives what the page says instead, as the marks in `hand`
//! remember it, and [`digest()`] remembers that for the next import.

mod digest;
mod expand;
mod normal;
#[cfg(test)]
mod tests;

pub use digest::{Digest, digest};
pub use expand::SharedTypes;
pub use normal::{is_nothing, normal};

use crate::index::child;
use crate::model::{Map, Operation, Type};
use serde_json::Value;
use std::borrow::Cow;

/// How deep fields are followed; files may not be deeper.
pub const MAX_DEPTH: usize = crate::index::MAX_DEPTH;

/// Facts by name, in the order of the language.
pub type Facts = Map<Value>;

/// One thing that a page has facts about.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The dotted way to it: `query.page_size`, `errors.99991400`, or a part of the call, `http`.
    pub path: String,
    /// The way to it in the file, as a JSON pointer; below a shared type it leads nowhere.
    pub pointer: String,
    /// What is said about it.
    pub facts: Facts,
}

/// A sort of entry that stands in a map of its like.
#[derive(Debug)]
pub struct Kind {
    /// The keys that are facts.
    pub facts: &'static [&'static str],
    /// The fact that every such entry has. Where a page has no such entry, `hand` marks this one
    /// with null.
    pub presence: &'static str,
}

/// Parameters and fields.
pub static FIELD: Kind = Kind {
    facts: &[
        "type",
        "required",
        "always",
        "deprecated",
        "unit",
        "wire",
        "none",
        "const",
        "default",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "format",
        "enum",
        "scopes",
    ],
    presence: "type",
};

/// Error codes.
pub static ERROR_CODE: Kind = Kind { facts: &["http", "name", "retry"], presence: "name" };

/// A map of entries in an operation file.
#[derive(Debug)]
pub struct Section {
    /// The keys that lead to it.
    pub keys: &'static [&'static str],
    /// What it holds.
    pub kind: &'static Kind,
}

impl Section {
    /// The dotted way to it.
    pub fn path(&self) -> String {
        self.keys.join(".")
    }

    /// The map itself.
    pub fn of<'a>(&self, operation: &'a Value) -> Option<&'a Value> {
        self.keys.iter().try_fold(operation, |value, key| value.get(key))
    }
}

/// All maps of entries of an operation file.
pub static SECTIONS: &[Section] = &[
    Section { keys: &["path"], kind: &FIELD },
    Section { keys: &["query"], kind: &FIELD },
    Section { keys: &["header"], kind: &FIELD },
    Section { keys: &["body", "fields"], kind: &FIELD },
    Section { keys: &["body", "one_of"], kind: &FIELD },
    Section { keys: &["response", "fields"], kind: &FIELD },
    Section { keys: &["errors"], kind: &ERROR_CODE },
];

/// A part of the call itself. Parts are entries of their own so that a change of one leaves the
/// others known.
#[derive(Debug)]
pub struct Part {
    /// Its name, the path of its entry.
    pub name: &'static str,
    /// Its facts, each by the dotted way to it in the file, which is also its name in `hand`.
    pub facts: &'static [&'static str],
}

/// All parts of a call.
pub static PARTS: &[Part] = &[
    Part { name: "call", facts: &["deprecated", "idempotent", "apps", "auth"] },
    Part { name: "http", facts: &["http.method", "http.path", "http.host", "http.query"] },
    Part {
        name: "scopes",
        facts: &[
            "scopes.any_of",
            "scopes.all_of",
            "scopes.optional",
            "scopes.sensitive",
            "scopes.by_token",
        ],
    },
    // Apart, because some renderings of a page keep it and others do not.
    Part { name: SCOPE_APPS, facts: &[SCOPE_APPS] },
    Part { name: "quota", facts: &["quota"] },
    Part { name: "body", facts: &["body.media", "body.type"] },
    Part { name: "rules", facts: &["rules"] },
    Part {
        name: "response",
        facts: &["response.media", "response.envelope", "response.under", "response.type"],
    },
    Part {
        name: "paging",
        facts: &[
            "paging.token",
            "paging.next",
            "paging.more",
            "paging.page",
            "paging.first",
            "paging.total",
            "paging.size",
            "paging.items",
            "paging.key",
            "paging.cap",
        ],
    },
];

/// The part, and its one fact, that only some renderings of a page keep.
pub const SCOPE_APPS: &str = "scopes.apps";

/// Whose words to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// What the spec says.
    Spec,
    /// What the page says, as far as the marks in `hand` know better than the spec.
    Page,
}

/// What the spec says, entry by entry, in the order of the file. The parts of the call are always
/// there, so that nothing said about one of them is remembered too.
pub fn entries(operation: &Operation, types: &SharedTypes) -> Vec<Entry> {
    of_value(&plain(operation), types, View::Spec)
}

/// What the page says, entry by entry, as far as the spec can tell.
pub fn page_entries(operation: &Operation, types: &SharedTypes) -> Vec<Entry> {
    of_value(&plain(operation), types, View::Page)
}

/// An operation as a plain value, as the other functions here take it.
pub fn plain(operation: &Operation) -> Value {
    // The model is plain data with text keys, which cannot fail to become a value.
    serde_json::to_value(operation).unwrap_or_default()
}

/// The entries of an operation that is a plain value.
pub fn of_value(operation: &Value, types: &SharedTypes, view: View) -> Vec<Entry> {
    let mut all = Vec::new();
    for part in PARTS {
        let facts = part_facts(part, operation, types, view);
        let found = part.name.split('.').try_fold(operation, |value, key| value.get(key));
        let pointer = match found {
            Some(_) => part.name.split('.').fold(String::new(), |at, key| child(&at, key)),
            None => String::new(),
        };
        all.push(Entry { path: part.name.to_owned(), pointer, facts });
    }
    let operation = types.expand_operation(operation, view);
    for section in SECTIONS {
        if is_by_hand(section, &operation, view) {
            continue;
        }
        let path = section.path();
        let pointer = section.keys.iter().fold(String::new(), |at, key| child(&at, key));
        let walk = Walk { kind: section.kind, view, depth: 0 };
        if let Some(entries) = section.of(&operation) {
            walk.map(entries, &path, &pointer, &mut all);
        }
        if view == View::Page {
            removed(operation.get("hand"), &path, &path, &pointer, &mut all);
        }
    }
    all
}

/// Whether a person added the whole body that a section is in.
fn is_by_hand(section: &Section, operation: &Value, view: View) -> bool {
    let is_body = section.keys.first() == Some(&"body");
    let marks = marks(operation);
    view == View::Page && is_body && part_mark(&marks, "body", "body.media") == Some(&Value::Null)
}

/// The facts of a part of the call.
pub fn part_facts(part: &Part, operation: &Value, types: &SharedTypes, view: View) -> Facts {
    let marks = marks(operation);
    let mut facts = Facts::new();
    for name in part.facts {
        let value = match (view, part_mark(&marks, part.name, name)) {
            (View::Page, Some(recorded)) => normal(name, recorded),
            _ => part_fact(name, operation, types).and_then(|value| normal(name, &value)),
        };
        if let Some(value) = value {
            facts.insert((*name).to_owned(), value);
        }
    }
    facts
}

/// One fact of the call itself, as the file has it but for shared types.
fn part_fact(name: &str, operation: &Value, types: &SharedTypes) -> Option<Value> {
    let found = name.split('.').try_fold(operation, |value, key| value.get(key));
    match name {
        // That there is a body at all is a fact; its usual form goes without saying in a file.
        "body.media" => {
            let body = operation.get("body")?;
            Some(body.get("media").cloned().unwrap_or_else(|| "json".into()))
        }
        "body.type" | "response.type" => found.map(|ty| types.plain_type(ty)),
        _ => found.cloned(),
    }
}

/// The mark of a fact of the call: its own, or that of the whole part.
pub fn part_mark<'a>(marks: &Marks<'a>, part: &str, fact: &str) -> Option<&'a Value> {
    let whole = || marks.0?.get(part).filter(|value| value.is_null() && fact != part);
    marks.get(fact).or_else(whole)
}

/// The marks of an entry.
pub struct Marks<'a>(Option<&'a Value>);

impl<'a> Marks<'a> {
    /// What the page says about a fact that a person set.
    pub fn get(&self, fact: &str) -> Option<&'a Value> {
        self.0?.get(fact)
    }
}

/// The marks of an entry.
pub fn marks(entry: &Value) -> Marks<'_> {
    Marks(entry.get("hand"))
}

/// The facts of a field or an error code that needs no shared type.
pub fn facts(kind: &Kind, entry: &Value) -> Facts {
    let named = kind.facts.iter();
    let found =
        named.filter_map(|name| Some(((*name).to_owned(), normal(name, entry.get(name)?)?)));
    found.collect()
}

/// The facts that the page has about an entry; nothing where the page has no such entry.
pub fn page_facts(kind: &Kind, entry: &Value) -> Option<Facts> {
    let marks = marks(entry);
    if marks.get(kind.presence) == Some(&Value::Null) {
        return None;
    }
    let named = kind.facts.iter();
    let found = named.filter_map(|name| {
        let said = marks.get(name).or_else(|| entry.get(name))?;
        Some(((*name).to_owned(), normal(name, said)?))
    });
    Some(found.collect())
}

/// Whether values of a type, or those within its lists and maps, have fields of their own.
pub fn is_record(ty: &Value) -> bool {
    matches!(Type::from_value(ty).as_ref().map(Type::innermost), Ok(Type::Object))
}

/// A walk through maps of entries.
#[derive(Clone, Copy)]
struct Walk<'a> {
    kind: &'a Kind,
    view: View,
    depth: usize,
}

impl Walk<'_> {
    fn map(self, entries: &Value, path: &str, pointer: &str, all: &mut Vec<Entry>) {
        for (name, entry) in entries.as_object().into_iter().flatten() {
            self.entry(entry, format!("{path}.{name}"), child(pointer, name), all);
        }
    }

    fn entry(self, entry: &Value, path: String, pointer: String, all: &mut Vec<Entry>) {
        let facts = match self.view {
            View::Spec => facts(self.kind, entry),
            View::Page => match page_facts(self.kind, entry) {
                Some(facts) => facts,
                None => return,
            },
        };
        let is_record = facts.get("type").is_none_or(is_record);
        let within = (format!("{path}.fields"), child(&pointer, "fields"));
        all.push(Entry { path, pointer, facts });
        // Where the page has no record, the fields are the hand's like the type.
        if self.depth >= MAX_DEPTH || !is_record {
            return;
        }
        if let Some(fields) = entry.get("fields") {
            let deeper = Walk { depth: self.depth + 1, ..self };
            deeper.map(fields, &within.0, &within.1, all);
        }
        if self.view == View::Page {
            removed(entry.get("hand"), "fields", &within.0, &within.1, all);
        }
    }
}

/// The entries that a person took away, which `hand` of what they were in remembers by the way
/// to them: `fields.name: { type: string }`.
fn removed(marks: Option<&Value>, prefix: &str, path: &str, pointer: &str, all: &mut Vec<Entry>) {
    for (way, recorded) in marks.and_then(Value::as_object).into_iter().flatten() {
        let name = way.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.'));
        if let (Some(name), Value::Object(said)) = (name, recorded) {
            let facts = said.iter().map(|(fact, value)| (fact.clone(), value.clone())).collect();
            let path = format!("{path}.{name}");
            all.push(Entry { path, pointer: child(pointer, name), facts });
        }
    }
}

/// The entries of one field or code and of everything below it, as [`of_value`] lists them.
pub fn below(
    kind: &Kind,
    entry: &Value,
    path: &str,
    types: &SharedTypes,
    view: View,
) -> Vec<Entry> {
    let mut all = Vec::new();
    let entry = match kind.presence {
        "type" => types.expand(entry, view),
        _ => Cow::Borrowed(entry),
    };
    let walk = Walk { kind, view, depth: 0 };
    walk.entry(&entry, path.to_owned(), String::new(), &mut all);
    all
}
