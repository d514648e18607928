//! Pages whose parts stand under plain labels: what a heading, a column head, an answer and a line
//! `label: value` mean there, and how the parts become rows, codes and examples. The platforms that
//! write such pages bring only their words.

mod address;
mod parts;

pub(crate) use address::Address;
pub(crate) use parts::{Part, parts, title, values};

use super::address::{leading_method, match_path, undescribed};
use super::wording::label;
use crate::document::{Document, Line, Position};
use crate::page::{Doubt, Page, PageSource, Refusal, Rendering};
use larkspur_spec::model::Method;

/// The part of a page that a heading begins, by a platform's table of headings.
pub(crate) fn by_heading<K: Copy>(table: &[(K, &[&str])], text: &str) -> Option<K> {
    let could_be = text.starts_with(|c: char| c.is_alphabetic() || c == '*');
    if !could_be || text.len() > LONGEST_HEADING {
        return None;
    }
    let key = label(text);
    table.iter().find(|(_, headings)| headings.contains(&key.as_str())).map(|(kind, _)| *kind)
}

/// Longer lines are no headings.
const LONGEST_HEADING: usize = 100;

/// The value of a line `label: value`.
pub(crate) fn value(line: &Line, labels: &[&str]) -> Option<Line> {
    let colon = line.text.find([':', '：'])?;
    let key = line.text[..colon].trim_start_matches("- ");
    if key.len() > LONGEST_HEADING || !labels.contains(&label(key).as_str()) {
        return None;
    }
    let after = &line.text[colon..];
    let value = after.trim_start_matches([':', '：', '*', ' ']);
    let skipped = line.text[..line.text.len() - value.len()].chars().count();
    Some(Line { text: value.trim_end().to_owned(), at: moved(line.at, skipped) })
}

/// A place some characters further in its line.
pub(crate) fn moved(at: Position, characters: usize) -> Position {
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    Position { column: at.column.saturating_add(characters), ..at }
}

/// The last place of a page that something can be pointed at.
pub(crate) fn end_of(parts: &[Part<'_, impl Copy>]) -> Position {
    parts.last().map(Part::end).unwrap_or_default()
}

/// What the lines of a call say.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The method's line, on which the content type may stand as well.
    pub(crate) method_line: Line,
    pub(crate) address: Address,
    /// What the page says about further calls, which would each be an operation of its own.
    doubts: Vec<Doubt>,
}

impl Call {
    /// Reads the lines of method and address.
    ///
    /// # Errors
    /// Where the page has none, so that it describes no call.
    pub(crate) fn read(
        document: &Document,
        methods: Vec<Line>,
        addresses: Vec<Line>,
    ) -> Result<Call, Refusal> {
        let first = |lines: Vec<Line>, lacks| {
            lines.into_iter().next().ok_or_else(|| no_endpoint(document, lacks))
        };
        let further = addresses.iter().skip(1).map(|line| {
            let asks = format!("Is `{}` a call of its own?", line.text);
            Doubt::new(line.at, "http.path", asks, "the first address is the call's")
        });
        let doubts = further.collect();
        let method_line = first(methods, "line with the HTTP method")?;
        let address = first(addresses, "line with the address to call")?;
        let method = leading_method(&method_line.text)
            .ok_or_else(|| no_endpoint(document, "HTTP method that is known"))?;
        let address = Address::parse(&address)
            .ok_or_else(|| no_endpoint(document, "address that could be called"))?;
        Ok(Call { method, method_line, address, doubts })
    }
}

/// A page of which only the call is known yet.
pub(crate) fn page_of(
    document: &Document,
    rendering: Rendering,
    call: &Call,
    source: PageSource,
) -> Result<Page, Refusal> {
    let title = title(document).ok_or_else(|| no_endpoint(document, "title"))?;
    let path = call.address.path.clone();
    Ok(Page {
        doubts: call.doubts.clone(),
        ..Page::new(rendering, title, source, call.method, path)
    })
}

/// Adds the parameters that only the address names, and asks about each; pairs of its query that
/// have a value are always sent.
pub(crate) fn take_address(page: &mut Page, address: &Address, sent_anyway: &[&str]) {
    match_path(&page.path, &mut page.path_parameters, &mut page.doubts);
    for name in address.variable.iter().filter(|name| !sent_anyway.contains(&name.as_str())) {
        if page.query.iter().all(|row| row.name != *name) {
            page.query.push(undescribed("query", name, address.path.at, &mut page.doubts));
        }
    }
    let fixed = address.fixed.iter().filter(|(name, _)| !sent_anyway.contains(&name.as_str()));
    page.fixed_query.extend(fixed.cloned());
}

/// Asks whether a page is there to its end where its reply lacks the code that every reply has, and
/// puts all questions in the order of the page.
pub(crate) fn ask_about_the_end(page: &mut Page, code: &str, end: Position) {
    let says_code = page.response.iter().any(|row| row.name == code);
    if !says_code {
        let asks = match page.response.is_empty() {
            true => {
                "What does it answer? The page does not say so and may be cut short.".to_owned()
            }
            false => format!("Does it answer more? The page has no `{code}` and may be cut short."),
        };
        let assumed = "what the page lists";
        page.doubts.push(Doubt::new(end, "response", asks, assumed));
    }
    page.doubts.sort_by_key(|doubt| doubt.at);
}

/// Refuses a page that stops before its end: what it would give is half an operation.
///
/// # Errors
/// Where the reader found the page broken off.
pub(crate) fn whole(document: &Document) -> Result<(), Refusal> {
    match document.damage.first() {
        None => Ok(()),
        Some(damage) => Err(Refusal {
            at: Some(damage.at),
            kind: "cut-off",
            why: format!("{}; save the whole page and import it again", damage.what),
        }),
    }
}

/// The refusal of a page on which no call is found.
fn no_endpoint(document: &Document, lacks: &str) -> Refusal {
    let at = parts::first_place(document);
    let why = format!("the page has no {lacks}, so it describes no call; leave it out");
    Refusal { at, kind: "no-endpoint", why }
}

#[cfg(test)]
mod tests;
