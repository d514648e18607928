//! A platform and operations that exist nowhere, written as the generator would write them.

use larkspur_runtime::decode::{self, Integer, List, Of, Record, Seen, Steering, Text, Under};
use larkspur_runtime::*;
use std::time::Duration;

pub(crate) static STANDARD: Envelope = Envelope {
    name: "standard",
    code: &["code"],
    message: &["msg"],
    success: 0,
    data: Some("data"),
    log_id: &[&["error", "log_id"], &["error", "logid"]],
    violations: &["error", "field_violations"],
    root_keys: &["code", "msg", "error"],
};

static OAUTH: Envelope = Envelope {
    name: "oauth",
    code: &["code"],
    message: &["error_description"],
    success: 0,
    data: None,
    log_id: &[],
    violations: &[],
    root_keys: &["code", "error", "error_description"],
};

static ENVELOPES: [Envelope; 2] = [
    Envelope {
        name: "standard",
        code: &["code"],
        message: &["msg"],
        success: 0,
        data: Some("data"),
        log_id: &[&["error", "log_id"], &["error", "logid"]],
        violations: &["error", "field_violations"],
        root_keys: &["code", "msg", "error"],
    },
    Envelope {
        name: "odd",
        code: &["fault", "number"],
        message: &["fault", "text"],
        success: 0,
        data: None,
        log_id: &[],
        violations: &[],
        root_keys: &["fault"],
    },
];

pub(crate) static PLATFORM: Platform = Platform {
    name: "nowhere",
    hosts: &[
        Host { name: "main", url: "https://open.nowhere.example" },
        Host { name: "abroad", url: "https://abroad.nowhere.example" },
    ],
    envelopes: &ENVELOPES,
    log_id: &["x-log-id", "x-request-id"],
    content_type: "application/json; charset=utf-8",
    trace_query: &["trace"],
    auth: &[
        Scheme {
            name: "app",
            headers: &[
                ("Authorization", "Bearer {token}"),
                ("X-Ea", "{ea}"),
                ("X-User", "u {actor}"),
            ],
            issue: Some(Issue {
                path: "/token",
                send: &[
                    ("appId", SendValue::Credential("app_id")),
                    ("appSecret", SendValue::Credential("app_secret")),
                    ("grant", SendValue::Text("secret")),
                    ("type", SendValue::Integer(0)),
                ],
                envelope: &STANDARD,
                token: &["token"],
                life: &["expire"],
                keep: &[("ea", &["ea"])],
                renew_within: Duration::from_secs(600),
                quota: &[],
            }),
            refresh: None,
        },
        Scheme {
            name: "user",
            headers: &[("Authorization", "Bearer {token}")],
            issue: None,
            refresh: Some(Refresh {
                path: "/refresh",
                send: &[
                    ("grant_type", SendValue::Text("refresh_token")),
                    ("client_id", SendValue::Credential("app_id")),
                    ("client_secret", SendValue::Credential("app_secret")),
                    ("refresh_token", SendValue::RefreshToken),
                ],
                envelope: &OAUTH,
                token: &["access_token"],
                life: &["expires_in"],
                refresh_token: &["refresh_token"],
                refresh_life: &["refresh_token_expires_in"],
                renew_within: Duration::from_secs(600),
                ended: &[20064, 20073],
                codes: &[
                    CodeFact { code: 20002, name: "secret_wrong", retry: Retry::Never },
                    CodeFact { code: 20050, name: "trouble", retry: Retry::Backoff },
                    CodeFact { code: 20064, name: "refresh_revoked", retry: Retry::Never },
                    CodeFact { code: 20069, name: "app_disabled", retry: Retry::Never },
                ],
                quota: &[],
            }),
        },
    ],
    quota_reset: Some("x-reset"),
    quota_scope: QuotaScope::App,
    codes: &[
        CodeFact { code: 401, name: "token_invalid", retry: Retry::Token },
        CodeFact { code: 402, name: "secret_wrong", retry: Retry::Never },
        CodeFact { code: 500, name: "busy", retry: Retry::Backoff },
        CodeFact { code: 429, name: "too_fast", retry: Retry::Quota },
    ],
};

macro_rules! operation {
    ($name:ident, $id:literal, $method:ident, $host:expr, $auth:expr) => {
        operation!($name, $id, $method, $host, $auth, true, &[]);
    };
    ($name:ident, $id:literal, $method:ident, $host:expr, $auth:expr, $twice:expr, $quota:expr) => {
        pub(crate) static $name: Operation = Operation {
            id: $id,
            platform: &PLATFORM,
            method: http::Method::$method,
            host: $host,
            idempotent: $twice,
            auth: $auth,
            envelope: &STANDARD,
            place: Place::Key("data"),
            quota: $quota,
            codes: &[CodeFact { code: 1001, name: "own", retry: Retry::Never }],
        };
    };
}

