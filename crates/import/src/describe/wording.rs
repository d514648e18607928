//! Facts that a page tells in words only: scopes, what is out of use, forms of text.

use super::Described;
use super::literal::text_of;
use super::sections::{Label, Section, Text};
use crate::day::is_day;
use crate::type_name::TypeName;
use indexmap::IndexSet;
use serde_json::Value;

/// Reads the facts that stand in prose.
pub(super) fn read(sections: &[Section], ty: &TypeName, described: &mut Described) {
    for section in sections.iter().filter(|section| section.label == Label::Prose) {
        super::values::in_prose(section, ty, described);
        for line in section.lines.iter().filter(|line| !line.is_bullet) {
            deprecated(line, described);
            fixed(line, ty, described);
            begins_with(line, ty, described);
            described.structure = described.structure.take().or_else(|| structure(&line.text));
            described.required = described.required.or_else(|| required(&line.text));
        }
    }
    if matches!(ty, TypeName::String) && described.values.is_empty() && described.moment.is_none() {
        described.format = format(sections, described.example.as_ref());
    }
}

/// The scopes of a part of a description.
pub(super) fn scopes(section: &Section) -> IndexSet<String> {
    section.lines.iter().flat_map(|line| scopes_of(&line.text)).map(str::to_owned).collect()
}

/// The first scope in a text.
pub(super) fn scope_in(text: &str) -> Option<&str> {
    scopes_of(text).next()
}

fn scopes_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !"_:.-".contains(c)).filter(|word| {
        let mut parts = word.split(':');
        let first =
            parts.next().is_some_and(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
        let mut others = parts.peekable();
        first && others.peek().is_some() && others.all(|part| !part.is_empty())
    })
}

const OUT_OF_USE: &[&str] = &[
    "已废弃",
    "已弃用",
    "废弃属性",
    "废弃字段",
    "废弃参数",
    "即将废弃",
    "不推荐使用",
    "不再推荐",
    "不建议使用",
    "已合并到",
    "已下线",
    "deprecated",
    "no longer recommended",
    "not recommended",
];

/// Whether a text says that something is not to be used any more.
pub(super) fn is_out_of_use(text: &str) -> bool {
    let lower = text.to_lowercase();
    OUT_OF_USE.iter().any(|word| lower.contains(word))
}

fn deprecated(line: &Text, described: &mut Described) {
    // Sample text may hold the word.
    let text = without_code(&line.text);
    if described.deprecated.is_some() || !is_out_of_use(&text) {
        return;
    }
    const INSTEAD: &[&str] =
        &["已合并到", "建议直接使用", "建议使用", "推荐使用", "请使用", "use instead", "use "];
    let plain = line.text.replace(['*', '`'], "");
    let name = INSTEAD.iter().find_map(|words| {
        let rest =
            plain.split_once(words).filter(|(before, _)| !before.ends_with('不'))?.1.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_.-".contains(c));
        let name = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
        (name.len() > 2).then(|| name.to_owned())
    });
    described.deprecated = Some(match name {
        Some(name) => format!("Use {name}."),
        None => "The page says not to use it any more.".to_owned(),
    });
}

fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// `固定取值为 x`, `固定为 x` in a sentence.
fn fixed(line: &Text, ty: &TypeName, described: &mut Described) {
    let Some((_, rest)) =
        ["固定取值为", "固定值为", "固定为"].iter().find_map(|words| line.text.split_once(words))
    else {
        return;
    };
    if let super::literal::Literal::Value(value) = super::literal::read(rest, ty) {
        described.fixed.get_or_insert(value);
    }
}

/// ``以 `x` 开头``: what every value begins with.
fn begins_with(line: &Text, ty: &TypeName, described: &mut Described) {
    let mut parts = line.text.split('`');
    let (Some(before), Some(start), Some(after)) = (parts.next(), parts.next(), parts.next())
    else {
        return;
    };
    let says_so = before.trim_end().ends_with('以') && after.trim_start().starts_with("开头");
    let plain = !start.is_empty()
        && start.chars().all(|c| c.is_ascii_alphanumeric() || "@_-/:".contains(c));
    if *ty == TypeName::String && says_so && plain {
        described.pattern.get_or_insert_with(|| format!("^{start}"));
    }
}

/// `遵循 [Name](...) 结构规范`
fn structure(text: &str) -> Option<String> {
    let rest = text.split_once("遵循")?.1.trim_start();
    let name =
        rest.strip_prefix('[').map_or_else(|| rest.split(' ').next(), |r| r.split(']').next())?;
    let name = name.trim().trim_matches('`');
    let fits = !name.is_empty()
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (fits && text.contains("结构")).then(|| name.to_owned())
}

/// A clause that says nothing but whether the field must be given.
fn required(text: &str) -> Option<bool> {
    const YES: &[&str] = &["必填", "必须", "必传", "required"];
    const NO: &[&str] = &["选填", "可选", "非必填", "optional"];
    text.split(['，', ',', '。', '；', ';', '（', '）', '(', ')', '.']).find_map(|clause| {
        let clause = clause.trim().to_lowercase();
        match (YES.contains(&clause.as_str()), NO.contains(&clause.as_str())) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    })
}

/// A named form of the text, only where the words and the example agree.
fn format(sections: &[Section], example: Option<&Value>) -> Option<&'static str> {
    let mut text = String::new();
    for line in sections
        .iter()
        .filter(|s| matches!(s.label, Label::Prose | Label::Rules))
        .flat_map(|s| &s.lines)
    {
        text.push_str(&line.text.to_lowercase());
        text.push('\n');
    }
    let example = example.map(text_of);
    let example = example.as_deref().map(|text| text.trim_matches('"'));
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text.contains("json")
        && has(&["转义", "序列化", "压缩", "escaped", "serialized", "stringified"])
    {
        return Some("json");
    }
    let dated = has(&["yyyy-mm-dd"]) && !has(&["hh", "yyyy/mm/dd", "yyyymmdd"]);
    if dated && example.is_none_or(is_day) {
        return Some("date");
    }
    let address = has(&["url", "链接", "网址"]) && !has(&["获取方式", "token"]);
    let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    if address
        && example.is_some_and(|text| is_address(text) && !text.contains(char::is_whitespace))
    {
        return Some("uri");
    }
    None
}
