//! Tests of the index: every refusal with its place, agreement with the reader of the values on
//! where things are, and that no input whatever makes it panic.

mod agreement;
mod arbitrary;
mod refusals;

use super::*;
use crate::diagnostic::Sources;

/// The diagnostics of a text, each as `line:column rule`.
fn found(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    sources.insert("a.yaml", text);
    let (_, diagnostics) = Index::build("a.yaml", text);
    let place = |found: &Diagnostic| {
        let at = found.span.as_ref().map_or(0, |span| span.start);
        let (line, column) = sources.line_column("a.yaml", at);
        format!("{line}:{column} {}", found.rule)
    };
    diagnostics.iter().map(place).collect()
}

/// The index of a text that nothing is wrong with.
fn index(text: &str) -> Index {
    let (index, diagnostics) = Index::build("a.yaml", text);
    assert_eq!(diagnostics, [], "{text:?}");
    index
}
