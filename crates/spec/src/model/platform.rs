//! What the operations of one platform share.

use super::{Conflict, ErrorCode, Field, Map, Open, Quota, Source, is_false};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A `platform.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The version of this language the tree is written in.
    pub language: u32,
    /// The platform's name.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where the facts were read.
    #[serde(default, skip_serializing_if = "Source::is_empty")]
    pub source: Source,
    /// The addresses it is served from, by name.
    pub hosts: Map<Host>,
    /// App types and what they mean.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub apps: Map<String>,
    /// Envelopes by name; the first one is the usual one.
    pub envelopes: Map<Envelope>,
    /// Response headers that carry the log id, in order of preference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log_id: Vec<String>,
    /// The content type of JSON request bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Query parameters that get a fresh random UUID with every call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace_query: Vec<String>,
    /// Auth schemes by name.
    pub auth: Map<AuthScheme>,
    /// Quota windows that hold where an operation names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quota: Vec<Quota>,
    /// Response header with the seconds until the quota is free again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_reset: Option<String>,
    /// Which calls draw on the same quota of an operation.
    #[serde(default, skip_serializing_if = "QuotaScope::is_app")]
    pub quota_scope: QuotaScope,
    /// Error codes every operation may answer.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub errors: Map<ErrorCode>,
    /// What the sources say against each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// What they leave open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Open>,
    /// Facts a person set, by name, with what the source says.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub hand: Map<Value>,
}

/// Which calls draw on the same quota of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotaScope {
    /// All calls of an app within a tenant, whatever token they carry.
    #[default]
    App,
    /// All calls with the same token.
    Token,
}

impl QuotaScope {
    fn is_app(&self) -> bool {
        *self == QuotaScope::App
    }
}

/// One address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// The base address, without a slash at its end.
    pub url: String,
    /// Used when nothing is said.
    #[serde(default, skip_serializing_if = "is_false")]
    pub default: bool,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The wrapping of a JSON reply. Paths are dotted keys from the root.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Where the code is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where the message is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The code that means success; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<i64>,
    /// The key under which the reply lies; absent: beside the envelope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Where the log id is, in order of preference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log_id: Vec<String>,
    /// Where the list of field violations is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub violations: Option<String>,
    /// Further keys of the envelope that are no part of a reply beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a call proves who makes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthScheme {
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Headers of each call; `{token}` and `{name}` stand for the token, for a credential, or
    /// for a value that came with the token.
    pub headers: Map<String>,
    /// How the token is got; absent: the user supplies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Issue>,
    /// How a token that the user supplies is followed by the next one; only without `issue`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<Refresh>,
    /// The code of a call that carries no token, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<i64>,
    /// The code of a token that is unknown, has expired or is not taken by the operation, as the
    /// mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<i64>,
    /// The code of a call with a good token that lacks another header of the scheme, or has a
    /// wrong value there, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<i64>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The call that gets a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The path; the method is POST, the body JSON.
    pub path: String,
    /// The page that describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The body: wire name to a credential in braces (`"{app_id}"`) or a fixed value.
    pub send: Map<Value>,
    /// The envelope of the answer; default: the platform's usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<String>,
    /// Where the token is in the answer, as dotted keys from the root.
    pub token: String,
    /// Where its remaining life in seconds is.
    pub life: String,
    /// Further values of the answer that headers use, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub keep: Map<String>,
    /// How long before its end the platform hands out a new one: earlier calls return the same.
    pub renew_within: String,
    /// How long a fresh token lives.
    pub lives: String,
    /// Its quota windows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quota: Vec<Quota>,
    /// The code a wrong credential gets, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<i64>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The call that trades a refresh token, which works once, for the next pair of tokens.
///
/// It is an operation of the tree: path, envelope, codes and quota are said there and not again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The operation, as its file below the platform's folder without its ending:
    /// `authen/v2/oauth/refresh`. The method is POST, the body JSON.
    pub operation: String,
    /// The body: wire name to `"{refresh_token}"`, a credential in braces or a fixed value.
    pub send: Map<Value>,
    /// Where the next token is in the answer, as dotted keys from the root.
    pub token: String,
    /// Where its remaining life in seconds is.
    pub life: String,
    /// Where the next refresh token is; an answer without one means that there is none.
    pub refresh_token: String,
    /// Where the remaining life of that one in seconds is.
    pub refresh_life: String,
    /// How long before its end a token is refreshed.
    pub renew_within: String,
    /// How long a fresh token lives.
    pub lives: String,
    /// How long a fresh refresh token lives.
    pub refresh_lives: String,
    /// The codes after which the refresh token sent is good for nothing. After any other refusal
    /// it is kept: the reason may pass.
    pub ended: Vec<i64>,
    /// The code a wrong credential gets, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<i64>,
    /// The code of a refresh token that nobody handed out, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<i64>,
    /// The code of a refresh token that was used before, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<i64>,
    /// The code of a refresh token that has expired, as the mock platform answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired: Option<i64>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A `types.yaml`: records and enumerations that several operations share.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Types {
    /// Where the facts were read.
    #[serde(default, skip_serializing_if = "Source::is_empty")]
    pub source: Source,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The types by name.
    pub types: Map<Field>,
    /// What the sources say against each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// What they leave open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Open>,
    /// Facts a person set, by name, with what the sources say.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub hand: Map<Value>,
}
