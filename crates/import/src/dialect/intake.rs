//! From the bytes of a file to a document, or to the reason why not.

use super::{DIALECTS, Dialect};
use crate::document::{Document, Position};
use crate::page::Refusal;

/// No page is larger. The largest known one has 120 KB.
pub const LARGEST_PAGE: usize = 4 << 20;

/// A page shows what it is in so many bytes.
const HEAD_OF_A_PAGE: usize = 16 << 10;

/// The mark that some editors put before UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The dialect that a text is written in.
///
/// # Errors
/// When no dialect recognises it.
pub fn recognise(text: &str) -> Result<&'static Dialect, Refusal> {
    let head = &text[..text.floor_char_boundary(HEAD_OF_A_PAGE)];
    // Marks at the start of a line are looked for with the line break before them.
    let head = head.replace("\r\n", "\n");
    let known = DIALECTS.iter().find(|dialect| (dialect.recognises)(&head));
    known.ok_or_else(|| {
        let begins = DIALECTS.iter().map(|known| format!("{}: {}", known.name, known.begins));
        let begins = begins.collect::<Vec<_>>().join("; ");
        let why = format!("no known rendering of a page begins like this one; known are {begins}");
        refusal("unknown-dialect", None, why)
    })
}

/// Reads the bytes of a page.
///
/// # Errors
/// When they are no text, no page or a page of no known rendering.
pub fn read_bytes(bytes: &[u8]) -> Result<(&'static Dialect, Document), Refusal> {
    let text = text(bytes)?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(refusal("empty", None, "the file is empty".to_owned()));
    }
    let dialect = recognise(text)?;
    Ok((dialect, (dialect.read)(text)?))
}

/// The bytes as text.
fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > LARGEST_PAGE {
        let why = format!(
            "the file has more than {LARGEST_PAGE} bytes, and no page has; save the one page instead"
        );
        return Err(refusal("too-large", None, why));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let why = "the file is not UTF-8 from here on; save it as UTF-8".to_owned();
        refusal("not-utf-8", Some(end_of(&readable)), why)
    });
    let nul = bytes.iter().position(|byte| *byte == 0);
    match nul {
        Some(at) => {
            let before = String::from_utf8_lossy(&bytes[..at]);
            let why = "the file holds a NUL byte here, so it is binary and no page".to_owned();
            Err(refusal("binary", Some(end_of(&before)), why))
        }
        None => text,
    }
}

/// The place after a text.
fn end_of(text: &str) -> Position {
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Position { line: number(line), column: number(last.chars().count() + 1) }
}

fn refusal(kind: &'static str, at: Option<Position>, why: String) -> Refusal {
    Refusal { at, kind, why }
}
