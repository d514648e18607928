//! What is said about the call itself: its address, scopes, quotas, rules and paging, and whether
//! there is a body at all.

use super::ChangeKind::{BothChanged, RemovedOnPage};
use super::decide::{Decision, Sides, Verdict};
use super::entries::{At, Entries};
use super::field::set;
use super::{Merger, put};
use crate::page::Lost;
use larkspur_spec::facts::{
    self, Facts, PARTS, Part, SCOPE_APPS, SECTIONS, SharedTypes, View, part_facts, part_mark,
};
use serde_json::{Map, Value};

/// The parts that are there as a whole or not at all, with the fact that makes them.
const WHOLE: &[(&str, &str)] = &[("body", "body.media"), ("paging", "paging.items")];

impl Merger<'_> {
    /// Merges an operation but for what is no fact.
    pub(super) fn call(&mut self, spec: &Value, page: &Value, out: &mut Value) {
        let written_out = self.types.expand_operation(page, View::Spec).into_owned();
        let mut spec = spec.clone();
        let keeps: Vec<&str> = ["body", "response"]
            .into_iter()
            .filter(|part| self.keeps_type(part, &mut spec, &written_out, out))
            .collect();
        for part in PARTS.iter().filter(|part| !matches!(part.name, "body" | "paging")) {
            self.part(part, &spec, &written_out, &keeps, out);
        }
        for section in SECTIONS {
            let kept = keeps.iter().any(|part| section.keys == [*part, "fields"]);
            if !kept {
                self.section(section, &spec, page, out);
            }
        }
        for part in PARTS.iter().filter(|part| matches!(part.name, "body" | "paging")) {
            self.part(part, &spec, &written_out, &keeps, out);
        }
    }

    fn section(&mut self, section: &facts::Section, spec: &Value, page: &Value, out: &mut Value) {
        let none = Entries::new();
        let of = |side: &Value| section.of(side).and_then(Value::as_object).cloned();
        let (old, new) = (of(spec), of(page));
        let is_body = section.keys.first() == Some(&"body");
        if is_body && self.is_own_body(spec, page) {
            let mut now = facts::of_value(page, self.types, View::Spec);
            now.retain(|entry| entry.path.starts_with(&format!("{}.", section.path())));
            return self.tell_below(&[], &now);
        }
        let path = section.path();
        let at = At { place: &path, prefix: &path, kind: section.kind };
        let (old, new) = (old.unwrap_or(none.clone()), new.unwrap_or(none));
        let merged = self.entries(&at, &old, &new, out);
        let merged = (!merged.is_empty()).then_some(Value::Object(merged));
        match section.keys {
            [key] => set(out, key, merged),
            [part, key] if merged.is_some() || out.get(*part).is_some() => {
                if out.get(*part).is_none() {
                    set(out, part, Some(Value::Object(Map::new())));
                }
                if let Some(holder) = out.get_mut(*part) {
                    set(holder, key, merged);
                }
            }
            _ => {}
        }
    }

    /// Whether a body is a person's doing as a whole: made where the page has none, or taken away.
    fn is_own_body(&self, spec: &Value, page: &Value) -> bool {
        match (spec.get("body"), page.get("body")) {
            (Some(_), None) => is_whole(spec, "body", "body.media"),
            (None, Some(_)) => !self.takes("body", "body.media", spec, page),
            _ => false,
        }
    }

    /// Merges a part; `keeps` names those whose shared type is decided on already.
    fn part(&mut self, part: &Part, spec: &Value, page: &Value, keeps: &[&str], out: &mut Value) {
        if part.name == SCOPE_APPS && self.loses.contains(&Lost::ScopeApps) {
            return;
        }
        let sides = sides(part, spec, page, self.types);
        let mut decisions = sides.decide(part.name, self.digest.as_ref());
        decisions.retain(|found| !(keeps.contains(&part.name) && found.fact.ends_with(".type")));
        if sides.page.is_empty() && WHOLE.iter().any(|(name, _)| *name == part.name) {
            keep_whole(part, &sides, out, &mut decisions);
        }
        if !decisions.is_empty() {
            split_mark(part, &sides.spec, out);
        }
        for decision in &decisions {
            let fact = decision.fact.as_str();
            let (old, new) = (sides.spec.get(fact).cloned(), sides.page.get(fact).cloned());
            match decision.verdict {
                Verdict::Take => put::call_fact(out, page, fact),
                Verdict::Mark => put::mark_in(out, fact, Some(new.clone().unwrap_or_default())),
                Verdict::Unmark => put::mark_in(out, fact, None),
            }
            self.tell(part.name, Some(fact), old, new, decision.kind);
        }
        self.clear(part, &sides, &decisions, out);
    }

    /// Takes away a part that lost what makes it one.
    fn clear(&mut self, part: &Part, sides: &Sides, decisions: &[Decision], out: &mut Value) {
        let takes_away = |found: &Decision| {
            found.fact == "body.media" && found.verdict == Verdict::Take && sides.page.is_empty()
        };
        if part.name == "body" && decisions.iter().any(takes_away) {
            set(out, part.name, None);
        }
        let has_items = |paging: &Value| paging.get("items").is_some();
        if part.name != "paging" || out.get(part.name).is_none_or(has_items) {
            return;
        }
        set(out, part.name, None);
        // Nothing that the page says may be left out without a mark.
        for (fact, says) in &sides.page {
            if facts::marks(out).get(fact).is_none() {
                put::mark_in(out, fact, Some(says.clone()));
                self.tell(part.name, Some(fact), None, Some(says.clone()), BothChanged);
            }
        }
    }

    /// Whether a fact of the call goes from the page into the spec.
    pub(super) fn takes(&self, part: &str, fact: &str, spec: &Value, page: &Value) -> bool {
        let part = PARTS.iter().find(|known| known.name == part);
        let decisions = part.map(|part| {
            sides(part, spec, page, self.types).decide(part.name, self.digest.as_ref())
        });
        let mut found = decisions.into_iter().flatten().filter(|decision| decision.fact == fact);
        found.any(|found| found.verdict == Verdict::Take)
    }
}

