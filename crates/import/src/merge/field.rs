//! One field or error code that both sides have.
//!
//! A field may name a shared type where the page writes everything out. As long as both say the
//! same, the name stays. Where the page changed, the field says it itself from then on; where a
//! person chose a type that says something else, `hand` marks `type`, and the type stands for all
//! that it says.

use super::ChangeKind::{BothChanged, CaughtUp, Marked, SharedTypeLeft};
use super::decide::{Decision, Sides, Verdict};
use super::entries::{At, Entries, is_marked};
use super::{Merger, put};
use larkspur_spec::facts::{self, Entry, FIELD, Kind, View, is_record, normal};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The facts that belong to a type, whoever says them.
const OF_TYPE: &[&str] = &["type", "unit", "wire", "enum"];

/// What a shared type says and what the page says in its place.
struct Shared<'e> {
    field: &'e Value,
    sides: Sides,
    /// The fields of the type, as the spec says them and as the page is known to.
    own: Vec<Entry>,
    seen: Vec<Entry>,
    /// The fields the page has.
    page: Vec<Entry>,
}

impl Shared<'_> {
    /// Whether the shared type says a fact for the field.
    fn supplies(&self, fact: &str) -> bool {
        let says_itself = self.field.get(fact).is_some();
        OF_TYPE.contains(&fact) || self.sides.spec.contains_key(fact) && !says_itself
    }

    /// Whether spec and page mean the same by it.
    fn fits(&self) -> bool {
        let names = self.sides.names();
        let mut supplied = names.into_iter().filter(|name| self.supplies(name));
        supplied.all(|name| self.sides.spec.get(name) == self.sides.page.get(name))
            && same(&self.own, &self.page)
    }
}

/// Whether two lists hold the same entries, in whatever order.
pub(super) fn same(one: &[Entry], other: &[Entry]) -> bool {
    let by_path = |all: &[Entry]| -> BTreeMap<String, facts::Facts> {
        all.iter().map(|entry| (entry.path.clone(), entry.facts.clone())).collect()
    };
    one.len() == other.len() && by_path(one) == by_path(other)
}

