//! The tags in a page, and the text between them.

use crate::dialect::markdown::piece::Piece;

/// The tags that mean markup. Anything else between angle brackets is text: a page speaks of
/// `<sheetId>` and `array<string>`.
const KNOWN: &[&str] = &[
    "md-table",
    "md-thead",
    "md-tbody",
    "md-tr",
    "md-th",
    "md-td",
    "md-dt-table",
    "md-dt-thead",
    "md-dt-tbody",
    "md-dt-tr",
    "md-dt-th",
    "md-dt-td",
    "md-text",
    "md-perm",
    "md-enum",
    "md-enum-item",
    "md-alert",
    "md-tag",
    "md-tooltip",
    "md-app-support",
    "md-code-json",
    "md-code-tabs",
    "md-code-tab-group",
    "md-code-tab-panel",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "div",
    "span",
    "p",
    "b",
    "i",
    "strong",
    "em",
    "code",
    "ul",
    "ol",
    "li",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "style",
    "html",
    "head",
    "body",
    "font",
];

/// A tag that does not end within so many bytes is text.
const LONGEST_TAG: usize = 4096;

/// A tag or the text before the next one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    /// Text as it stands.
    Text(Piece<'a>),
    /// An opening tag.
    Open(Tag<'a>),
    /// A closing tag; its name.
    Close(&'a str),
}

/// An opening tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its attributes as they stand.
    attributes: &'a str,
    /// Where it starts.
    pub(super) piece: Piece<'a>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find('=') {
            let key = rest[..at].trim();
            let value = rest[at + 1..].trim_start();
            let quote = value.chars().next().filter(|found| ['"', '\''].contains(found));
            let (value, after) = match quote {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
            };
            if key == name {
                return Some(value);
            }
            rest = after;
        }
        None
    }
}

/// Whether a tag stands at the start of a text.
pub(super) fn starts_tag(text: &str) -> bool {
    tag(text).is_some()
}

/// Takes the next token, `None` at the end.
pub(super) fn next<'a>(rest: &mut Piece<'a>) -> Option<Token<'a>> {
    if rest.text.is_empty() {
        return None;
    }
    if let Some((length, name, attributes, closes)) = tag(rest.text) {
        let piece = rest.take(length);
        let closed = Token::Close(name);
        return Some(if closes { closed } else { Token::Open(Tag { name, attributes, piece }) });
    }
    let end = text_end(rest.text);
    Some(Token::Text(rest.take(end)))
}

/// Where the text at the start ends: before the next tag that stands outside of code.
fn text_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(found) = text[at..].find(['`', '<']).map(|found| at + found) {
        if text[found..].starts_with('`') {
            at = found + code_length(&text[found..]);
        } else if found > 0 && tag(&text[found..]).is_some() {
            return found;
        } else {
            at = found + 1;
        }
    }
    text.len()
}

/// How long the code is that starts here; a mark that its line does not close is a mark.
fn code_length(text: &str) -> usize {
    let closing = text[1..].find(['`', '\n']).map(|at| at + 1);
    match closing {
        Some(at) if text[at..].starts_with('`') => at + 1,
        _ => 1,
    }
}

/// The length, name and attributes of the tag at the start, and whether it closes.
fn tag(text: &str) -> Option<(usize, &str, &str, bool)> {
    let inside = text.strip_prefix('<')?;
    let closes = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let fits = |found: char| found.is_ascii_alphanumeric() || found == '-';
    let name = &inside[..inside.find(|found| !fits(found)).unwrap_or(inside.len())];
    if !KNOWN.contains(&name) {
        return None;
    }
    let inside = &inside[name.len()..];
    let end = tag_end(&inside[..inside.floor_char_boundary(LONGEST_TAG)])?;
    let length = text.len() - inside.len() + end + 1;
    Some((length, name, inside[..end].trim_end_matches('/'), closes))
}

/// Where the `>` is that no quotes hold.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, found) in text.bytes().enumerate() {
        match (quote, found) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(found),
            (Some(open), _) if open == found => quote = None,
            _ => {}
        }
    }
    None
}
