//! What stands between the nodes: comments, directives and tabs.
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
    let mut gaps = Gaps { text, line: 0, seen: 0, tabbed: None };
    let mut taken = read.taken.iter().peekable();
    let mut at = 0;
    while at < read.end {
        while taken.next_if(|range| range.end <= at).is_some() {}
        at = match taken.peek() {
            Some(range) if range.start <= at => range.end,
            Some(range) => gaps.gap(at..range.start.min(read.end), report),
            None => gaps.gap(at..read.end, report),
        };
    }
}

/// The way over the gaps.
struct Gaps<'a> {
    text: &'a str,
    /// The start of the line that `seen` is on. It moves along with the way, since to search back
    /// for it each time would take forever on one long line.
    line: usize,
    seen: usize,
    /// The last line that a tab was reported on. One for each line is enough.
    tabbed: Option<usize>,
}

impl Gaps<'_> {
    /// Goes over one gap and returns where it went to, which may be beyond it: a comment goes on
    /// to the end of its line, whatever the parser made of the rest of it.
    fn gap(&mut self, range: Range<usize>, report: &mut Report<'_>) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        while at < range.end {
            match bytes[at] {
                b'#' => {
                    let line = self.rest_of_line(at);
                    at = line.end;
                    comment(self.text, line, report);
                }
                b'%' if self.line_start(at) == at => {
                    let line = self.rest_of_line(at);
                    at = line.end;
                    directive(self.text, line, report);
                }
                b'\t' => {
                    let line = self.line_start(at);
                    if self.tabbed != Some(line) {
                        self.tabbed = Some(line);
                        syntax::tabbed(self.text, at, report);
                    }
                    at += 1;
                }
                _ => at += 1,
            }
        }
        at
    }

    fn rest_of_line(&self, at: usize) -> Range<usize> {
        let end = self.text[at..].find(['\n', '\r']);
        at..end.map_or(self.text.len(), |end| at + end)
    }

    /// The start of the line that a byte is on; to be asked in the order of the text.
    fn line_start(&mut self, at: usize) -> usize {
        let passed = &self.text.as_bytes()[self.seen..at];
        let newline = passed.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        if let Some(newline) = newline {
            self.line = self.seen + newline + 1;
        }
        self.seen = at;
        self.line
    }
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
