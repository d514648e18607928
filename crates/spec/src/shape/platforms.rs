//! The keys of `platform.yaml` and `types.yaml`.

use super::fields::{FIELDS, HAND};
use super::operations::{CONFLICTS, ERRORS, OPEN, QUOTA, SOURCE, TEXT_MAP, TEXTS};
use super::{INTEGER, NOTE, Names, Object, Shape, Word, key};

const QUOTA_SCOPE: &[Word] = &[
    ("app", "All calls of an app within a tenant, whatever token they carry, the default."),
    ("token", "All calls with the same token."),
];

static HOST: Object = Object {
    name: "host",
    doc: "One address a platform is served from.",
    inline: true,
    keys: &[
        key("url", Shape::Text, "The base address, without a slash at its end.").required(),
        key("default", Shape::Bool, "Used when nothing is said."),
        key("doc", Shape::Text, "What it is."),
        NOTE,
    ],
};

static ENVELOPE: Object = Object {
    name: "envelope",
    doc: "The wrapping of a JSON reply. Paths are dotted keys from the root.",
    inline: true,
    keys: &[
        key("code", Shape::Text, "Where the code is."),
        key("message", Shape::Text, "Where the message is."),
        key("success", INTEGER, "The code that means success; default 0."),
        key(
            "data",
            Shape::Text,
            "The key under which the reply lies; absent: beside the envelope.",
        ),
        key("log_id", TEXTS, "Where the log id is, in order of preference."),
        key("violations", Shape::Text, "Where the list of field violations is."),
        key("also", TEXTS, "Further keys of the envelope that are no part of a reply beside it."),
        NOTE,
    ],
};

static AUTH_SCHEME: Object = Object {
    name: "auth scheme",
    doc: "How a call proves who makes it.",
    inline: false,
    keys: &[
        key("doc", Shape::Text, "What it is."),
        key(
            "headers",
            TEXT_MAP,
            "Headers of each call; `{token}` and `{name}` stand for the token, for a \
             credential, or for a value that came with the token.",
        )
        .required(),
        key("issue", Shape::Object(&ISSUE), "How the token is got; absent: the user supplies it."),
        key(
            "refresh",
            Shape::Object(&REFRESH),
            "How a token that the user supplies is followed by the next one; only without `issue`.",
        ),
        key(
            "missing",
            INTEGER,
            "The code of a call that carries no token, as the mock platform answers it.",
        ),
        key(
            "rejected",
            INTEGER,
            "The code of a token that is unknown, has expired or is not taken by the operation, \
             as the mock platform answers it.",
        ),
        key(
            "incomplete",
            INTEGER,
            "The code of a call with a good token that lacks another header of the scheme, or \
             has a wrong value there, as the mock platform answers it.",
        ),
        NOTE,
    ],
};

static ISSUE: Object = Object {
    name: "issue",
    doc: "The call that gets a token.",
    inline: false,
    keys: &[
        key("path", Shape::Text, "The path; the method is POST, the body JSON.").required(),
        key("url", Shape::Text, "The page that describes it."),
        key(
            "send",
            Shape::Map(Names::Free, &Shape::AnyOrNull),
            "The body: wire name to a credential in braces (`\"{app_id}\"`) or a fixed value.",
        )
        .required(),
        key(
            "envelope",
            Shape::Text,
            "The envelope of the answer; default: the platform's usual one.",
        ),
        key(
            "token",
            Shape::Text,
            "Where the token is in the answer, as dotted keys from the root.",
        )
        .required(),
        key("life", Shape::Text, "Where its remaining life in seconds is.").required(),
        key("keep", TEXT_MAP, "Further values of the answer that headers use, by name."),
        key(
            "renew_within",
            Shape::Text,
            "How long before its end the platform hands out a new one: earlier calls return \
             the same.",
        )
        .required(),
        key("lives", Shape::Text, "How long a fresh token lives.").required(),
        key("quota", Shape::List(&Shape::Object(&QUOTA)), "Its quota windows."),
        key(
            "refused",
            INTEGER,
            "The code a wrong credential gets, as the mock platform answers it.",
        ),
        NOTE,
    ],
};

