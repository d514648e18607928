//! A part of the page that knows where it stands, so that every line and row can be pointed at.

use crate::document::Position;

/// A part of a page and the place of its first character.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    /// The text as the page has it.
    pub(crate) text: &'a str,
    /// Where it starts.
    pub(crate) at: Position,
}

impl<'a> Piece<'a> {
    /// The whole of a page.
    pub(crate) fn whole(text: &'a str) -> Self {
        Self { text, at: Position { line: 1, column: 1 } }
    }

    /// Cuts the first `bytes` off and gives them back; an index inside a character goes back to
    /// its start.
    pub(crate) fn take(&mut self, bytes: usize) -> Self {
        let (front, back) = self.text.split_at(self.text.floor_char_boundary(bytes));
        let taken = Self { text: front, at: self.at };
        for found in front.chars() {
            if found == '\n' {
                self.at.line = self.at.line.saturating_add(1);
                self.at.column = 1;
            } else {
                self.at.column = self.at.column.saturating_add(1);
            }
        }
        self.text = back;
        taken
    }

    /// The first line without its line break.
    pub(crate) fn first_line(&self) -> Self {
        let end = self.text.find('\n').unwrap_or(self.text.len());
        Self { text: self.text[..end].trim_end_matches('\r'), at: self.at }
    }

    /// Cuts the first line off, with its line break.
    pub(crate) fn take_line(&mut self) -> Self {
        let end = self.text.find('\n').map_or(self.text.len(), |at| at + 1);
        let taken = self.take(end);
        Self { text: taken.text.trim_end_matches(['\n', '\r']), at: taken.at }
    }

    /// Without blanks at both ends.
    pub(crate) fn trim(mut self) -> Self {
        let blanks = self.text.len() - self.text.trim_start().len();
        self.take(blanks);
        Self { text: self.text.trim_end(), at: self.at }
    }

    /// The parts between the cuts; `cuts` are byte ranges in order, and what lies in them is left
    /// out.
    pub(crate) fn cut(mut self, cuts: &[std::ops::Range<usize>]) -> Vec<Self> {
        let mut parts = Vec::with_capacity(cuts.len() + 1);
        let mut done = 0;
        for cut in cuts {
            parts.push(self.take(cut.start - done));
            self.take(cut.end - cut.start);
            done = cut.end;
        }
        parts.push(self);
        parts
    }
}
