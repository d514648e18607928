//! Feishu pages as Markdown in which a row is one line and `<br>` parts the lines of a cell.

use super::feishu_plain::RENDERING;
use super::markdown::{self, piece::Piece};
use crate::document::{Block, Document, Line};
use crate::page::Refusal;

/// The line that names the page's address.
const SOURCE: &str = "> Source:";

/// The head of the table of facts in this rendering.
const FACTS: &str = "\n基本 | &nbsp;";

/// The addresses that make a page one of Feishu's.
const HOSTS: [&str; 3] =
    ["https://open.feishu.cn/", "https://open.larkoffice.com/", "https://open.larksuite.com/"];

/// A page without a single table and with at least so many lines of text is the text of a site's
/// menu around a page, and no page.
const LINES_OF_A_DUMP: usize = 20;

/// Whether a text is of this rendering.
pub(super) fn recognises(text: &str) -> bool {
    let is_titled = text.trim_start().starts_with("# ");
    is_titled && (source(text).is_some() || text.contains(FACTS))
}

fn source(text: &str) -> Option<&str> {
    let line = text.lines().take(8).find(|line| line.starts_with(SOURCE))?;
    let address = line[SOURCE.len()..].trim();
    HOSTS.iter().any(|host| address.starts_with(host)).then_some(address)
}

/// Reads a page of this rendering.
pub(super) fn read(text: &str) -> Result<Document, Refusal> {
    let mut rest = Piece::whole(text);
    let mut document = Document::default();
    if source(text).is_some() {
        take_head(&mut rest, &mut document);
    }
    (document.blocks, document.damage) = markdown::Reader::new(rest, &RENDERING).read();
    match menu_of_a_site(&document) {
        Some(first) => Err(Refusal {
            at: Some(first.at),
            kind: "site-dump",
            why: "this is the text of a whole site with its menu, and its tables are lost; save \
                  the page itself in one of the other renderings"
                .to_owned(),
        }),
        None => Ok(document),
    }
}

/// Takes the title, the address and the rule that stand before the page, which has its title again.
fn take_head(rest: &mut Piece<'_>, document: &mut Document) {
    for (key, sign) in [("title", "# "), ("source", SOURCE), ("", "---")] {
        markdown::skip_empty_lines(rest);
        if rest.first_line().text.starts_with(sign) {
            let mut line = rest.take_line();
            line.take(sign.len());
            let value = line.trim();
            let line = Line { text: value.text.to_owned(), at: value.at };
            document.meta.extend((!key.is_empty()).then_some((key.to_owned(), line)));
        }
    }
}

fn menu_of_a_site(document: &Document) -> Option<&Line> {
    let mut first = None;
    let mut lines = 0;
    for block in &document.blocks {
        match block {
            Block::Table { .. } => return None,
            Block::Heading { depth, .. } if *depth > 1 => return None,
            Block::Text(text) => {
                lines += text.len();
                first = first.or(text.first());
            }
            _ => {}
        }
    }
    first.filter(|_| lines >= LINES_OF_A_DUMP)
}
