//! The lines of a cell that stands in one line.

use crate::dialect::feishu_plain::{self, ALERT};
use crate::dialect::markdown::table::Style;
use crate::dialect::markdown::{inline, piece::Piece};
use crate::document::{Cell, Line};
use std::ops::Range;

/// The names of warnings and hints.
const ALERTS: [&str; 4] = ["**Tip**", "**Warning**", "**Error**", "**Note**"];

/// The quote sign that a warning has at each of its lines.
const QUOTE: &str = "&gt;";

/// A label longer than this is bold text.
const LONGEST_LABEL: usize = 120;

/// How long the name of a warning is at the start of a text, with its colon.
pub(super) fn alert(text: &str) -> Option<usize> {
    let name = ALERTS.iter().find(|name| text.starts_with(**name))?;
    Some(name.len() + usize::from(text[name.len()..].starts_with(':')))
}

/// The lines of a cell. Tables written by hand stand as their author wrote them.
pub(super) fn cell(piece: Piece<'_>, style: Style) -> Cell {
    let parts = inline::lines(piece);
    if !style.generated {
        return parts.into_iter().filter_map(feishu_plain::line).collect();
    }
    let mut lines = Cell::new();
    for part in parts.into_iter().map(Piece::trim) {
        let quoted = holds_alert(part.text);
        for line in part.cut(&cuts(part.text, quoted)) {
            lines.extend(read_line(line, quoted));
        }
    }
    lines
}

/// One line of a cell in the plain form.
fn read_line(piece: Piece<'_>, quoted: bool) -> Option<Line> {
    let mut piece = piece.trim();
    let at = piece.at;
    if quoted && piece.text.starts_with(QUOTE) {
        piece.take(QUOTE.len());
        piece = piece.trim();
    }
    if let Some(mark) = alert(piece.text) {
        piece.take(mark);
        let rest = inline::line(piece)?;
        return Some(Line { text: format!("{ALERT}{}", rest.text), at });
    }
    let mut line = feishu_plain::line(piece)?;
    line.text = unwrapped_json(&line.text);
    if let Some(value) = scope(&line.text) {
        line.text = value;
    }
    Some(Line { at, ..line })
}

/// Whether a warning stands in a text; a quote sign without one means "greater than".
fn holds_alert(text: &str) -> bool {
    let mut quotes = text.match_indices(QUOTE);
    quotes.any(|(at, _)| alert(text[at + QUOTE.len()..].trim_start()).is_some())
}

/// `` `a:b` text`` as `text(a:b)`.
fn scope(line: &str) -> Option<String> {
    let (name, text) = line.strip_prefix('`')?.split_once('`')?;
    is_scope(name).then(|| format!("{}({name})", text.trim()))
}

/// Whether a name has the form of a scope: `contact:user.id:readonly`.
fn is_scope(name: &str) -> bool {
    let fits = |found: char| found.is_ascii_lowercase() || found.is_ascii_digit();
    let parts = name.split(':');
    let part_fits = |part: &str| {
        !part.is_empty() && part.chars().all(|found| fits(found) || "_.-".contains(found))
    };
    name.contains(':') && parts.clone().all(part_fits) && name.starts_with(char::is_alphabetic)
}

/// Takes the marks of code from JSON, which has them because its braces mean something to a
/// converter.
fn unwrapped_json(line: &str) -> String {
    let mut unwrapped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('`') {
        unwrapped.push_str(before);
        let Some((code, behind)) = after.split_once('`') else {
            unwrapped.push('`');
            rest = after;
            break;
        };
        if code.starts_with('{') && code.ends_with('}') {
            unwrapped.push_str(code);
        } else {
            unwrapped.extend(["`", code, "`"]);
        }
        rest = behind;
    }
    unwrapped.push_str(rest);
    unwrapped
}

