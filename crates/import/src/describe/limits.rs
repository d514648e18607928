//! Limits: in the rules under their label, and in prose where the wording leaves no choice.
//!
//! Text is cut into clauses; a number counts where a word for a limit stands right before it, and
//! what stands right behind it goes with the type: characters with text, things with lists. A
//! number that is limited in another way (bytes, hours, per item) is no limit of the field.

mod clause;
mod words;

use super::sections::{Label, Section, Text};
use super::{About, Described};
use crate::document::Position;
use crate::type_name::TypeName;
use clause::Bounds;
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use words::Counted;

pub(super) use clause::is_conditional;

/// A kind of limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Limit {
    /// Smallest number.
    Minimum,
    /// Largest number.
    Maximum,
    /// Fewest characters.
    MinLength,
    /// Most characters.
    MaxLength,
    /// Fewest items.
    MinItems,
    /// Most items.
    MaxItems,
}

/// The limits that belong together, the lower one first.
pub(super) const PAIRS: [(Limit, Limit); 3] = [
    (Limit::Minimum, Limit::Maximum),
    (Limit::MinLength, Limit::MaxLength),
    (Limit::MinItems, Limit::MaxItems),
];

const VALUE: (Limit, Limit) = PAIRS[0];
const LENGTH: (Limit, Limit) = PAIRS[1];
const ITEMS: (Limit, Limit) = PAIRS[2];

/// Limits as they are found, with those that were said in two ways.
#[derive(Default)]
struct Found {
    limits: BTreeMap<Limit, Number>,
    unread: Option<Unread>,
    torn: Option<Position>,
}

/// A limit that could not be taken: where, and its number if it has one.
type Unread = (Position, Option<Number>);

/// Reads the limits of a description.
pub(super) fn read(sections: &[Section], ty: &TypeName, described: &mut Described) {
    let mut rules = Found::default();
    let mut prose = Found::default();
    let counts_otherwise =
        sections.iter().flat_map(|s| &s.lines).any(|line| counts_otherwise(&line.text));
    for section in sections {
        for line in &section.lines {
            match section.label {
                Label::Rules if pattern(line, ty, described) => {}
                Label::Rules => read_line(line, true, ty, &mut rules),
                Label::Prose => read_line(line, false, ty, &mut prose),
                _ => {}
            }
        }
    }
    for (limit, value) in prose.limits {
        match rules.limits.get(&limit) {
            Some(said) if *said != value => prose.torn = prose.torn.or(first_place(sections)),
            Some(_) => {}
            None => _ = rules.limits.insert(limit, value),
        }
    }
    take_back(&mut rules, counts_otherwise, first_place(sections));
    described.limits = rules.limits;
    if let Some(at) = rules.torn.or(prose.torn) {
        let asks = "The page gives two different limits: which holds?";
        described.remark(About::Limit, at, asks, "the labelled one, else none");
    }
    if let Some((at, number)) = rules.unread.or(prose.unread) {
        let number = number.map(|number| format!(" to {number}")).unwrap_or_default();
        let asks = format!(
            "The text limits something{number} in a way that this type has no limit for: must it be kept?"
        );
        described.remark(About::Limit, at, asks, "no limit");
    }
}

/// Takes back limits that say nothing, and those that count otherwise than a client does.
fn take_back(found: &mut Found, counts_otherwise: bool, at: Option<Position>) {
    let is_length = |limit: &Limit| [LENGTH.0, LENGTH.1].contains(limit);
    if counts_otherwise && found.limits.keys().any(is_length) {
        found.limits.retain(|limit, _| !is_length(limit));
        found.unread = found.unread.take().or(at.map(|at| (at, None)));
    }
    // No value is shorter than nothing.
    found.limits.retain(|limit, value| {
        !matches!(limit, Limit::MinLength | Limit::MinItems) || value.as_u64() != Some(0)
    });
}

fn first_place(sections: &[Section]) -> Option<Position> {
    sections.iter().flat_map(|section| &section.lines).map(|line| line.at).next()
}

