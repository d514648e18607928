//! The checks of form: known keys, required keys, right kinds of values.
//!
//! serde would stop at the first problem and could not say where it is. This walk finds all of
//! them, and it takes the refused parts out of the value, so that the checks of meaning can still
//! run over the rest of the file: one run should show everything there is to mend.

use super::{FIELD, FileKind, Key, Names, Object, Shape, Word};
use crate::index::{Index, child};
use crate::suggest;
use serde_json::{Map, Value};

/// What a refused type becomes: a name that no file can say and no check follows.
pub(crate) const REFUSED_TYPE: &str = "";

/// What is wrong with the form of a file.
pub(crate) struct Problem {
    /// The name of the rule.
    pub(crate) rule: &'static str,
    /// Where, as a JSON pointer.
    pub(crate) pointer: String,
    /// Whether the key is meant rather than its value.
    pub(crate) at_key: bool,
    /// What is wrong.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) help: String,
}

/// A file after the checks of form.
pub(crate) struct Checked {
    /// What is left of it, or nothing when too little is left to be read.
    pub(crate) value: Option<Value>,
    /// Everything that was wrong.
    pub(crate) problems: Vec<Problem>,
}

/// Checks the form of a whole file.
pub(crate) fn check(kind: FileKind, mut value: Value, index: &Index) -> Checked {
    let mut walk = Walk { index, problems: Vec::new() };
    let usable = walk.object(&mut value, kind.object(), "");
    Checked { value: usable.then_some(value), problems: walk.problems }
}

