//! Names in Rust: that what becomes one method or setter is said once.

use super::Lint;
use super::context::{Context, Report, parameters};
use crate::diagnostic::Severity::Error;
use crate::index::child;
use crate::load::is_segment;
use crate::model::Field;
use crate::shape::is_type_name;
use crate::tree::{OperationFile, PlatformTree};
use heck::ToSnakeCase as _;
use std::collections::BTreeMap;

pub(super) static DUPLICATE_OPERATION: Lint = Lint {
    id: "duplicate-operation",
    severity: Error,
    doc: "Two operations of one folder have one Rust name.",
    check: duplicate_operation,
};

fn duplicate_operation(context: &Context<'_>, report: &mut Report<'_>) {
    let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
    for (_, at) in context.operations() {
        let (folder, stem) = at.id.rsplit_once('.').unwrap_or(("", &at.id));
        let name = at.operation.rust.as_deref().unwrap_or(stem).to_snake_case();
        let Some(first) = seen.get(&(folder, name.clone())) else {
            seen.insert((folder, name), &at.file);
            continue;
        };
        let pointer = if at.operation.rust.is_some() { "/rust" } else { "/title" };
        report.value(
            &at.file,
            pointer,
            format!("{first} makes a method `{name}` too"),
            "give one of the two another name with `rust`",
        );
    }
}

pub(super) static DUPLICATE_PARAMETER: Lint = Lint {
    id: "duplicate-parameter",
    severity: Error,
    doc: "Two parameters of one operation have one Rust name.",
    check: duplicate_parameter,
};

fn duplicate_parameter(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        let mut seen = BTreeMap::new();
        for (name, pointer) in setters(platform, at) {
            let Some(first) = seen.get(&name) else {
                seen.insert(name, pointer);
                continue;
            };
            report.key(
                &at.file,
                &pointer,
                format!("`{}` makes a setter `{name}` too", dotted(first)),
                "give one of the two another name with `rust`",
            );
        }
    }
}

/// The setters of an operation: Rust name and place.
fn setters(platform: &PlatformTree, at: &OperationFile) -> Vec<(String, String)> {
    let operation = &at.operation;
    let mut setters = Vec::new();
    let mut add = |name: &str, field: &Field, pointer: String| {
        let name = field.rust.as_deref().unwrap_or(name).to_snake_case();
        setters.push((name, pointer));
    };
    for (location, fields) in parameters(operation) {
        for (name, field) in fields {
            add(name, field, format!("/{}{}", location.key(), child("", name)));
        }
    }
    if let Some(body) = &operation.body
        && body.one_of.is_empty()
        && let Ok(fields) = platform.body_fields(body)
    {
        for (name, field) in fields {
            add(name, field, child("/body/fields", name));
        }
    }
    for (number, rule) in operation.rules.iter().enumerate() {
        if let Some(window) = &rule.window {
            setters.push((window.name.to_snake_case(), format!("/rules/{number}/window/name")));
        }
    }
    setters
}

/// A pointer as a message names it.
fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

pub(super) static RUST_NAME: Lint = Lint {
    id: "rust-name",
    severity: Error,
    doc: "A name that is given for Rust cannot be one.",
    check: rust_name,
};

fn rust_name(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        snake(&at.file, "/rust", at.operation.rust.as_deref(), report);
        for (number, rule) in at.operation.rules.iter().enumerate() {
            let name = rule.window.as_ref().map(|window| window.name.as_str());
            snake(&at.file, &format!("/rules/{number}/window/name"), name, report);
        }
    }
    for at in context.fields() {
        snake(at.at.file, &at.key("rust"), at.field.rust.as_deref(), report);
        camel(at.at.file, &at.key("record"), at.field.record.as_deref(), report);
        for (value, about) in &at.field.values {
            let pointer = format!("{}/rust", child(&at.key("enum"), value));
            camel(at.at.file, &pointer, about.rust.as_deref(), report);
        }
    }
}

fn snake(file: &str, pointer: &str, name: Option<&str>, report: &mut Report<'_>) {
    if let Some(name) = name.filter(|name| !is_segment(name)) {
        report.value(
            file,
            pointer,
            format!("`{name}` is not in snake case"),
            "write lower case letters, digits and `_`, a letter first",
        );
    }
}

fn camel(file: &str, pointer: &str, name: Option<&str>, report: &mut Report<'_>) {
    let fits = |name: &&str| {
        is_type_name(name)
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && !name.contains('_')
    };
    if let Some(name) = name.filter(|name| !fits(name)) {
        report.value(
            file,
            pointer,
            format!("`{name}` is not in upper camel case"),
            "write letters and digits, each word with a capital, such as `TaskList`",
        );
    }
}
