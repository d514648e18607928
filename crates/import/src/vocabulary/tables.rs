//! Tables read by their heads: parameters and fields, codes, and facts with a label in front.
//!
//! What a head means is data. A column that no list knows is not lost: its cell joins the
//! description with the head as its label, since older pages keep defaults and examples in columns
//! of their own.

use super::wording::{label, plain};
use crate::document::{Cell, Line, Position, TableRow};
use crate::page::{Doubt, ErrorRow, Row};

/// A column of a table of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Name,
    Type,
    Required,
    Description,
}

const FIELD_HEADS: &[(Field, &[&str])] = &[
    (
        Field::Name,
        &[
            "名称",
            "参数",
            "参数名",
            "参数名称",
            "字段",
            "字段名",
            "字段名称",
            "属性",
            "key",
            "name",
            "parameter",
            "parametername",
            "field",
            "fieldname",
            "property",
        ],
    ),
    (
        Field::Type,
        &["类型", "参数类型", "数据类型", "字段类型", "type", "datatype", "parametertype"],
    ),
    (
        Field::Required,
        &[
            "必填",
            "必须",
            "必选",
            "是否必填",
            "是否必须",
            "是否必选",
            "required",
            "isrequired",
            "mandatory",
        ],
    ),
    (
        Field::Description,
        &[
            "描述",
            "说明",
            "参数说明",
            "参数描述",
            "字段说明",
            "字段描述",
            "含义",
            "description",
            "instruction",
        ],
    ),
];

/// A column of a table of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CodeColumn {
    Http,
    Code,
    Message,
    Advice,
}

/// Where two lists hold a head, the earlier list takes the first such column.
const CODE_HEADS: &[(CodeColumn, &[&str])] = &[
    (
        CodeColumn::Http,
        &["http状态码", "http状态", "http码", "httpcode", "httpstatus", "httpstatuscode", "状态码"],
    ),
    (
        CodeColumn::Code,
        &["错误码", "错误代码", "返回码", "code", "errorcode", "errcode", "err_code"],
    ),
    (
        CodeColumn::Message,
        &[
            "描述",
            "错误描述",
            "错误信息",
            "错误消息",
            "错误说明",
            "返回信息",
            "含义",
            "说明",
            "msg",
            "message",
            "errormessage",
            "errmsg",
            "err_msg",
            "description",
        ],
    ),
    (
        CodeColumn::Advice,
        &[
            "排查建议",
            "处理建议",
            "排查方案",
            "解决方案",
            "处理方式",
            "建议",
            "描述",
            "说明",
            "备注",
            "advice",
            "troubleshooting",
            "troubleshootingsuggestion",
            "troubleshootingsuggestions",
            "suggestion",
            "solution",
        ],
    ),
];

/// Words for "must be sent", and for "may be left out".
const REQUIRED: &[&str] = &["是", "必填", "必须", "必选", "yes", "true", "y", "required"];
const OPTIONAL: &[&str] =
    &["否", "非必填", "非必须", "可选", "选填", "不必填", "no", "false", "n", "optional"];

/// What a column of a table of parameters holds, by its head.
pub(crate) fn field(head: &str) -> Option<Field> {
    let key = label(head);
    FIELD_HEADS.iter().find(|(_, words)| words.contains(&key.as_str())).map(|(field, _)| *field)
}

/// Whether a parameter must be sent, by a word that says so and nothing else.
pub(crate) fn answer(text: &str) -> Option<bool> {
    let word = label(text);
    let must = REQUIRED.contains(&word.as_str());
    (must || OPTIONAL.contains(&word.as_str())).then_some(must)
}

/// Which column is which: each meaning takes the first column that is still free.
fn columns<K: Copy + PartialEq>(head: &[String], heads: &[(K, &[&str])]) -> Vec<Option<K>> {
    let labels: Vec<String> = head.iter().map(|text| label(text)).collect();
    let mut meanings = vec![None; head.len()];
    for (meaning, words) in heads {
        let free = (0..labels.len())
            .find(|&i| meanings[i].is_none() && words.contains(&labels[i].as_str()));
        if let Some(index) = free {
            meanings[index] = Some(*meaning);
        }
    }
    meanings
}

/// The rows of a table of parameters or fields; `None` where the table is of another kind.
///
/// `place` is where its rows go, for the doubts about them.
pub(crate) fn parameters(
    head: &[String],
    rows: &[TableRow],
    place: &str,
    doubts: &mut Vec<Doubt>,
) -> Option<Vec<Row>> {
    let columns = columns(head, FIELD_HEADS);
    let has = |field| columns.contains(&Some(field));
    if !has(Field::Name) || !(has(Field::Type) || has(Field::Required) || has(Field::Description)) {
        return None;
    }
    Some(rows.iter().filter_map(|row| parameter(head, &columns, row, place, doubts)).collect())
}