/// Where a flattened cell is cut into lines again.
fn cuts(text: &str, quoted: bool) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut code = false;
    // A mark of code that nothing closes opens nothing.
    let mut marks_left = text.matches('`').count();
    let mut line_start = 0;
    let mut opening = Opening::of(text);
    let mut link_end = 0;
    let mut found = text.char_indices().peekable();
    while let Some((at, sign)) = found.next() {
        if sign == '[' {
            link_end = at + link_text(&text[at..]);
        }
        if at < link_end && sign == ' ' {
            continue;
        }
        if sign == '`' {
            marks_left -= 1;
            code = !code && marks_left > 0;
        }
        let glued = code && sign == '`';
        if !glued && (code || sign != ' ') {
            continue;
        }
        let mut end = at + usize::from(!glued);
        while !glued && found.next_if(|(_, next)| [' ', '\t'].contains(next)).is_some() {
            end += 1;
        }
        let line = &text[line_start..at];
        let gap = Gap { line, opening, blanks: end - at, after: &text[end..] };
        if gap.breaks(quoted) {
            cuts.push(at..end);
            line_start = end;
            opening = Opening::of(gap.after);
        }
    }
    cuts
}

/// What a line begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Item,
    Scope,
    Alert,
    Number,
    Words,
}

impl Opening {
    fn of(text: &str) -> Self {
        if text.starts_with("- ") {
            Self::Item
        } else if leads_with_scope(text) {
            Self::Scope
        } else if text.strip_prefix(QUOTE).is_some_and(|text| alert(text.trim_start()).is_some()) {
            Self::Alert
        } else if starts_number(text) {
            Self::Number
        } else {
            Self::Words
        }
    }
}

/// Blanks inside a cell and what stands around them.
struct Gap<'a> {
    line: &'a str,
    opening: Opening,
    blanks: usize,
    after: &'a str,
}

impl Gap<'_> {
    /// Whether a line break stood there.
    fn breaks(&self, quoted: bool) -> bool {
        let in_marker = matches!(self.line, "" | "-" | "*" | ">" | QUOTE);
        if in_marker {
            return false;
        }
        if self.blanks == 0 {
            return leads_with_scope(self.after) && self.ends_in_colon();
        }
        self.blanks > 1
            || (quoted && self.after.starts_with("&gt; "))
            || (self.after.starts_with("- ") && self.leads_to_items())
            || starts_label(self.after)
            || (starts_number(self.after) && self.leads_to_numbers())
            || (leads_with_scope(self.after) && self.leads_to_scopes())
    }

    /// A dash is an item of a list inside of a list, after a colon and after Chinese text or a
    /// link; between words of ASCII it is a dash (`string - ...`).
    fn leads_to_items(&self) -> bool {
        let last = self.line.chars().next_back();
        let ends_text = last.is_some_and(|last| !last.is_ascii() || last == ')');
        self.opening == Opening::Item || ends_text || self.ends_in_colon()
    }

    /// Scopes follow a colon, a warning or each other; elsewhere a sentence speaks of one.
    fn leads_to_scopes(&self) -> bool {
        matches!(self.opening, Opening::Scope | Opening::Alert) || self.ends_in_colon()
    }

    /// Values that are numbers follow each other, or a sentence or label that ends.
    fn leads_to_numbers(&self) -> bool {
        self.opening == Opening::Number || self.line.ends_with('。') || self.ends_in_colon()
    }

    fn ends_in_colon(&self) -> bool {
        let line = self.line.strip_suffix("**").unwrap_or(self.line);
        line.ends_with(['：', ':'])
    }
}

/// Whether a text begins with a scope in marks of code.
fn leads_with_scope(text: &str) -> bool {
    let name = text.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    name.is_some_and(|(name, _)| is_scope(name))
}

/// Whether a number with its text starts here: `1: text`.
fn starts_number(text: &str) -> bool {
    let after = text.trim_start_matches(|found: char| found.is_ascii_digit());
    after.len() < text.len() && (after.starts_with(": ") || after.starts_with('：'))
}

/// How long the text of the link is that a bracket opens, 0 when it opens none.
fn link_text(text: &str) -> usize {
    let end = text[1..].find(['[', ']']).map_or(0, |at| at + 1);
    if text[end..].starts_with("](") { end } else { 0 }
}

/// Whether a bold label with its colon starts here.
fn starts_label(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("**") else { return false };
    let rest = &rest[..rest.floor_char_boundary(LONGEST_LABEL)];
    let Some((label, after)) = rest.split_once("**") else { return false };
    label.ends_with(['：', ':']) || after.starts_with(['：', ':'])
}
