//! Bare pages: what is left of a page when it was copied out of a browser or saved by a reading
//! tool, so that headings may have lost their marks, code its fences and tables their pipes.
//!
//! The platforms that reach us this way write the same parts in the same order; only the words
//! differ. A [`Style`] holds the words, the scan here finds the blocks, line by line and once: a
//! block takes the lines it is sure of and hands the rest back.

mod code;
mod columns;
mod lines;
mod tables;

pub(crate) use lines::{after, is_blank, line, lines};

use super::markdown::inline::without_bold;
use super::markdown::piece::Piece;
use crate::document::{Block, Damage, Line};

/// The words by which the bare pages of a platform show their parts.
pub(crate) struct Style {
    /// Whether a line that stands alone is a heading.
    pub(crate) is_heading: fn(&str) -> bool,
    /// Whether a line belongs to the frame around the page, such as a button's text.
    pub(crate) is_chrome: fn(&str) -> bool,
}

/// What a block took from the lines.
struct Taken<'t> {
    block: Block,
    /// The first line that is not the block's.
    next: usize,
    /// The rest of the block's last line, where something else is glued to it.
    rest: Option<Piece<'t>>,
    damage: Option<Damage>,
}

/// Reads the blocks of a bare page.
pub(crate) fn blocks(lines: Vec<Piece<'_>>, style: &Style) -> (Vec<Block>, Vec<Damage>) {
    let mut scan =
        Scan { lines, next: 0, style, text: Vec::new(), blocks: Vec::new(), damage: Vec::new() };
    while scan.next < scan.lines.len() {
        scan.step();
    }
    scan.end_text();
    (scan.blocks, scan.damage)
}

struct Scan<'t, 's> {
    lines: Vec<Piece<'t>>,
    next: usize,
    style: &'s Style,
    /// The lines of the text block that is being collected.
    text: Vec<Line>,
    blocks: Vec<Block>,
    damage: Vec<Damage>,
}

impl Scan<'_, '_> {
    fn step(&mut self) {
        let raw = self.lines[self.next];
        if is_blank(&raw) || (self.style.is_chrome)(raw.text.trim()) {
            self.end_text();
            self.next += 1;
        } else if let Some(heading) = heading(raw, self.style) {
            self.end_text();
            self.blocks.push(heading);
            self.next += 1;
        } else if let Some(taken) = code::fenced(&self.lines, self.next)
            .or_else(|| tables::piped(&self.lines, self.next, self.style))
            .or_else(|| columns::bare(&self.lines, self.next, self.style))
            .or_else(|| code::bare(&self.lines, self.next, self.style))
        {
            self.end_text();
            self.blocks.push(taken.block);
            self.damage.extend(taken.damage);
            self.next = taken.next;
            if let Some(rest) = taken.rest {
                self.next -= 1;
                self.lines[self.next] = rest;
            }
        } else {
            self.text.extend(line(raw));
            self.next += 1;
        }
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.blocks.push(Block::Text(std::mem::take(&mut self.text)));
        }
    }
}

/// The heading that a line is, marked by `#` or known by its words. The page's title has depth 1,
/// so that a heading with one mark has depth 2.
fn heading(raw: Piece<'_>, style: &Style) -> Option<Block> {
    let trimmed = raw.trim();
    let marks = trimmed.text.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&marks) && trimmed.text[marks..].starts_with([' ', '\t']) {
        let line = line(after(trimmed, marks))?;
        return Some(Block::Heading { depth: marks + 1, line });
    }
    if !(style.is_heading)(trimmed.text) {
        return None;
    }
    let line = Line { text: without_bold(trimmed.text), at: trimmed.at };
    Some(Block::Heading { depth: 2, line })
}

/// Whether a line begins a new part, which ends whatever stands open before it.
fn begins_a_part(raw: Piece<'_>, style: &Style) -> bool {
    !is_blank(&raw) && heading(raw, style).is_some()
}

#[cfg(test)]
mod tests;
