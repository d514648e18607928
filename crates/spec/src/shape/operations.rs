//! The keys of an operation file.

use super::fields::{FIELDS, FROM, HAND};
use super::{COUNT, INTEGER, Key, NOTE, Names, Object, Shape, Word, key};

pub(super) const TEXTS: Shape = Shape::List(&Shape::Text);
pub(super) const TEXT_MAP: Shape = Shape::Map(Names::Free, &Shape::Text);
const VALUES: Shape = Shape::Map(Names::Free, &Shape::AnyOrNull);

const METHODS: &[Word] = &[
    ("GET", "Read."),
    ("POST", "Create, or anything else."),
    ("PUT", "Replace."),
    ("PATCH", "Change in part."),
    ("DELETE", "Remove."),
];

const MEDIA: &[Word] = &[
    ("json", "JSON, the default."),
    ("form", "`application/x-www-form-urlencoded`."),
    ("multipart", "`multipart/form-data`."),
    ("binary", "Raw bytes: a download."),
    ("none", "Nothing."),
];

const ENDS: &[Word] = &[
    ("unstated", "The page does not say, the default."),
    ("in", "Both instants belong to the window."),
    ("half", "One of the two does not."),
    ("out", "Neither does."),
];

const RETRY: &[Word] = &[
    ("never", "The platform refused, the default."),
    ("backoff", "Trouble on the platform's side; whether the call ran is unknown."),
    ("quota", "A quota was used up; the call did not run."),
    ("token", "The token was not accepted; the call did not run."),
];

/// Where facts were read.
pub(super) static SOURCE: Object = Object {
    name: "source",
    doc: "Where the facts were read.",
    inline: true,
    keys: &[
        key("url", Shape::Text, "The page's address."),
        key("id", Shape::Text, "The page's own identifier."),
        key("title", Shape::Text, "The page's own title."),
        key("updated", Shape::Text, "The day the page says it was updated, `YYYY-MM-DD`."),
        key(
            "digest",
            Shape::Text,
            "A digest of the facts read from the page: tells a correction from an edit of the \
             page.",
        ),
        NOTE,
    ],
};

static HTTP: Object = Object {
    name: "http",
    doc: "The request line.",
    inline: true,
    keys: &[
        key("method", Shape::OneOf(METHODS), "The method.").required(),
        key("path", Shape::Text, "The path, with `:name` for path parameters.").required(),
        key(
            "host",
            Shape::Text,
            "Another base address than the platform's hosts, for this operation alone.",
        ),
        key("query", TEXT_MAP, "Query pairs that are always sent."),
    ],
};

static SCOPES: Object = Object {
    name: "scopes",
    doc: "The scopes an operation needs.",
    inline: true,
    keys: &[
        key("any_of", TEXTS, "One of these is enough."),
        key("all_of", TEXTS, "Every one of these is needed."),
        key("optional", TEXTS, "These widen what the reply holds."),
        key("sensitive", TEXTS, "Needed for sensitive reply fields that the page does not name."),
        key(
            "by_token",
            Shape::Map(Names::Free, &Shape::Object(&SCOPES)),
            "Where token kinds need different scopes: groups by the name of the auth scheme.",
        )
        .lines(),
        key(
            "apps",
            Shape::Map(Names::Free, &TEXTS),
            "App types that may hold a scope, where they differ from the operation's.",
        ),
        NOTE,
    ],
};

/// One quota window.
pub(super) static QUOTA: Object = Object {
    name: "quota",
    doc: "One quota window; several hold at once.",
    inline: true,
    keys: &[
        key("calls", COUNT, "Calls allowed within the window.").required(),
        key("per", Shape::Text, "The window: a whole number and `s`, `m`, `h` or `d`.").required(),
        FROM,
        NOTE,
    ],
};

static BODY: Object = Object {
    name: "body",
    doc: "The request body.",
    inline: false,
    keys: &[
        key("media", Shape::OneOf(MEDIA), "How it is written."),
        key("type", Shape::Type, "What it is, where it is no object of `fields`."),
        key("doc", Shape::Text, "What it means."),
        NOTE,
        key("fields", FIELDS, "The fields.").lines(),
        key("one_of", FIELDS, "Alternative bodies, by the name the Rust variant gets.").lines(),
    ],
};

