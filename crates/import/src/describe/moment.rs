//! Instants: numbers that count from 1970 on.
//!
//! Taken as one only where the text says both that it is a time stamp and what it counts, or where
//! it says the first and the digits of the example tell the second.

use super::literal::text_of;
use super::sections::{Label, Section};
use super::{About, Described};
use crate::type_name::TypeName;
use larkspur_spec::model::{Unit, Wire};
use serde_json::Value;

/// How an instant is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// What it counts.
    pub(crate) unit: Unit,
    /// Whether as text or as a number.
    pub(crate) wire: Wire,
    /// The text does not say the unit; the digits of the example do.
    pub(crate) unit_is_shown: bool,
}

const STAMPS: &[&str] = &["时间戳", "timestamp", "unix time", "1970"];
const MILLISECONDS: &[&str] = &["毫秒", "ms", "millisecond"];
const SECONDS: &[&str] = &["秒", "(s)", "（s）", "second"];

/// Reads whether the field is an instant.
pub(super) fn read(sections: &[Section], ty: &TypeName, described: &mut Described) {
    let wire = match ty {
        TypeName::String => Wire::String,
        TypeName::Integer => Wire::Number,
        _ => return,
    };
    let prose = sections.iter().filter(|section| section.label == Label::Prose);
    let mut lines = prose.flat_map(|section| &section.lines).filter(|line| !line.is_bullet);
    let Some(line) = lines.find(|line| has(&line.text.to_lowercase(), STAMPS)) else {
        return;
    };
    if !described.values.is_empty() || described.format.is_some() {
        return;
    }
    let text = line.text.to_lowercase();
    let said = unit_in(&text);
    let unit = said.or_else(|| described.example.as_ref().and_then(unit_of));
    match unit {
        Some(unit) => {
            described.moment = Some(Moment { unit, wire, unit_is_shown: said.is_none() });
        }
        None if is_about_stamps(&text) => {
            let asks = "The text speaks of a time stamp without its unit: is this an instant?";
            described.remark(About::Other, line.at, asks, "no instant");
        }
        None => {}
    }
}

/// Whether the first words are about a time stamp, and not some later remark.
fn is_about_stamps(text: &str) -> bool {
    text.split(['，', '。', ',', '；']).next().is_some_and(|clause| clause.contains("时间戳"))
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The unit that the text names; none where it names both.
fn unit_in(text: &str) -> Option<Unit> {
    let milliseconds = MILLISECONDS.iter().any(|word| has_word(text, word));
    let seconds = text.replace("毫秒", "").replace("精确到秒", "").replace("milliseconds", "");
    let seconds = has(&seconds, SECONDS);
    match (milliseconds, seconds) {
        (true, false) => Some(Unit::Milliseconds),
        (false, true) => Some(Unit::Seconds),
        _ => None,
    }
}

/// `ms` is a word of its own, or it is the end of `items`.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_alphabetic()))
}

/// The unit by the digits of an example of our times.
fn unit_of(example: &Value) -> Option<Unit> {
    let text = text_of(example);
    let digits = text.trim_matches('"');
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        13 if all_digits => Some(Unit::Milliseconds),
        10 if all_digits => Some(Unit::Seconds),
        _ => None,
    }
}