fn sides(part: &Part, spec: &Value, page: &Value, types: &SharedTypes) -> Sides {
    let marks = facts::marks(spec);
    let said = part_facts(part, spec, types, View::Spec);
    // The mark of a whole part is about what the spec says there.
    let is_marked = |fact: &str| match marks.get(fact) {
        Some(_) => true,
        None => said.contains_key(fact) && part_mark(&marks, part.name, fact).is_some(),
    };
    let marked = part.facts.iter().filter(|fact| is_marked(fact));
    let marked = marked.map(|fact| (*fact).to_owned()).collect();
    Sides {
        spec: said,
        view: Some(part_facts(part, spec, types, View::Page)),
        page: part_facts(part, page, types, View::Spec),
        marked,
    }
}

/// Whether a person added a whole part.
fn is_whole(operation: &Value, part: &str, made_by: &str) -> bool {
    part_mark(&facts::marks(operation), part, made_by) == Some(&Value::Null)
}

/// A part that the page lost stays whole where a person worked on it.
fn keep_whole(part: &Part, sides: &Sides, out: &Value, decisions: &mut [Decision]) {
    let keeps = |key: &str| out.get(part.name).and_then(|part| part.get(key)).is_some();
    let has_fields = part.name == "body" && (keeps("fields") || keeps("one_of"));
    let taken = |fact: &String| {
        let found = decisions.iter().find(|decision| decision.fact == *fact);
        found.is_some_and(|found| found.verdict == Verdict::Take)
    };
    if !has_fields && sides.spec.keys().all(taken) {
        return;
    }
    for decision in decisions.iter_mut().filter(|found| found.verdict == Verdict::Take) {
        (decision.verdict, decision.kind) = (Verdict::Mark, RemovedOnPage);
    }
}

/// Writes the mark of a whole part as marks of its facts, so that they can differ.
fn split_mark(part: &Part, spec: &Facts, out: &mut Value) {
    let marks = facts::marks(out);
    let is_whole = marks.get(part.name) == Some(&Value::Null) && !part.facts.contains(&part.name);
    if is_whole {
        put::mark_in(out, part.name, None);
        spec.keys().for_each(|fact| put::mark_in(out, fact, Some(Value::Null)));
    }
}