static REPLY: Object = Object {
    name: "reply",
    doc: "The reply.",
    inline: false,
    keys: &[
        key("media", Shape::OneOf(MEDIA), "JSON, a download, or nothing."),
        key("envelope", Shape::Text, "The envelope, where it is not the platform's usual one."),
        key(
            "under",
            Shape::Text,
            "Where the reply lies: a key of the root, or `root` when its fields stand beside \
             the envelope's. Default: where the envelope says.",
        ),
        key("type", Shape::Type, "What it is, where it is no object of `fields`."),
        key("doc", Shape::Text, "What it means."),
        NOTE,
        key("fields", FIELDS, "The fields.").lines(),
    ],
};

static RULE: Object = Object {
    name: "rule",
    doc: "A rule across parameters. Paths are dotted wire names from the query, the body or the \
          path parameters down; `query.`, `body.` or `path.` in front says which.",
    inline: false,
    keys: &[
        key("window", Shape::Object(&WINDOW), "A time range."),
        key("one_of", TEXTS, "Exactly one of these is given."),
        key("at_least_one", TEXTS, "One or more of these are given."),
        key("at_most_one", TEXTS, "At most one of these is given."),
        key("requires", Shape::Object(&REQUIRES), "One parameter asks for others."),
        FROM,
        NOTE,
    ],
};

static WINDOW: Object = Object {
    name: "window",
    doc: "A time range with a name.",
    inline: true,
    keys: &[
        key("name", Shape::Text, "The setter's name.").required(),
        key("start", Shape::Text, "The parameter that opens it.").required(),
        key("end", Shape::Text, "The parameter that closes it.").required(),
        key(
            "longest",
            Shape::Text,
            "The longest span of one call: a whole number and `s`, `m`, `h` or `d`.",
        ),
        key("ends", Shape::OneOf(ENDS), "Whether its ends belong to it."),
        key("open_end", Shape::Bool, "The end may be left out, for \"until now\"."),
    ],
};

static REQUIRES: Object = Object {
    name: "requires",
    doc: "One parameter asks for others.",
    inline: true,
    keys: &[
        key("when", Shape::Text, "The parameter that asks.").required(),
        key("is", TEXTS, "The values of it that ask; any value when empty."),
        key("then", TEXTS, "The parameters that must be given too.").required(),
    ],
};

static PAGING: Object = Object {
    name: "paging",
    doc: "How a list is read to its end. Paths are dotted wire names.",
    inline: true,
    keys: &[
        key("token", Shape::Text, "Request parameter of the page token."),
        key("next", Shape::Text, "Reply field of the next token; default: the name of `token`."),
        key("more", Shape::Text, "Reply field that says whether more follows."),
        key("page", Shape::Text, "Request parameter of the page number."),
        key("first", INTEGER, "The number of the first page; default 1."),
        key("total", Shape::Text, "Reply field with the count of all hits."),
        key("size", Shape::Text, "Request parameter of the page size."),
        key("items", Shape::Text, "Reply field with the items.").required(),
        key(
            "key",
            Shape::Text,
            "Field of an item that tells it from the others; absent: the item itself, when it \
             is text.",
        ),
        key(
            "cap",
            Shape::Object(&CAP),
            "The platform refuses to page beyond so many hits; then a range of time is cut in \
             halves.",
        ),
    ],
};

static CAP: Object = Object {
    name: "cap",
    doc: "The end of paging.",
    inline: true,
    keys: &[
        key("hits", COUNT, "Hits that can be reached.").required(),
        key("code", INTEGER, "The code the platform answers beyond."),
    ],
};

static AN_ERROR_CODE: Shape = Shape::Object(&ERROR_CODE);

/// One documented code.
pub static ERROR_CODE: Object = Object {
    name: "error code",
    doc: "A documented error code.",
    inline: true,
    keys: &[
        key("http", Shape::Int(100, 599), "The HTTP status it comes with, where the page says."),
        key(
            "name",
            Shape::Text,
            "A name in snake case; the Rust variant and the answer of `name()`.",
        )
        .required(),
        key("doc", Shape::Text, "What it means and what to do, in our own words."),
        key("retry", Shape::OneOf(RETRY), "What the client may do next."),
        FROM,
        HAND,
        NOTE,
    ],
};

