//! Feishu pages as Markdown tables with branch signs, in which a cell is one line.
//!
//! This rendering flattens line breaks to blanks. Where a list, a label or a scope begins can still
//! be seen, so the lines of a cell are cut there again.

mod flat;

use super::feishu_plain::{self, ALERT, Head};
use super::markdown::table::Table;
use super::markdown::{self, Rendering, inline, levels, piece::Piece};
use crate::document::{Block, Damage, Document, Line};
use crate::page::Refusal;

const HEAD: Head = Head { marks: ("---", "---"), keys: ["\nfullPath:", "\nupdateTime:"] };

/// The sign of a part of the page, which this rendering undoes; where it is left, the part around
/// it was cut in two.
const PART: &str = ":::";

const RENDERING: Rendering =
    Rendering { cell: flat::cell, prose, table: with_branches, ..feishu_plain::RENDERING };

/// Whether a text is of this rendering.
pub(super) fn recognises(text: &str) -> bool {
    HEAD.opens(text)
}

/// Reads a page of this rendering.
pub(super) fn read(text: &str) -> Result<Document, Refusal> {
    let mut rest = Piece::whole(text);
    let mut document = HEAD.take(&mut rest);
    let mut reader = markdown::Reader::new(rest, &RENDERING);
    while !reader.is_done() {
        let line = reader.rest().first_line().trim();
        if line.text.starts_with(PART) {
            let what = "a table broke off above and its further rows stand below as text";
            document.breaks.push(Damage { at: line.at, what: what.to_owned() });
            reader.rest().take_line();
        } else {
            reader.block();
        }
    }
    let (blocks, damage) = reader.finish();
    document.blocks = blocks;
    document.damage.extend(damage);
    Ok(document)
}

/// A line of prose without the marks of a quote; a warning gets the plain mark.
fn prose(piece: Piece<'_>) -> Option<Line> {
    let mut piece = piece.trim();
    let Some(sign) = [">", "&gt;"].iter().find(|sign| piece.text.starts_with(**sign)) else {
        return inline::line(piece);
    };
    piece.take(sign.len());
    let mut piece = piece.trim();
    match flat::alert(piece.text) {
        None => inline::line(piece),
        Some(mark) => {
            let at = piece.at;
            piece.take(mark);
            let rest = inline::line(piece)?;
            Some(Line { text: format!("{ALERT}{}", rest.text), at })
        }
    }
}

/// Finishes a table, whose branch signs say how deep each row is.
///
/// A generated table of the old kind kept its signs and lost the blanks before them: then a sign
/// says only that the row is nested, and nobody knows how deep the others are under it.
fn with_branches(table: Table) -> Block {
    let indents: Vec<levels::Indent> = table.rows.iter().map(|row| row.indent).collect();
    let nested = indents.iter().filter(|indent| indent.nests());
    let lost = table.style.generated
        && nested.clone().count() > 0
        && nested.clone().all(|indent| indent.width == 0);
    let levels = if lost {
        vec![None; indents.len()]
    } else if nested.count() == 0 {
        vec![Some(0); indents.len()]
    } else {
        levels::levels(&indents)
    };
    feishu_plain::finished(table, levels)
}
