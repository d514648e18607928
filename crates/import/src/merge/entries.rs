//! Maps of fields and codes: what came, what went, and in which order the rest stands.

use super::ChangeKind::{
    AddedByHand, BothChanged, CaughtUp, EntryAdded, EntryRemoved, RemovedByHand, RemovedOnPage,
};
use super::decide::entry;
use super::{Merger, put};
use larkspur_spec::facts::{self, Facts, Kind, View};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A map of entries: where it is and what it holds.
pub(super) struct At<'a> {
    /// The dotted way to it in the file.
    pub(super) place: &'a str,
    /// The dotted way to it from whatever holds its marks.
    pub(super) prefix: &'a str,
    pub(super) kind: &'static Kind,
}

/// The entries of a map; none where there is no map.
pub(super) type Entries = Map<String, Value>;

impl Merger<'_> {
    /// Merges two maps of entries. The order is the page's; what only the spec has stays behind
    /// what it stood behind. `holder` carries the marks of entries that were taken away.
    pub(super) fn entries(
        &mut self,
        at: &At<'_>,
        spec: &Entries,
        page: &Entries,
        holder: &mut Value,
    ) -> Entries {
        self.forget_removed(at, spec, page, holder);
        let mut merged = BTreeMap::new();
        for (name, new) in page {
            let place = format!("{}.{name}", at.place);
            let found = match spec.get(name) {
                Some(old) => Some(self.field(at.kind, &place, old, new)),
                None => self.new_entry(at, name, &place, new, holder),
            };
            merged.extend(found.map(|found| (name.as_str(), found)));
        }
        for (name, old) in spec.iter().filter(|(name, _)| !page.contains_key(*name)) {
            let place = format!("{}.{name}", at.place);
            let kept = self.missing_entry(at.kind, &place, old);
            merged.extend(kept.map(|kept| (name.as_str(), kept)));
        }
        in_order(spec, page, merged)
    }

    /// Takes away the marks of removed entries that are back, or gone from the page as well.
    fn forget_removed(&mut self, at: &At<'_>, spec: &Entries, page: &Entries, holder: &mut Value) {
        let Some(holder) = holder.as_object_mut() else {
            return;
        };
        let marks = holder.get("hand").and_then(Value::as_object);
        let names: Vec<String> =
            marks.into_iter().flatten().filter_map(|(way, _)| removed(at, way)).collect();
        for name in names {
            let is_back = spec.contains_key(&name);
            if is_back || !page.contains_key(&name) {
                put::mark(holder, &format!("{}.{name}", at.prefix), None);
            }
            if !is_back && !page.contains_key(&name) {
                self.tell(&format!("{}.{name}", at.place), None, None, None, CaughtUp);
            }
        }
    }

    /// An entry that only the page has: new, or taken away by a person.
    fn new_entry(
        &mut self,
        at: &At<'_>,
        name: &str,
        place: &str,
        new: &Value,
        holder: &mut Value,
    ) -> Option<Value> {
        let expanded = self.types.expand(new, View::Spec);
        let facts = facts::facts(at.kind, &expanded);
        let says = plain(&facts);
        let way = format!("{}.{name}", at.prefix);
        let recorded = holder.get("hand").and_then(|marks| marks.get(&way));
        let kind = match recorded {
            Some(recorded) if *recorded == says => return None,
            Some(_) => BothChanged,
            None if self.knew(&[entry(place, facts)]) => RemovedByHand,
            None if self.was_there(place) => BothChanged,
            None => {
                self.tell(place, None, None, Some(says), EntryAdded);
                return Some(new.clone());
            }
        };
        put::mark_in(holder, &way, Some(says.clone()));
        self.tell(place, None, None, Some(says), kind);
        None
    }

    /// An entry that only the spec has: lost by the page, or added by a person.
    fn missing_entry(&mut self, kind: &Kind, place: &str, old: &Value) -> Option<Value> {
        let view = facts::below(kind, old, place, self.types, View::Page);
        if view.is_empty() {
            return Some(old.clone());
        }
        let said = Some(plain(&facts::facts(kind, &self.types.expand(old, View::Spec))));
        if self.knew(&view) && !is_marked(old) {
            self.tell(place, None, said, None, EntryRemoved);
            return None;
        }
        let found = if self.was_there(place) { RemovedOnPage } else { AddedByHand };
        self.tell(place, None, said, None, found);
        let mut kept = old.clone();
        if let Some(kept) = kept.as_object_mut() {
            kept.shift_remove("hand");
            put::mark(kept, kind.presence, Some(Value::Null));
        }
        Some(kept)
    }

    /// Whether the page had an entry there last time.
    fn was_there(&self, place: &str) -> bool {
        self.digest.as_ref().is_some_and(|digest| digest.has_path(place))
    }

    /// Tells what the page changed below something that the spec says in its own way.
    pub(super) fn tell_below(&mut self, spec: &[facts::Entry], page: &[facts::Entry]) {
        let Some(digest) = self.digest.take() else {
            return;
        };
        for new in page.iter().filter(|new| !digest.contains(new)) {
            let says = Some(plain(&new.facts));
            self.tell(&new.path, None, None, says, BothChanged);
        }
        let paths: BTreeSet<&str> = page.iter().map(|new| new.path.as_str()).collect();
        let lost = |old: &&facts::Entry| digest.contains(old) && !paths.contains(old.path.as_str());
        for old in spec.iter().filter(lost) {
            self.tell(&old.path, None, Some(plain(&old.facts)), None, BothChanged);
        }
        self.digest = Some(digest);
    }
}

/// Facts as one value.
pub(super) fn plain(facts: &Facts) -> Value {
    facts.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The entry that a mark says was taken away.
fn removed(at: &At<'_>, way: &str) -> Option<String> {
    way.strip_prefix(at.prefix)?.strip_prefix('.').map(str::to_owned)
}

/// Whether anything in an entry is marked as set by a person.
pub(super) fn is_marked(entry: &Value) -> bool {
    let has_marks =
        entry.get("hand").and_then(Value::as_object).is_some_and(|marks| !marks.is_empty());
    let fields = entry.get("fields").and_then(Value::as_object);
    has_marks || fields.is_some_and(|fields| fields.values().any(is_marked))
}

/// The merged entries in the page's order, with the spec's own where they stood.
fn in_order(spec: &Entries, page: &Entries, mut merged: BTreeMap<&str, Value>) -> Entries {
    let mut behind: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    let mut last = None;
    for name in spec.keys().map(String::as_str).filter(|name| merged.contains_key(name)) {
        match page.contains_key(name) {
            true => last = Some(name),
            false => behind.entry(last).or_default().push(name),
        }
    }
    let mut order: Vec<&str> = behind.remove(&None).unwrap_or_default();
    for name in page.keys().map(String::as_str) {
        order.push(name);
        order.extend(behind.remove(&Some(name)).unwrap_or_default());
    }
    let found = order.into_iter().filter_map(|name| Some((name.to_owned(), merged.remove(name)?)));
    found.collect()
}
