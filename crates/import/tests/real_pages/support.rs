//! What the tests over the real pages share: where the pages are, and lists of accepted differences.

#[path = "../support/pages.rs"]
mod pages;

pub(crate) use pages::{pages, shared};

use larkspur_import::run::{Input, Options, Run, run};
use larkspur_spec::load_texts;
use larkspur_spec::model::Operation;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A page as the importer gets it.
pub(crate) fn input(file: &Path) -> Input {
    Input {
        file: file.display().to_string(),
        bytes: std::fs::read(file).map_err(|error| error.to_string()),
    }
}

/// Imports pages into an empty tree.
pub(crate) fn into_empty_tree(files: &[PathBuf]) -> Run {
    let inputs: Vec<Input> = files.iter().map(|file| input(file)).collect();
    run(
        &inputs,
        &load_texts(Vec::new()),
        "",
        &Options { older: true, ..Options::default() },
        &|| (),
    )
}

/// The operations that a run wrote, by file.
pub(crate) fn operations(run: &Run) -> BTreeMap<String, Operation> {
    let loaded =
        load_texts(run.files.iter().map(|(file, text)| (file.clone(), text.clone())).collect());
    assert!(!loaded.has_errors(), "what was imported loads: {:?}", loaded.diagnostics);
    loaded.tree.operations().map(|(_, at)| (at.file.clone(), at.operation.clone())).collect()
}

/// A difference that was looked at and accepted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accepted {
    /// Whose: a page's number, or a request line.
    pub(crate) operation: String,
    /// The field, as a dotted path, with the fact where there is one.
    pub(crate) field: String,
    /// The one value.
    pub(crate) one: String,
    /// The other.
    pub(crate) other: String,
    /// Who is newer or wrong, and why it is accepted.
    pub(crate) reason: String,
}

/// A difference that occurs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    pub(crate) operation: String,
    pub(crate) field: String,
    pub(crate) one: String,
    pub(crate) other: String,
}

/// Compares what occurs with what was accepted: every difference is on the list, every entry of
/// the list occurs, and the list is no longer than the most it ever may be again.
pub(crate) fn judge(occurring: &[Difference], list: &str, most: usize) {
    let accepted: Vec<Accepted> =
        serde_json::from_str(list).expect("the list of accepted differences");
    eprintln!("{} accepted differences (at most {most})", accepted.len());
    let unexplained: Vec<&Accepted> =
        accepted.iter().filter(|entry| entry.reason.trim().is_empty()).collect();
    assert!(unexplained.is_empty(), "say who is newer or wrong: {unexplained:#?}");
    let is = |entry: &Accepted, found: &Difference| {
        entry.operation == found.operation
            && entry.field == found.field
            && entry.one == found.one
            && entry.other == found.other
    };
    let new: Vec<&Difference> =
        occurring.iter().filter(|found| !accepted.iter().any(|entry| is(entry, found))).collect();
    let gone: Vec<&Accepted> =
        accepted.iter().filter(|entry| !occurring.iter().any(|found| is(entry, found))).collect();
    let lines = |new: &[&Difference]| {
        new.iter()
            .map(|d| format!("  {} {}: {} / {}\n", d.operation, d.field, d.one, d.other))
            .collect::<String>()
    };
    assert!(new.is_empty(), "{} differences that nobody accepted:\n{}", new.len(), lines(&new));
    assert!(gone.is_empty(), "accepted differences that no longer occur: {gone:#?}");
    assert!(accepted.len() <= most, "the list has grown from {most} to {}", accepted.len());
}