impl Merger<'_> {
    /// Merges what both sides have.
    pub(super) fn field(
        &mut self,
        kind: &'static Kind,
        place: &str,
        spec: &Value,
        page: &Value,
    ) -> Value {
        let page = self.types.expand(page, View::Spec);
        if self.types.named(spec).is_none() {
            return self.inline(kind, place, spec.clone(), &page);
        }
        let shared = Shared {
            field: spec,
            sides: self.sides(kind, spec, &page),
            own: self.below(spec, place, View::Spec),
            seen: self.below(spec, place, View::Page),
            page: self.below(&page, place, View::Spec),
        };
        match facts::marks(spec).get(FIELD.presence).is_some() {
            true => self.held(place, shared, &page),
            false => self.named(kind, place, shared, &page),
        }
    }

    fn sides(&self, kind: &Kind, spec: &Value, page: &Value) -> Sides {
        let seen = self.types.expand(spec, View::Page);
        let marks = seen.get("hand").and_then(Value::as_object).into_iter().flatten();
        let names = marks.map(|(name, _)| name.clone());
        Sides {
            spec: facts::facts(kind, &self.types.expand(spec, View::Spec)),
            view: facts::page_facts(kind, &seen),
            page: facts::facts(kind, page),
            marked: names.filter(|name| kind.facts.contains(&name.as_str())).collect(),
        }
    }

    /// A field whose shared type nobody marked.
    fn named(
        &mut self,
        kind: &'static Kind,
        place: &str,
        shared: Shared<'_>,
        page: &Value,
    ) -> Value {
        let mut decisions = shared.sides.decide(place, self.digest.as_ref());
        let fields_fit = same(&shared.seen, &shared.page);
        let took = |decision: &Decision| {
            decision.verdict == Verdict::Take && shared.supplies(&decision.fact)
        };
        let page_changed = self.digest.is_some() && decisions.iter().any(took);
        if page_changed || !fields_fit && self.page_changed(&shared.seen, &shared.page) {
            let (old, new) = (shared.field.get("type").cloned(), page.get("type").cloned());
            self.tell(place, Some("type"), old, new, SharedTypeLeft);
            let inline = self.types.write_out(shared.field);
            return self.inline(kind, place, inline, page);
        }
        // What the type says cannot be said beside it.
        for decision in decisions.iter_mut().filter(|decision| took(decision)) {
            (decision.verdict, decision.kind) = (Verdict::Mark, Marked);
        }
        let mut out = shared.field.clone();
        for decision in &decisions {
            self.carry_out(place, decision, &shared.sides, page, &mut out);
        }
        let type_differs = decisions.iter().any(|decision| decision.fact == "type");
        if !fields_fit {
            let (old, new) = (shared.field.get("type").cloned(), page.get("type").cloned());
            let knew = self.digest.is_none() || self.knew(&shared.page);
            self.tell(place, Some("type"), old, new, if knew { Marked } else { BothChanged });
        }
        if !fields_fit || type_differs {
            hold(&shared, &mut out);
        }
        out
    }

    /// Whether it was the page that changed the fields a shared type has.
    pub(super) fn page_changed(&self, seen: &[Entry], page: &[Entry]) -> bool {
        let paths: BTreeSet<&str> = page.iter().map(|entry| entry.path.as_str()).collect();
        let has_lost = seen.iter().any(|entry| !paths.contains(entry.path.as_str()));
        self.knew(seen) && (has_lost || !self.knew(page))
    }

    /// A field whose shared type a person chose against the page.
    fn held(&mut self, place: &str, shared: Shared<'_>, page: &Value) -> Value {
        let mut out = shared.field.clone();
        let sides = &shared.sides;
        for decision in sides.decide(place, self.digest.as_ref()) {
            if !shared.supplies(&decision.fact) {
                self.carry_out(place, &decision, sides, page, &mut out);
            }
        }
        let names = sides.names().into_iter().filter(|name| shared.supplies(name));
        if shared.fits() {
            names.for_each(|name| put::mark_in(&mut out, name, None));
            let (old, new) = (shared.field.get("type").cloned(), page.get("type").cloned());
            self.tell(place, Some("type"), old, new, CaughtUp);
            return out;
        }
        for name in names.filter(|name| sides.seen(name) != sides.page.get(*name)) {
            let new = sides.page.get(name).cloned();
            put::mark_in(&mut out, name, Some(new.clone().unwrap_or_default()));
            self.tell(place, Some(name), sides.spec.get(name).cloned(), new, BothChanged);
        }
        self.tell_below(&shared.own, &shared.page);
        out
    }

    /// An entry that says everything itself.
    fn inline(&mut self, kind: &'static Kind, place: &str, spec: Value, page: &Value) -> Value {
        let sides = self.sides(kind, &spec, page);
        let mut decisions = sides.decide(place, self.digest.as_ref());
        self.save_fields(place, &spec, page, &mut decisions);
        let mut out = spec.clone();
        for decision in &decisions {
            self.carry_out(place, decision, &sides, page, &mut out);
        }
        if kind.presence == FIELD.presence {
            self.fields(place, &spec, page, &mut out);
        }
        out
    }

    /// A record that the page made something else stays one where a person worked on its fields.
    fn save_fields(&self, place: &str, spec: &Value, page: &Value, decisions: &mut [Decision]) {
        let is_own = |value: &Value| value.get("type").is_some_and(is_record);
        if !is_own(spec) || is_own(page) {
            return;
        }
        let marked = spec.get("fields").and_then(Value::as_object);
        let is_touched = marked.is_some_and(|fields| fields.values().any(is_marked))
            || !self.knew(&self.below(spec, place, View::Page));
        let found = decisions.iter_mut().find(|decision| decision.fact == "type");
        if let Some(decision) = found.filter(|found| found.verdict == Verdict::Take && is_touched) {
            (decision.verdict, decision.kind) = (Verdict::Mark, BothChanged);
        }
    }

    /// The fields of a record.
    fn fields(&mut self, place: &str, spec: &Value, page: &Value, out: &mut Value) {
        let is_own = |value: &Value| value.get("type").is_some_and(is_record);
        let within = format!("{place}.fields");
        match (is_own(out), is_own(page)) {
            (true, true) => {
                let at = At { place: &within, prefix: "fields", kind: &FIELD };
                let none = Entries::new();
                let (old, new) = (entries_of(spec), entries_of(page));
                let merged = self.entries(&at, old.unwrap_or(&none), new.unwrap_or(&none), out);
                set(out, "fields", (!merged.is_empty()).then_some(Value::Object(merged)));
                if !is_own(spec) && out.get("record").is_none() {
                    set(out, "record", page.get("record").cloned());
                }
            }
            (true, false) => {}
            (false, is_record_now) => {
                set(out, "fields", None);
                if is_record_now {
                    self.tell_below(&[], &self.below(page, place, View::Spec));
                }
            }
        }
    }

    /// Does what was decided about a fact, and tells it.
    fn carry_out(
        &mut self,
        place: &str,
        decision: &Decision,
        sides: &Sides,
        page: &Value,
        out: &mut Value,
    ) {
        let fact = decision.fact.as_str();
        let (old, new) = (sides.spec.get(fact).cloned(), sides.page.get(fact).cloned());
        match decision.verdict {
            Verdict::Take => put::fact(out, page, fact),
            Verdict::Mark => put::mark_in(out, fact, Some(new.clone().unwrap_or_default())),
            Verdict::Unmark => put::mark_in(out, fact, None),
        }
        self.tell(place, Some(fact), old, new, decision.kind);
    }
}

/// Marks the type of a field as chosen by a person, and with it all that the type says otherwise
/// than the page.
fn hold(shared: &Shared<'_>, out: &mut Value) {
    let names = shared.sides.names().into_iter().filter(|name| shared.supplies(name));
    for name in names {
        let said = shared.field.get(name).and_then(|value| normal(name, value));
        let new = shared.sides.page.get(name).cloned();
        let differs = said != new;
        put::mark_in(out, name, differs.then(|| new.unwrap_or_default()));
    }
}

/// The fields of an entry.
pub(super) fn entries_of(entry: &Value) -> Option<&Map<String, Value>> {
    entry.get("fields")?.as_object()
}

/// Sets a key of an entry, or takes it away.
pub(super) fn set(entry: &mut Value, key: &str, value: Option<Value>) {
    let Some(entry) = entry.as_object_mut() else {
        return;
    };
    match value {
        Some(value) => entry.insert(key.to_owned(), value),
        None => entry.shift_remove(key),
    };
}
