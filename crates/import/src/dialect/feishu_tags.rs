//! Feishu pages with the vendor's own tags: the rendering that keeps the most.
//!
//! A page is Markdown in which `:::html` fences hold tables, warnings and code as tags. Old pages
//! have Markdown tables between them.

mod cell;
mod elements;
mod tokens;

use super::feishu_plain::{Head, RENDERING};
use super::markdown::{Fence, Reader, inline, piece::Piece};
use crate::document::{Document, Position};
use crate::page::Refusal;

const HEAD: Head = Head { marks: ("<!--", "-->"), keys: ["\nfullPath:", "\nupdatedAt:"] };

/// The sign that opens and closes a part of the page.
const PART: &str = ":::";

/// What stands before the address to try the call.
const TRY_IT: &str = "{尝试一下}(url=";

/// Whether a text is of this rendering.
pub(super) fn recognises(text: &str) -> bool {
    HEAD.opens(text)
}

/// Reads a page of this rendering.
pub(super) fn read(text: &str) -> Result<Document, Refusal> {
    let mut rest = Piece::whole(text);
    let mut document = HEAD.take(&mut rest);
    let mut reader = Reader::new(rest, &RENDERING);
    let mut part: Option<Position> = None;
    while !reader.is_done() {
        let line = reader.rest().first_line().trim();
        if line.text.starts_with(PART) {
            part = (line.text.len() > PART.len()).then_some(line.at);
            reader.rest().take_line();
        } else if elements::start(line.text) {
            elements::read(&mut reader, &mut document.scope_apps);
        } else if let Some(at) = try_it(line.text).filter(|_| Fence::opens(line.text).is_none()) {
            read_try_it(&mut reader, at, &mut document);
        } else {
            reader.block();
        }
    }
    if let Some(at) = part {
        reader.damaged(at, "the part that starts here with `:::` has no end");
    }
    let (blocks, damage) = reader.finish();
    document.blocks = blocks;
    document.damage.extend(damage);
    Ok(document)
}

/// Where the link to try the call stands in a line.
fn try_it(line: &str) -> Option<usize> {
    line.find(TRY_IT)
}

/// Keeps the query of the link to try the call, and the line without the link.
fn read_try_it(reader: &mut Reader<'_>, at: usize, document: &mut Document) {
    let mut line = reader.rest().take_line().trim();
    let before = line.take(at);
    let link = &line.text[TRY_IT.len()..];
    let address = link.split(')').next().unwrap_or(link);
    if let Some((_, query)) = address.split_once('?') {
        document.try_it.get_or_insert_with(|| query.to_owned());
    }
    if let Some(line) = inline::line(before) {
        reader.text(line);
    }
}
