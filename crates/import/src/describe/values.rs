//! The known values of a field.
//!
//! A value is a bare word: what the platform compares with. Lists of anything else (steps,
//! conditions, other fields) look the same on a page, so that a list without a label counts only
//! where every line of it has the form of a value.

use super::sections::{Label, Section, Text, without_bullet};
use super::wording::is_out_of_use;
use super::{About, Described, literal};
use crate::type_name::TypeName;
use larkspur_spec::model::{EnumValue, Map};
use serde_json::Value;

/// A value and what the page says about it.
pub(super) struct Item<'a> {
    value: &'a str,
    about: &'a str,
}

/// Words that announce values at the end of a sentence, before `有`, `为`, `如下` and a colon.
const ANNOUNCING: &[&str] = &[
    "可选值",
    "可能值",
    "枚举值",
    "枚举",
    "取值",
    "类型",
    "状态",
    "可选的值",
    "可选项",
    "allowed values",
    "possible values",
    "valid values",
    "enum values",
    "options",
    "one of",
];

/// Whether a text goes on with a value of a list, `- a：text`; it looks no further than a value is
/// long.
pub(super) fn starts_item(text: &str) -> bool {
    let Some(text) = without_bullet(text) else {
        return false;
    };
    let end = text.char_indices().take(66).find(|(_, c)| matches!(c, '：' | ':'));
    end.is_some_and(|(at, colon)| {
        let value = text[..at].trim().trim_matches(['`', '"']);
        is_bare(value) && value.is_ascii() && !text[at + colon.len_utf8()..].starts_with("//")
    })
}

/// What may stand between such a word and the colon.
const LINKS: &[&str] = &["如下所示", "如下", "所示", "包括", "有", "为", "是", "are", "include"];

/// Whether a line of prose ends in the announcement of a list of values.
pub(super) fn announced(text: &str) -> bool {
    let Some(mut rest) = text.trim_end().strip_suffix(['：', ':']) else {
        return false;
    };
    while let Some(shorter) = LINKS.iter().find_map(|link| rest.strip_suffix(link)) {
        rest = shorter.trim_end();
    }
    if super::limits::is_conditional(text) {
        return false;
    }
    let tail: String = last_chars(rest, 20).to_lowercase();
    ANNOUNCING.iter().any(|word| tail.ends_with(word))
}

fn last_chars(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    &text[start..]
}

/// Takes lists of values out of prose that does not announce them: `0: ...`, `1: ...` under a field
/// of whole numbers, or words under a line that speaks of types or states.
pub(super) fn find_unannounced(sections: &mut Vec<Section>, ty: &TypeName) {
    if holds_values(sections) || !takes_values(ty) {
        return;
    }
    let Some(prose) = sections.iter_mut().find(|section| section.label == Label::Prose) else {
        return;
    };
    let Some(first) = prose.lines.iter().position(|line| item_with_text(&line.text)) else {
        return;
    };
    let ends = |line: &Text| !item_with_text(&line.text);
    let after = prose.lines[first..].iter().position(ends).map_or(prose.lines.len(), |n| first + n);
    let is_list = prose.lines[first..].iter().take(after - first).all(|line| item_fits(line, ty));
    // A list that goes on in another form is something else.
    let goes_on = prose.lines.get(after).is_some_and(|line| line.is_bullet);
    let speaks = *ty.innermost() == TypeName::Integer
        || first.checked_sub(1).is_some_and(|above| speaks_of_values(&prose.lines[above].text));
    if after - first < 2 || !is_list || goes_on || !speaks {
        return;
    }
    let lines = prose.lines.drain(first..after).collect();
    sections.push(Section { label: Label::Values { sure: false }, lines });
}

fn holds_values(sections: &[Section]) -> bool {
    sections.iter().any(|section| matches!(section.label, Label::Values { .. }))
}

fn takes_values(ty: &TypeName) -> bool {
    matches!(ty.innermost(), TypeName::String | TypeName::Integer | TypeName::Enum)
}

