//! The keys of a field: its type, its constraints and where they come from.

use super::{COUNT, Key, NOTE, Names, Object, Shape, Word, key};

const TEXTS: Shape = Shape::List(&Shape::Text);

const UNITS: &[Word] = &[("s", "Unix seconds."), ("ms", "Unix milliseconds.")];

const WIRES: &[Word] =
    &[("string", "As a JSON string of digits."), ("number", "As a JSON number.")];

const ORIGINS: &[Word] = &[
    ("errors", "The page's list of error codes."),
    ("example", "An example on the page."),
    ("sdk", "A vendor's SDK."),
    ("assumed", "Nobody says it; somebody thought so."),
];

/// Where a fact comes from.
pub(super) const ORIGIN: Shape = Shape::OneOf(ORIGINS);

/// `from` on an entry that has a single fact.
pub(super) const FROM: Key =
    key("from", ORIGIN, "Where it comes from, when not from the page's table.");

/// `hand` on an entry.
pub(super) const HAND: Key = key(
    "hand",
    Shape::Map(Names::Free, &Shape::AnyOrNull),
    "Facts that a person set, by name, with what the page says (null: nothing).",
);

static ENUM_VALUE: Object = Object {
    name: "enum value",
    doc: "One value of an enumeration.",
    inline: true,
    keys: &[
        key("doc", Shape::Text, "What the value means, in our own words."),
        key("rust", Shape::Text, "The Rust name, where the derived one reads badly."),
        key("scopes", TEXTS, "Scopes that are needed when this value is used."),
        FROM,
        key("deprecated", Shape::Bool, "The page says not to use it any more."),
        NOTE,
    ],
};

/// A map of fields by wire name.
pub(super) static FIELDS: Shape = Shape::Map(Names::Free, &A_FIELD);

static A_FIELD: Shape = Shape::Object(&FIELD);

/// One parameter, body field, reply field or shared type.
pub static FIELD: Object = Object {
    name: "field",
    doc: "One parameter, body field, reply field or shared type.",
    inline: true,
    keys: &[
        key(
            "type",
            Shape::Type,
            "The kind of value: `string`, `integer`, `number`, `boolean`, `timestamp`, `any`, \
             `file`, `object`, the name of a shared type, `[type]` for a list, or \
             `{ map: type }`.",
        )
        .required(),
        key(
            "record",
            Shape::Text,
            "The name of the record that `fields` makes, where the derived one reads badly.",
        ),
        key("doc", Shape::Text, "What it means, in our own words."),
        key("rust", Shape::Text, "The Rust name, where the derived one reads badly."),
        key("required", Shape::Bool, "A request must carry it."),
        key("always", Shape::Bool, "A reply always carries it."),
        key(
            "deprecated",
            Shape::Text,
            "The page says not to use it any more; the text says what to use instead.",
        ),
        key("unit", Shape::OneOf(UNITS), "The unit of a timestamp."),
        key(
            "wire",
            Shape::OneOf(WIRES),
            "The wire form of a number or timestamp, when it is not the natural one.",
        ),
        key("none", Shape::Any, "The value that means \"there is none\"."),
        key("const", Shape::Any, "The only value allowed; the client sends it by itself."),
        key("default", Shape::Any, "What the platform takes when nothing is sent."),
        key("minimum", Shape::Number, "Smallest number."),
        key("maximum", Shape::Number, "Largest number."),
        key("minLength", COUNT, "Fewest characters."),
        key("maxLength", COUNT, "Most characters."),
        key(
            "pattern",
            Shape::Text,
            "A regular expression the text matches. Documented, not enforced by the client.",
        ),
        key("minItems", COUNT, "Fewest items."),
        key("maxItems", COUNT, "Most items."),
        key(
            "format",
            Shape::Text,
            "A named form of the text, such as `date`, `email`, `uuid` or `json`; `password` for what must never be shown.",
        ),
        key(
            "enum",
            Shape::Map(Names::Free, &Shape::Object(&ENUM_VALUE)),
            "The known values; other values stay possible.",
        )
        .lines(),
        key("scopes", TEXTS, "Any one of these scopes is needed for the field to be filled."),
        key("example", Shape::Any, "An invented value."),
        key(
            "from",
            Shape::Map(Names::Free, &ORIGIN),
            "Where single facts of this entry come from, by the name of the fact.",
        ),
        HAND,
        NOTE,
        key("fields", FIELDS, "The fields of the record.").lines(),
    ],
};
