//! What stands between the nodes: comments, directives and indentation.
//!
//! The parser drops these without a word. They are found by going over the text and leaving out
//! everything that the parser said is part of a scalar, an alias, an anchor or a tag; what is
//! left can only be white space, indicators, comments and directives.

use std::ops::Range;

use super::report::{Report, quoted};
use super::syntax;

/// The one comment that is allowed, on the first line: editors find the JSON schema by it.
const SCHEMA_COMMENT: &str = "# yaml-language-server: $schema=";

/// What the parser got to see.
pub(super) struct Read {
    /// The parts of the text that belong to nodes, in order and apart from each other.
    pub(super) taken: Vec<Range<usize>>,
    /// Where the parse ended. Beyond it nobody knows what is a comment.
    pub(super) end: usize,
}

/// Goes over the gaps up to where the parse ended.
pub(super) fn check(text: &str, read: &Read, report: &mut Report<'_>) {
    let mut taken = read.taken.iter().peekable();
    let mut at = 0;
    while at < read.end {
        while taken.next_if(|range| range.end <= at).is_some() {}
        at = match taken.peek() {
            Some(range) if range.start <= at => range.end,
            Some(range) => gap(text, at..range.start.min(read.end), report),
            None => gap(text, at..read.end, report),
        };
    }
}

/// Goes over one gap and returns where it went to, which may be beyond it: a comment is one
/// comment to the end of its line, whatever the parser made of the rest of it.
fn gap(text: &str, range: Range<usize>, report: &mut Report<'_>) -> usize {
    let bytes = text.as_bytes();
    let mut at = range.start;
    let mut tabbed_line = None;
    while at < range.end {
        let line_end = || {
            text[at..]
                .find(['\n', '\r'])
                .map_or(text.len(), |end| at + end)
        };
        match bytes[at] {
            b'#' => {
                comment(text, at..line_end(), report);
                at = line_end();
                continue;
            }
            b'%' if line_start(bytes, at) == at => {
                directive(text, at..line_end(), report);
                at = line_end();
                continue;
            }
            b'\t' => {
                let line = line_start(bytes, at);
                if tabbed_line != Some(line) && indents(bytes, line, at) {
                    tabbed_line = Some(line);
                    syntax::tabbed(at, report);
                }
            }
            _ => {}
        }
        at += 1;
    }
    at
}

fn line_start(bytes: &[u8], at: usize) -> usize {
    bytes[..at]
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(0, |newline| newline + 1)
}

/// Whether the tab has nothing but blanks before it on its line, and something after it.
fn indents(bytes: &[u8], line: usize, tab: usize) -> bool {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let next = bytes[tab..].iter().find(|byte| !blank(byte));
    bytes[line..tab].iter().all(blank) && !matches!(next, None | Some(b'\n' | b'\r'))
}

fn comment(text: &str, range: Range<usize>, report: &mut Report<'_>) {
    let found = text[range.clone()].trim_end();
    if range.start == 0 && found.starts_with(SCHEMA_COMMENT) {
        return;
    }
    report.add(
        "yaml-comment",
        range.start..range.start + found.len(),
        "comments are not allowed",
        "delete it, or move what it says into a field, where it is kept",
    );
}

fn directive(text: &str, range: Range<usize>, report: &mut Report<'_>) {
    let found = text[range.clone()].trim_end();
    report.add(
        "yaml-directive",
        range.start..range.start + found.len(),
        format!("the directive {} is not allowed", quoted(found)),
        "delete the line",
    );
}
