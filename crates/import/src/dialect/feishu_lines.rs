//! Feishu pages as Markdown in which a row goes on over the following lines, each broken hard.

use super::feishu_plain::{self, Head};
use super::markdown::{self, Rendering, piece::Piece};
use crate::document::Document;
use crate::page::Refusal;

const HEAD: Head = Head { marks: ("---", "---"), keys: ["\nsource_url:", "\nlast_remote_update:"] };

/// What stands before the date of the last change, which the head has too.
const UPDATED: &str = "最后更新于";

const RENDERING: Rendering = Rendering { rows_flow: true, ..feishu_plain::RENDERING };

/// Whether a text is of this rendering.
pub(super) fn recognises(text: &str) -> bool {
    HEAD.opens(text)
}

/// Reads a page of this rendering.
pub(super) fn read(text: &str) -> Result<Document, Refusal> {
    let mut rest = Piece::whole(text);
    let mut document = HEAD.take(&mut rest);
    markdown::skip_empty_lines(&mut rest);
    if rest.text.starts_with(UPDATED) {
        rest.take_line();
    }
    let (blocks, damage) = markdown::Reader::new(rest, &RENDERING).read();
    document.blocks = blocks;
    document.damage.extend(damage);
    Ok(document)
}
