//! Records, enumerations and the types of their fields.

use super::{Location, Paging};

/// A record or an enumeration.
#[derive(Debug, Clone)]
pub enum Item {
    /// A record.
    Record(Box<Record>),
    /// An open enumeration.
    Enum(Enum),
    /// Alternative bodies.
    OneOf(OneOf),
}

impl Item {
    /// The type's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Record(of) => &of.name,
            Self::Enum(of) => &of.name,
            Self::OneOf(of) => &of.name,
        }
    }
}

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// The type's name.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Whether replies hold it.
    pub read: bool,
    /// Whether requests hold it.
    pub sent: bool,
    /// The fields.
    pub fields: Vec<Field>,
    /// Fields that always have one value.
    pub constants: Vec<Constant>,
    /// What steers, when this is the reply of a paged operation.
    pub steering: Option<Paging>,
}

/// A value that is always sent.
#[derive(Debug, Clone)]
pub struct Constant {
    /// Where it stands, for parameters of an operation.
    pub location: Location,
    /// The wire name.
    pub wire: String,
    /// The value.
    pub value: serde_json::Value,
}

/// A field of a record, or a parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// The Rust name.
    pub name: String,
    /// The wire name.
    pub wire: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The type.
    pub ty: Type,
    /// Whether it is an `Option`; else it defaults.
    pub optional: bool,
    /// Why it is deprecated.
    pub deprecated: Option<String>,
    /// Its value is never shown.
    pub secret: bool,
    /// The checks.
    pub checks: Vec<Check>,
}

/// A type with its wire form.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Text.
    Text,
    /// `i64`.
    Integer {
        /// Written as text.
        quoted: bool,
    },
    /// `f64`.
    Float {
        /// Written as text.
        quoted: bool,
    },
    /// `bool`.
    Flag {
        /// Written as text.
        quoted: bool,
    },
    /// `Timestamp`.
    Time {
        /// In milliseconds, else in seconds.
        millis: bool,
        /// Written as text.
        quoted: bool,
        /// The value that means none.
        none: Option<i64>,
    },
    /// `serde_json::Value`.
    Json,
    /// `FilePart`.
    File,
    /// A record.
    Record {
        /// Its name.
        name: String,
        /// It is one of the platform's shared types.
        shared: bool,
        /// It is only ever sent.
        sent_only: bool,
        /// It must stand on the heap.
        boxed: bool,
    },
    /// An open enumeration.
    Enum {
        /// Its name.
        name: String,
        /// It is one of the platform's shared types.
        shared: bool,
        /// Written as a number.
        digit: bool,
    },
    /// A list.
    List(Box<Type>),
    /// A map.
    Map(Box<Type>),
}

/// One check of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// It must be given.
    Required,
    /// It must be one segment of a path.
    PathSegment,
    /// It must not be empty.
    NotEmpty,
    /// It must be a header value.
    Header,
    /// It must be a finite number.
    Finite,
    /// Limits of a whole number.
    Range(Option<i64>, Option<i64>),
    /// Limits of a number.
    FloatRange(Option<f64>, Option<f64>),
    /// Limits of the count of characters.
    Length(Option<usize>, Option<usize>),
    /// Limits of the count of items.
    Size(Option<usize>, Option<usize>),
    /// The record below is checked.
    Record,
}

/// An open enumeration.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The type's name.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The values.
    pub variants: Vec<Variant>,
    /// The variant for all other values.
    pub other: String,
    /// Written as a number.
    pub digit: bool,
}

/// One value.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The variant's name.
    pub name: String,
    /// The wire value.
    pub wire: String,
    /// Doc lines.
    pub docs: Vec<String>,
}

/// Alternative bodies.
#[derive(Debug, Clone)]
pub struct OneOf {
    /// The type's name.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The bodies.
    pub variants: Vec<Alternative>,
}

/// One of several bodies.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The variant's name.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The body's type.
    pub ty: Type,
    /// Whether there is anything in it to check.
    pub checked: bool,
}
