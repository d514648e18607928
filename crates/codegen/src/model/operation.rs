//! Operations: parameters, rules, paging, reply.

use super::{Code, Constant, Field, Item, Type};

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The dotted id.
    pub id: String,
    /// The spec file, for the header.
    pub file: String,
    /// The method on the accessor, which is the module's name too.
    pub method_name: String,
    /// Title for the accessor.
    pub title: String,
    /// Doc lines of the module.
    pub docs: Vec<String>,
    /// Lines of the example on the request.
    pub example: Vec<String>,
    /// The platform's module.
    pub platform: String,
    /// `GET`, ...
    pub http_method: String,
    /// Another base address.
    pub host: Option<String>,
    /// Why it is deprecated.
    pub deprecated: Option<String>,
    /// Whether it is idempotent.
    pub idempotent: bool,
    /// Auth schemes.
    pub auth: Vec<String>,
    /// The constant of the envelope.
    pub envelope: String,
    /// The key of the reply; none: the root.
    pub place: Option<String>,
    /// Quota windows: calls and seconds.
    pub quota: Vec<(u64, u64)>,
    /// Its own codes.
    pub codes: Vec<Code>,
    /// Pieces of the path.
    pub path: Vec<PathPiece>,
    /// Query pairs that are always sent.
    pub fixed_query: Vec<(String, String)>,
    /// The parameters in the order of the page.
    pub parameters: Vec<Parameter>,
    /// Parameters that always have one value.
    pub constants: Vec<Constant>,
    /// What is written to the body.
    pub body: BodyKind,
    /// Setters of windows.
    pub windows: Vec<WindowSetter>,
    /// Checks across parameters.
    pub rules: Vec<RuleCheck>,
    /// The reply.
    pub reply: ReplyKind,
    /// How the list is read.
    pub paging: Option<Paging>,
    /// Records and enumerations of this operation alone.
    pub items: Vec<Item>,
    /// The files of the items, one each; none when they all stand in the operation's file.
    pub parts: Vec<Part>,
}

/// The file of one record or enumeration of a long operation.
#[derive(Debug, Clone)]
pub struct Part {
    /// The module, below that of the operation.
    pub module: String,
    /// Types of the operation that it names.
    pub uses: Vec<String>,
}

/// A piece of the path.
#[derive(Debug, Clone)]
pub enum PathPiece {
    /// As it stands.
    Literal(String),
    /// The parameter of that Rust name.
    Parameter(String),
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the body.
    Body,
    /// It is the body.
    WholeBody,
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it stands.
    pub location: Location,
    /// The field itself.
    pub field: Field,
    /// The place in the state tuple, for required ones.
    pub state: Option<usize>,
    /// The marker trait's name, for required ones.
    pub marker: String,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// There is none.
    None,
    /// A JSON object of the body parameters.
    Json,
    /// A JSON value.
    JsonValue,
    /// A form.
    Form,
    /// A multipart form.
    Multipart,
}

/// What comes back.
#[derive(Debug, Clone)]
pub enum ReplyKind {
    /// A record of this operation, under a key.
    Record,
    /// A record of this operation, beside the envelope.
    BesideRecord,
    /// Another type under a key.
    Value(Type),
    /// Nothing.
    Nothing,
    /// A file.
    Download,
}

/// A setter for both ends of a window.
#[derive(Debug, Clone)]
pub struct WindowSetter {
    /// Its name.
    pub name: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Where the start is set.
    pub start: FieldPath,
    /// Where the end is set.
    pub end: FieldPath,
    /// Places in the state tuple that it fills.
    pub states: Vec<usize>,
    /// The longest span in seconds, and whether `pages` cuts by it.
    pub longest: Option<u64>,
    /// Milliseconds that neighbouring windows overlap.
    pub overlap: u64,
}

/// A path of Rust fields, with the wire names for messages.
#[derive(Debug, Clone)]
pub struct FieldPath {
    /// Fields in Rust; all but the last are records.
    pub steps: Vec<Step>,
    /// The dotted wire path.
    pub wire: String,
}

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Step {
    /// The Rust field.
    pub name: String,
    /// Whether it is an `Option`.
    pub optional: bool,
}

/// A check across parameters.
#[derive(Debug, Clone)]
pub enum RuleCheck {
    /// The limits of a window.
    Window {
        /// Its start.
        start: FieldPath,
        /// Its end.
        end: FieldPath,
        /// The longest span in seconds.
        longest: Option<u64>,
    },
    /// How many of a set are given.
    Choice {
        /// The variant of `Choice`.
        choice: &'static str,
        /// The parameters.
        of: Vec<FieldPath>,
    },
    /// One asks for others.
    Requires {
        /// The one.
        when: FieldPath,
        /// The wire values that ask; any when empty.
        is: Vec<String>,
        /// How its value is turned to wire text.
        when_type: Type,
        /// The others.
        then: Vec<FieldPath>,
    },
}

/// How a list is read to its end.
#[derive(Debug, Clone)]
pub struct Paging {
    /// By token or by number.
    pub style: PagingStyle,
    /// The list in the reply.
    pub items: FieldPath,
    /// The item's type.
    pub item: Type,
    /// What tells items apart.
    pub key: Option<KeyPath>,
    /// Index of the item list in the field table of the reply, when it is at the root.
    pub items_index: Option<u32>,
    /// Indexes of the window setters that may be cut; the first whose ends are both set is.
    pub windows: Vec<usize>,
}

/// How many items a page may hold.
#[derive(Debug, Clone)]
pub struct PageSize {
    /// The parameter.
    pub parameter: FieldPath,
    /// What the platform takes without it.
    pub default: Option<i64>,
}

/// The style with its fields.
#[derive(Debug, Clone)]
pub enum PagingStyle {
    /// By token.
    Token {
        /// The parameter.
        token: FieldPath,
        /// The next token in the reply.
        next: FieldPath,
        /// The flag in the reply.
        more: FieldPath,
        /// Index of the flag in the field table of the reply, when it is at the root.
        more_index: Option<u32>,
    },
    /// By number.
    Number {
        /// The parameter.
        page: FieldPath,
        /// The first number.
        first: i64,
        /// The count of all hits in the reply.
        total: FieldPath,
        /// The cap: hits, and the code beyond.
        cap: Option<(u64, Option<i64>)>,
        /// How many items a page may hold.
        size: Option<PageSize>,
    },
}

/// What tells items apart.
#[derive(Debug, Clone)]
pub struct KeyPath {
    /// Fields of the item; none: the item itself.
    pub path: FieldPath,
    /// Whether the value is text; else it is printed.
    pub text: bool,
}
