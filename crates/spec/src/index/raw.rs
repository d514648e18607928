//! What can be refused by looking at the characters alone, before any parsing.

use super::MAX_BYTES;
use super::report::Report;

/// How many brackets may be open at once before the text is not even parsed.
///
/// The parser looks ahead to the end of a flow collection, at a cost that grows with the square
/// of its depth. The count here is a rough one, so it is set well above the depth that the walk
/// over the events refuses exactly.
const MAX_BRACKETS: usize = 256;

/// Checks size and characters, and says whether the text is fit to be parsed.
pub(super) fn is_readable(text: &str, report: &mut Report<'_>) -> bool {
    if text.len() > MAX_BYTES {
        let size = text.len();
        report.add(
            "yaml-size",
            0..0,
            format!("the file has {size} bytes; at most {MAX_BYTES} are read"),
            "split it into several spec files",
        );
        return false;
    }
    characters(text, report);
    if let Some(at) = too_many_brackets(text) {
        report.add(
            "yaml-depth",
            at..at + 1,
            format!("more than {MAX_BRACKETS} brackets are open here"),
            "close the brackets, and quote text that contains them",
        );
        return false;
    }
    true
}

/// Reports the characters that have no place in a spec, each kind once.
fn characters(text: &str, report: &mut Report<'_>) {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let span = at..at + c.len_utf8();
        match c {
            '\r' if chars.next_if(|(_, next)| *next == '\n').is_some() => report.add_up_to(
                1,
                "yaml-crlf",
                at..at + 2,
                "the line ends in CR LF",
                "convert the file to LF line endings, for example with `dos2unix`",
            ),
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => report.add_up_to(
                1,
                "yaml-line-break",
                span,
                format!("U+{:04X} is a line break to some readers only", u32::from(c)),
                "end lines with LF, and write an escape in double quotes to keep the character",
            ),
            '\u{feff}' => report.add_up_to(
                1,
                "yaml-bom",
                span,
                "U+FEFF, the byte order mark, is not allowed",
                "save the file as UTF-8 without a byte order mark",
            ),
            '\t' | '\n' => {}
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => report.add_up_to(
                1,
                "yaml-control",
                span,
                format!("U+{:04X} is a control character", u32::from(c)),
                "delete it, or write it as an escape in double quotes",
            ),
            _ => {}
        }
    }
}

/// Where the number of open brackets passes its limit, if it does.
///
/// Outside brackets a bracket opens a collection only after a space or at the start of a line;
/// inside, quoted text and comments are passed over.
fn too_many_brackets(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut before = b'\n';
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let spaced = matches!(before, b' ' | b'\t' | b'\n' | b'\r' | 0xbf);
        match (quote, byte) {
            (Some(b'#'), b'\n' | b'\r') => quote = None,
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), _) if open == byte && open != b'#' => quote = None,
            (Some(_), _) => {}
            (None, b'[' | b'{') if depth > 0 || spaced => depth += 1,
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            (None, b'"' | b'\'') if depth > 0 && opens_quote(before) => quote = Some(byte),
            (None, b'#') if depth > 0 && (spaced || before == b',') => quote = Some(b'#'),
            _ => {}
        }
        if depth > MAX_BRACKETS {
            return Some(at);
        }
        before = byte;
        at += 1;
    }
    None
}

/// Whether a quote after this byte starts quoted text, rather than being part of a word.
fn opens_quote(before: u8) -> bool {
    matches!(before, b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',' | b':')
}
