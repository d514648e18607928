//! Whether a page of an endpoint is there to its end. Half a page is worse than none: a spec made
//! of it would look complete.

use super::roles::{Part, Role};
use crate::document::{Block, Document, Line, Position};
use crate::page::Refusal;

/// Refuses a page that stops before its own end.
pub(super) fn check(
    document: &Document,
    parts: &[Part<'_>],
    endpoint: Position,
) -> Result<(), Refusal> {
    if let Some(damage) = document.damage.first() {
        return Err(cut_off(damage.at, &damage.what));
    }
    let reply: Vec<&Part<'_>> = parts.iter().filter(|part| is_reply(part.role)).collect();
    let Some(first) = reply.first() else {
        return Err(cut_off(endpoint, "the page ends before it tells of the response"));
    };
    let at = |part: &Part<'_>| part.section.heading.map_or(endpoint, |heading| heading.at);
    if reply.iter().all(|part| part.section.blocks.is_empty()) {
        return Err(cut_off(at(first), "the page ends where the response should stand"));
    }
    if let Some(line) = last_line(document).filter(|line| is_torn(&line.text)) {
        return Err(cut_off(
            line.at,
            "the page ends in this line, which is the start of something",
        ));
    }
    // Every rendering but one may stop after any row of a table without a sign. The template goes
    // on after the reply, so that a page whose last part it is has lost its end.
    if let Some(last) = parts.last().filter(|part| is_followed(part)) {
        return Err(cut_off(at(last), UNFOLLOWED));
    }
    Ok(())
}

const UNFOLLOWED: &str = "the page ends in the part that begins here, where an example or the codes \
    should follow (if it is whole, say so by a heading 错误码 at its end)";

/// The last line of a page that ends in text.
fn last_line(document: &Document) -> Option<&Line> {
    match document.blocks.last()? {
        Block::Text(lines) => lines.last(),
        _ => None,
    }
}

/// Whether a line is the start of a row, of a fence or of a heading: it has cells or no word.
fn is_torn(line: &str) -> bool {
    line.contains(" |") || !line.chars().any(char::is_alphabetic)
}

fn is_followed(part: &Part<'_>) -> bool {
    match part.role {
        Role::Response | Role::ResponseHeader | Role::ResponseBody => true,
        Role::ResponseExample => part.section.blocks.is_empty(),
        _ => false,
    }
}

fn is_reply(role: Role) -> bool {
    matches!(
        role,
        Role::Response
            | Role::ResponseHeader
            | Role::ResponseBody
            | Role::ResponseExample
            | Role::Errors
    )
}

fn cut_off(at: Position, what: &str) -> Refusal {
    Refusal {
        at: Some(at),
        kind: "cut-off",
        why: format!("{what}; save the whole page and import it again"),
    }
}
