//! Text inside a line: entities, backslash escapes, line breaks.

use super::piece::Piece;
use crate::document::Line;
use std::ops::Range;

/// The entities that pages use for signs and blanks.
const ENTITIES: &[(&str, char)] = &[
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&apos;", '\''),
    ("&#39;", '\''),
    ("&nbsp;", ' '),
    ("&emsp;", ' '),
    ("&ensp;", ' '),
    // Mistyped throughout one platform's pages.
    ("&ensp:", ' '),
];

/// The signs whose backslash belongs to Markdown. A backslash before anything else (`\"`, `\n`)
/// stands in an example value and stays.
const ESCAPED: &str = "[]-|*_<>~#`";

/// The ways to write a line break.
const BREAKS: &[&str] = &["<br>", "<br/>", "<br />"];

/// A piece as a line: trimmed, entities decoded and escapes undone. `None` when nothing is left.
pub(crate) fn line(piece: Piece<'_>) -> Option<Line> {
    let piece = piece.trim();
    let text = plain(piece.text);
    let text = text.trim();
    (!text.is_empty()).then(|| Line { text: text.to_owned(), at: piece.at })
}

/// A text with its entities decoded, and outside of code with its escapes undone.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // A sign of code that nothing closes opens nothing, so the last one of an odd number is text.
    let mut signs_left = text.matches('`').count();
    let mut code = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (found, length) = match first {
            '&' => entity(rest).unwrap_or((first, 1)),
            '\\' if !code => escape(rest).unwrap_or((first, 1)),
            '\u{a0}' | '\u{2003}' | '\u{2002}' => (' ', first.len_utf8()),
            _ => (first, first.len_utf8()),
        };
        if found == '`' {
            signs_left -= 1;
            code = length == 1 && !code && signs_left > 0;
        }
        plain.push(found);
        rest = &rest[length..];
    }
    plain
}

fn entity(text: &str) -> Option<(char, usize)> {
    let named = ENTITIES.iter().find(|(name, _)| text.starts_with(name));
    named.map(|(name, sign)| (*sign, name.len()))
}

fn escape(text: &str) -> Option<(char, usize)> {
    let sign = text[1..].chars().next()?;
    ESCAPED.contains(sign).then_some((sign, 2))
}

/// The byte ranges of the line breaks in a text.
pub(crate) fn breaks(text: &str) -> Vec<Range<usize>> {
    let opening = text.match_indices("<br");
    let whole = opening.filter_map(|(at, _)| {
        let found = BREAKS.iter().find(|sign| text[at..].starts_with(**sign))?;
        Some(at..at + found.len())
    });
    whole.collect()
}

/// A piece cut at its line breaks, both of the page and of HTML.
pub(crate) fn lines<'a>(piece: Piece<'a>) -> Vec<Piece<'a>> {
    let mut cuts = breaks(piece.text);
    cuts.extend(piece.text.match_indices('\n').map(|(at, _)| at..at + 1));
    cuts.sort_unstable_by_key(|cut| cut.start);
    piece.cut(&cuts)
}

/// A text without the signs of bold.
pub(crate) fn without_bold(text: &str) -> String {
    text.replace("**", "").trim().to_owned()
}

/// The content of a text that is one code span and nothing else.
pub(crate) fn whole_code(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('`')?.strip_suffix('`')?;
    (!inner.is_empty() && !inner.contains('`')).then_some(inner.trim())
}