fn parameter(
    head: &[String],
    columns: &[Option<Field>],
    row: &TableRow,
    place: &str,
    doubts: &mut Vec<Doubt>,
) -> Option<Row> {
    let mut read = Row { at: row.at, level: row.level, ..Row::default() };
    for (index, cell) in row.cells.iter().enumerate() {
        match columns.get(index).copied().flatten() {
            Some(Field::Name) => name(cell, &mut read),
            Some(Field::Type) => read.type_name = plain(&joined(cell)),
            Some(Field::Required) => read.required = Some(required(cell, row.at, place, doubts)),
            Some(Field::Description) => read.description.extend(cell.iter().cloned()),
            None => read.description.extend(labelled(head.get(index), cell)),
        }
    }
    if columns.contains(&Some(Field::Required)) && read.required.is_none() {
        read.required = Some(required(&Cell::new(), row.at, place, doubts));
    }
    if read.name.is_empty() {
        if row.cells.iter().any(|cell| !cell.is_empty()) {
            doubts.push(Doubt::new(
                row.at,
                place,
                "A row of the table has no name: is it part of the row above?",
                "left out",
            ));
        }
        return None;
    }
    Some(read)
}

/// The first line is the name; what else stands in the cell is about it.
fn name(cell: &Cell, read: &mut Row) {
    let mut lines = cell.iter();
    if let Some(line) = lines.next() {
        read.name = plain(&line.text);
        read.at = line.at;
    }
    read.description.splice(0..0, lines.cloned());
}

fn labelled(head: Option<&String>, cell: &Cell) -> Vec<Line> {
    let mut lines = cell.clone();
    if let (Some(head), Some(first)) =
        (head.filter(|head| !label(head).is_empty()), lines.first_mut())
    {
        first.text = format!("**{}**：{}", plain(head), first.text);
    }
    lines
}

fn required(cell: &Cell, row: Position, place: &str, doubts: &mut Vec<Doubt>) -> bool {
    if let Some(answer) = answer(&joined(cell)) {
        return answer;
    }
    let word = label(&joined(cell));
    // A condition behind the word, `是（新建时）`, leaves it open when the row must be sent.
    let always = REQUIRED.iter().any(|start| word.starts_with(start)) && word.starts_with('是');
    let asks = match word.as_str() {
        "" | "-" => "The page does not say whether this must be sent: must it?".to_owned(),
        _ => format!("The page says {word:?} where others say yes or no: must this be sent?"),
    };
    let at = cell.first().map_or(row, |line| line.at);
    doubts.push(Doubt::new(
        at,
        place,
        &asks,
        if always { "it must" } else { "it may be left out" },
    ));
    always
}

/// What a table of codes says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Codes {
    /// Its rows with a code.
    pub(crate) rows: Vec<ErrorRow>,
    /// The table tells failures apart by HTTP status alone.
    pub(crate) by_status: bool,
}

/// The rows of a table of codes; `None` where the table is of another kind.
pub(crate) fn codes(head: &[String], rows: &[TableRow], doubts: &mut Vec<Doubt>) -> Option<Codes> {
    let columns = columns(head, CODE_HEADS);
    let find = |wanted| columns.iter().position(|column| *column == Some(wanted));
    let Some(code) = find(CodeColumn::Code) else {
        let by_status = find(CodeColumn::Http).is_some();
        return by_status.then(|| Codes { rows: Vec::new(), by_status });
    };
    let (http, message, advice) =
        (find(CodeColumn::Http), find(CodeColumn::Message), find(CodeColumn::Advice));
    let cell = |row: &TableRow, column: Option<usize>| {
        column.and_then(|i| row.cells.get(i)).cloned().unwrap_or_default()
    };
    let mut read = Vec::new();
    for row in rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty())) {
        let written = cell(row, Some(code));
        let Ok(number) = label(&joined(&written)).parse() else {
            let asks = format!("{:?} is no code: which code does this row mean?", joined(&written));
            doubts.push(Doubt::new(row.at, "errors", &asks, "left out"));
            continue;
        };
        read.push(ErrorRow {
            at: row.at,
            http: status(&cell(row, http), row.at, doubts),
            code: number,
            message: joined(&cell(row, message)),
            advice: cell(row, advice),
        });
    }
    Some(Codes { rows: read, by_status: false })
}

fn status(cell: &Cell, row: Position, doubts: &mut Vec<Doubt>) -> Option<u16> {
    let word = label(&joined(cell));
    match word.parse::<u16>() {
        Ok(status) if (100..600).contains(&status) => Some(status),
        _ if matches!(word.as_str(), "" | "-" | "/") => None,
        _ => {
            let at = cell.first().map_or(row, |line| line.at);
            doubts.push(Doubt::new(
                at,
                "errors",
                format!("{word:?} is no HTTP status: which one is it?"),
                "none",
            ));
            None
        }
    }
}

/// A label and what the table says for it.
#[derive(Debug)]
pub(crate) struct Fact<'a> {
    /// The label's cell as a key, with any remark that stands beside the label.
    pub(crate) label: String,
    /// Where it stands.
    pub(crate) at: Position,
    /// What is said for it.
    pub(crate) value: &'a [Line],
}

/// The rows of a table of two columns, label and value.
pub(crate) fn facts(rows: &[TableRow]) -> Vec<Fact<'_>> {
    rows.iter()
        .filter_map(|row| {
            let value = row.cells.get(1).map_or(&[][..], Vec::as_slice);
            let label = label(&joined(row.cells.first()?));
            Some(Fact { label, at: row.at, value })
        })
        .collect()
}

/// The text of a cell in one line.
pub(crate) fn joined(cell: &[Line]) -> String {
    cell.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
