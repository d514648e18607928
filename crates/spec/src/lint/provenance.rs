//! Where facts come from, and what still waits for an answer.

use super::context::{Context, Report};
use super::{Lint, errors};
use crate::diagnostic::Severity::{Error, Warning};
use crate::index::child;
use crate::model::Map;
use crate::shape::{ERROR_CODE, FIELD, OPERATION, Object, PLATFORM, TYPES};
use crate::suggest;
use serde_json::Value;

pub(super) static FACT_NAME: Lint = Lint {
    id: "fact-name",
    severity: Error,
    doc: "`from` or `hand` names something that the entry does not say.",
    check: fact_name,
};

fn fact_name(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        hand(at.at.file, &at.key("hand"), &at.field.hand, &FIELD, report);
        if at.field.from.is_empty() {
            continue;
        }
        let said = serde_json::to_value(at.field).unwrap_or_default();
        for fact in at.field.from.keys().filter(|fact| said.get(fact.as_str()).is_none()) {
            let facts: Vec<&str> = said
                .as_object()
                .into_iter()
                .flat_map(|map| map.keys().map(String::as_str))
                .filter(|key| !matches!(*key, "from" | "hand" | "note"))
                .collect();
            report.key(
                at.at.file,
                child(&at.key("from"), fact),
                format!("the entry does not say `{fact}`"),
                suggest::help(fact, "it says", &facts),
            );
        }
    }
    for (_, at) in context.operations() {
        hand(&at.file, "/hand", &at.operation.hand, &OPERATION, report);
    }
    for platform in context.platforms() {
        hand(&platform.file, "/hand", &platform.platform.hand, &PLATFORM, report);
    }
    for at in &context.loaded.types {
        hand(&at.file, "/hand", &at.types.hand, &TYPES, report);
    }
    for (file, errors) in errors::tables(context) {
        for (code, error) in errors {
            let pointer = child(&child("/errors", code), "hand");
            hand(file, &pointer, &error.hand, &ERROR_CODE, report);
        }
    }
}

/// Checks that facts set by hand are keys; one may be written as the dotted way to it.
fn hand(file: &str, pointer: &str, facts: &Map<Value>, object: &Object, report: &mut Report<'_>) {
    for fact in facts.keys() {
        let first = fact.split('.').next().unwrap_or(fact);
        if object.key(first).is_none() {
            let known = object.key_names();
            report.key(
                file,
                child(pointer, fact),
                format!("`{fact}` is no fact of this entry"),
                suggest::help(first, "the facts are", &known),
            );
        }
    }
}

pub(super) static OPEN_QUESTION: Lint = Lint {
    id: "open-question",
    severity: Warning,
    doc: "A question of the importer has no answer yet.",
    check: open_question,
};

fn open_question(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        for (number, question) in at.operation.questions.iter().enumerate() {
            report.value(
                &at.file,
                format!("/questions/{number}/asks"),
                format!("{}: {}", question.at, question.asks),
                "mend the spec by the page, then delete the question",
            );
        }
    }
}

pub(super) static SOURCE_MISSING: Lint = Lint {
    id: "source-missing",
    severity: Warning,
    doc: "An operation does not say which page it was read from, or of which day.",
    check: source_missing,
};

fn source_missing(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        let source = &at.operation.source;
        let missing = match (&source.url, &source.updated) {
            (Some(_), Some(_)) => continue,
            (None, Some(_)) => "the address of the page is",
            (Some(_), None) => "the day the page was updated is",
            (None, None) => "the address and the day of the page are",
        };
        // Pages without an address or a date exist; a note says so.
        if source.note.is_some() {
            continue;
        }
        report.key(
            &at.file,
            "/source",
            format!("{missing} not given"),
            "fill in `source.url` and `source.updated`, or say in `source.note` why there is none",
        );
    }
}
