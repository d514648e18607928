//! Whole pages of both platforms, from their text to their facts.

mod dump;
mod goldens;
mod hostile;
mod real_pages;
mod words;

use crate::dialect::{DIALECTS, Dialect, recognise};
use crate::page::{Page, Refusal};

/// The dialects that know a text; there should be one.
fn dialects_of(text: &str) -> Vec<&'static str> {
    let known = DIALECTS.iter().filter(|dialect| (dialect.recognises)(text));
    known.map(|dialect| dialect.name).collect()
}

/// The facts of a text that a dialect knows.
fn import(text: &str) -> Option<(&'static Dialect, Result<Page, Refusal>)> {
    let dialect = recognise(text).ok()?;
    assert_eq!(dialects_of(text), [dialect.name], "each page has one dialect");
    let page =
        (dialect.read)(text).and_then(|document| super::super::read(document, dialect.rendering()));
    Some((dialect, page))
}
