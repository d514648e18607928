//! Values: types, fields, their constraints and where each fact comes from.

use super::{Map, is_false};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

/// What kind of value a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Type {
    /// Text.
    #[default]
    String,
    /// A whole number of at most 64 bits with sign.
    Integer,
    /// A number with a fraction.
    Number,
    /// True or false.
    Boolean,
    /// An instant; `unit` and `wire` say how it is written.
    Timestamp,
    /// A value the client hands through untouched.
    Any,
    /// The bytes of a file, in multipart bodies.
    File,
    /// A record described by `fields` of the same entry.
    Object,
    /// A type of a `types.yaml`.
    Named(String),
    /// A list.
    List(Box<Type>),
    /// A map from text to a value.
    Map(Box<Type>),
}

impl Type {
    /// The words that are no names of shared types.
    pub const WORDS: [(&'static str, Type); 8] = [
        ("string", Type::String),
        ("integer", Type::Integer),
        ("number", Type::Number),
        ("boolean", Type::Boolean),
        ("timestamp", Type::Timestamp),
        ("any", Type::Any),
        ("file", Type::File),
        ("object", Type::Object),
    ];

    /// Reads a type as the YAML writes it: a word, `[item]` or `{ map: value }`.
    pub fn from_value(value: &Value) -> Result<Type, String> {
        match value {
            Value::String(word) => Ok(Type::from_word(word)),
            Value::Array(items) => match items.as_slice() {
                [item] => Ok(Type::List(Box::new(Type::from_value(item)?))),
                _ => Err("a list type names exactly one item type, as in `[string]`".into()),
            },
            Value::Object(map) => match (map.len(), map.get("map")) {
                (1, Some(value)) => Ok(Type::Map(Box::new(Type::from_value(value)?))),
                _ => Err("a map type is written `{ map: string }`".into()),
            },
            _ => Err("a type is a word, a list of one type, or `{ map: type }`".into()),
        }
    }

    fn from_word(word: &str) -> Type {
        Type::WORDS
            .into_iter()
            .find(|(name, _)| *name == word)
            .map_or_else(|| Type::Named(word.to_owned()), |(_, found)| found)
    }

    /// The form the YAML uses.
    pub fn to_value(&self) -> Value {
        match self {
            Type::Named(name) => Value::String(name.clone()),
            Type::List(item) => Value::Array(vec![item.to_value()]),
            Type::Map(value) => serde_json::json!({ "map": value.to_value() }),
            word => Type::WORDS
                .iter()
                .find(|(_, known)| known == word)
                .map_or(Value::Null, |(name, _)| Value::String((*name).to_owned())),
        }
    }

    /// The type inside all lists and maps.
    pub fn innermost(&self) -> &Type {
        match self {
            Type::List(inner) | Type::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The same lists and maps with another type inside of them.
    pub fn with_innermost(&self, innermost: Type) -> Type {
        match self {
            Type::List(item) => Type::List(Box::new(item.with_innermost(innermost))),
            Type::Map(value) => Type::Map(Box::new(value.with_innermost(innermost))),
            _ => innermost,
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Type::from_value(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The unit of a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Unix seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Unix milliseconds.
    #[serde(rename = "ms")]
    Milliseconds,
}

/// How a number or a time is written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// As a JSON string of digits.
    String,
    /// As a JSON number.
    Number,
}

/// Where a limit or another fact comes from when it is not the page's own table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The page's list of error codes.
    Errors,
    /// An example on the page.
    Example,
    /// A vendor's SDK.
    Sdk,
    /// Nobody says it; somebody thought so.
    Assumed,
}

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// What the value means, in our own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The Rust name, where the derived one reads badly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// Scopes that are needed when this value is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Where the value comes from, when not from the page's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// The page says not to use it any more.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One parameter, body field, reply field or shared type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Field {
    /// The kind of value.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The name of the record that `fields` makes, where the derived one reads badly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What it means, in our own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The Rust name, where the derived one reads badly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// A request must carry it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// A reply always carries it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub always: bool,
    /// The page says not to use it any more; the text says what to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The unit of a timestamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The wire form of a number or timestamp, when it is not the natural one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wire: Option<Wire>,
    /// The value that means "there is none".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<Value>,
    /// The only value allowed; the client sends it by itself.
    #[serde(default, rename = "const", skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Value>,
    /// What the platform takes when nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<serde_json::Number>,
    /// Largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<serde_json::Number>,
    /// Fewest characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// Most characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// A regular expression the text matches. Documented, not enforced by the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Fewest items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// Most items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// A named form of the text, such as `date`, `email`, `uuid` or `json`; `password` for what must never be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The known values; other values stay possible.
    #[serde(default, rename = "enum", skip_serializing_if = "Map::is_empty")]
    pub values: Map<EnumValue>,
    /// Any one of these scopes is needed for the field to be filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// An invented value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Where single facts of this entry come from, by the name of the fact.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub from: Map<Origin>,
    /// Facts a person set, by name, with what the page says (null: nothing).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub hand: Map<Value>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The fields of the record.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<Field>,
}

impl Field {
    /// Whether the client may enforce the constraint of that name: the page's own table and its
    /// error list bind, everything else only informs.
    pub fn enforces(&self, fact: &str) -> bool {
        matches!(self.from.get(fact), None | Some(Origin::Errors))
    }
}
