//! Tables of pipes, with and without outer pipes, written by a machine or by hand.
//!
//! A machine writes ` | ` between cells and the last cell as it comes, so pipes in a description
//! cut nothing: a row has as many cells as its head, and the last one takes the rest.

use super::levels::Indent;
use super::piece::Piece;
use super::{Fence, Rendering, inline};
use crate::document::{Cell, Damage, Position};
use std::ops::Range;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether each row begins with a pipe.
    pub(crate) outer: bool,
    /// Whether a machine wrote it: its dividing line has exactly three dashes for each column.
    pub(crate) generated: bool,
}

/// A table as it stands on the page.
#[derive(Debug)]
pub(crate) struct Table {
    /// Where it starts.
    pub(crate) at: Position,
    /// How it is written.
    pub(crate) style: Style,
    /// The heads of its columns.
    pub(crate) head: Vec<String>,
    /// Its rows.
    pub(crate) rows: Vec<Row>,
}

/// A row as it stands on the page.
#[derive(Debug)]
pub(crate) struct Row {
    /// Where it starts.
    pub(crate) at: Position,
    /// What stands in front of its name.
    pub(crate) indent: Indent,
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
}

/// The first two lines of a table.
pub(crate) struct Start {
    style: Style,
    at: Position,
    head: Vec<String>,
}

/// The table that starts at the first line, if one does.
pub(crate) fn start(mut rest: Piece<'_>) -> Option<Start> {
    let line = rest.first_line();
    if !line.text.contains('|') {
        return None;
    }
    rest.take_line();
    let divider = rest.first_line().text.trim();
    let columns: Vec<&str> = divider.trim_matches('|').split('|').map(str::trim).collect();
    let is_divider = divider.contains('|')
        && columns.iter().all(|column| is_dashes(column))
        && columns.iter().any(|column| !column.is_empty());
    if !is_divider {
        return None;
    }
    let trimmed = line.trim();
    let style = Style {
        outer: trimmed.text.starts_with('|'),
        generated: columns.iter().all(|column| *column == "---"),
    };
    let cells = cut_row(trimmed, Style { generated: false, ..style }, usize::MAX);
    let head = cells.iter().map(|cell| inline::without_bold(&inline::plain(cell.text))).collect();
    Some(Start { style, at: trimmed.at, head })
}

fn is_dashes(column: &str) -> bool {
    column.chars().all(|found| found == '-' || found == ':')
}

/// Reads the table whose first two lines were recognised.
pub(crate) fn read(
    rest: &mut Piece<'_>,
    start: Start,
    rendering: &Rendering,
    damage: &mut Vec<Damage>,
) -> Table {
    rest.take_line();
    rest.take_line();
    let Start { style, at, head } = start;
    let flows = rendering.rows_flow && style.generated && !style.outer;
    let mut rows = Vec::new();
    loop {
        if goes_on_below(*rest, style, head.len()) {
            super::skip_empty_lines(rest);
        }
        let Some(row) = take_row(rest, style, flows) else { break };
        let pieces = cut_row(row.trim(), style, head.len());
        if rest.text.is_empty() && is_broken_off(row.trim().text, &pieces, style, head.len()) {
            damage.push(Damage {
                at: row.at,
                what: format!(
                    "the page ends in this row: it has {} of {} cells",
                    pieces.len(),
                    head.len()
                ),
            });
        }
        rows.push(read_row(&pieces, style, rendering));
    }
    Table { at, style, head, rows }
}

fn is_broken_off(row: &str, cells: &[Piece<'_>], style: Style, columns: usize) -> bool {
    cells.len() < columns || (style.outer && style.generated && !row.ends_with('|'))
}

fn read_row(pieces: &[Piece<'_>], style: Style, rendering: &Rendering) -> Row {
    let at = pieces.first().map(|piece| piece.trim().at).unwrap_or_default();
    let mut indent = Indent::default();
    let mut cells = Vec::with_capacity(pieces.len());
    for (column, piece) in pieces.iter().enumerate() {
        let mut piece = piece.trim();
        if column == 0 {
            indent = Indent::of(piece.text);
            piece.take(indent.bytes);
        }
        cells.push((rendering.cell)(piece, style));
    }
    Row { at, indent, cells }
}

/// Whether empty lines stand between two rows of a table: what follows has all cells of a row and
/// is no head of another table.
fn goes_on_below(mut rest: Piece<'_>, style: Style, columns: usize) -> bool {
    if rest.text.is_empty() || !rest.first_line().text.trim().is_empty() || columns < 3 {
        return false;
    }
    super::skip_empty_lines(&mut rest);
    let line = rest.first_line().trim();
    line.text.starts_with('|') == style.outer
        && line.text.contains('|')
        && start(rest).is_none()
        && cut_row(line, style, columns).len() == columns
}

/// Takes the lines of the next row, `None` where the table ends.
fn take_row<'a>(rest: &mut Piece<'a>, style: Style, flows: bool) -> Option<Piece<'a>> {
    let first = rest.first_line().text;
    if !starts_row(first, style, flows) {
        return None;
    }
    let start = *rest;
    let mut length = 0;
    loop {
        let line = rest.take_line();
        length = length.max(start.text.len() - rest.text.len());
        let is_empty = line.text.trim().is_empty();
        let goes_on = flows && (line.text.ends_with("  ") || is_empty) && !rest.text.is_empty();
        if !goes_on || ends_section(*rest) {
            return Some(Piece { text: &start.text[..length], at: start.at });
        }
    }
}

fn starts_row(line: &str, style: Style, flows: bool) -> bool {
    let trimmed = line.trim_start();
    let marked = trimmed.contains('|') || (flows && line.ends_with("  ") && !trimmed.is_empty());
    let inside = if style.outer { trimmed.starts_with('|') } else { marked };
    inside && Fence::opens(trimmed).is_none() && !is_heading(trimmed)
}

fn is_heading(line: &str) -> bool {
    super::heading_depth(line).is_some()
}

/// Whether a row that flows is at its end although its last line breaks hard: an empty line stands
/// inside a cell only when text follows that is no heading.
fn ends_section(mut rest: Piece<'_>) -> bool {
    if !rest.first_line().text.trim().is_empty() {
        return false;
    }
    rest.take_line();
    let next = rest.first_line().text;
    next.trim().is_empty() || is_heading(next.trim())
}

/// Cuts a row into at most `columns` cells.
fn cut_row<'a>(mut row: Piece<'a>, style: Style, columns: usize) -> Vec<Piece<'a>> {
    if style.outer {
        row.take(usize::from(row.text.starts_with('|')));
        // Rows written by hand may end in a column that the head lacks.
        row.text = row.text.trim_end_matches(['|', ' ', '\t']);
    }
    let pipes = row.text.match_indices('|').map(|(at, _)| at);
    let cuts: Vec<Range<usize>> = pipes
        .filter(|at| separates(row.text, *at, style))
        .take(columns.saturating_sub(1))
        .map(|at| at..at + 1)
        .collect();
    row.cut(&cuts)
}

/// Whether a pipe separates two cells.
fn separates(row: &str, at: usize, style: Style) -> bool {
    let (before, after) = (&row[..at], &row[at + 1..]);
    if style.generated {
        let blank = |text: Option<char>| text.is_none_or(char::is_whitespace);
        blank(before.chars().next_back()) && blank(after.chars().next())
    } else {
        !before.ends_with('\\')
    }
}
