//! What became of each page, for people and for tools.
//!
//! Nothing may go wrong in silence: a page is imported, imported with questions, or refused with
//! the reason, and each of these carries the place on the page it is about.

use crate::document::Position;
use crate::merge::{Change, ChangeKind};
use crate::page::{Doubt, Refusal};
use heck::ToKebabCase as _;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It made a new spec.
    New,
    /// It changed its spec.
    Updated,
    /// Its spec says the same already.
    Unchanged,
    /// Nothing was taken from it.
    Refused,
}

impl Status {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Updated => "updated",
            Status::Unchanged => "unchanged",
            Status::Refused => "refused",
        }
    }
}

/// A change with its places.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What happened.
    pub change: Change,
    /// Where the page says it, where it has a row of its own.
    pub page: Option<Position>,
    /// Line and column in the spec as it was, where it was there.
    pub spec: Option<(usize, usize)>,
}

impl Told {
    /// The change as a person reads it, with its places.
    fn text(&self, page: &str, spec: &str) -> String {
        let page = self.page.map(|at| format!(" [{page}:{at}]")).unwrap_or_default();
        let place = |(line, column)| format!(" [{spec}:{line}:{column}]");
        format!("{}{page}{}", sentence(&self.change), self.spec.map(place).unwrap_or_default())
    }

    fn json(&self) -> Value {
        let kind = format!("{:?}", self.change.kind).to_kebab_case();
        json!({
            "kind": kind, "place": self.change.place, "fact": self.change.fact,
            "spec": self.change.spec, "page": self.change.page,
            "page_at": self.page.map(|at| at.to_string()),
            "spec_at": self.spec.map(|(line, column)| format!("{line}:{column}")),
        })
    }
}

/// What happened, as a person reads it.
fn sentence(change: &Change) -> String {
    let Change { place, fact, kind, .. } = change;
    let value =
        |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), Value::to_string);
    let (kept, said) = (value(&change.spec), value(&change.page));
    let what = match fact {
        None => place.clone(),
        // The facts of the call itself say what they are about.
        Some(fact) if place == "call" || fact.starts_with(place) => fact.clone(),
        Some(fact) => format!("{place} {fact}"),
    };
    let happened = match kind {
        ChangeKind::Arrived => format!("{kept} -> {said}"),
        ChangeKind::EntryAdded => "new on the page".to_owned(),
        ChangeKind::EntryRemoved => "gone from the page".to_owned(),
        ChangeKind::Marked => format!("yours is {kept}, the page says {said}; marked as yours"),
        ChangeKind::AddedByHand => "not on the page; marked as yours".to_owned(),
        ChangeKind::RemovedByHand => "on the page, taken out by you; stays out".to_owned(),
        ChangeKind::BothChanged => {
            format!("the page changed to {said}, yours is {kept} and stays: look at both")
        }
        ChangeKind::RemovedOnPage => {
            "gone from the page, changed by you; stays: look at it".to_owned()
        }
        ChangeKind::CaughtUp => format!("the page now says {said} as you did; the mark is gone"),
        ChangeKind::SharedTypeLeft => {
            "the page no longer says what the shared type says; look at it".to_owned()
        }
    };
    format!("{what}: {happened}")
}

/// What became of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The page's file.
    pub page: String,
    /// What became of it.
    pub status: Status,
    /// The rendering, once recognised.
    pub dialect: Option<&'static str>,
    /// The spec's file, relative to the tree.
    pub spec: Option<String>,
    /// What a person must decide.
    pub questions: Vec<Doubt>,
    /// What met a person's work, and how it went.
    pub changes: Vec<Told>,
    /// What is worth knowing.
    pub remarks: Vec<String>,
    /// Why nothing was taken.
    pub refusal: Option<Refusal>,
}

impl Outcome {
    /// The outcome of a page that nothing is known of yet.
    pub fn of(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            status: Status::Refused,
            dialect: None,
            spec: None,
            questions: Vec::new(),
            changes: Vec::new(),
            remarks: Vec::new(),
            refusal: None,
        }
    }

    /// Nothing is taken from the page.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.status = Status::Refused;
        self.spec = None;
        self.questions.clear();
        self.changes.clear();
        self.refusal = Some(refusal);
    }

    /// The outcome as a person reads it: a line, and what follows from it below.
    pub fn text(&self) -> String {
        let mut text = match &self.spec {
            Some(spec) => format!("{}: {} {spec}", self.page, self.status.word()),
            None => format!("{}: {}", self.page, self.status.word()),
        };
        // Writing into a String cannot fail.
        if let Some(refusal) = &self.refusal {
            let at = refusal.at.map(|at| format!("{}:{at}: ", self.page)).unwrap_or_default();
            let _ = write!(text, "\n  {at}{} [{}]", refusal.why, refusal.kind);
        }
        for question in &self.questions {
            let _ = write!(
                text,
                "\n  {}:{}: question about {}: {}",
                self.page, question.at, question.place, question.asks
            );
            if let Some(assumed) = &question.assumed {
                let _ = write!(text, " Assumed: {assumed}.");
            }
        }
        for change in &self.changes {
            let _ = write!(
                text,
                "\n  {}",
                change.text(&self.page, self.spec.as_deref().unwrap_or_default())
            );
        }
        for remark in &self.remarks {
            let _ = write!(text, "\n  {remark}");
        }
        text
    }

    /// The outcome for tools.
    pub fn json(&self) -> Value {
        let questions = self.questions.iter().map(|question| {
            json!({
                "line": question.at.line, "column": question.at.column, "place": question.place,
                "asks": question.asks, "assumed": question.assumed,
            })
        });
        let refusal = self.refusal.as_ref().map(|refusal| {
            json!({
                "kind": refusal.kind, "why": refusal.why,
                "line": refusal.at.map(|at| at.line), "column": refusal.at.map(|at| at.column),
            })
        });
        json!({
            "page": self.page,
            "status": self.status.word(),
            "dialect": self.dialect,
            "spec": self.spec,
            "questions": questions.collect::<Vec<_>>(),
            "changes": self.changes.iter().map(Told::json).collect::<Vec<_>>(),
            "remarks": self.remarks,
            "refusal": refusal,
        })
    }
}