/// Pages that count a character of one script as two characters of another.
fn counts_otherwise(text: &str) -> bool {
    ["1中文=", "1 中文", "一个汉字", "一个中文"].iter().any(|sign| text.contains(sign))
}

/// Takes `正则校验：...`; whether the line is one.
fn pattern(line: &Text, ty: &TypeName, described: &mut Described) -> bool {
    const NAMES: &[&str] = &["正则校验", "pattern", "regex"];
    let text = super::sections::without_bullet(&line.text).unwrap_or(&line.text);
    let text = text.trim_start_matches("**");
    let Some((name, rest)) = text.split_once(['：', ':']) else {
        return false;
    };
    let name = name.trim_end_matches("**").to_lowercase();
    if !NAMES.contains(&name.as_str()) {
        return false;
    }
    let pattern = rest.trim_start_matches("**").trim().trim_matches('`');
    if *ty.innermost() == TypeName::String && !pattern.is_empty() {
        described.pattern = Some(pattern.to_owned());
    }
    true
}

fn read_line(line: &Text, is_rule: bool, ty: &TypeName, found: &mut Found) {
    let text = clause::plain(&line.text);
    if clause::is_conditional(&text) {
        return;
    }
    let mut understood = false;
    for clause in clause::clauses(&text) {
        for bounds in clause::bounds(clause) {
            understood = true;
            match kind(&bounds, ty) {
                Some((low, high)) => {
                    put(found, low, bounds.least, line);
                    put(found, high, bounds.most, line);
                }
                None => {
                    let number = bounds.most.or(bounds.least);
                    found.unread = found.unread.take().or(Some((line.at, number)));
                }
            }
        }
    }
    if is_rule && !understood {
        found.unread = found.unread.take().or(Some((line.at, None)));
    }
}

fn put(found: &mut Found, limit: Limit, value: Option<Number>, line: &Text) {
    let Some(value) = value else {
        return;
    };
    if found.limits.get(&limit).is_some_and(|said| *said != value) {
        found.limits.remove(&limit);
        found.torn = Some(line.at);
        return;
    }
    found.limits.insert(limit, value);
}

/// What bounds limit on a value of a type; `None`: nothing of it.
fn kind(bounds: &Bounds, ty: &TypeName) -> Option<(Limit, Limit)> {
    let is_text = matches!(ty.innermost(), TypeName::String | TypeName::Enum);
    match (ty, bounds.counted) {
        _ if bounds.of_each => None,
        (TypeName::List(_), Counted::Nothing | Counted::Things) => bounds.whole().then_some(ITEMS),
        (TypeName::List(_) | TypeName::String | TypeName::Enum, Counted::Characters) if is_text => {
            bounds.whole().then_some(LENGTH)
        }
        (TypeName::String, Counted::Nothing) if bounds.of_length => {
            bounds.whole().then_some(LENGTH)
        }
        (TypeName::Integer, Counted::Nothing | Counted::Things) if !bounds.of_length => {
            bounds.is_integer().then_some(VALUE)
        }
        (TypeName::Number, Counted::Nothing) if !bounds.of_length => Some(VALUE),
        _ => None,
    }
}

/// Whether a value is within limits; a list by the number of its items.
pub(super) fn allow(limits: &BTreeMap<Limit, Number>, value: &Value, is_list: bool) -> bool {
    let (size, pair) = match value {
        Value::Array(items) if is_list => (Some(items.len() as f64), ITEMS),
        Value::String(text) => (Some(text.chars().count() as f64), LENGTH),
        Value::Number(number) => (number.as_f64(), VALUE),
        _ => return true,
    };
    let limit = |limit: Limit| limits.get(&limit).and_then(Number::as_f64);
    let Some(size) = size else {
        return true;
    };
    limit(pair.0).is_none_or(|least| size >= least) && limit(pair.1).is_none_or(|most| size <= most)
}
