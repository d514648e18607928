//! The work of the hand: what a person changed against a page, and whether the marks say so.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::Warning;
use crate::facts::{self, Digest, Entry, Facts, Kind, PARTS, Part, SCOPE_APPS, SharedTypes, View};
use crate::index::child;
use crate::tree::{OperationFile, PlatformTree};
use serde_json::Value;
use std::collections::BTreeMap;

/// The shared types of each platform.
fn shared_types<'a>(context: &Context<'a>) -> BTreeMap<&'a str, SharedTypes> {
    let platforms = context.platforms();
    platforms.map(|platform| (platform.name.as_str(), SharedTypes::new(platform))).collect()
}

/// The operations whose facts can be listed: with all their types.
fn operations<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a PlatformTree, &'a OperationFile)> {
    context.operations().filter(|(platform, _)| context.knows_types(platform))
}

pub(super) static UNMARKED_HAND: Lint = Lint {
    id: "unmarked-hand",
    severity: Warning,
    doc: "A fact of an imported page was changed, and `hand` does not say so.",
    check: unmarked_hand,
};

fn unmarked_hand(context: &Context<'_>, report: &mut Report<'_>) {
    let types = shared_types(context);
    for (platform, at) in operations(context) {
        let Some(digest) = at.operation.source.digest.as_deref().map(Digest::read) else {
            continue;
        };
        let Some(types) = types.get(platform.name.as_str()) else {
            continue;
        };
        for entry in facts::page_entries(&at.operation, types) {
            // A rendering that does not know the apps of scopes remembers nothing about them.
            let is_unknown = entry.path == SCOPE_APPS && entry.facts.is_empty();
            if !digest.contains(&entry) && !is_unknown {
                report.key(&at.file, &entry.pointer, unmarked(&entry, &digest), MARK);
            }
        }
    }
}

const MARK: &str = "import the page again, which marks what differs, or write what the page says: \
                    `hand: { <fact>: <value or null> }`";

fn unmarked(entry: &Entry, digest: &Digest) -> String {
    match digest.has_path(&entry.path) {
        true => format!("`{}` is not what the page said, and no mark tells so", entry.path),
        false => format!("the page had no `{}`, and no mark tells so", entry.path),
    }
}

pub(super) static IDLE_HAND: Lint = Lint {
    id: "idle-hand",
    severity: Warning,
    doc: "`hand` marks a fact that is what the page says.",
    check: idle_hand,
};

fn idle_hand(context: &Context<'_>, report: &mut Report<'_>) {
    let types = shared_types(context);
    for at in context.fields() {
        let Some(types) = types.get(at.at.platform.name.as_str()) else {
            continue;
        };
        if at.field.hand.is_empty() || !context.knows_types(at.at.platform) {
            continue;
        }
        let plain = serde_json::to_value(at.field).unwrap_or_default();
        // A shared type that a person chose counts by its name, whatever it says.
        let said = facts::facts(&facts::FIELD, &types.expand(&plain, View::Page));
        let idle = idle(&facts::FIELD, &said, &plain);
        tell(at.at.file, &at.at.pointer, &idle, report);
    }
    for (platform, at) in operations(context) {
        let plain = facts::plain(&at.operation);
        for (code, error) in plain.get("errors").and_then(Value::as_object).into_iter().flatten() {
            let said = facts::facts(&facts::ERROR_CODE, error);
            let idle = idle(&facts::ERROR_CODE, &said, error);
            tell(&at.file, &child("/errors", code), &idle, report);
        }
        if let Some(types) = types.get(platform.name.as_str()) {
            let idle: Vec<&str> =
                PARTS.iter().flat_map(|part| idle_in_part(part, &plain, types)).collect();
            tell(&at.file, "", &idle, report);
        }
    }
}

/// The marks of an entry that say what the entry says.
fn idle<'k>(kind: &'k Kind, said: &Facts, entry: &Value) -> Vec<&'k str> {
    let marks = facts::marks(entry);
    let is_idle = |fact: &&str| {
        marks.get(fact).is_some_and(|says| facts::normal(fact, says).as_ref() == said.get(*fact))
    };
    kind.facts.iter().copied().filter(is_idle).collect()
}

/// The marks of a part of the call that say what it says; a shared type counts by its name.
fn idle_in_part<'p>(part: &'p Part, operation: &Value, types: &SharedTypes) -> Vec<&'p str> {
    let said = facts::part_facts(part, operation, types, View::Spec);
    let marks = facts::marks(operation);
    let names_type = |fact: &str| {
        let holder = fact.strip_suffix(".type").and_then(|holder| operation.get(holder));
        holder.is_some_and(|holder| types.named(holder).is_some())
    };
    let is_idle = |fact: &&str| {
        let says = marks.get(fact).map(|says| facts::normal(fact, says));
        says.is_some_and(|says| says.as_ref() == said.get(*fact)) && !names_type(fact)
    };
    part.facts.iter().copied().filter(is_idle).collect()
}

fn tell(file: &str, pointer: &str, facts: &[&str], report: &mut Report<'_>) {
    for fact in facts {
        report.key(
            file,
            child(&child(pointer, "hand"), fact),
            format!("`{fact}` is what the page says"),
            "delete the mark; it is for what a person set against or beyond the page",
        );
    }
}
