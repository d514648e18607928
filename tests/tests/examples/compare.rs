//! An example against the fields of a spec and against what the client understood of it.
//!
//! An example is in order when each of its keys is a field and each of its values came through.
//! Differences tell the kinds of values and never the values: those of a page are not ours.

use larkspur_spec::model::{Field, Map, Type, Wire};
use larkspur_spec::tree::PlatformTree;
use serde_json::{Map as Object, Value};

/// A place where an example and its operation disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The dotted path; lists and maps add nothing to it but their values' names.
    pub(crate) at: String,
    /// What stands in the example.
    pub(crate) shown: String,
    /// What the operation has there.
    pub(crate) had: String,
}

/// What became of a value.
#[derive(Debug, Clone, Copy)]
enum Read<'a> {
    /// It was sent, so its kind has to be the declared one.
    Sent,
    /// It came, and this was understood; nothing where it got lost.
    Came(Option<&'a Value>),
}

impl<'a> Read<'a> {
    fn key(self, name: &str) -> Read<'a> {
        self.then(|value| value.get(name))
    }

    fn item(self, at: usize) -> Read<'a> {
        self.then(|value| value.get(at))
    }

    fn then(self, step: impl Fn(&'a Value) -> Option<&'a Value>) -> Read<'a> {
        match self {
            Read::Sent => Read::Sent,
            Read::Came(value) => Read::Came(value.and_then(step)),
        }
    }
}

/// The faults of a body that is sent.
pub(crate) fn sent(platform: &PlatformTree, field: &Field, shown: &Value) -> Vec<Fault> {
    faults(platform, field, shown, Read::Sent)
}

/// The faults of a reply that came and was understood as `read`.
pub(crate) fn came(
    platform: &PlatformTree,
    field: &Field,
    shown: &Value,
    read: &Value,
) -> Vec<Fault> {
    faults(platform, field, shown, Read::Came(Some(read)))
}

fn faults(platform: &PlatformTree, field: &Field, shown: &Value, read: Read<'_>) -> Vec<Fault> {
    let mut walk = Walk { platform, at: Vec::new(), faults: Vec::new() };
    walk.value(&field.ty, field, shown, read);
    walk.faults
}

struct Walk<'a> {
    platform: &'a PlatformTree,
    at: Vec<String>,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    fn fault(&mut self, shown: &Value, had: impl Into<String>) {
        self.faults.push(Fault {
            at: self.at.join("."),
            shown: kind(shown).to_owned(),
            had: had.into(),
        });
    }

    fn value(&mut self, ty: &Type, field: &Field, shown: &Value, read: Read<'_>) {
        match (ty, shown) {
            // Nothing is a value of every type.
            (_, Value::Null) => {}
            (Type::Named(name), _) => {
                let platform = self.platform;
                let shared = platform.types.get(name).expect("the specs load without errors");
                self.value(&shared.field.ty, &shared.field, shown, read);
            }
            (Type::Object, Value::Object(object)) => self.record(&field.fields, object, read),
            (Type::Map(item), Value::Object(object)) => {
                for (name, value) in object {
                    self.value(item, field, value, read.key(name));
                }
            }
            (Type::List(item), Value::Array(list)) => {
                // What is nothing within a list is left out of it, unless anything may stand there.
                let is_kept = |value: &&Value| **item == Type::Any || !value.is_null();
                let values = list.iter().filter(is_kept);
                for (at, value) in values.enumerate() {
                    self.value(item, field, value, read.item(at));
                }
            }
            (Type::Any, _) => self.through(shown, read),
            (Type::Object | Type::Map(_) | Type::List(_), _) => self.fault(shown, word(ty)),
            (_, Value::Object(_) | Value::Array(_)) => self.fault(shown, word(ty)),
            _ => self.scalar(ty, field, shown, read),
        }
    }

    fn record(&mut self, fields: &Map<Field>, object: &Object<String, Value>, read: Read<'_>) {
        for (name, value) in object {
            self.at.push(name.clone());
            match fields.get(name) {
                None => self.fault(value, "no such field"),
                Some(field) => self.value(&field.ty, field, value, read.key(name)),
            }
            self.at.pop();
        }
    }

    fn scalar(&mut self, ty: &Type, field: &Field, shown: &Value, read: Read<'_>) {
        match read {
            Read::Sent if !is_of(ty, field, shown) => self.fault(shown, declared(ty, field)),
            Read::Sent => {}
            // Empty text and the value that means none may well become nothing.
            Read::Came(None) if is_nothing(field, shown) => {}
            Read::Came(_) => self.through(shown, read),
        }
    }

    /// A value that has to come out as it went in, but for quotes around it.
    fn through(&mut self, shown: &Value, read: Read<'_>) {
        match read {
            Read::Came(None) => self.fault(shown, "lost"),
            Read::Came(Some(read)) if plain(shown) != plain(read) => {
                self.fault(shown, format!("another {}", kind(read)));
            }
            _ => {}
        }
    }
}

fn is_nothing(field: &Field, shown: &Value) -> bool {
    shown.as_str() == Some("")
        || field.none.as_ref().is_some_and(|none| plain(none) == plain(shown))
}

fn is_of(ty: &Type, field: &Field, shown: &Value) -> bool {
    match (ty, shown) {
        (Type::String, Value::String(_)) | (Type::Boolean, Value::Bool(_)) => true,
        (Type::Integer | Type::Number | Type::Timestamp, Value::Number(_)) => {
            field.wire != Some(Wire::String)
        }
        (Type::Integer | Type::Number | Type::Timestamp, Value::String(text)) => {
            field.wire == Some(Wire::String) && text.parse::<f64>().is_ok()
        }
        _ => false,
    }
}

/// A value without its quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn declared(ty: &Type, field: &Field) -> String {
    match field.wire {
        Some(Wire::String) => format!("{} as text", word(ty)),
        _ => word(ty).to_owned(),
    }
}

fn word(ty: &Type) -> &'static str {
    match ty {
        Type::List(_) => "list",
        Type::Map(_) => "map",
        _ => Type::WORDS.iter().find(|(_, known)| known == ty).map_or("type", |(word, _)| word),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}