static REFRESH: Object = Object {
    name: "refresh",
    doc: "The call that trades a refresh token, which works once, for the next pair of tokens. \
          It is an operation of the tree: path, envelope, codes and quota are said there and not \
          again.",
    inline: false,
    keys: &[
        key(
            "operation",
            Shape::Text,
            "The operation, as its file below the platform's folder without its ending: \
             `authen/v2/oauth/refresh`. The method is POST, the body JSON.",
        )
        .required(),
        key(
            "send",
            Shape::Map(Names::Free, &Shape::AnyOrNull),
            "The body: wire name to `\"{refresh_token}\"`, a credential in braces or a fixed \
             value.",
        )
        .required(),
        key(
            "token",
            Shape::Text,
            "Where the next token is in the answer, as dotted keys from the root.",
        )
        .required(),
        key("life", Shape::Text, "Where its remaining life in seconds is.").required(),
        key(
            "refresh_token",
            Shape::Text,
            "Where the next refresh token is; an answer without one means that there is none.",
        )
        .required(),
        key("refresh_life", Shape::Text, "Where the remaining life of that one in seconds is.")
            .required(),
        key("renew_within", Shape::Text, "How long before its end a token is refreshed.")
            .required(),
        key("lives", Shape::Text, "How long a fresh token lives.").required(),
        key("refresh_lives", Shape::Text, "How long a fresh refresh token lives.").required(),
        key(
            "ended",
            Shape::List(&INTEGER),
            "The codes after which the refresh token sent is good for nothing. After any other \
             refusal it is kept: the reason may pass.",
        )
        .required(),
        key(
            "refused",
            INTEGER,
            "The code a wrong credential gets, as the mock platform answers it.",
        ),
        key(
            "unknown",
            INTEGER,
            "The code of a refresh token that nobody handed out, as the mock platform answers it.",
        ),
        key(
            "used",
            INTEGER,
            "The code of a refresh token that was used before, as the mock platform answers it.",
        ),
        key(
            "expired",
            INTEGER,
            "The code of a refresh token that has expired, as the mock platform answers it.",
        ),
        NOTE,
    ],
};

/// A `platform.yaml`.
pub static PLATFORM: Object = Object {
    name: "platform",
    doc: "What the operations of one platform share.",
    inline: false,
    keys: &[
        key(
            "language",
            Shape::Int(0, u32::MAX as i64),
            "The version of this language the tree is written in.",
        )
        .required(),
        key("title", Shape::Text, "The platform's name.").required(),
        key("doc", Shape::Text, "More about it."),
        NOTE,
        key("source", Shape::Object(&SOURCE), "Where the facts were read."),
        key(
            "hosts",
            Shape::Map(Names::Free, &Shape::Object(&HOST)),
            "The addresses it is served from, by name.",
        )
        .required()
        .lines(),
        key("apps", TEXT_MAP, "App types and what they mean.").lines(),
        key(
            "envelopes",
            Shape::Map(Names::Free, &Shape::Object(&ENVELOPE)),
            "Envelopes by name; the first one is the usual one.",
        )
        .required()
        .lines(),
        key("log_id", TEXTS, "Response headers that carry the log id, in order of preference."),
        key("content_type", Shape::Text, "The content type of JSON request bodies."),
        key("trace_query", TEXTS, "Query parameters that get a fresh random UUID with every call."),
        key("auth", Shape::Map(Names::Free, &Shape::Object(&AUTH_SCHEME)), "Auth schemes by name.")
            .required()
            .lines(),
        key(
            "quota",
            Shape::List(&Shape::Object(&QUOTA)),
            "Quota windows that hold where an operation names none.",
        ),
        key(
            "quota_reset",
            Shape::Text,
            "Response header with the seconds until the quota is free again.",
        ),
        key(
            "quota_scope",
            Shape::OneOf(QUOTA_SCOPE),
            "Which calls draw on the same quota of an operation.",
        ),
        ERRORS,
        CONFLICTS,
        OPEN,
        HAND,
    ],
};

/// A `types.yaml`.
pub static TYPES: Object = Object {
    name: "types",
    doc: "Records and enumerations that several operations share.",
    inline: false,
    keys: &[
        key("source", Shape::Object(&SOURCE), "Where the facts were read."),
        NOTE,
        key("types", FIELDS, "The types by name.").required().lines(),
        CONFLICTS,
        OPEN,
        HAND,
    ],
};
