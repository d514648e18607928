//! What the checker says, and how it is shown.
//!
//! Every check of this crate ends in a [`Diagnostic`]: a rule, a place and a way to mend it. The
//! place is a byte range, because that is what the parsers give; it becomes a line and a column
//! only here, so that the text report, the JSON report and the tests can never count differently.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// How many characters of a line are handed to the renderer on either side of the marked place.
/// The renderer trims to the width of a terminal; this only keeps a line of megabytes from being
/// laid out in full first.
const WINDOW: usize = 400;

/// How much of a long marked place is shown. Below the width of a terminal, so that the caret
/// line stays in view.
const MARKED: usize = 60;

/// Whether a diagnostic stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The spec is refused.
    Error,
    /// The spec is taken, but somebody ought to look.
    Warning,
}

impl Severity {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong with a spec file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the spec is refused for it.
    pub severity: Severity,
    /// The name of the rule, such as `yaml-anchor`.
    pub rule: &'static str,
    /// The path of the file as the user typed it.
    pub file: String,
    /// The place in bytes, or nothing when the file could not be read at all.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// A sentence that says how to mend it.
    pub help: String,
}

impl Diagnostic {
    /// The sort key: where first, so that a report reads from the top of a file to its end.
    fn order(&self) -> impl Ord + '_ {
        let span = self.span.as_ref().map(|span| (span.start, span.end));
        (&self.file, span, self.severity, self.rule, &self.message, &self.help)
    }
}

impl Ord for Diagnostic {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Diagnostic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The texts that diagnostics point into, by file name.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, Arc<str>>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces the text of one that is there already.
    pub fn insert(&mut self, file: impl Into<String>, text: impl Into<Arc<str>>) {
        self.files.insert(file.into(), text.into());
    }

    /// The text of a file.
    pub fn get(&self, file: &str) -> Option<&Arc<str>> {
        self.files.get(file)
    }

    /// The files and their texts, ordered by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.files.iter().map(|(file, text)| (file.as_str(), text))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The line and column of a byte, both counted from 1 and the column in characters.
    ///
    /// A byte past the end is the end, and an unknown file has only its first character: a report
    /// with a place that is slightly off is worth more than none.
    pub fn line_column(&self, file: &str, byte: usize) -> (usize, usize) {
        self.get(file).map_or((1, 1), |text| line_column(text, byte))
    }
}

/// The line and column of a byte in `text`, both counted from 1 and the column in characters.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The report of one diagnostic for people: title, place, source line with a caret, help.
///
/// It ends without a line break. Colours are ANSI sequences, and none appear unless `color`.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = visible(&diagnostic.message, false);
    let help = Group::with_title(Level::HELP.secondary_title(visible(&diagnostic.help, false)));
    let file = visible(&diagnostic.file, false);
    let place = diagnostic.span.as_ref().zip(sources.get(&diagnostic.file));
    let Some((span, text)) = place else {
        let title = level.primary_title(format!("{file}: {message}"));
        let title = Group::with_title(title.id(diagnostic.rule));
        return renderer.render(&[title, help]);
    };
    let (line, column) = line_column(text, span.start);
    let excerpt = Excerpt::new(text, span);
    let shown_column = excerpt.line[..excerpt.marked.start].chars().count() + 1;
    let snippet = Snippet::source(excerpt.line)
        .path(file)
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(excerpt.marked));
    let title = level.primary_title(message).id(diagnostic.rule);
    let report = renderer.render(&[title.element(snippet), help]);
    with_column(report, line, shown_column, column)
}

/// Puts the column in the file in place of the column in the excerpt.
///
/// The renderer counts in the text it was given, which is shorter than the line when the line was
/// cut and longer when something in it was escaped. The place is at the end of the second line.
fn with_column(mut report: String, line: usize, shown: usize, column: usize) -> String {
    let wrong = format!(":{line}:{shown}");
    let lines: Vec<usize> = report.match_indices('\n').map(|(at, _)| at).take(2).collect();
    if let [first, second] = lines[..]
        && shown != column
        && let Some(at) = report[first..second].rfind(&wrong)
    {
        let at = first + at;
        report.replace_range(at..at + wrong.len(), &format!(":{line}:{column}"));
    }
    report
}

/// The same diagnostic for machines. Lines and columns are null when the file could not be read.
pub fn to_json(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    let place = diagnostic.span.as_ref().map(|span| {
        let start = sources.line_column(&diagnostic.file, span.start);
        let end = sources.line_column(&diagnostic.file, span.end);
        (start, end)
    });
    serde_json::json!({
        "severity": diagnostic.severity.as_str(),
        "rule": diagnostic.rule,
        "file": diagnostic.file,
        "line": place.map(|(start, _)| start.0),
        "column": place.map(|(start, _)| start.1),
        "end_line": place.map(|(_, end)| end.0),
        "end_column": place.map(|(_, end)| end.1),
        "message": diagnostic.message,
        "help": diagnostic.help,
    })
}

/// The line that a span starts on, made safe to print, and the marked part within it.
///
/// A span of several lines is marked on its first one only: the caret has to say where to look,
/// not how much is wrong.
struct Excerpt {
    line: String,
    marked: Range<usize>,
}

impl Excerpt {
    fn new(text: &str, span: &Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text.ceil_char_boundary(span.end.max(start)).clamp(start, line_end);
        let mut line = visible(last_chars(&text[line_start..start], WINDOW), true);
        let marked_start = line.len();
        line.push_str(&visible(first_chars(&text[start..end], MARKED), true));
        let marked = marked_start..line.len();
        let rest = start + first_chars(&text[start..end], MARKED).len();
        line.push_str(&visible(first_chars(&text[rest..line_end], WINDOW), true));
        Self { line, marked }
    }
}

/// The first characters of a text, at most `count` of them.
fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

/// The last characters of a text, at most `count` of them.
fn last_chars(text: &str, count: usize) -> &str {
    let skip = count.saturating_sub(1);
    text.char_indices().rev().nth(skip).map_or(text, |(at, _)| &text[at..])
}

/// The text with everything a terminal would act on, or not show, written out as an escape.
///
/// A tab in a source line is left to the renderer, which knows how wide it draws one.
pub(crate) fn visible(text: &str, keep_tabs: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) && !(keep_tabs && c == '\t') {
            // Writing to a string cannot fail.
            let _ = write!(shown, "{}", c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a character moves the cursor, turns the writing direction or leaves no mark.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
#[path = "diagnostic_tests.rs"]
mod tests;