/// `errors`, by code.
pub(super) static ERRORS: Key =
    key("errors", Shape::Map(Names::Codes, &AN_ERROR_CODE), "The documented error codes.").lines();

static A_CONFLICT: Shape = Shape::Object(&CONFLICT);

static CONFLICT: Object = Object {
    name: "conflict",
    doc: "What the page says against itself, and what was chosen.",
    inline: true,
    keys: &[
        key(
            "at",
            Shape::Text,
            "The place: a dotted path in this file, or a part of the page such as `example`.",
        )
        .required(),
        key("says", Shape::Text, "What stands against what.").required(),
        key("chosen", Shape::Text, "What was chosen, and why.").required(),
    ],
};

/// `conflicts`.
pub(super) static CONFLICTS: Key = key(
    "conflicts",
    Shape::List(&A_CONFLICT),
    "What the sources say against themselves or each other.",
)
.lines();

static AN_OPEN_POINT: Shape = Shape::Object(&OPEN_POINT);

static OPEN_POINT: Object = Object {
    name: "open point",
    doc: "What the page leaves open, and how the client stays right.",
    inline: true,
    keys: &[
        key("at", Shape::Text, "The place.").required(),
        key("unsaid", Shape::Text, "What is not said.").required(),
        key("handled", Shape::Text, "What the client does about it.").required(),
    ],
};

/// `open`.
pub(super) static OPEN: Key =
    key("open", Shape::List(&AN_OPEN_POINT), "What the sources leave open.").lines();

static QUESTION: Object = Object {
    name: "question",
    doc: "A question of the importer that a person must answer.",
    inline: true,
    keys: &[
        key("at", Shape::Text, "The place.").required(),
        key("asks", Shape::Text, "The question.").required(),
        key("page", Shape::Text, "The position on the page, as `line:column`."),
        key("assumed", Shape::Text, "What was assumed until it is answered."),
    ],
};

static EXAMPLE: Object = Object {
    name: "example",
    doc: "One call with invented values.",
    inline: false,
    keys: &[
        key("parameters", VALUES, "Parameter values by wire name (path, query and header)."),
        key("body", Shape::Any, "The request body."),
        key("reply", Shape::Any, "The whole reply with its envelope."),
        NOTE,
    ],
};

/// One operation.
pub static OPERATION: Object = Object {
    name: "operation",
    doc: "One operation of a platform.",
    inline: false,
    keys: &[
        key("title", Shape::Text, "What it does, in a short line.").required(),
        key("doc", Shape::Text, "More about it."),
        key("rust", Shape::Text, "The Rust name of the method, where the derived one reads badly."),
        NOTE,
        key("source", Shape::Object(&SOURCE), "Where the facts were read."),
        key(
            "deprecated",
            Shape::Text,
            "The page says not to use it any more; the text says what to use instead.",
        ),
        key("http", Shape::Object(&HTTP), "The request line.").required(),
        key(
            "idempotent",
            Shape::Bool,
            "Sending it twice does no more than sending it once; default: as the method says.",
        ),
        key("apps", TEXTS, "App types that may call it."),
        key("auth", TEXTS, "Auth schemes of the platform it takes; none: it is open to anybody."),
        key("scopes", Shape::Object(&SCOPES), "The scopes it needs."),
        key(
            "quota",
            Shape::List(&Shape::Object(&QUOTA)),
            "Its quota windows; default: the platform's.",
        ),
        key("path", FIELDS, "Path parameters.").lines(),
        key("query", FIELDS, "Query parameters.").lines(),
        key("header", FIELDS, "Header parameters.").lines(),
        key("body", Shape::Object(&BODY), "The request body."),
        key("rules", Shape::List(&Shape::Object(&RULE)), "Rules across parameters.").lines(),
        key("response", Shape::Object(&REPLY), "The reply.").required(),
        key("paging", Shape::Object(&PAGING), "How a list is read to its end."),
        ERRORS,
        CONFLICTS,
        OPEN,
        key(
            "questions",
            Shape::List(&Shape::Object(&QUESTION)),
            "What the importer could not decide.",
        )
        .lines(),
        key("examples", Shape::List(&Shape::Object(&EXAMPLE)), "Calls with invented values.")
            .lines(),
        HAND,
    ],
};
