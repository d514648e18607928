//! Tables, warnings and code written as tags.

use super::cell::{CellBuilder, ScopeApps};
use super::tokens::{self, Tag, Token};
use crate::dialect::feishu_plain;
use crate::dialect::markdown::levels::{self, Indent};
use crate::dialect::markdown::table::{Row, Style, Table};
use crate::dialect::markdown::{Reader, inline, piece::Piece};
use crate::document::{Block, Line, Position};

/// What an element is to a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    Row,
    Cell,
    Head,
    Code,
    Other,
}

fn kind(tag: &str) -> Kind {
    match tag {
        "md-table" | "md-dt-table" | "table" => Kind::Table,
        "md-tr" | "md-dt-tr" | "tr" => Kind::Row,
        "md-td" | "md-th" | "md-dt-td" | "md-dt-th" | "td" | "th" => Kind::Cell,
        "md-thead" | "md-dt-thead" | "thead" => Kind::Head,
        "md-code-json" | "md-code-tab-panel" => Kind::Code,
        _ => Kind::Other,
    }
}

/// What the elements begin with that stand in lines of their own.
const BLOCKS: &[&str] = &["md-", "table", "div", "style", "ul", "ol", "p>", "/"];

/// Whether a line starts with an element that is no part of a sentence.
pub(super) fn start(line: &str) -> bool {
    let name = line.strip_prefix('<').unwrap_or_default();
    BLOCKS.iter().any(|start| name.starts_with(start)) && tokens::starts_tag(line)
}

/// Reads the elements at the start of the reader's line, one after the other: looking at the line
/// anew for each would cost its whole length each time.
pub(super) fn read(reader: &mut Reader<'_>, scope_apps: &mut ScopeApps) {
    loop {
        let rest = reader.rest();
        let is_blank = |found: char| found.is_whitespace() && found != '\n';
        let blanks = rest.text.len() - rest.text.trim_start_matches(is_blank).len();
        rest.take(blanks);
        if !tokens::starts_tag(rest.text) {
            return;
        }
        if let Some(Token::Open(tag)) = tokens::next(rest) {
            read_element(reader, tag, scope_apps);
        }
    }
}

fn read_element<'a>(reader: &mut Reader<'a>, tag: Tag<'a>, scope_apps: &mut ScopeApps) {
    match kind(tag.name) {
        Kind::Table => read_table(reader, tag, scope_apps),
        Kind::Code => read_code(reader, tag),
        _ => read_text(reader, tag, scope_apps),
    }
}

/// Reads the text of an element that is neither table nor code: a warning, a list.
fn read_text<'a>(reader: &mut Reader<'a>, tag: Tag<'a>, scope_apps: &mut ScopeApps) {
    let mut text = CellBuilder::default();
    text.open(tag, scope_apps);
    let mut depth = 1_usize;
    while depth > 0 {
        match tokens::next(reader.rest()) {
            None => {
                reader.damaged(tag.piece.at, &format!("`<{}>` has no end", tag.name));
                break;
            }
            Some(Token::Text(piece)) => text.text(piece),
            Some(Token::Open(open)) => {
                depth += usize::from(open.name == tag.name);
                text.open(open, scope_apps);
            }
            Some(Token::Close(name)) => {
                depth -= usize::from(name == tag.name);
                text.close(name);
            }
        }
    }
    for line in text.finish() {
        reader.text(line);
    }
}

/// Reads code, in which nothing is a tag.
fn read_code<'a>(reader: &mut Reader<'a>, tag: Tag<'a>) {
    let end = format!("</{}>", tag.name);
    let text = reader.rest().text;
    let length = text.find(&end);
    if length.is_none() {
        reader.damaged(tag.piece.at, &format!("`<{}>` has no end", tag.name));
    }
    let mut code = reader.rest().take(length.unwrap_or(text.len()));
    reader.rest().take(length.map_or(0, |_| end.len()));
    if code.first_line().text.trim().is_empty() {
        code.take_line();
    }
    let text = code.text.trim_end().replace("\r\n", "\n");
    reader.push(Block::Code { at: code.at, text });
}

