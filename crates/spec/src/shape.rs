//! The language as data: every key of every object, its kind, its order and its meaning.
//!
//! The model says what a file means; this table says how a file is written. It exists once, and
//! the checks with positions, the JSON Schema for editors, the order of keys in canonical files
//! and the reference in the documentation all read it, so that none of them can fall behind.

mod check;
mod fields;
mod files;
mod json_schema;
mod operations;
mod platforms;
mod reachable;
mod reference;
#[cfg(test)]
mod tests;

pub(crate) use check::{REFUSED_TYPE, check, found, is_type_name};
pub use fields::FIELD;
pub use files::{FILES, FileKind};
pub use json_schema::json_schemas;
pub use operations::{ERROR_CODE, OPERATION};
pub use platforms::{PLATFORM, TYPES};
pub use reference::reference;

/// What kind of value stands somewhere.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// True or false.
    Bool,
    /// A whole number within bounds.
    Int(i64, i64),
    /// A number, with or without a fraction.
    Number,
    /// Any value but null.
    Any,
    /// Any value, null included.
    AnyOrNull,
    /// One of these words.
    OneOf(&'static [Word]),
    /// A type: a word, `[type]` or `{ map: type }`.
    Type,
    /// A list.
    List(&'static Shape),
    /// A map whose keys are not words of the language.
    Map(Names, &'static Shape),
    /// An object with known keys.
    Object(&'static Object),
}

/// A whole number of 64 bits that is not negative.
pub(crate) const COUNT: Shape = Shape::Int(0, i64::MAX);

/// A whole number of 64 bits.
pub(crate) const INTEGER: Shape = Shape::Int(i64::MIN, i64::MAX);

/// A word that is allowed, and what it means.
pub type Word = (&'static str, &'static str);

/// What the keys of a map are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Names of any form, such as wire names.
    Free,
    /// Error codes: whole numbers in decimal digits.
    Codes,
}

/// An object with known keys.
#[derive(Debug)]
pub struct Object {
    /// Its name in the JSON Schema and the reference.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its keys in canonical order.
    pub keys: &'static [Key],
    /// Whether the canonical form puts it on one line where it fits.
    pub inline: bool,
}

/// A key of an object.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The word.
    pub name: &'static str,
    /// What its value is.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether the canonical form gives each entry of its value a line of its own.
    pub lines: bool,
    /// What it means.
    pub doc: &'static str,
}

/// A key that may be left out.
pub(crate) const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: false, lines: false, doc }
}

/// The `note` that every object has.
pub(crate) const NOTE: Key = key("note", Shape::Text, "Anything worth keeping.");

impl Key {
    /// The same key, and it must be there.
    pub(crate) const fn required(mut self) -> Key {
        self.required = true;
        self
    }

    /// The same key, with its entries on lines of their own.
    pub(crate) const fn lines(mut self) -> Key {
        self.lines = true;
        self
    }
}

impl Object {
    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of all keys.
    pub fn key_names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }
}

impl Shape {
    /// The kind of value, as a message names it.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Shape::Text => "text",
            Shape::Bool => "`true` or `false`",
            Shape::Int(..) => "a whole number",
            Shape::Number => "a number",
            Shape::Any => "a value",
            Shape::AnyOrNull => "a value or null",
            Shape::OneOf(_) => "one of the known words",
            Shape::Type => "a type",
            Shape::List(_) => "a list",
            Shape::Map(..) => "a map",
            Shape::Object(_) => "a map of keys",
        }
    }
}
