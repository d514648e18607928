//! Markdown as exported pages write it: headings, fences, tables and text, block by block.
//!
//! No general Markdown parser reads these pages rightly. Rows run over several lines, tables stand
//! without outer pipes, lists are indented at will, and a table may follow a sentence without an
//! empty line. What a page means is clear line by line, so it is read line by line.

pub(crate) mod inline;
pub(crate) mod levels;
pub(crate) mod piece;
pub(crate) mod table;
#[cfg(test)]
mod tests;

use crate::document::{Block, Damage, Line, Position};
use piece::Piece;
use std::collections::BTreeMap;
use table::Table;

/// How one rendering writes Markdown.
pub(crate) struct Rendering {
    /// Whether a line that ends in a hard break (two blanks) goes on in the same row.
    pub(crate) rows_flow: bool,
    /// The lines of a cell, as it stands in a table of the given style.
    pub(crate) cell: fn(Piece<'_>, table::Style) -> Vec<Line>,
    /// A line of prose; `None` leaves it out.
    pub(crate) prose: fn(Piece<'_>) -> Option<Line>,
    /// Finishes a table.
    pub(crate) table: fn(Table) -> Block,
}

/// Reads a page from top to bottom.
pub(crate) struct Reader<'a> {
    rest: Piece<'a>,
    rendering: &'static Rendering,
    blocks: Vec<Block>,
    damage: Vec<Damage>,
}

impl<'a> Reader<'a> {
    /// A reader of what is left of a page.
    pub(crate) fn new(rest: Piece<'a>, rendering: &'static Rendering) -> Self {
        Self { rest, rendering, blocks: Vec::new(), damage: Vec::new() }
    }

    /// What is still to read.
    pub(crate) fn rest(&mut self) -> &mut Piece<'a> {
        &mut self.rest
    }

    /// Reads the rest of the page.
    pub(crate) fn read(mut self) -> (Vec<Block>, Vec<Damage>) {
        while !self.is_done() {
            self.block();
        }
        self.finish()
    }

    /// Whether the page is at its end.
    pub(crate) fn is_done(&self) -> bool {
        self.rest.text.is_empty()
    }

    /// What was read.
    pub(crate) fn finish(self) -> (Vec<Block>, Vec<Damage>) {
        (self.blocks, self.damage)
    }

    /// Reads the block that starts at the current line.
    pub(crate) fn block(&mut self) {
        let line = self.rest.first_line();
        let trimmed = line.trim();
        if let Some(fence) = Fence::opens(trimmed.text) {
            self.code(fence);
        } else if let Some(depth) = heading_depth(trimmed.text) {
            self.heading(depth);
        } else if let Some(start) = table::start(self.rest) {
            let read = table::read(&mut self.rest, start, self.rendering, &mut self.damage);
            self.push((self.rendering.table)(read));
        } else {
            let prose = self.rest.take_line();
            if let Some(line) = (self.rendering.prose)(prose) {
                self.text(line);
            }
        }
    }

    /// Adds a block.
    pub(crate) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a line of prose; lines that follow each other are one block.
    pub(crate) fn text(&mut self, line: Line) {
        match self.blocks.last_mut() {
            Some(Block::Text(lines)) => lines.push(line),
            _ => self.blocks.push(Block::Text(vec![line])),
        }
    }

    /// Notes that the page is not whole.
    pub(crate) fn damaged(&mut self, at: Position, what: &str) {
        self.damage.push(Damage { at, what: what.to_owned() });
    }

    fn heading(&mut self, depth: usize) {
        let mut line = self.rest.take_line().trim();
        line.take(depth);
        if let Some(mut line) = inline::line(line) {
            line.text = inline::without_bold(&line.text);
            self.push(Block::Heading { depth, line });
        }
    }

    fn code(&mut self, fence: Fence) {
        let opened = self.rest.take_line().trim().at;
        let start = self.rest;
        let mut length = 0;
        loop {
            if self.rest.text.is_empty() {
                self.damaged(opened, "the block of code that starts here has no end");
                break;
            }
            let line = self.rest.take_line();
            if fence.closes(line.text.trim()) {
                break;
            }
            length = start.text.len() - self.rest.text.len();
        }
        let text = start.text[..length].trim_end_matches(['\n', '\r']).replace("\r\n", "\n");
        self.push(Block::Code { at: start.at, text });
    }
}

/// The marks around a block of code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    /// The fence that a line opens.
    pub(crate) fn opens(line: &str) -> Option<Self> {
        let mark = line.chars().next().filter(|mark| ['`', '~'].contains(mark))?;
        let length = line.len() - line.trim_start_matches(mark).len();
        // Code inside of a line may start with three marks too, and then ends in that line.
        let info = &line[length..];
        (length >= 3 && !info.contains('`')).then_some(Self { mark, length })
    }

    /// Whether a line closes it.
    pub(crate) fn closes(self, line: &str) -> bool {
        line.len() >= self.length && line.chars().all(|found| found == self.mark)
    }
}

fn heading_depth(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches('#');
    let depth = line.len() - rest.len();
    let spaced = rest.starts_with([' ', '\t', '\u{a0}']);
    ((1..=6).contains(&depth) && spaced && !rest.trim().is_empty()).then_some(depth)
}

/// Takes the `key: value` lines between `opens` and `closes` from the start of a page.
pub(crate) fn header(
    rest: &mut Piece<'_>,
    (opens, closes): (&str, &str),
) -> Result<BTreeMap<String, Line>, Damage> {
    let mut meta = BTreeMap::new();
    skip_empty_lines(rest);
    let start = rest.at;
    if rest.first_line().text.trim() != opens {
        return Ok(meta);
    }
    rest.take_line();
    while !rest.text.is_empty() {
        let mut line = rest.take_line();
        if line.text.trim() == closes {
            return Ok(meta);
        }
        if let Some(at) = line.text.find(':') {
            let key = line.take(at).text.trim().to_owned();
            line.take(1);
            let value = line.trim();
            let text = value.text.trim_matches(['"', '\'']).to_owned();
            meta.insert(key, Line { text, at: value.at });
        }
    }
    Err(Damage { at: start, what: format!("the head of the page has no closing `{closes}`") })
}

/// Goes on to the first line that is not empty.
pub(crate) fn skip_empty_lines(rest: &mut Piece<'_>) {
    while !rest.text.is_empty() && rest.first_line().text.trim().is_empty() {
        rest.take_line();
    }
}
