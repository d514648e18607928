//! Shared types: that each name leads somewhere, once, and to something that can exist.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::Error;
use crate::index::child;
use crate::model::{Field, Type};
use crate::shape::{REFUSED_TYPE, is_type_name};
use crate::suggest;
use crate::tree::PlatformTree;
use heck::ToUpperCamelCase as _;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static UNKNOWN_TYPE: Lint = Lint {
    id: "unknown-type",
    severity: Error,
    doc: "A field names a type that no `types.yaml` of its platform has.",
    check: unknown_type,
};

fn unknown_type(context: &Context<'_>, report: &mut Report<'_>) {
    for entry in context.entries() {
        let Type::Named(name) = entry.ty.innermost() else {
            continue;
        };
        let types = &entry.platform.types;
        if name == REFUSED_TYPE || types.contains_key(name) || !context.knows_types(entry.platform)
        {
            continue;
        }
        let shared = types.keys().map(String::as_str);
        let words: Vec<&str> = Type::WORDS.iter().map(|(word, _)| *word).chain(shared).collect();
        report.value(
            entry.file,
            child(&entry.pointer, "type"),
            format!("there is no type `{name}`"),
            suggest::help(name, "the types are", &words),
        );
    }
}

pub(super) static TYPE_CYCLE: Lint = Lint {
    id: "type-cycle",
    severity: Error,
    doc: "A shared type cannot exist without a value of itself inside.",
    check: type_cycle,
};

fn type_cycle(context: &Context<'_>, report: &mut Report<'_>) {
    for file in &context.loaded.types {
        let Some(platform) = context.loaded.tree.platforms.get(&file.platform) else {
            continue;
        };
        for (name, field) in &file.types.types {
            let mut edges = Vec::new();
            needs(field, &child("/types", name), &mut edges);
            for (needed, pointer) in edges {
                if reaches(platform, needed, name) {
                    report.value(
                        &file.file,
                        child(&pointer, "type"),
                        format!("`{name}` needs a `{needed}`, which needs a `{name}` again"),
                        "take `required` or `always` off one field of the circle, or make it a list",
                    );
                }
            }
        }
    }
}

/// The shared types that a value cannot do without, and where it says so.
fn needs<'a>(field: &'a Field, pointer: &str, edges: &mut Vec<(&'a str, String)>) {
    match &field.ty {
        Type::Named(name) => edges.push((name, pointer.to_owned())),
        Type::Object => {
            for (name, inner) in &field.fields {
                if inner.required || inner.always {
                    needs(inner, &child(&child(pointer, "fields"), name), edges);
                }
            }
        }
        _ => {}
    }
}

/// Whether a value of one type must hold a value of the other.
fn reaches(platform: &PlatformTree, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if let (true, Some(shared)) = (seen.insert(name), platform.types.get(name)) {
            let mut edges = Vec::new();
            needs(&shared.field, "", &mut edges);
            open.extend(edges.into_iter().map(|(name, _)| name));
        }
    }
    false
}

pub(super) static DUPLICATE_TYPE: Lint = Lint {
    id: "duplicate-type",
    severity: Error,
    doc: "Two shared types of one platform have one name.",
    check: duplicate_type,
};

fn duplicate_type(context: &Context<'_>, report: &mut Report<'_>) {
    let mut seen: BTreeMap<(&str, String), (&str, &str)> = BTreeMap::new();
    for file in &context.loaded.types {
        for name in file.types.types.keys() {
            let key = (file.platform.as_str(), name.to_upper_camel_case());
            let Some((first, other)) = seen.get(&key) else {
                seen.insert(key, (name, &file.file));
                continue;
            };
            report.key(
                &file.file,
                child("/types", name),
                format!("the platform has a type `{first}` in {other} already"),
                "rename one of the two, or delete it where both say the same",
            );
        }
    }
}

pub(super) static TYPE_NAME: Lint = Lint {
    id: "type-name",
    severity: Error,
    doc: "The name of a shared type cannot be used.",
    check: type_name,
};

fn type_name(context: &Context<'_>, report: &mut Report<'_>) {
    for file in &context.loaded.types {
        for name in file.types.types.keys() {
            let taken = Type::WORDS.iter().any(|(word, _)| word == name);
            let message = match (taken, is_type_name(name)) {
                (true, _) => format!("`{name}` is a word of the language"),
                (_, false) => format!("`{name}` cannot be the name of a type"),
                _ => continue,
            };
            report.key(
                &file.file,
                child("/types", name),
                message,
                "name it with letters, digits and `_`, such as `InstanceStatus`",
            );
        }
    }
}
