//! Weighing the facts of one entry: what the spec says, what it says the page says, and what the
//! page says now.

use super::ChangeKind::{self, Arrived, BothChanged, CaughtUp, Marked};
use larkspur_spec::facts::{Digest, Entry, Facts};
use serde_json::Value;
use std::collections::BTreeSet;

/// Differences up to which every mixture of the two sides is tried.
const MOST_DIFFERENCES: usize = 5;

/// The facts of one entry on all sides.
pub(super) struct Sides {
    /// What the spec says.
    pub(super) spec: Facts,
    /// What the page said, as far as the spec knows; none where the page had no such entry.
    pub(super) view: Option<Facts>,
    /// What the page says now.
    pub(super) page: Facts,
    /// The facts that are marked as set by a person.
    pub(super) marked: BTreeSet<String>,
}

/// What is to be done about one fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    /// The page's goes into the spec.
    Take,
    /// The spec's stays, with a mark of what the page says.
    Mark,
    /// The mark goes.
    Unmark,
}

/// A fact that needs something done.
pub(super) struct Decision {
    pub(super) fact: String,
    pub(super) verdict: Verdict,
    pub(super) kind: ChangeKind,
}

impl Sides {
    /// All names of facts, those of the spec first.
    pub(super) fn names(&self) -> Vec<&str> {
        let new = self.page.keys().filter(|name| !self.spec.contains_key(*name));
        let mut names: Vec<&str> = self.spec.keys().chain(new).map(String::as_str).collect();
        let known = self.marked.iter().map(String::as_str);
        let rest: Vec<&str> = known.filter(|name| !names.contains(name)).collect();
        names.extend(rest);
        names
    }

    /// What the page said about a fact, as far as the spec knows.
    pub(super) fn seen(&self, fact: &str) -> Option<&Value> {
        self.view.as_ref()?.get(fact)
    }

    /// What is to be done, fact by fact; nothing for a fact that is as it should be.
    pub(super) fn decide(&self, path: &str, digest: Option<&Digest>) -> Vec<Decision> {
        let base = digest.and_then(|digest| self.base(path, digest));
        let names = self.names().into_iter();
        let found = names.filter_map(|fact| {
            let (verdict, kind) = self.weigh(fact, base.as_ref(), digest.is_some())?;
            Some(Decision { fact: fact.to_owned(), verdict, kind })
        });
        found.collect()
    }

    fn weigh(
        &self,
        fact: &str,
        base: Option<&Facts>,
        was_imported: bool,
    ) -> Option<(Verdict, ChangeKind)> {
        let (spec, page) = (self.spec.get(fact), self.page.get(fact));
        if self.marked.contains(fact) {
            return match page {
                _ if spec == page => Some((Verdict::Unmark, CaughtUp)),
                _ if self.seen(fact) == page => None,
                _ => Some((Verdict::Mark, BothChanged)),
            };
        }
        if spec == page {
            return None;
        }
        Some(match base {
            Some(base) if base.get(fact) == spec => (Verdict::Take, Arrived),
            Some(_) => (Verdict::Mark, Marked),
            None if spec.is_none() && !was_imported => (Verdict::Take, Arrived),
            None if was_imported => (Verdict::Mark, BothChanged),
            None => (Verdict::Mark, Marked),
        })
    }

    /// What the page said last time.
    ///
    /// The digest only tells whether some facts were all the page said. But where each fact was
    /// changed by one side at most, last time's page is a mixture of the two sides, and there are
    /// few of those.
    fn base(&self, path: &str, digest: &Digest) -> Option<Facts> {
        let view = self.view.as_ref()?;
        let mut names: Vec<&String> = view.keys().chain(self.page.keys()).collect();
        names.retain(|name| view.get(*name) != self.page.get(*name));
        names.sort();
        names.dedup();
        let all = match names.len() {
            0..=MOST_DIFFERENCES => (1_u32 << names.len()) - 1,
            _ => 0,
        };
        let mixtures = (0..=all).map(|of_page| {
            let chosen = names.iter().enumerate().filter(|(bit, _)| of_page >> bit & 1 == 1);
            self.mixed(view, chosen.map(|(_, name)| name.as_str()))
        });
        let candidates = [view.clone(), self.page.clone()].into_iter().chain(mixtures);
        let mut candidates = candidates.map(|facts| entry(path, facts));
        candidates.find(|entry| digest.contains(entry)).map(|entry| entry.facts)
    }

    /// The view with some facts as the page has them now.
    fn mixed<'n>(&self, view: &Facts, of_page: impl Iterator<Item = &'n str>) -> Facts {
        let mut facts = view.clone();
        for name in of_page {
            match self.page.get(name) {
                Some(value) => facts.insert(name.to_owned(), value.clone()),
                None => facts.shift_remove(name),
            };
        }
        facts
    }
}

/// An entry as a digest knows it.
pub(super) fn entry(path: &str, facts: Facts) -> Entry {
    Entry { path: path.to_owned(), pointer: String::new(), facts }
}
