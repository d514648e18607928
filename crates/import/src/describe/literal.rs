//! Single values as a page writes them, read by the type of their field.

use super::sections::Section;
use crate::type_name::TypeName;
use serde_json::{Number, Value};

/// What became of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Value(Value),
    /// The page says that there is none.
    Absent,
    /// It is no value of the type.
    Unread,
}

/// Words for "there is none".
const ABSENT: &[&str] =
    &["", "空", "无", "-", "/", "null", "none", "nil", "空字符串", "\"\"", "不填"];

/// A default of this many characters is a text to read and not a fact.
const LONGEST: usize = 40;

/// What ends a value that prose goes on from.
const ENDS: &[char] = &['，', ',', '。', '；', ';', '（', '(', '、', ' ', '）', ')'];

/// Reads what stands behind a label.
pub(super) fn read(text: &str, ty: &TypeName) -> Literal {
    let text = text.trim().trim_end_matches('。').trim();
    let code = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(text);
    if ABSENT.contains(&code.to_lowercase().as_str()) {
        return Literal::Absent;
    }
    let bare = unquoted(text);
    match whole(bare.unwrap_or(text), bare.is_some(), ty) {
        Some(value) => Literal::Value(value),
        // `false，...`: a value, and prose that explains it.
        None => leading(text, ty).map_or(Literal::Unread, Literal::Value),
    }
}

/// The pairs of quotes around values.
pub(super) const QUOTES: [(char, char); 4] = [('`', '`'), ('"', '"'), ('“', '”'), ('\'', '\'')];

/// What stands behind the value that is the default, in lower case.
pub(super) const DEFAULT_MARKS: &[&str] =
    &["(default)", "（default）", "(默认)", "（默认）", "（默认值）", "(默认值)"];

/// The text within quotes or backticks, where these hold all of it.
fn unquoted(text: &str) -> Option<&str> {
    QUOTES.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains([*open, *close])).then(|| unquoted_once(inner))
    })
}

/// Backticks around quotes are one value, too.
fn unquoted_once(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// A text that is a value and nothing else.
fn whole(text: &str, quoted: bool, ty: &TypeName) -> Option<Value> {
    match ty {
        TypeName::Boolean => boolean(text),
        TypeName::Integer => text.parse::<i64>().ok().map(Value::from),
        TypeName::Number => text.parse::<f64>().ok().and_then(Number::from_f64).map(number),
        TypeName::String | TypeName::Enum => word(text, quoted),
        TypeName::List(item) => list(text, item),
        _ => None,
    }
}

/// Whole numbers stay whole.
fn number(value: Number) -> Value {
    match value.as_f64() {
        Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => Value::from(float as i64),
        _ => Value::Number(value),
    }
}

fn boolean(text: &str) -> Option<Value> {
    match text.to_lowercase().as_str() {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn word(text: &str, quoted: bool) -> Option<Value> {
    let short = text.chars().count() <= LONGEST && !text.contains(['。', '；', '，', '\n']);
    let plain = text.chars().all(|c| c.is_ascii_graphic());
    (short && (quoted || plain)).then(|| Value::String(text.to_owned()))
}

fn list(text: &str, item: &TypeName) -> Option<Value> {
    let Value::Array(items) = serde_json::from_str(text).ok()? else {
        return None;
    };
    let fits = |value: &Value| match item {
        TypeName::String | TypeName::Enum => value.is_string(),
        TypeName::Integer => value.is_i64(),
        TypeName::Number => value.is_number(),
        TypeName::Boolean => value.is_boolean(),
        _ => false,
    };
    items.iter().all(fits).then_some(Value::Array(items))
}

/// The value a text begins with, where prose goes on behind it.
fn leading(text: &str, ty: &TypeName) -> Option<Value> {
    if let Some((open, close)) = QUOTES.iter().find(|(open, _)| text.starts_with(*open)) {
        let (value, rest) = text[open.len_utf8()..].split_once(*close)?;
        let rest = rest.trim_start();
        return (rest.is_empty() || ends_value(rest)).then(|| whole(value, true, ty))?;
    }
    let end = text.find(|c: char| !c.is_ascii_graphic() || ENDS.contains(&c))?;
    let (value, rest) = text.split_at(end);
    if !ends_value(rest.trim_start()) {
        return None;
    }
    // A dot may be the end of a sentence.
    whole(value.trim_end_matches('.'), false, ty)
}

/// Whether a value is over where this follows, instead of a unit.
fn ends_value(rest: &str) -> bool {
    const GOES_ON: &[&str] = &["表示", "代表", "即", "if ", "when ", "unless "];
    rest.is_empty() || rest.starts_with(ENDS) || GOES_ON.iter().any(|word| rest.starts_with(word))
}

/// What comes before a default in a sentence.
const INTRODUCED: &[&str] = &[
    "默认值为",
    "默认值是",
    "默认值：",
    "默认值:",
    "默认为",
    "默认是",
    "默认：",
    "默认:",
    "默认取值为",
    "默认",
    "defaults to ",
    "default value is ",
    "default is ",
    "default: ",
    "default value: ",
    "default ",
];

/// The default that a sentence names: absent where it names none, unread where it is a number in
/// a unit of its own.
pub(super) fn in_prose(text: &str, ty: &TypeName) -> Literal {
    if let Some(value) = marked_boolean(text, ty) {
        return Literal::Value(value);
    }
    let lower = text.to_ascii_lowercase();
    let introduced = ["默认", "default"].iter().find_map(|word| {
        let at = lower.find(word)?;
        let words = INTRODUCED.iter().find(|words| lower[at..].starts_with(**words))?;
        Some(text[at + words.len()..].trim_start())
    });
    let Some(rest) = introduced else {
        return Literal::Absent;
    };
    let is_text = matches!(ty, TypeName::String | TypeName::Enum);
    // A bare word behind "by default" may be anything; as text only a quoted one counts.
    if is_text && !rest.starts_with(['`', '"', '“']) {
        return Literal::Absent;
    }
    let value = leading(rest, ty)
        .or_else(|| whole(rest.trim_end_matches(['。', '.']), false, ty))
        .map(Literal::Value);
    let is_number = matches!(ty, TypeName::Integer | TypeName::Number);
    let counts = is_number && rest.starts_with(|c: char| c.is_ascii_digit());
    value.unwrap_or(if counts { Literal::Unread } else { Literal::Absent })
}

/// `false(default): ...`
fn marked_boolean(text: &str, ty: &TypeName) -> Option<Value> {
    if *ty != TypeName::Boolean {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let at = DEFAULT_MARKS.iter().find_map(|mark| lower.find(mark))?;
    let before = lower[..at].trim_end().trim_end_matches('`');
    ["true", "false"].iter().find(|word| before.ends_with(**word)).and_then(|word| boolean(word))
}

/// A value as text: what quotes hold, else as JSON writes it.
pub(super) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The example: JSON where it is, else the text.
pub(super) fn example(section: &Section) -> Option<Value> {
    let lines: Vec<&str> = section
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .filter(|line| !line.starts_with("```"))
        .collect();
    let text = lines.join("\n");
    let text = text.trim();
    let text = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(text);
    if text.is_empty() {
        return None;
    }
    Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())))
}
