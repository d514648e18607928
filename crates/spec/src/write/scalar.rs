//! Scalars: which text may stand without quotes, and how numbers are written.
//!
//! A text stands plain only if the readers of YAML 1.1 and of 1.2 both take it for that text;
//! everything else gets double quotes, where escapes make any character possible and visible.

use crate::diagnostic::is_unseen;
use crate::index::is_ambiguous;
use serde_json::Number;
use std::fmt::Write as _;

/// Where a scalar stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// On a line of its own, after `key: ` or `- `.
    Block,
    /// Within brackets, or as a key.
    Flow,
}

/// Writes a text, in quotes where it needs them.
pub(super) fn text(text: &str, context: Context, out: &mut String) {
    if is_plain(text, context) {
        out.push_str(text);
    } else {
        quoted(text, out);
    }
}

fn is_plain(text: &str, context: Context) -> bool {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().last()) else {
        return false;
    };
    let opens = "-?:,[]{}#&*!|>'\"%@`";
    // Within brackets, readers of YAML 1.1 take `?` for the start of a key wherever it stands.
    let brackets = context == Context::Flow && text.contains([',', '[', ']', '{', '}', '?']);
    !opens.contains(first)
        && !first.is_whitespace()
        && !last.is_whitespace()
        && last != ':'
        && !text.contains(": ")
        && !text.contains(" #")
        && !brackets
        && !text.chars().any(is_escaped)
        && !is_other(text)
}

/// Whether some reader takes a plain text for something other than text.
fn is_other(text: &str) -> bool {
    // Nothing long is a word of YAML, and every number begins like one.
    let short = text.len() <= 5;
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '.'));
    if !short && !numeric {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    matches!(lower.as_str(), "true" | "false" | "null" | "=" | "<<")
        || is_ambiguous(text)
        || is_number(&lower)
        || is_date(text)
        || text.starts_with("...")
}

fn is_number(lower: &str) -> bool {
    let digits = lower.trim_start_matches(['-', '+']).replace('_', "");
    let starts = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let hexadecimal =
        digits.strip_prefix("0x").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit()));
    starts && (digits.parse::<f64>().is_ok() || hexadecimal || is_base_60(&digits))
}

fn is_base_60(digits: &str) -> bool {
    digits.contains(':') && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'))
}

/// Dates, which YAML 1.1 has as a type of their own: `2025-08-29`, perhaps with a time.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut number = |longest: usize| {
        parts.next().is_some_and(|part| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            (1..=longest).contains(&digits)
        })
    };
    number(4) && number(2) && number(2)
}

/// Whether a character is written as an escape: it would not be seen, or would not be kept.
fn is_escaped(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    let odd_space = c.is_whitespace() && !matches!(c, ' ' | '\u{3000}');
    odd_space || c.is_control() || is_unseen(c)
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_escaped(c) => escaped(c, out),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn escaped(c: char, out: &mut String) {
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = match code {
        0..=0xffff => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
}

/// Writes a number. An exponent gets a point and a sign, without which YAML 1.1 sees text.
pub(super) fn number(number: &Number, out: &mut String) {
    let shown = number.to_string();
    let Some((mantissa, exponent)) = shown.split_once('e') else {
        out.push_str(&shown);
        return;
    };
    out.push_str(mantissa);
    if !mantissa.contains('.') {
        out.push_str(".0");
    }
    out.push('e');
    if !exponent.starts_with(['-', '+']) {
        out.push('+');
    }
    out.push_str(exponent);
}
