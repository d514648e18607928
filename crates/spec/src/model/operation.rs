//! One operation: one file, one diff.

use super::{Field, Map, Origin, Rule, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the facts were read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The page's own identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The page's own title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The day the page says it was updated, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// A digest of the facts read from the page: tells a correction from an edit of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Source {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Source::default()
    }
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the variants are the words of HTTP")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Every method that a spec knows.
    pub const ALL: [Method; 5] =
        [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Whether HTTP itself calls the method idempotent.
    pub fn is_idempotent(self) -> bool {
        matches!(self, Method::Get | Method::Put | Method::Delete)
    }
}

/// The request line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The method.
    pub method: Method,
    /// The path, with `:name` for path parameters.
    pub path: String,
    /// Another base address than the platform's hosts, for this operation alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Query pairs that are always sent.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub query: Map<String>,
}

/// One group of scopes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scopes {
    /// One of these is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// Every one of these is needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<String>,
    /// These widen what the reply holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
    /// Needed for sensitive reply fields that the page does not name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sensitive: Vec<String>,
    /// Where token kinds need different scopes: groups by the name of the auth scheme.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub by_token: Map<Scopes>,
    /// App types that may hold a scope, where they differ from the operation's.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub apps: Map<Vec<String>>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Scopes {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Scopes::default()
    }
}

/// One quota window; several hold at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Calls allowed within the window.
    pub calls: u64,
    /// The window: a whole number and `s`, `m`, `h` or `d`.
    pub per: String,
    /// Where it comes from, when not from the page's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    /// JSON.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Raw bytes: a download.
    Binary,
    /// Nothing.
    None,
}

impl Media {
    fn is_json(&self) -> bool {
        *self == Media::Json
    }
}

fn object() -> Type {
    Type::Object
}

fn is_object(ty: &Type) -> bool {
    *ty == Type::Object
}

/// The request body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// How it is written.
    #[serde(default, skip_serializing_if = "Media::is_json")]
    pub media: Media,
    /// What it is, where it is no object of `fields`.
    #[serde(default = "object", rename = "type", skip_serializing_if = "is_object")]
    pub ty: Type,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The fields.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<Field>,
    /// Alternative bodies, by the name the Rust variant gets.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub one_of: Map<Field>,
}

/// The reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// JSON, a download, or nothing.
    #[serde(default, skip_serializing_if = "Media::is_json")]
    pub media: Media,
    /// The envelope, where it is not the platform's usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// Where the reply lies: a key of the root, or `root` when its fields stand beside the
    /// envelope's. Default: where the envelope says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// What it is, where it is no object of `fields`.
    #[serde(default = "object", rename = "type", skip_serializing_if = "is_object")]
    pub ty: Type,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The fields.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<Field>,
}

/// How a list is read to its end. Paths are dotted wire names.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Request parameter of the page token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Reply field of the next token; default: the name of `token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Reply field that says whether more follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    /// Request parameter of the page number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The number of the first page; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<i64>,
    /// Reply field with the count of all hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Request parameter of the page size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Reply field with the items.
    pub items: String,
    /// Field of an item that tells it from the others; absent: the item itself, when it is text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The platform refuses to page beyond so many hits; then a range of time is cut in halves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
}

/// The end of paging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Hits that can be reached.
    pub hits: u64,
    /// The code the platform answers beyond.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
}

/// What a failed call may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Retry {
    /// The platform refused; the same call will be refused again.
    #[default]
    Never,
    /// Trouble on the platform's side; whether the call ran is unknown.
    Backoff,
    /// A quota was used up; the call did not run.
    Quota,
    /// The token was not accepted; the call did not run.
    Token,
}

impl Retry {
    fn is_never(&self) -> bool {
        *self == Retry::Never
    }
}

/// A documented error code.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// The HTTP status it comes with, where the page says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<u16>,
    /// A name in snake case; the Rust variant and the answer of `name()`.
    pub name: String,
    /// What it means and what to do, in our own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// What the client may do next.
    #[serde(default, skip_serializing_if = "Retry::is_never")]
    pub retry: Retry,
    /// Where it comes from, when not from the page's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// Facts a person set, by name, with what the page says (null: nothing).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub hand: Map<Value>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the page says against itself, and what was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The place: a dotted path in this file, or a part of the page such as `example`.
    pub at: String,
    /// What stands against what.
    pub says: String,
    /// What was chosen, and why.
    pub chosen: String,
}

/// What the page leaves open, and how the client stays right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The place.
    pub at: String,
    /// What is not said.
    pub unsaid: String,
    /// What the client does about it.
    pub handled: String,
}

/// A question of the importer that a person must answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The place.
    pub at: String,
    /// The question.
    pub asks: String,
    /// The position on the page, as `line:column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What was assumed until it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
}

/// One call with invented values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Parameter values by wire name (path, query and header).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map<Value>,
    /// The request body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The whole reply with its envelope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Value>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What it does, in a short line.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The Rust name of the method, where the derived one reads badly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where the facts were read.
    #[serde(default, skip_serializing_if = "Source::is_empty")]
    pub source: Source,
    /// The page says not to use it any more; the text says what to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The request line.
    pub http: Http,
    /// Sending it twice does no more than sending it once; default: as the method says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotent: Option<bool>,
    /// App types that may call it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<String>,
    /// Auth schemes of the platform it takes; none: it is open to anybody.
    #[serde(default)]
    pub auth: Vec<String>,
    /// The scopes it needs.
    #[serde(default, skip_serializing_if = "Scopes::is_empty")]
    pub scopes: Scopes,
    /// Its quota windows; default: the platform's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quota: Vec<Quota>,
    /// Path parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub path: Map<Field>,
    /// Query parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub query: Map<Field>,
    /// Header parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub header: Map<Field>,
    /// The request body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Rules across parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The reply.
    pub response: Reply,
    /// How a list is read to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// The documented error codes.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub errors: Map<ErrorCode>,
    /// What the page says against itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// What the page leaves open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Open>,
    /// What the importer could not decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Calls with invented values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// Facts of the operation itself that a person set, by name, with what the page says.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub hand: Map<Value>,
}
