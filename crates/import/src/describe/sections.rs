//! Cuts a description into its labelled parts.

use super::values;
use crate::document::{Line, Position};
use crate::type_name::TypeName;

/// What a part of a description is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    Prose,
    Default,
    Fixed,
    Example,
    /// Known values; `sure` where a label of its own says so, and not the end of a sentence.
    Values {
        sure: bool,
    },
    Rules,
    Scopes,
    /// The scopes of one value.
    ScopesOf(String),
}

/// A line of a part, without its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) at: Position,
    pub(super) is_bullet: bool,
}

/// A part of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) label: Label,
    pub(super) lines: Vec<Text>,
}

/// The labels, in lower case, without colon and emphasis.
const LABELS: &[(&[&str], Label)] = &[
    (&["默认值", "默认", "缺省值", "default", "default value"], Label::Default),
    (&["固定值", "fixed value"], Label::Fixed),
    (&["示例值", "示例", "例如", "例子", "example", "examples", "example value"], Label::Example),
    (
        &[
            "可选值有",
            "可选值",
            "可选值为",
            "可能值有",
            "可能值",
            "枚举值",
            "枚举值有",
            "枚举",
            "取值",
            "allowed values",
            "optional values",
            "possible values",
            "valid values",
            "enum values",
            "values",
            "options",
            "enum",
        ],
        Label::Values { sure: true },
    ),
    (&["数据校验规则", "校验规则", "data validation rules", "validation rules"], Label::Rules),
    (&["字段权限要求", "field scopes", "required field scopes", "field permission"], Label::Scopes),
    (
        &["注意", "注意事项", "说明", "备注", "值格式", "格式要求", "note", "notes", "tip", "tips"],
        Label::Prose,
    ),
];

/// Labels that are limits themselves: they stay in the text.
const LIMITS: &[&str] = &[
    "取值范围",
    "长度范围",
    "长度限制",
    "固定长度",
    "数量限制",
    "最大长度",
    "最小长度",
    "最大值",
    "最小值",
    "正则校验",
    "range",
    "length",
    "max length",
    "min length",
    "maximum",
    "minimum",
    "max",
    "min",
    "pattern",
];

/// A label is no longer than this, in characters.
const LONGEST_LABEL: usize = 60;

/// Cuts a description into parts; lines before the first label are prose.
pub(super) fn split(lines: &[Line], ty: &TypeName) -> Vec<Section> {
    let mut sections = vec![Section { label: Label::Prose, lines: Vec::new() }];
    for line in lines.iter().flat_map(at_labels) {
        let found = label(&line.text);
        let opened = found.is_some();
        let (text, at) = match found {
            Some((label, rest)) => {
                sections.push(Section { label, lines: Vec::new() });
                (rest, line.at)
            }
            None => (line.text.as_str(), line.at),
        };
        let is_bullet = !opened && without_bullet(text).is_some();
        if !opened && closes(sections.last(), text, is_bullet) {
            sections.push(Section { label: Label::Prose, lines: Vec::new() });
        }
        if let Some(section) = sections.last_mut()
            && !text.is_empty()
        {
            section.lines.push(Text { text: text.to_owned(), at, is_bullet });
        }
        if !opened && !is_bullet && values::announced(text) {
            sections.push(Section { label: Label::Values { sure: false }, lines: Vec::new() });
        }
    }
    values::find_unannounced(&mut sections, ty);
    sections
}

/// Whether a part ends before a line that has no label.
fn closes(section: Option<&Section>, text: &str, is_bullet: bool) -> bool {
    let Some(section) = section else {
        return false;
    };
    match section.label {
        Label::Default | Label::Fixed => !section.lines.is_empty(),
        Label::Values { sure } => !sure && !is_bullet && values::item(text).is_none(),
        Label::Rules => !is_bullet && !section.lines.is_empty(),
        Label::Scopes | Label::ScopesOf(_) => super::wording::scope_in(text).is_none(),
        Label::Prose | Label::Example => false,
    }
}

/// A line without the sign of a list.
pub(super) fn without_bullet(text: &str) -> Option<&str> {
    ["- ", "* ", "• ", "-\u{a0}"].iter().find_map(|sign| text.strip_prefix(sign)).map(str::trim)
}

/// Some renderings put a whole description on one line: it is cut where a bold label starts, and
/// before the signs of a list of values.
fn at_labels(line: &Line) -> Vec<Line> {
    let mut parts = Vec::new();
    let mut column = line.at.column;
    let mut add = |text: &str| {
        let at = Position { line: line.at.line, column };
        parts.push(Line { text: text.trim().to_owned(), at });
        column = column.saturating_add(text.chars().count() as u32);
    };
    let mut start = 0;
    for (at, sign) in line.text.match_indices(['*', '-']) {
        let rest = &line.text[at..];
        let opens = match sign {
            "*" => label(rest).is_some_and(|(label, _)| label != Label::Prose),
            _ => line.text[..at].ends_with(' ') && values::starts_item(rest),
        };
        if at > start && opens {
            add(&line.text[start..at]);
            start = at;
        }
    }
    add(&line.text[start..]);
    parts
}

/// The label a line starts with, and what follows it.
fn label(text: &str) -> Option<(Label, &str)> {
    let (name, rest) = match text.strip_prefix("**") {
        Some(bold) => bold_label(bold)?,
        None if text.starts_with('*') => return None,
        None => plain_label(text)?,
    };
    let rest = rest.trim();
    let is_bold = text.starts_with("**");
    if let Some(value) = subject_of_scopes(name) {
        return Some((Label::ScopesOf(value), rest));
    }
    let bare = name.split(['（', '(']).next().unwrap_or(name).trim().to_lowercase();
    if LIMITS.contains(&bare.as_str()) {
        return Some((Label::Rules, text));
    }
    LABELS
        .iter()
        .find(|(names, _)| names.contains(&bare.as_str()))
        .map(|(_, label)| (label.clone(), rest))
        // A label that nobody knows still ends the part before it.
        .or_else(|| is_bold.then_some((Label::Prose, text)))
}

/// `label**：rest` or `label：**rest`.
fn bold_label(bold: &str) -> Option<(&str, &str)> {
    let end = bold.char_indices().take(LONGEST_LABEL).map(|(at, _)| at);
    let end = end.into_iter().find(|at| bold[*at..].starts_with("**"))?;
    let (name, rest) = (&bold[..end], &bold[end + 2..]);
    let inside = name.strip_suffix(['：', ':']);
    let outside = rest.strip_prefix(['：', ':']);
    match (inside, outside) {
        (Some(name), _) => Some((name.trim(), rest)),
        (None, Some(rest)) => Some((name.trim(), rest)),
        (None, None) => None,
    }
}

fn plain_label(text: &str) -> Option<(&str, &str)> {
    let (end, colon) =
        text.char_indices().take(LONGEST_LABEL).find(|(_, c)| matches!(c, '：' | ':'))?;
    Some((text[..end].trim(), &text[end + colon.len_utf8()..]))
}

/// The value in `当值为 x，字段权限要求`.
fn subject_of_scopes(name: &str) -> Option<String> {
    let rest = name.strip_prefix("当值为")?;
    let (value, what) = rest.split_once(['，', ','])?;
    let value = value.trim().trim_matches(['`', '"', '“', '”']);
    what.contains("权限要求").then(|| value.to_owned())
}
