//! Tables with pipes between their cells.

use super::code::cut_off;
use super::lines::{cell, is_blank, line};
use super::{Style, Taken, begins_a_part};
use crate::dialect::markdown::inline::without_bold;
use crate::dialect::markdown::levels::{Indent, levels};
use crate::dialect::markdown::piece::Piece;
use crate::document::{Block, Cell, Damage, TableRow};
use crate::vocabulary::tables::{Field, field};

/// Blank lines that a cell never holds, so that text after them is no longer the table's.
const ENDING_BLANKS: usize = 3;

/// A table with pipes: a head, a line of dashes, rows. Without pipes at the ends of its rows, a
/// cell may go on over several lines.
pub(super) fn piped<'t>(lines: &[Piece<'t>], from: usize, style: &Style) -> Option<Taken<'t>> {
    let head = lines[from].trim();
    if !head.text.contains('|') || !is_delimiter(lines.get(from + 1)?.text) {
        return None;
    }
    let outer = head.text.starts_with('|');
    let head_cells = split(head, usize::MAX, outer);
    let mut table = Piped { columns: head_cells.len(), outer, rows: Vec::new() };
    let next = table.take(lines, from + 2, style);
    let damage = match lines[next..].iter().all(is_blank) {
        true => table.broken_off(lines),
        false => None,
    };
    let head = head_cells.iter().map(|cell| plain_head(*cell)).collect();
    Some(taken(lines[from], head, table.rows, next, damage))
}

/// A table as a block. How far a name is set in means something only beside the other rows.
pub(super) fn taken<'t>(
    first: Piece<'_>,
    head: Vec<String>,
    found: Vec<Found>,
    next: usize,
    damage: Option<Damage>,
) -> Taken<'t> {
    let indents: Vec<Indent> = found.iter().map(|found| found.indent).collect();
    let types = head.iter().position(|head| field(head) == Some(Field::Type));
    let rows = found.into_iter().zip(levels(&indents)).map(|(Found { mut row, .. }, level)| {
        row.level = level;
        let name_and_type = [Some(0), types].into_iter().flatten();
        name_and_type.for_each(|column| row.cells.get_mut(column).into_iter().for_each(bare));
        row
    });
    let block = Block::Table { at: first.trim().at, head, rows: rows.collect() };
    Taken { block, next, rest: None, damage }
}

/// Takes the marks of code and emphasis from a name or type.
fn bare(cell: &mut Cell) {
    cell.iter_mut().for_each(|line| line.text = line.text.replace(['`', '*'], ""));
}

/// A row and how far its name is set in.
pub(super) struct Found {
    pub(super) row: TableRow,
    pub(super) indent: Indent,
}

struct Piped {
    columns: usize,
    outer: bool,
    rows: Vec<Found>,
}

impl Piped {
    /// Takes the rows, and returns the first line after the table.
    fn take(&mut self, lines: &[Piece<'_>], from: usize, style: &Style) -> usize {
        let mut blanks = 0;
        let mut end = from;
        for (index, raw) in lines.iter().enumerate().skip(from) {
            if is_blank(raw) {
                blanks += 1;
                continue;
            }
            let is_row = self.is_row(*raw);
            let is_head =
                is_row && lines.get(index + 1).is_some_and(|next| is_delimiter(next.text));
            let is_outside = !is_row && (self.outer || blanks >= ENDING_BLANKS);
            if is_head || is_outside || begins_a_part(*raw, style) {
                break;
            }
            if is_row {
                self.rows.push(self.row(*raw));
            } else if let Some(last) =
                self.rows.last_mut().and_then(|found| found.row.cells.last_mut())
            {
                last.extend(cell(*raw));
            } else {
                break;
            }
            blanks = 0;
            end = index + 1;
        }
        end
    }

    fn is_row(&self, raw: Piece<'_>) -> bool {
        match self.outer {
            true => raw.text.trim_start().starts_with('|'),
            false => raw.text.matches('|').count() + 1 >= self.columns,
        }
    }

    fn row(&self, raw: Piece<'_>) -> Found {
        let at = raw.trim().at;
        let mut parts = split(raw, self.columns, self.outer);
        let mut indent = Indent::default();
        if let Some(name) = parts.first_mut() {
            indent = Indent::of(name.text);
            name.take(indent.bytes);
        }
        let cells: Vec<Cell> = parts.into_iter().map(cell).collect();
        Found { row: TableRow { at, level: None, cells }, indent }
    }

    /// Whether the row with which the page ends lacks its end.
    fn broken_off(&self, lines: &[Piece<'_>]) -> Option<Damage> {
        let last = *lines.iter().rev().find(|raw| !is_blank(raw))?;
        let is_whole = match self.outer {
            true => last.text.trim().ends_with('|'),
            false => self.is_row(last) || !last.text.contains('|'),
        };
        if is_whole { None } else { cut_off(lines, "the page stops within a row of a table") }
    }
}

/// A line of dashes between head and rows.
fn is_delimiter(text: &str) -> bool {
    let text = text.trim();
    text.contains('-')
        && text.contains('|')
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn plain_head(cell: Piece<'_>) -> String {
    line(cell).map(|line| without_bold(&line.text)).unwrap_or_default()
}

/// The parts of a row, at most `columns`: a pipe too many belongs to the text of the last.
fn split(row: Piece<'_>, columns: usize, outer: bool) -> Vec<Piece<'_>> {
    let mut rest = row;
    if outer {
        rest = rest.trim();
        rest.take(usize::from(rest.text.starts_with('|')));
        rest.text = rest.text.strip_suffix('|').unwrap_or(rest.text);
    }
    let mut parts = Vec::new();
    while parts.len() + 1 < columns {
        let Some(pipe) = next_pipe(rest.text) else { break };
        parts.push(rest.take(pipe));
        rest.take(1);
    }
    parts.push(rest);
    parts
}

/// The next pipe that parts cells: neither escaped nor within code.
fn next_pipe(text: &str) -> Option<usize> {
    let mut in_code = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\\' if !escaped => {
                escaped = true;
                continue;
            }
            b'`' => in_code = !in_code && text[at + 1..].contains('`'),
            b'|' if !in_code && !escaped => return Some(at),
            _ => {}
        }
        escaped = false;
    }
    None
}