fn item_with_text(text: &str) -> bool {
    item(text).is_some_and(|item| !item.about.is_empty())
}

fn item_fits(line: &Text, ty: &TypeName) -> bool {
    item(&line.text).is_some_and(|item| {
        let whole = item.value.parse::<i64>().is_ok();
        item.value.is_ascii() && (whole || *ty.innermost() != TypeName::Integer)
    })
}

fn speaks_of_values(text: &str) -> bool {
    const WORDS: &[&str] = &["类型", "状态", "取值", "可选", "枚举", "type", "status", "state"];
    let tail = last_chars(text, 24).to_lowercase();
    !text.starts_with("- ") && WORDS.iter().any(|word| tail.contains(word))
}

/// Reads the values of a part of a description.
pub(super) fn read(section: &Section, sure: bool, ty: &TypeName, described: &mut Described) {
    if !takes_values(ty) {
        return;
    }
    let mut prose = false;
    let mut marked = Vec::new();
    for line in &section.lines {
        let found = if line.is_bullet || is_plain_item(&line.text) {
            item(&line.text).map(|item| vec![item])
        } else {
            inline(&line.text)
        };
        prose |= found.is_none() && !line.is_bullet;
        let fitting = |item: &Item<'_>| fits(item.value, sure, ty);
        match found.filter(|items| items.iter().all(fitting)) {
            Some(items) => {
                // What follows a colon is about this value.
                prose |= items.iter().any(|item| item.about.ends_with(['：', ':']));
                marked.extend(items.iter().filter(|item| is_default(item.about)).map(|i| i.value));
                items.into_iter().for_each(|item| add(item, line, described));
            }
            None if line.is_bullet && !prose => {
                described.remark(
                    About::Other,
                    line.at,
                    "A line among the values is no value: is one missing?",
                    "no value",
                );
            }
            None => {}
        }
    }
    if let ([only], None) = (marked.as_slice(), &described.default)
        && let literal::Literal::Value(value) = literal::read(only, ty)
    {
        described.default = Some(value);
    }
}

/// `0: text` without the sign of a list.
fn is_plain_item(text: &str) -> bool {
    item(text).is_some_and(|item| item.value.is_ascii() && !item.about.is_empty())
}

fn fits(value: &str, sure: bool, ty: &TypeName) -> bool {
    match ty.innermost() {
        TypeName::Integer => value.parse::<i64>().is_ok(),
        _ => sure || value.is_ascii(),
    }
}

fn is_default(about: &str) -> bool {
    literal::DEFAULT_MARKS.iter().any(|mark| about.ends_with(mark))
}

fn add(item: Item<'_>, line: &Text, described: &mut Described) {
    if described.values.contains_key(item.value) {
        let asks = format!("The value {} is listed twice: is another one meant?", item.value);
        return described.remark(About::Other, line.at, asks, "one value");
    }
    let value = EnumValue { deprecated: is_out_of_use(item.about), ..EnumValue::default() };
    described.values.insert(item.value.to_owned(), value);
}

/// A line as a value: `- a：text`, `` `a`: text``, `0: text`, or a bare word alone.
pub(super) fn item(text: &str) -> Option<Item<'_>> {
    let bullet = without_bullet(text);
    let text = bullet.unwrap_or(text);
    if let Some((open, close)) = literal::QUOTES.iter().find(|(open, _)| text.starts_with(*open)) {
        let (value, about) = text[open.len_utf8()..].split_once(*close)?;
        return quoted(value, about);
    }
    for colon in ['：', ':'] {
        if let Some((value, about)) = text.split_once(colon)
            && is_bare(value.trim())
        {
            return Some(Item { value: value.trim(), about: about.trim() });
        }
    }
    let (value, about) = text.split_at(text.find(['（', '(']).unwrap_or(text.len()));
    let alone = bullet.is_some() && is_bare(value.trim());
    alone.then(|| Item { value: value.trim(), about: about.trim() })
}

