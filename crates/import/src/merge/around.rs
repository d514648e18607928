//! What surrounds the facts: the questions, and the source with its digest.

use super::Change;
use super::ChangeKind::Arrived;
use super::decide::entry;
use super::field::set;
use crate::nesting;
use crate::page::Lost;
use larkspur_spec::facts::{self, Digest, Entry, Facts, SCOPE_APPS, SharedTypes, View};
use serde_json::{Map, Value};

/// The digest of a page. A question is in it like an entry, so that one that was answered is told
/// from one that was never asked; and what this rendering lost is in it as another one told it.
pub(super) fn digest(
    page: &Value,
    spec: Option<&Value>,
    old: &Digest,
    types: &SharedTypes,
    loses: &[Lost],
) -> String {
    let mut all = facts::of_value(page, types, View::Spec);
    let known = spec.map(|spec| facts::of_value(spec, types, View::Page)).unwrap_or_default();
    let known = known.into_iter().find(|entry| entry.path == SCOPE_APPS);
    let known = known.filter(|entry| loses.contains(&Lost::ScopeApps) && old.contains(entry));
    if let (Some(known), Some(at)) = (known, all.iter_mut().find(|entry| entry.path == SCOPE_APPS))
    {
        *at = known;
    }
    all.extend(list(page).iter().map(asked));
    facts::digest(&all)
}

fn list(operation: &Value) -> &[Value] {
    operation.get("questions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A question as a digest knows it: where and what, but not the line it was asked at.
fn asked(question: &Value) -> Entry {
    let part = |key: &str| Some((key.to_owned(), question.get(key)?.clone()));
    entry("questions", ["at", "asks"].into_iter().filter_map(part).collect::<Facts>())
}

/// Puts the page's questions in the place of those that an import asked before.
///
/// A question that was asked before and is no longer there has been answered: it comes back only
/// when the page has changed where it is about. What a person asked stays.
pub(super) fn questions(
    spec: &Value,
    page: &Value,
    digest: Option<&Digest>,
    types: &SharedTypes,
    loses: &[Lost],
    out: &mut Value,
) {
    let mut entries = facts::of_value(page, types, View::Spec);
    // What this rendering lost has not changed on the page.
    entries.retain(|entry| entry.path != SCOPE_APPS || !loses.contains(&Lost::ScopeApps));
    let before = facts::of_value(spec, types, View::Page);
    let known = |question: &Value| digest.is_some_and(|digest| digest.contains(&asked(question)));
    let there: Vec<Entry> = list(spec).iter().map(asked).collect();
    let new: Vec<Entry> = list(page).iter().map(asked).collect();
    let mut all: Vec<Value> = Vec::new();
    for question in list(page) {
        let is_answered = !there.contains(&asked(question))
            && known(question)
            && digest.is_some_and(|digest| is_unchanged(question, &entries, digest));
        let is_decided = !there.contains(&asked(question))
            && !known(question)
            && loses.contains(&Lost::Levels)
            && is_placed(question, &before);
        if !is_answered && !is_decided {
            all.push(question.clone());
        }
    }
    let own =
        list(spec).iter().filter(|question| !known(question) && !new.contains(&asked(question)));
    all.extend(own.cloned());
    set(out, "questions", (!all.is_empty()).then_some(Value::Array(all)));
}

/// Whether a question asks for the level of a row that the spec has already: another rendering knew
/// it, or a person. The page's rows lie as they do in the spec then.
fn is_placed(question: &Value, spec: &[Entry]) -> bool {
    let part = |key: &str| question.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some((parent, name)) = part("at").rsplit_once('.') else { return false };
    let lies_near = |other: &str| {
        let records = |place: &str| place.trim_end_matches(".fields").to_owned() + ".";
        let (one, other) = (records(parent), records(other));
        one.starts_with(&other) || other.starts_with(&one)
    };
    nesting::asks_for_level(part("asks"))
        && spec
            .iter()
            .filter_map(|entry| entry.path.rsplit_once('.'))
            .any(|(place, known)| known == name && lies_near(place))
}

/// Whether the page says the same as before where a question is about, or everywhere when that is
/// no entry.
fn is_unchanged(question: &Value, entries: &[Entry], digest: &Digest) -> bool {
    let at = question.get("at").and_then(Value::as_str).unwrap_or_default();
    let is_about = |entry: &&Entry| {
        entry.path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut about = entries.iter().filter(is_about).peekable();
    match about.peek() {
        Some(_) => about.all(|entry| digest.contains(entry)),
        None => entries.iter().all(|entry| digest.contains(entry)),
    }
}

/// Writes the source: what the page says of itself where it does, the newer of the two days, and
/// the new digest. A rendering without the public address knows another one, which does not take
/// its place.
pub(super) fn source(
    spec: &Value,
    page: &Value,
    loses: &[Lost],
    digest: String,
    out: &mut Value,
) -> Vec<Change> {
    let of =
        |side: &Value, key: &str| side.get("source").and_then(|source| source.get(key)).cloned();
    let mut source = out.get("source").cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let mut changes = Vec::new();
    for key in ["url", "id", "title"] {
        let (old, new) = (of(spec, key), of(page, key));
        let is_better = key == "url" && loses.contains(&Lost::Address) && old.is_some();
        if new.is_some() && old != new && !is_better {
            set(&mut source, key, new.clone());
            let place = "source".to_owned();
            changes.push(Change {
                place,
                fact: Some(key.to_owned()),
                spec: old,
                page: new,
                kind: Arrived,
            });
        }
    }
    // The day is written so that the order of texts is the order of days.
    let days = [of(spec, "updated"), of(page, "updated")].into_iter().flatten();
    let newer = days.max_by(|a, b| a.as_str().cmp(&b.as_str()));
    set(&mut source, "updated", newer);
    set(&mut source, "digest", Some(digest.into()));
    set(out, "source", Some(source));
    changes
}
