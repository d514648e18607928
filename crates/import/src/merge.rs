//! A page that was imported before is imported again, and the spec keeps what people did to it.
//!
//! Three things meet for every fact: what the spec says, what the page says now, and what the page
//! said last time. The last is nowhere written down; the marks in `hand` and the digest in
//! `source.digest` know enough of it ([`larkspur_spec::facts`]). From there it is an ordinary merge
//! of three sides: what one side changed wins, and what both changed stays as the person left it
//! and is told. Whatever a person set is marked with what the page says, so that the spec alone
//! shows it from then on.
//!
//! - `decide` weighs the facts of one entry.
//! - `entries` walks maps of fields and codes, their order, and what came and went.
//! - `field` is one field, with the question whether its shared type still fits.
//! - `call` is what is said about the call itself.
//! - `shared` asks whether a whole body or reply stays the shared type it names.
//! - `put` writes a fact without touching the words around it.
//! - `around` is what is no fact: questions and the source.
//! - `levels` takes the nesting from the spec where a rendering lost it.

mod around;
mod call;
mod decide;
mod entries;
mod field;
mod levels;
mod put;
mod shared;
#[cfg(test)]
mod tests;

use crate::page::Lost;
use larkspur_spec::facts::{self, Digest, SharedTypes, View};
use larkspur_spec::model::Operation;
use serde_json::Value;

/// What happened to one fact or entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The dotted way to the entry: `query.page_size`, `errors.7`, or a part of the call, `http`.
    pub place: String,
    /// The fact; none where the whole entry came or went.
    pub fact: Option<String>,
    /// What the spec said.
    pub spec: Option<Value>,
    /// What the page says.
    pub page: Option<Value>,
    /// What was done.
    pub kind: ChangeKind,
}

/// What was done about a difference between spec and page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// The page changed the fact, and the spec follows.
    Arrived,
    /// The page has a new entry, and so has the spec.
    EntryAdded,
    /// The page lost the entry, and so did the spec.
    EntryRemoved,
    /// A person had changed the fact; it is marked now.
    Marked,
    /// A person had added the entry; it is marked now.
    AddedByHand,
    /// A person had taken the entry away; it stays away.
    RemovedByHand,
    /// Person and page changed it, or nobody can tell who did: the person's stays.
    BothChanged,
    /// The page lost an entry that a person had changed: it stays.
    RemovedOnPage,
    /// The page says now what the person said; the mark is gone.
    CaughtUp,
    /// The page no longer says what the shared type says; the entry says it itself now.
    SharedTypeLeft,
}

impl ChangeKind {
    /// Whether a person should look at it.
    pub fn needs_a_look(self) -> bool {
        use ChangeKind::{BothChanged, RemovedOnPage, SharedTypeLeft};
        matches!(self, BothChanged | RemovedOnPage | SharedTypeLeft)
    }
}

/// An operation after merging.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// What the spec says from now on.
    pub operation: Operation,
    /// What happened, in the order of the file.
    pub changes: Vec<Change>,
}

/// Why two operations could not be merged.
#[derive(Debug, thiserror::Error)]
#[error("the merged operation is no operation any more: {0}")]
pub struct MergeError(#[from] serde_json::Error);

/// A freshly imported operation as it is written the first time: with its digest.
pub fn first(page: &Operation, types: &SharedTypes, loses: &[Lost]) -> Operation {
    let mut operation = page.clone();
    let plain = facts::plain(page);
    let digest = around::digest(&plain, None, &Digest::default(), types, loses);
    operation.source.digest = Some(digest);
    operation
}

/// Brings a fresh draft of a page into the spec that exists of it.
///
/// # Errors
/// Where what comes out is no operation; both sides being operations, that is a fault of ours.
pub fn merge(
    existing: &Operation,
    page: &Operation,
    types: &SharedTypes,
    loses: &[Lost],
) -> Result<Merged, MergeError> {
    let spec = facts::plain(existing);
    let mut page = facts::plain(page);
    if loses.contains(&Lost::Levels) {
        levels::take(&spec, &mut page, types);
    }
    let digest = existing.source.digest.as_deref().map(Digest::read);
    let mut merger = Merger { types, digest, loses, changes: Vec::new() };
    let mut out = spec.clone();
    merger.call(&spec, &page, &mut out);
    around::questions(&spec, &page, merger.digest.as_ref(), types, loses, &mut out);
    let digest = merger.digest.unwrap_or_default();
    let digest = around::digest(&page, Some(&spec), &digest, types, loses);
    merger.changes.extend(around::source(&spec, &page, loses, digest, &mut out));
    Ok(Merged { operation: serde_json::from_value(out)?, changes: merger.changes })
}

/// One merge under way.
struct Merger<'a> {
    types: &'a SharedTypes,
    /// What the page said last time; none where the spec was never imported.
    digest: Option<Digest>,
    loses: &'a [Lost],
    changes: Vec<Change>,
}

impl Merger<'_> {
    fn tell(
        &mut self,
        place: &str,
        fact: Option<&str>,
        spec: Option<Value>,
        page: Option<Value>,
        kind: ChangeKind,
    ) {
        let fact = fact.map(str::to_owned);
        self.changes.push(Change { place: place.to_owned(), fact, spec, page, kind });
    }

    /// Whether the page said all of this last time.
    fn knew(&self, entries: &[facts::Entry]) -> bool {
        self.digest.as_ref().is_some_and(|digest| entries.iter().all(|e| digest.contains(e)))
    }

    /// The entries below a field, a body or a reply.
    fn below(&self, entry: &Value, place: &str, view: View) -> Vec<facts::Entry> {
        let mut all = facts::below(&facts::FIELD, entry, place, self.types, view);
        all.retain(|found| found.path != place);
        all
    }
}
