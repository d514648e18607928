//! Turns the parser's errors into diagnostics that say how to mend them.

use super::report::Report;
use super::walk::Offsets;
use saphyr_parser::ScanError;

/// Reports the error that ended the parse.
pub(super) fn check(text: &str, offsets: &Offsets, error: &ScanError, report: &mut Report<'_>) {
    let at = offsets.byte(error.marker().index());
    let info = error.info();
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let span = at..end;
    if info.contains("unknown anchor") {
        let name = text[at..].split(char::is_whitespace).next().unwrap_or_default();
        report.add(
            "yaml-alias",
            at..at + name.len(),
            "an alias is not allowed, and this one has no anchor",
            "write the value out here, or quote the text if it should start with `*`",
        );
    } else if info.contains("handle wasn't declared") {
        report.add(
            "yaml-tag",
            span,
            "a tag is not allowed",
            "delete the tag, or quote the text if it should start with `!`",
        );
    } else if let Some(tab) = culprit_tab(text, info, at) {
        tabbed(text, tab, report);
    } else {
        report.add(
            "yaml-syntax",
            span,
            format!("this is not YAML: {info}"),
            help(info, text[at..].chars().next()),
        );
    }
}

/// Reports a tab. Readers differ in where they take one for a space, so it may stand in text only.
pub(super) fn tabbed(text: &str, at: usize, report: &mut Report<'_>) {
    let indents = text[..at].trim_end_matches(' ').ends_with(['\n', '\r']);
    let (message, help) = if indents || text[..at].trim_matches(' ').is_empty() {
        ("the line is indented with a tab", "indent with spaces, two for each level")
    } else {
        (
            "a tab is not allowed outside of text",
            "replace it with a space, or delete it at the end of a line",
        )
    };
    report.add("yaml-tab", at..at + 1, message, help);
}

/// The tab that an error is about: one right before it or in the indentation of its line or,
/// where the parser points at the start of a text that goes on after a tab, of a later line.
fn culprit_tab(text: &str, info: &str, at: usize) -> Option<usize> {
    if text[..at].ends_with('\t') {
        return Some(text[..at].trim_end_matches('\t').len());
    }
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let lines = if info.contains("found a tab") { usize::MAX } else { 1 };
    let mut line_at = start;
    for line in text[start..].split_inclusive('\n').take(lines) {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..blank].find('\t') {
            return Some(line_at + tab);
        }
        line_at += line.len();
    }
    None
}

fn help(info: &str, found: Option<char>) -> &'static str {
    if info.starts_with("unexpected character") || matches!(found, Some('@' | '`' | '%')) {
        "quote the text: unquoted text may not start with `@`, a backtick or `%`"
    } else if info.contains("quoted scalar") && info.contains("escape") {
        "write `\\\\` for a backslash in double quotes, or use single quotes"
    } else if info.contains("indentation in quoted scalar") {
        "close the quotes, and indent the lines within them further than their key"
    } else if info.contains("unexpected end of stream") || info.contains("document indicator") {
        "close the quotes that were opened before this place"
    } else if info.contains("trailing content") {
        "put quotes around the whole text, and double a single quote or escape a double one"
    } else if info.contains("mapping values") {
        "line the keys up, write a space after each `:`, and quote text that contains `: `"
    } else if info.contains("flow") || info.contains("bracket") || info.contains("':' indicator") {
        "close every bracket, put a comma between items, and indent the lines within"
    } else if info.contains("block scalar") {
        "start the text on the line after `|` or `>`, with all lines indented alike"
    } else if info.contains("tab") {
        "use spaces in place of tabs"
    } else if info.contains("indentation") || info.contains("did not find expected") {
        "line the entry up with the others of its mapping or list"
    } else {
        "look for a missing quote, bracket or space before this place"
    }
}