operation!(GET, "nowhere.thing.get", GET, None, &["app", "user"]);
operation!(OPEN, "nowhere.open", POST, Some("https://elsewhere.example"), &[]);
operation!(USERS, "nowhere.users", GET, None, &["user"]);
operation!(APPS, "nowhere.apps", GET, None, &["app"]);
operation!(FILE, "nowhere.file", GET, None, &["app"]);
operation!(UPLOAD, "nowhere.upload", POST, None, &["app"]);
operation!(ACT, "nowhere.act", POST, None, &["app"], false, &[]);
operation!(SCARCE, "nowhere.scarce", GET, None, &["app"], true, &[TWO_A_MINUTE]);

const TWO_A_MINUTE: Quota = Quota { calls: 2, per: Duration::from_secs(60) };

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Code {
    Own,
    Other(i64),
}

impl ErrorCode for Code {
    fn from_code(code: i64) -> Self {
        if code == 1001 { Self::Own } else { Self::Other(code) }
    }

    fn code(&self) -> i64 {
        match self {
            Self::Own => 1001,
            Self::Other(code) => *code,
        }
    }

    fn name(&self) -> Option<&'static str> {
        GET.code(self.code()).map(|fact| fact.name)
    }
}

/// The reply: a name, a count, and a list without which nothing steers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Thing {
    pub(crate) name: Option<String>,
    pub(crate) count: Option<i64>,
    pub(crate) items: Vec<String>,
}

impl Record for Thing {
    const FIELDS: &'static [&'static str] = &["name", "count", "items"];

    fn field<'de, A: serde::de::MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        match index {
            0 => decode::get::<Text, A>(map, &mut self.name),
            1 => decode::get::<Integer, A>(map, &mut self.count),
            _ => decode::get_or_default::<List<Text>, A>(map, &mut self.items),
        }
    }

    fn complete(&self, seen: Seen) -> Result<(), Steering> {
        seen.demand(2, "data.items")
    }
}

impl serde::Serialize for Thing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer)?.end()
    }
}

macro_rules! endpoint {
    ($name:ident, $operation:ident) => {
        impl Endpoint for $name {
            type Code = Code;
            const OPERATION: &'static Operation = &$operation;

            fn validate(&self, violations: &mut Violations) {
                self.check(violations);
            }

            fn write(&self, request: &mut RequestParts) {
                self.put(request);
            }
        }
    };
    ($name:ident, $operation:ident, json) => {
        endpoint!($name, $operation);

        impl JsonEndpoint for $name {
            type Reply = Thing;
            type Layout = Under<Of<Thing>>;
        }
    };
}

/// `GET /things/{id}/parts?name=`, with a header.
#[derive(Debug, Clone, Default)]
pub(crate) struct Get {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) hint: Option<String>,
    pub(crate) size: Option<i64>,
}

impl Get {
    pub(crate) fn of(id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..Self::default() }
    }

    fn check(&self, violations: &mut Violations) {
        violations.required("id", &self.id);
        violations.path_segment("id", self.id.as_deref());
        violations.range("size", self.size, Some(1), Some(100));
        violations.header("x-hint", self.hint.as_deref());
    }

    fn put(&self, request: &mut RequestParts) {
        request.literal("/things/");
        request.segment::<Text>("id", self.id.as_ref());
        request.literal("/parts");
        request.query::<Text>("name", self.name.as_ref());
        request.query::<Integer>("size", self.size.as_ref());
        request.header::<Text>("x-hint", self.hint.as_ref());
    }
}

endpoint!(Get, GET, json);

/// `POST /open`, for anybody, at a host of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Open {
    pub(crate) secret: Option<String>,
}

impl Open {
    fn check(&self, _: &mut Violations) {}

    fn put(&self, request: &mut RequestParts) {
        request.literal("/open");
        request.json(|object| object.put::<Text>("client_secret", self.secret.as_ref()));
    }
}

endpoint!(Open, OPEN, json);

macro_rules! plain {
    ($name:ident, $operation:ident, $path:literal $(, $json:ident)?) => {
        #[derive(Debug, Clone, Default)]
        pub(crate) struct $name;

        impl $name {
            fn check(&self, _: &mut Violations) {}

            fn put(&self, request: &mut RequestParts) {
                request.literal($path);
            }
        }

        endpoint!($name, $operation $(, $json)?);
    };
}

plain!(Users, USERS, "/users", json);
plain!(Apps, APPS, "/apps", json);
// What must not be done twice.
plain!(Act, ACT, "/act", json);
// Two calls a minute.
plain!(Scarce, SCARCE, "/scarce", json);

/// A download, with a range.
#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    pub(crate) range: Option<String>,
}

impl File {
    fn check(&self, _: &mut Violations) {}

    fn put(&self, request: &mut RequestParts) {
        request.literal("/files/1");
        request.header::<Text>("range", self.range.as_ref());
    }
}

endpoint!(File, FILE);

/// An upload.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) file: Option<FilePart>,
}

impl Upload {
    fn check(&self, _: &mut Violations) {}

    fn put(&self, request: &mut RequestParts) {
        request.literal("/upload");
        request.multipart(|form| form.file("file", self.file.as_ref()));
    }
}

endpoint!(Upload, UPLOAD, json);
