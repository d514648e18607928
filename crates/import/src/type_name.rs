//! The types that pages name, and what they are in a spec.
//!
//! Every generation of pages has its own words for the same handful of types, and names the records
//! of the vendor's code where another page says `object`. All of them are read here, so that nobody
//! else compares type words.

#[cfg(test)]
mod tests;

/// A type as a page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeName {
    /// The page names none: an empty cell, `-`, `/`.
    Nothing,
    /// Something stands there that cannot be read as a type.
    Unreadable,
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Number,
    /// True or false.
    Boolean,
    /// The bytes of a file.
    File,
    /// A value of unknown form.
    Any,
    /// The word `enum` alone: a record where rows lie under it, one of some texts elsewhere.
    Enum,
    /// A record, with the name the page has for it when that says more than `object`.
    Record(Option<String>),
    /// A list; of [`TypeName::Nothing`] where the page does not say of what.
    List(Box<TypeName>),
    /// A map from text; to [`TypeName::Nothing`] where the page does not say to what.
    Map(Box<TypeName>),
}

impl TypeName {
    /// The type inside of all lists and maps.
    pub(crate) fn innermost(&self) -> &TypeName {
        match self {
            TypeName::List(inner) | TypeName::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The name the page has for the record that this is or holds.
    pub(crate) fn record_name(&self) -> Option<&str> {
        match self.innermost() {
            TypeName::Record(name) => name.as_deref(),
            _ => None,
        }
    }
}

/// What a known word stands for.
enum Word {
    Is(TypeName),
    ListOf,
    MapTo,
}

/// The known words, in lower case.
fn word(text: &str) -> Option<Word> {
    Some(match text {
        "string" | "str" | "text" | "char" | "字符串" => Word::Is(TypeName::String),
        "int" | "integer" | "long" | "short" | "byte" | "int8" | "int16" | "int32" | "int64"
        | "uint" | "uint8" | "uint16" | "uint32" | "uint64" | "bigint" | "整数" => {
            Word::Is(TypeName::Integer)
        }
        "number" | "float" | "double" | "decimal" | "float32" | "float64" | "数字" => {
            Word::Is(TypeName::Number)
        }
        "bool" | "boolean" | "布尔" => Word::Is(TypeName::Boolean),
        "file" | "binary" | "bytes" | "stream" | "文件" => Word::Is(TypeName::File),
        "any" | "union" | "interface" => Word::Is(TypeName::Any),
        "enum" => Word::Is(TypeName::Enum),
        "object" | "json" | "struct" | "对象" => Word::Is(TypeName::Record(None)),
        "list" | "array" | "set" | "数组" | "列表" => Word::ListOf,
        "map" | "dict" | "hashmap" => Word::MapTo,
        "" | "-" | "--" | "—" | "/" | "\\" | "无" | "null" | "none" => {
            Word::Is(TypeName::Nothing)
        }
        _ => return None,
    })
}

/// Deeper than any page nests its types.
const DEEPEST: usize = 6;
/// Longer than any type name.
const LONGEST: usize = 120;

/// Reads the cell of a type.
pub(crate) fn parse(text: &str) -> TypeName {
    let text = text.trim().trim_matches('`').trim();
    // An empty element that a rendering left standing.
    if text.starts_with('<') && text.contains("=\"") && text.ends_with('>') {
        return TypeName::Nothing;
    }
    if text.len() > LONGEST { TypeName::Unreadable } else { parse_within(text, DEEPEST) }
}

fn parse_within(text: &str, depth: usize) -> TypeName {
    let text = text.trim();
    let Some(depth) = depth.checked_sub(1) else {
        return TypeName::Unreadable;
    };
    if let Some(item) = text.strip_suffix("[]").or_else(|| text.strip_prefix("[]")) {
        return wrap(TypeName::List, parse_within(item, depth));
    }
    if let Some(known) = word(&text.to_lowercase()) {
        return bare(known);
    }
    if let Some((head, inner)) = with_argument(text) {
        return match word(&head.to_lowercase()) {
            Some(Word::ListOf) => wrap(TypeName::List, parse_within(inner, depth)),
            Some(Word::MapTo) => wrap(TypeName::Map, parse_within(map_value(inner), depth)),
            Some(Word::Is(scalar)) if scalar != TypeName::Nothing => scalar,
            _ => TypeName::Unreadable,
        };
    }
    alternatives(text, depth).unwrap_or_else(|| named(text))
}

fn bare(known: Word) -> TypeName {
    match known {
        Word::Is(found) => found,
        Word::ListOf => TypeName::List(Box::new(TypeName::Nothing)),
        Word::MapTo => TypeName::Map(Box::new(TypeName::Nothing)),
    }
}

fn wrap(outer: fn(Box<TypeName>) -> TypeName, inner: TypeName) -> TypeName {
    if inner == TypeName::Unreadable { inner } else { outer(Box::new(inner)) }
}

/// `list<string>`, `number(float)`, `array[int]` as head and argument.
fn with_argument(text: &str) -> Option<(&str, &str)> {
    const BRACKETS: [(char, char); 4] = [('<', '>'), ('(', ')'), ('（', '）'), ('[', ']')];
    let start = text.find(|c| BRACKETS.iter().any(|(open, _)| *open == c))?;
    let open = text[start..].chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(known, _)| *known == open)?;
    let inner = text[start + open.len_utf8()..].strip_suffix(*close)?;
    Some((text[..start].trim(), inner))
}

/// What a map leads to: everything behind its first comma, or all where no key is named.
fn map_value(inner: &str) -> &str {
    inner.split_once([',', '，']).map_or(inner, |(_, value)| value)
}

/// `string|int`, `int/string`: one type where all say the same, else of unknown form.
fn alternatives(text: &str, depth: usize) -> Option<TypeName> {
    let mut parts = text.split(['|', '/']).map(|part| match parse_within(part, depth) {
        TypeName::Nothing | TypeName::Unreadable | TypeName::Record(Some(_)) => None,
        known => Some(known),
    });
    let first = parts.next()??;
    let mut same = true;
    let mut several = false;
    for part in parts {
        several = true;
        same &= part? == first;
    }
    several.then_some(if same { first } else { TypeName::Any })
}

/// A record by the page's own name for it.
fn named(text: &str) -> TypeName {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let is_name = text.chars().all(fits) && text.chars().any(|c| c.is_ascii_alphabetic());
    if is_name { TypeName::Record(Some(text.to_owned())) } else { TypeName::Unreadable }
}