/// Reads a table.
fn read_table<'a>(reader: &mut Reader<'a>, tag: Tag<'a>, scope_apps: &mut ScopeApps) {
    let mut table = TableBuilder::new(tag.piece.at);
    loop {
        match tokens::next(reader.rest()) {
            None => {
                reader.damaged(tag.piece.at, "the table that starts here has no end");
                break;
            }
            Some(Token::Text(piece)) => table.text(piece),
            Some(Token::Open(open)) => table.open(open, scope_apps),
            Some(Token::Close(name)) => {
                if table.close(name) {
                    break;
                }
            }
        }
    }
    reader.push(table.finish());
}

/// A table while it is read.
struct TableBuilder<'a> {
    table: Table,
    /// The level that a row says it has.
    levels: Vec<Option<usize>>,
    in_head: bool,
    row: Option<(Row, Option<usize>)>,
    cell: Option<CellBuilder<'a>>,
    /// How many tables are open inside of a cell.
    inner: usize,
}

impl<'a> TableBuilder<'a> {
    fn new(at: Position) -> Self {
        let style = Style { outer: true, generated: true };
        let table = Table { at, style, head: Vec::new(), rows: Vec::new() };
        Self { table, levels: Vec::new(), in_head: false, row: None, cell: None, inner: 0 }
    }

    /// Text between cells belongs to the cell before it: pages close cells too early.
    fn text(&mut self, piece: Piece<'a>) {
        if let Some(cell) = &mut self.cell {
            cell.text(piece);
        } else if let Some((row, _)) = &mut self.row {
            let mut stray = CellBuilder::default();
            stray.text(piece);
            if let Some(cell) = row.cells.last_mut() {
                cell.extend(stray.finish());
            }
        }
    }

    fn open(&mut self, tag: Tag<'a>, scope_apps: &mut ScopeApps) {
        let inside = self.cell.is_some();
        match kind(tag.name) {
            Kind::Table if inside => self.inner += 1,
            Kind::Head if self.inner == 0 => self.in_head = true,
            Kind::Row if self.inner == 0 => self.open_row(tag),
            Kind::Cell if self.inner == 0 => {
                self.close_cell();
                let (row, _) = self.row.get_or_insert_with(|| (row(tag.piece.at), None));
                let is_name = row.cells.is_empty();
                self.cell =
                    Some(if is_name { CellBuilder::name() } else { CellBuilder::default() });
            }
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.open(tag, scope_apps);
                }
            }
        }
    }

    /// Applies a closing tag; whether the table ends.
    fn close(&mut self, name: &str) -> bool {
        match kind(name) {
            Kind::Table if self.inner == 0 => return true,
            Kind::Table => self.inner -= 1,
            Kind::Head if self.inner == 0 => {
                self.close_row();
                self.in_head = false;
            }
            Kind::Row if self.inner == 0 => self.close_row(),
            Kind::Cell if self.inner == 0 => self.close_cell(),
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.close(name);
                }
            }
        }
        false
    }

    fn open_row(&mut self, tag: Tag<'a>) {
        self.close_row();
        let level = tag.attribute("level").and_then(|level| level.parse().ok());
        self.row = Some((row(tag.piece.at), level));
    }

    fn close_cell(&mut self) {
        let (Some(cell), Some((row, _))) = (self.cell.take(), &mut self.row) else { return };
        let first = row.cells.is_empty();
        let (lines, indent) = if first { cell.finish_name() } else { (cell.finish(), row.indent) };
        row.indent = indent;
        row.cells.push(lines);
    }

    fn close_row(&mut self) {
        self.close_cell();
        let Some((row, level)) = self.row.take() else { return };
        if self.in_head {
            let plain = |cell: &Vec<_>| cell.first().map(plain_head).unwrap_or_default();
            self.table.head = row.cells.iter().map(plain).collect();
        } else if !row.cells.is_empty() {
            self.table.rows.push(row);
            self.levels.push(level);
        }
    }

    fn finish(mut self) -> Block {
        self.close_row();
        let indents: Vec<Indent> = self.table.rows.iter().map(|row| row.indent).collect();
        let drawn = levels::levels(&indents);
        let said = self.levels.iter().zip(drawn).map(|(said, drawn)| said.or(drawn));
        let levels = said.collect();
        feishu_plain::finished(self.table, levels)
    }
}

fn row(at: Position) -> Row {
    Row { at, indent: Indent::default(), cells: Vec::new() }
}

fn plain_head(line: &Line) -> String {
    inline::without_bold(&line.text)
}
