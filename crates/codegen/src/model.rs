//! The annotated model: every Rust name, type, doc line and decision of the generated crate, as
//! plain data. [`crate::annotate`] computes it once; [`crate::emit`] writes it down and decides
//! nothing.

/// One platform.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Folder and module name.
    pub name: String,
    /// The spec file, for the header.
    pub file: String,
    /// Doc lines of the module.
    pub docs: Vec<String>,
    /// Addresses, the default first.
    pub hosts: Vec<(String, String)>,
    /// Envelopes, the usual one first.
    pub envelopes: Vec<Envelope>,
    /// Response headers with the log id.
    pub log_id: Vec<String>,
    /// The content type of JSON bodies.
    pub content_type: String,
    /// Query parameters with a fresh UUID.
    pub trace_query: Vec<String>,
    /// Auth schemes.
    pub auth: Vec<Scheme>,
    /// Header with the seconds until the quota is free.
    pub quota_reset: Option<String>,
    /// The common codes.
    pub codes: Vec<Code>,
    /// Shared records and enumerations.
    pub types: Vec<Item>,
    /// The files that the shared types are written to.
    pub type_files: Vec<TypeFile>,
    /// Projects, versions and resources.
    pub root: Node,
}

/// The file of one shared type.
#[derive(Debug, Clone)]
pub struct TypeFile {
    /// The module.
    pub module: String,
    /// The spec file, for the header.
    pub file: String,
    /// Its items among the platform's shared types: the type and the inline ones it needs.
    pub items: std::ops::Range<usize>,
}

/// One envelope.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The name of its constant.
    pub constant: String,
    /// Its name in the spec.
    pub name: String,
    /// Paths, split.
    pub code: Vec<String>,
    /// Where the message is.
    pub message: Vec<String>,
    /// The code of success.
    pub success: i64,
    /// The key of the reply.
    pub data: Option<String>,
    /// Where the log id is.
    pub log_id: Vec<Vec<String>>,
    /// Where the violations are.
    pub violations: Vec<String>,
    /// Keys of the root.
    pub root_keys: Vec<String>,
}

/// One auth scheme.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// Header templates.
    pub headers: Vec<(String, String)>,
    /// How the token is got.
    pub issue: Option<Issue>,
}

/// The call that gets a token.
#[derive(Debug, Clone)]
pub struct Issue {
    /// The path.
    pub path: String,
    /// The body.
    pub send: Vec<(String, SendValue)>,
    /// The constant of the envelope.
    pub envelope: String,
    /// Where the token is.
    pub token: Vec<String>,
    /// Where its life is.
    pub life: Vec<String>,
    /// What else is kept.
    pub keep: Vec<(String, Vec<String>)>,
    /// The renewal margin in seconds.
    pub renew_within: u64,
}

/// A value in the body of a token call.
#[derive(Debug, Clone)]
pub enum SendValue {
    /// A credential.
    Credential(String),
    /// Text.
    Text(String),
    /// A number.
    Integer(i64),
}

/// A documented code.
#[derive(Debug, Clone)]
pub struct Code {
    /// The number.
    pub code: i64,
    /// The name of the spec.
    pub name: String,
    /// The variant.
    pub variant: String,
    /// The variant of `Retry`.
    pub retry: &'static str,
    /// Doc lines.
    pub docs: Vec<String>,
}

/// A folder of the tree: a module and an accessor.
#[derive(Debug, Clone)]
pub struct Node {
    /// The module's name.
    pub module: String,
    /// The accessor's type.
    pub accessor: String,
    /// The dotted path from the platform, for docs.
    pub path: String,
    /// The feature that this node is behind; set on projects.
    pub feature: Option<String>,
    /// Folders below.
    pub children: Vec<Node>,
    /// Operations.
    pub operations: Vec<Operation>,
}

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
    /// Index of the window setter that is cut.
    pub window: Option<usize>,
}

/// The style with its fields.
#[derive(Debug, Clone)]
pub enum PagingStyle {
    /// By token.
    Token {
        /// The parameter.
        token: String,
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
        page: String,
        /// The first number.
        first: i64,
        /// The count of all hits in the reply.
        total: FieldPath,
        /// The cap.
        cap: Option<u64>,
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
