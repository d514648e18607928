//! Platforms and the tree of their projects.

use super::{Item, Operation};

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
    /// The variant of `QuotaScope`.
    pub quota_scope: &'static str,
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
    /// How it is refreshed.
    pub refresh: Option<Refresh>,
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
    /// Quota windows: calls and seconds.
    pub quota: Vec<(u64, u64)>,
}

/// The call that trades a refresh token.
#[derive(Debug, Clone)]
pub struct Refresh {
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
    /// Where the next refresh token is.
    pub refresh_token: Vec<String>,
    /// Where the life of that one is.
    pub refresh_life: Vec<String>,
    /// The renewal margin in seconds.
    pub renew_within: u64,
    /// The codes that end the refresh token.
    pub ended: Vec<i64>,
    /// The codes of the call.
    pub codes: Vec<Code>,
    /// Quota windows: calls and seconds.
    pub quota: Vec<(u64, u64)>,
}

/// A value in the body of a token call.
#[derive(Debug, Clone)]
pub enum SendValue {
    /// A credential.
    Credential(String),
    /// The refresh token.
    RefreshToken,
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
