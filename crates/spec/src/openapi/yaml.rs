//! JSON as block YAML that every reader takes for the same thing.
//!
//! Readers of YAML 1.1 see dates, base 60 numbers and truth values in plain text. All text is
//! therefore written in quotes, as JSON writes it, which is YAML as well.

use serde_json::Value;
use std::fmt::Write as _;

/// The document as text.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

/// Writes a value whose first line is already indented, with a line break at its end.
fn block(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (number, (key, value)) in fields.iter().enumerate() {
                indent(if number == 0 { 0 } else { depth }, out);
                quoted_unless_plain(key, out);
                out.push(':');
                below(value, depth, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (number, item) in items.iter().enumerate() {
                indent(if number == 0 { 0 } else { depth }, out);
                out.push_str("- ");
                block(item, depth + 1, out);
            }
        }
        Value::String(text) => {
            quoted(text, out);
            out.push('\n');
        }
        // Numbers, truth values, null and what is empty are written as in JSON.
        other => {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{other}");
        }
    }
}

/// Writes the value of a key: on lines of its own where it has parts, else behind the key.
fn below(value: &Value, depth: usize, out: &mut String) {
    let parts = match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if parts {
        out.push('\n');
        indent(depth + 1, out);
    } else {
        out.push(' ');
    }
    block(value, depth + 1, out);
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Keys of OpenAPI and most names are words that nobody takes for anything else.
fn quoted_unless_plain(key: &str, out: &mut String) {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
    let plain = key.len() > 3
        && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
        && key.chars().all(word)
        && !matches!(key.to_ascii_lowercase().as_str(), "true" | "false" | "null");
    if plain { out.push_str(key) } else { quoted(key, out) }
}

fn quoted(text: &str, out: &mut String) {
    for c in Value::from(text).to_string().chars() {
        // JSON leaves these as they are; YAML would break the line or refuse them.
        match u32::from(c) {
            code @ (0x7f..=0x9f | 0x2028 | 0x2029 | 0xfeff | 0xfffe | 0xffff) => {
                let _ = write!(out, "\\u{code:04X}");
            }
            _ => out.push(c),
        }
    }
}
