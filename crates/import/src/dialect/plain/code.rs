//! Code, between fences or bare.

use super::lines::{after, end, is_blank};
use super::{Style, Taken, begins_a_part};
use crate::dialect::markdown::Fence;
use crate::dialect::markdown::piece::Piece;
use crate::document::{Block, Damage, Position};

/// A block between fences.
pub(super) fn fenced<'t>(lines: &[Piece<'t>], from: usize) -> Option<Taken<'t>> {
    let fence = Fence::opens(lines[from].text.trim())?;
    let body = from + 1;
    let closing = lines[body..].iter().position(|raw| fence.closes(raw.text.trim()));
    let last = closing.map_or(lines.len(), |closing| body + closing);
    let text: Vec<&str> = lines[body..last].iter().map(|raw| raw.text).collect();
    let at = lines.get(body).map_or_else(|| end(lines[from]), |raw| raw.at);
    let damage = match closing {
        Some(_) => None,
        None => cut_off(lines, "the page stops within a block of code"),
    };
    let block = Block::Code { at, text: text.join("\n") };
    Some(Taken { block, next: (last + 1).min(lines.len()), rest: None, damage })
}

/// JSON, or what was meant to be, that stands bare: from its first bracket to the line of the one
/// that closes it. A heading may be glued to that one. Where it is never closed, the next part of
/// the page ends it.
pub(super) fn bare<'t>(lines: &[Piece<'t>], from: usize, style: &Style) -> Option<Taken<'t>> {
    let first = lines[from].trim();
    if !opens_json(first.text) {
        return None;
    }
    let mut depth = 0;
    let mut text = String::new();
    for (index, raw) in lines.iter().enumerate().skip(from) {
        if index > from {
            if begins_a_part(*raw, style) {
                return Some(code(first.at, text, index, None, None));
            }
            text.push('\n');
        }
        let raw = if index == from { first } else { *raw };
        match closes_at(raw.text, &mut depth) {
            Some(end) => {
                let rest = Some(after(raw, end)).filter(|rest| begins_a_part(*rest, style));
                let own = if rest.is_some() { end } else { raw.text.len() };
                text.push_str(&raw.text[..own]);
                return Some(code(first.at, text, index + 1, rest, None));
            }
            None => text.push_str(raw.text),
        }
    }
    let damage = cut_off(lines, "the page stops within an example");
    Some(code(first.at, text, lines.len(), None, damage))
}

fn code(
    at: Position,
    text: String,
    next: usize,
    rest: Option<Piece<'_>>,
    damage: Option<Damage>,
) -> Taken<'_> {
    Taken { block: Block::Code { at, text: text.trim_end().to_owned() }, next, rest, damage }
}

/// Whether a line begins JSON: a brace, or a bracket that begins no link.
fn opens_json(text: &str) -> bool {
    let after_bracket = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{')
        || after_bracket.is_some_and(|rest| rest.is_empty() || rest.starts_with(['{', '"', ']']))
}

/// Counts the brackets of a line, outside of strings and comments; where the last one closes, the
/// byte after it. A string never reaches beyond its line: in an example that is no JSON a quote may
/// be missing.
fn closes_at(text: &str, depth: &mut usize) -> Option<usize> {
    let mut in_string = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if in_string => {
                bytes.next();
            }
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'/' if text.as_bytes().get(at + 1) == Some(&b'/') => return None,
            b'{' | b'[' => *depth += 1,
            b'}' | b']' => {
                *depth = depth.saturating_sub(1);
                if *depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The damage of a page that ends too early, at its last character.
pub(super) fn cut_off(lines: &[Piece<'_>], what: &str) -> Option<Damage> {
    let last = lines.iter().rev().find(|raw| !is_blank(raw))?;
    Some(Damage { at: end(*last), what: what.to_owned() })
}