fn quoted<'a>(value: &'a str, about: &'a str) -> Option<Item<'a>> {
    const LINKS: &[&str] = &["：", ":", "（", "(", "，", ",", "-", "—", "=", "表示", "代表", "为"];
    let about = about.trim();
    let follows = about.is_empty() || LINKS.iter().any(|link| about.starts_with(link));
    let fits = !value.is_empty() && value.len() <= 64 && value.trim() == value;
    (follows && fits).then(|| {
        let about = LINKS.iter().find_map(|link| about.strip_prefix(link)).unwrap_or(about);
        // The bracket of a remark stays, so that `（默认值）` is still told.
        Item { value, about: about.trim() }
    })
}

/// Whether a word can be what the platform compares with.
fn is_bare(word: &str) -> bool {
    const NEVER: &str = "，。；、！？“”（）()[]<>{}*`\"'|,;!?";
    !word.is_empty()
        && word.len() <= 64
        && !word.contains("//")
        && !word.contains(|c: char| c.is_whitespace() || NEVER.contains(c))
}

/// Values in one line: `a/b`, `a、b`, `a (text), b (text)`.
fn inline(text: &str) -> Option<Vec<Item<'_>>> {
    let text = text.trim_end_matches(['。', '.', ' ']);
    let parts = outside_brackets(text, &['、', '，', ',', '；', ';', '|']);
    let parts = if parts.len() == 1 { outside_brackets(text, &['/']) } else { parts };
    let items: Option<Vec<Item<'_>>> = parts.into_iter().map(inline_item).collect();
    items.filter(|items| items.len() >= 2)
}

fn inline_item(part: &str) -> Option<Item<'_>> {
    let part = part.trim();
    let part = part.strip_prefix("or ").or_else(|| part.strip_prefix("and ")).unwrap_or(part);
    // `text:value`, where the text is of no script that values are written in.
    if let Some((about, value)) = part.split_once(['：', ':'])
        && !about.is_ascii()
        && value.is_ascii()
        && is_bare(value.trim())
    {
        return Some(Item { value: value.trim(), about });
    }
    let end = part.find(['（', '(']).unwrap_or(part.len());
    let (value, about) = part.split_at(end);
    let value = value.split(" for ").next().unwrap_or(value);
    let value = value.trim().trim_matches(['`', '"', '“', '”']);
    is_bare(value).then_some(Item { value, about })
}

/// Cuts a text at separators that stand in no brackets.
fn outside_brackets<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 && separators.contains(&c) => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The values of `Task state: a (text), b (text)` at the end of prose.
pub(super) fn in_prose(section: &Section, ty: &TypeName, described: &mut Described) {
    const HEADS: &[&str] = &["type", "status", "state", "values", "类型", "状态", "可选值", "取值"];
    if !takes_values(ty) || !described.values.is_empty() {
        return;
    }
    for line in section.lines.iter().filter(|line| !line.is_bullet) {
        let Some((head, list)) = line.text.split_once(['：', ':']) else {
            continue;
        };
        let head = last_chars(head.trim(), 12).to_lowercase();
        let items = match () {
            () if HEADS.iter().any(|word| head.ends_with(word)) => inline(list),
            () if head.ends_with("value") => item_alone(list),
            () => None,
        };
        let items = items.unwrap_or_default();
        if items.iter().all(|item| fits(item.value, false, ty)) {
            items.into_iter().for_each(|item| add(item, line, described));
        }
    }
}

/// The one value behind `value: ` at the end of a line.
fn item_alone(text: &str) -> Option<Vec<Item<'_>>> {
    let value = text.trim().trim_end_matches('.');
    is_bare(value).then(|| vec![Item { value, about: "" }])
}

/// Whether a value, or each item of a list, is one of those.
pub(super) fn knows(values: &Map<EnumValue>, value: &Value) -> bool {
    match value {
        Value::Array(items) => {
            items.iter().all(|item| values.contains_key(&literal::text_of(item)))
        }
        other => values.contains_key(&literal::text_of(other)),
    }
}
