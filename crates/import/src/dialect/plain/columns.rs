//! Tables without pipes: blanks alone part the cells, so it takes the words in them to part them.

use super::code::cut_off;
use super::lines::{cell, is_blank, line};
use super::tables::{Found, taken};
use super::{Style, Taken, begins_a_part};
use crate::dialect::markdown::levels::Indent;
use crate::dialect::markdown::piece::Piece;
use crate::document::TableRow;
use crate::vocabulary::tables::{Field, answer, field};

/// A table whose cells only blanks part: a head of known words, then one row a line, up to the
/// next empty line.
pub(super) fn bare<'t>(lines: &[Piece<'t>], from: usize, style: &Style) -> Option<Taken<'t>> {
    let head = lines[from].trim();
    let columns: Vec<Field> = head.text.split_whitespace().map(field).collect::<Option<_>>()?;
    if columns.len() < 3 || columns.first() != Some(&Field::Name) {
        return None;
    }
    let mut rows: Vec<Found> = Vec::new();
    let mut next = from + 1;
    for raw in lines[next..].iter().take_while(|raw| !is_blank(raw) && !begins_a_part(**raw, style))
    {
        next += 1;
        let margin = raw.trim().at.column.saturating_sub(head.at.column) as usize;
        match bare_row(raw.trim(), &columns, next == lines.len()) {
            Some(found) => rows.push(set_in(found, margin)),
            None => go_on(&mut rows, *raw),
        }
    }
    let is_whole = |found: &Found| found.row.cells.len() + 1 >= columns.len();
    let ends_here = lines[next..].iter().all(is_blank);
    let damage = match ends_here && !rows.last().is_some_and(is_whole) {
        true => cut_off(lines, "the page stops within a row of a table"),
        false => None,
    };
    let head = head.text.split_whitespace().map(str::to_owned).collect();
    Some(taken(lines[from], head, rows, next, damage))
}

fn set_in(mut found: Found, margin: usize) -> Found {
    found.indent.width += margin;
    found
}

/// Adds a line to the description of the row before it; before the first row it is a row itself,
/// so that nothing is lost.
fn go_on(rows: &mut Vec<Found>, raw: Piece<'_>) {
    match rows.last_mut().and_then(|found| found.row.cells.last_mut()) {
        Some(cell) => cell.extend(line(raw)),
        None => {
            let row = TableRow { at: raw.trim().at, level: None, cells: vec![cell(raw)] };
            rows.push(Found { row, indent: Indent::default() });
        }
    }
}

/// The row that a line is. A line whose words do not fit the columns goes on with the text of the
/// row before. Only with the page itself may a row end after its name.
fn bare_row(raw: Piece<'_>, columns: &[Field], is_last: bool) -> Option<Found> {
    let mut rest = raw;
    let indent = Indent::of(rest.text);
    rest.take(indent.bytes);
    let mut words = Vec::new();
    for column in columns {
        rest = rest.trim();
        if rest.text.is_empty() {
            break;
        }
        let length = match column {
            Field::Name | Field::Required => word_length(rest.text),
            Field::Type => type_length(rest.text),
            Field::Description => rest.text.len(),
        };
        words.push((*column, rest.take(length)));
    }
    let answers = |(column, word): &(Field, Piece<'_>)| {
        *column == Field::Required && answer(word.text).is_some()
    };
    let is_named = words.first().is_some_and(|(_, word)| is_name(word.text));
    let is_typed = words.get(1).map_or(is_last, |(_, word)| is_type(word.text));
    let has_answer = words.iter().any(answers);
    let lacks_answer = words.len() > 2 && columns.contains(&Field::Required) && !has_answer;
    let is_row = is_named && (is_typed || has_answer) && !lacks_answer;
    let cells = words.into_iter().map(|(_, word)| cell(word)).collect();
    is_row.then_some(Found { row: TableRow { at: raw.at, level: None, cells }, indent })
}

fn word_length(text: &str) -> usize {
    text.find(char::is_whitespace).unwrap_or(text.len())
}

/// The length of a type, which may hold blanks within `<>`.
fn type_length(text: &str) -> usize {
    let mut depth = 0usize;
    let ends = |c: char| {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    };
    match text.find(ends) {
        Some(end) => end,
        None if depth == 0 => text.len(),
        None => word_length(text),
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '$' | '[' | ']'))
}

/// How types begin on these pages, in lower case.
const TYPES: &[&str] = &[
    "string",
    "int",
    "long",
    "short",
    "byte",
    "float",
    "double",
    "decimal",
    "bigdecimal",
    "number",
    "bool",
    "map",
    "list",
    "array",
    "object",
    "json",
    "date",
    "time",
    "file",
    "any",
    "enum",
];

fn is_type(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    TYPES.iter().any(|known| word.starts_with(known)) || word.ends_with("[]") || word.ends_with('>')
}
