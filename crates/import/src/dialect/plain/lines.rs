//! The lines of a page with their places.

use crate::dialect::markdown::inline;
use crate::dialect::markdown::piece::Piece;
use crate::document::{Cell, Line, Position};

/// The lines of what is left of a page.
pub(crate) fn lines(mut rest: Piece<'_>) -> Vec<Piece<'_>> {
    let mut lines = Vec::new();
    while !rest.text.is_empty() {
        lines.push(rest.take_line());
    }
    lines
}

/// Whether a line has no text.
pub(crate) fn is_blank(line: &Piece<'_>) -> bool {
    line.text.trim().is_empty()
}

/// What follows the first `bytes` bytes of a line.
pub(crate) fn after(mut line: Piece<'_>, bytes: usize) -> Piece<'_> {
    line.take(bytes);
    line
}

/// Where a line ends.
pub(super) fn end(line: Piece<'_>) -> Position {
    after(line.trim(), line.trim().text.len()).at
}

/// A line in the plain form, with one sign for every bullet; none where it has no text.
pub(crate) fn line(piece: Piece<'_>) -> Option<Line> {
    let mut line = inline::line(piece)?;
    let item = line.text.strip_prefix(['•', '*', '·']).filter(|item| item.starts_with(' '));
    if let Some(item) = item {
        line.text = format!("- {}", item.trim_start());
    }
    Some(line)
}

/// The cell that a text is.
pub(super) fn cell(piece: Piece<'_>) -> Cell {
    inline::lines(piece).into_iter().filter_map(line).collect()
}