struct Walk<'a> {
    index: &'a Index,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    /// Checks a value and says whether what is left of it can be used.
    fn value(&mut self, value: &mut Value, shape: &Shape, pointer: &str) -> bool {
        match (shape, &mut *value) {
            (Shape::AnyOrNull, Value::Null) => true,
            (_, Value::Null) => self.null(shape, pointer),
            (Shape::Any | Shape::AnyOrNull, value) => self.any(value, pointer),
            (Shape::Text, Value::String(_)) | (Shape::Bool, Value::Bool(_)) => true,
            (Shape::Int(low, high), Value::Number(_)) => self.integer(value, *low, *high, pointer),
            (Shape::Number, Value::Number(_)) => self.in_range(value, pointer),
            (Shape::OneOf(words), Value::String(word)) => self.word(word, words, pointer),
            (Shape::Type, value) => self.ty(value, pointer),
            (Shape::List(item), Value::Array(items)) => self.list(items, item, pointer),
            (Shape::Map(names, entry), Value::Object(map)) => {
                self.map(map, *names, entry, pointer);
                true
            }
            (Shape::Object(object), value) => self.object(value, object, pointer),
            (_, value) => self.wrong_kind(value, shape, pointer),
        }
    }

    fn object(&mut self, value: &mut Value, object: &'static Object, pointer: &str) -> bool {
        let Value::Object(map) = value else {
            return self.no_object(value, object, pointer);
        };
        let meant = self.unknown_keys(map, object, pointer);
        let mut usable = true;
        for key in object.keys {
            usable &= match map.get_mut(key.name) {
                Some(value) => {
                    let inner = child(pointer, key.name);
                    self.value(value, &key.shape, &inner) || refuse(map, key)
                }
                None if key.required => {
                    if !meant.contains(&key.name) {
                        self.missing(key, pointer);
                    }
                    refuse(map, key)
                }
                None => true,
            };
        }
        usable
    }

    /// Takes unknown keys out and returns the known ones that were probably meant.
    fn unknown_keys(
        &mut self,
        map: &mut Map<String, Value>,
        object: &'static Object,
        pointer: &str,
    ) -> Vec<&'static str> {
        let known = object.key_names();
        let mut meant = Vec::new();
        map.retain(|name, _| {
            if object.key(name).is_some() {
                return true;
            }
            meant.extend(suggest::nearest(name, known.iter().copied()));
            self.add(
                "unknown-key",
                child(pointer, name),
                true,
                format!("unknown key `{name}`"),
                suggest::help(name, "the keys here are", &known),
            );
            false
        });
        meant
    }

    fn missing(&mut self, key: &Key, pointer: &str) {
        self.add(
            "missing-key",
            pointer.to_owned(),
            true,
            format!("the key `{}` is missing here", key.name),
            format!("add `{}:`. {}", key.name, key.doc),
        );
    }

    fn list(&mut self, items: &mut [Value], shape: &Shape, pointer: &str) -> bool {
        let mut usable = true;
        for (at, item) in items.iter_mut().enumerate() {
            usable &= self.value(item, shape, &child(pointer, &at.to_string()));
        }
        usable
    }

    fn map(&mut self, map: &mut Map<String, Value>, names: Names, shape: &Shape, pointer: &str) {
        map.retain(|name, value| {
            let inner = child(pointer, name);
            let named = names == Names::Free || self.code(name, &inner);
            (self.value(value, shape, &inner) || placeholder(value, shape)) && named
        });
    }

    fn code(&mut self, name: &str, pointer: &str) -> bool {
        let digits = name.strip_prefix('-').unwrap_or(name);
        let canonical = digits == "0" || !digits.starts_with('0');
        let fits = canonical && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if fits && name.parse::<i64>().is_ok() {
            return true;
        }
        let message = if fits {
            format!("the error code {name} does not fit in 64 bits with sign")
        } else {
            format!("`{name}` is no error code")
        };
        let help = "an error code is a whole number in decimal digits, as the platform sends it";
        self.add("error-code", pointer.to_owned(), true, message, help);
        false
    }

    fn integer(&mut self, value: &Value, low: i64, high: i64, pointer: &str) -> bool {
        if !self.in_range(value, pointer) {
            return false;
        }
        let Some(number) = value.as_i64() else {
            return self.wrong_kind(value, &Shape::Int(low, high), pointer);
        };
        let fits = (low..=high).contains(&number);
        if !fits {
            let help = match high {
                i64::MAX => format!("write a whole number of {low} or more"),
                _ => format!("write a whole number from {low} to {high}"),
            };
            let message = format!("{number} is out of range here");
            self.add("wrong-kind", pointer.to_owned(), false, message, help);
        }
        fits
    }

    /// Refuses whole numbers beyond 64 bits, which readers of JSON and YAML round in silence.
    fn in_range(&mut self, value: &Value, pointer: &str) -> bool {
        let Value::Number(number) = value else {
            return true;
        };
        if number.is_i64() || (number.is_f64() && !self.is_written_whole(pointer)) {
            return true;
        }
        let shown = self.written(pointer).unwrap_or_else(|| number.to_string());
        self.add(
            "integer-range",
            pointer.to_owned(),
            false,
            format!("{shown} does not fit in 64 bits with sign"),
            format!(
                "write a number from {} to {}, or leave the limit out and say it in `note`",
                i64::MIN,
                i64::MAX
            ),
        );
        false
    }

    fn is_written_whole(&self, pointer: &str) -> bool {
        self.written(pointer).is_some_and(|text| {
            let digits = text.trim_start_matches(['-', '+']);
            digits.bytes().all(|b| b.is_ascii_hexdigit()) || digits.starts_with("0x")
        })
    }

    /// The text of a scalar as the file has it.
    fn written(&self, pointer: &str) -> Option<String> {
        let scalar = self.index.get(pointer)?.scalar.as_ref()?;
        Some(scalar.text.clone())
    }

    fn any(&mut self, value: &mut Value, pointer: &str) -> bool {
        match value {
            Value::Array(items) => self.list(items, &Shape::AnyOrNull, pointer),
            Value::Object(map) => {
                let before = map.len();
                self.map(map, Names::Free, &Shape::AnyOrNull, pointer);
                map.len() == before
            }
            value => self.in_range(value, pointer),
        }
    }

    fn word(&mut self, word: &str, words: &[Word], pointer: &str) -> bool {
        if words.iter().any(|(known, _)| *known == word) {
            return true;
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.add(
            "unknown-word",
            pointer.to_owned(),
            false,
            format!("`{word}` is not known here"),
            suggest::help(word, "the words are", &known),
        );
        false
    }

    fn ty(&mut self, value: &Value, pointer: &str) -> bool {
        match value {
            Value::String(word) if is_type_name(word) => true,
            Value::Array(items) if items.len() == 1 => self.ty(&items[0], &child(pointer, "0")),
            Value::Object(map) => match (map.len(), map.get("map")) {
                (1, Some(value)) => self.ty(value, &child(pointer, "map")),
                _ => self.no_type("a map type has the single key `map`", pointer),
            },
            Value::Array(_) => self.no_type("a list type names exactly one item type", pointer),
            _ => self.no_type("this is no type", pointer),
        }
    }

    fn no_type(&mut self, message: &str, pointer: &str) -> bool {
        self.add(
            "wrong-kind",
            pointer.to_owned(),
            false,
            message,
            "write a word such as `string` or the name of a shared type, `[string]` for a list, \
             or `{ map: string }`",
        );
        false
    }

    fn null(&mut self, shape: &Shape, pointer: &str) -> bool {
        self.add(
            "wrong-kind",
            pointer.to_owned(),
            true,
            format!("there is no value here, but {} is needed", shape.expected()),
            "write a value, or delete the key",
        );
        false
    }

    fn no_object(&mut self, value: &Value, object: &'static Object, pointer: &str) -> bool {
        let is_field = std::ptr::eq(object, &FIELD);
        if let (true, Value::String(word)) = (is_field, value) {
            let help = format!("write `{{ type: {word} }}`");
            let message = "a field is a map of keys, found text";
            self.add("wrong-kind", pointer.to_owned(), false, message, help);
            return false;
        }
        self.wrong_kind(value, &Shape::Object(object), pointer)
    }

    fn wrong_kind(&mut self, value: &Value, shape: &Shape, pointer: &str) -> bool {
        let help = match (shape, value) {
            (Shape::Text, Value::Number(_) | Value::Bool(_)) => {
                let text = self.written(pointer).unwrap_or_else(|| value.to_string());
                format!("write it in quotes: \"{text}\"")
            }
            (Shape::Int(..) | Shape::Number | Shape::Bool, Value::String(text))
                if text.parse::<f64>().is_ok() || matches!(text.as_str(), "true" | "false") =>
            {
                format!("write it without quotes: {text}")
            }
            (Shape::List(_), Value::String(text)) => format!("write `[{text}]`"),
            (Shape::List(_), Value::Object(_)) => {
                "write each entry on a line of its own, behind `- `".to_owned()
            }
            (Shape::OneOf(words), _) => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                format!("the words are: {}", suggest::list(&known))
            }
            (Shape::Object(object), _) => {
                let keys = object.key_names();
                format!("write its keys on lines below; they are {}", suggest::list(&keys))
            }
            _ => format!("write {} here", shape.expected()),
        };
        let message = format!("{} is needed here, found {}", shape.expected(), found(value));
        self.add("wrong-kind", pointer.to_owned(), false, message, help);
        false
    }

    fn add(
        &mut self,
        rule: &'static str,
        pointer: String,
        at_key: bool,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem {
            rule,
            pointer,
            at_key,
            message: message.into(),
            help: help.into(),
        });
    }
}

/// Takes a refused value out, and says whether the object can be used without it.
fn refuse(map: &mut Map<String, Value>, key: &Key) -> bool {
    if matches!(key.shape, Shape::Type) {
        map.insert(key.name.to_owned(), Value::String(REFUSED_TYPE.to_owned()));
        return true;
    }
    map.shift_remove(key.name);
    !key.required
}

/// Keeps the name of a refused field, so that whoever refers to it is not blamed.
fn placeholder(value: &mut Value, shape: &Shape) -> bool {
    let is_field = matches!(shape, Shape::Object(object) if std::ptr::eq(*object, &FIELD));
    if is_field {
        *value = serde_json::json!({ "type": REFUSED_TYPE });
    }
    is_field
}

/// Whether a word can be the name of a type.
pub(crate) fn is_type_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The kind of a value, as a message names it.
pub(crate) fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
