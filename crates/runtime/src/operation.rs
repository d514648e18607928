//! The constant facts of platforms and operations, as the generator writes them.
//!
//! Everything a call needs to know beyond its parameters is plain `'static` data, so that one
//! piece of code serves every operation and nothing is decided twice.

use std::time::Duration;

/// A platform: hosts, envelopes, auth schemes, common error codes.
#[derive(Debug)]
pub struct Platform {
    /// The name of its folder in the spec tree, such as `feishu`.
    pub name: &'static str,
    /// Its addresses; the first is the default.
    pub hosts: &'static [Host],
    /// Its envelopes; the first is the usual one, and every one of them is understood.
    pub envelopes: &'static [Envelope],
    /// Response headers with the log id, in order of preference.
    pub log_id: &'static [&'static str],
    /// The content type of JSON request bodies.
    pub content_type: &'static str,
    /// Query parameters that get a fresh random UUID with every call.
    pub trace_query: &'static [&'static str],
    /// The ways to prove who calls.
    pub auth: &'static [Scheme],
    /// Response header with the seconds until a quota is free again.
    pub quota_reset: Option<&'static str>,
    /// Which calls draw on the same quota of an operation.
    pub quota_scope: QuotaScope,
    /// Codes every operation may answer.
    pub codes: &'static [CodeFact],
}

/// One address of a platform.
#[derive(Debug)]
pub struct Host {
    /// Its name in the spec.
    pub name: &'static str,
    /// The base address, without a slash at its end.
    pub url: &'static str,
}

/// A dotted path of keys from the root of a JSON reply, split at the dots.
pub type KeyPath = &'static [&'static str];

/// How JSON replies are wrapped.
#[derive(Debug)]
pub struct Envelope {
    /// Its name in the spec.
    pub name: &'static str,
    /// Where the code is.
    pub code: KeyPath,
    /// Where the message is.
    pub message: KeyPath,
    /// The code that means success.
    pub success: i64,
    /// The key under which the reply lies; `None`: beside the envelope.
    pub data: Option<&'static str>,
    /// Where the log id is, in order of preference.
    pub log_id: &'static [KeyPath],
    /// Where the list of field violations is.
    pub violations: KeyPath,
    /// The keys of the root that belong to the envelope.
    pub root_keys: &'static [&'static str],
}

/// A way to prove who calls.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the spec, such as `tenant`.
    pub name: &'static str,
    /// Headers of each call; `{token}` and `{name}` are filled in.
    pub headers: &'static [(&'static str, &'static str)],
    /// How the token is got; `None`: the user supplies it.
    pub issue: Option<Issue>,
    /// How a token that the user supplies is followed by the next one.
    pub refresh: Option<Refresh>,
}

/// The call that gets a token: POST with a JSON body.
#[derive(Debug)]
pub struct Issue {
    /// The path.
    pub path: &'static str,
    /// The body.
    pub send: &'static [(&'static str, SendValue)],
    /// The envelope of the answer.
    pub envelope: &'static Envelope,
    /// Where the token is.
    pub token: KeyPath,
    /// Where its remaining life in seconds is.
    pub life: KeyPath,
    /// Further values of the answer that headers use.
    pub keep: &'static [(&'static str, KeyPath)],
    /// How long before its end the platform hands out a new token.
    pub renew_within: Duration,
    /// The quota windows of the token call.
    pub quota: &'static [Quota],
}

/// The call that trades a refresh token, which works once, for the next pair of tokens: POST
/// with a JSON body.
#[derive(Debug)]
pub struct Refresh {
    /// The path.
    pub path: &'static str,
    /// The body.
    pub send: &'static [(&'static str, SendValue)],
    /// The envelope of the answer.
    pub envelope: &'static Envelope,
    /// Where the next token is.
    pub token: KeyPath,
    /// Where its remaining life in seconds is.
    pub life: KeyPath,
    /// Where the next refresh token is; an answer without one means that there is none.
    pub refresh_token: KeyPath,
    /// Where its remaining life in seconds is.
    pub refresh_life: KeyPath,
    /// How long before its end a token is refreshed.
    pub renew_within: Duration,
    /// The codes after which the refresh token sent is good for nothing. After any other refusal
    /// it is kept: the reason may pass.
    pub ended: &'static [i64],
    /// The codes of the call; their meaning wins over the platform's.
    pub codes: &'static [CodeFact],
    /// The quota windows of the call.
    pub quota: &'static [Quota],
}

/// A value in the body of a token call.
#[derive(Debug)]
pub enum SendValue {
    /// The credential of that name.
    Credential(&'static str),
    /// The refresh token; only in the body of a [`Refresh`].
    RefreshToken,
    /// A fixed text.
    Text(&'static str),
    /// A fixed number.
    Integer(i64),
}

/// Which calls draw on the same quota of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QuotaScope {
    /// All calls of an app within a tenant, whatever token they carry.
    App,
    /// All calls with the same token.
    Token,
}

/// One quota window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Calls allowed within the window.
    pub calls: u64,
    /// The length of the window.
    pub per: Duration,
}

/// What may be done after a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// The platform refused; the same call will be refused again.
    Never,
    /// Trouble on the way or on the platform's side; whether the call ran is unknown.
    Backoff,
    /// A quota was used up; the call did not run.
    Quota,
    /// The token was not accepted; the call did not run.
    Token,
}

/// A documented error code.
#[derive(Debug, Clone, Copy)]
pub struct CodeFact {
    /// The number.
    pub code: i64,
    /// Its name in snake case.
    pub name: &'static str,
    /// What may be done next.
    pub retry: Retry,
}

/// Where a JSON reply lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Under this key of the root.
    Key(&'static str),
    /// At the root, beside the envelope.
    Root,
}

/// The constant facts of one operation.
#[derive(Debug)]
pub struct Operation {
    /// The dotted id, such as `feishu.approval.v4.instance.list`.
    pub id: &'static str,
    /// Its platform.
    pub platform: &'static Platform,
    /// The method.
    pub method: http::Method,
    /// Another base address than the platform's.
    pub host: Option<&'static str>,
    /// Whether sending it twice does no more than sending it once.
    pub idempotent: bool,
    /// The auth schemes it takes, in order of preference; none: it is open to anybody.
    pub auth: &'static [&'static str],
    /// The envelope of its JSON reply.
    pub envelope: &'static Envelope,
    /// Where its reply lies.
    pub place: Place,
    /// Its quota windows.
    pub quota: &'static [Quota],
    /// Its own codes; their meaning wins over the platform's.
    pub codes: &'static [CodeFact],
}

impl Operation {
    /// What is documented about a code, the operation's own meaning first.
    pub fn code(&self, code: i64) -> Option<&'static CodeFact> {
        let of = |codes: &'static [CodeFact]| codes.iter().find(|fact| fact.code == code);
        of(self.codes).or_else(|| of(self.platform.codes))
    }
}
