//! Rules: that each is one rule, names parameters that exist, and can be kept.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::Error;
use crate::model::{Requires, Rule, Type, Unit, Window};
use crate::resolve::{Parameter, PathError};
use crate::suggest;
use crate::tree::{OperationFile, PlatformTree};

pub(super) static RULE_FORM: Lint = Lint {
    id: "rule-form",
    severity: Error,
    doc: "An entry of `rules` that is no rule, several rules, or a rule about nothing.",
    check: rule_form,
};

fn rule_form(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        for (number, rule) in at.operation.rules.iter().enumerate() {
            let pointer = format!("/rules/{number}");
            kinds(rule, &at.file, &pointer, report);
            choices(rule, &at.file, &pointer, report);
        }
    }
}

fn kinds(rule: &Rule, file: &str, pointer: &str, report: &mut Report<'_>) {
    let kinds = [
        rule.window.is_some(),
        !rule.one_of.is_empty(),
        !rule.at_least_one.is_empty(),
        !rule.at_most_one.is_empty(),
        rule.requires.is_some(),
    ];
    let count = kinds.into_iter().filter(|is| *is).count();
    if count != 1 {
        report.value(
            file,
            pointer,
            format!("one entry holds one rule, and this holds {count}"),
            "write one of `window`, `one_of`, `at_least_one`, `at_most_one` or `requires` in each",
        );
    }
}

fn choices(rule: &Rule, file: &str, pointer: &str, report: &mut Report<'_>) {
    let choices = [
        ("one_of", &rule.one_of),
        ("at_least_one", &rule.at_least_one),
        ("at_most_one", &rule.at_most_one),
    ];
    for (key, _) in choices.into_iter().filter(|(_, names)| names.len() == 1) {
        report.value(
            file,
            format!("{pointer}/{key}"),
            "a choice is between two parameters or more",
            "name the others, or write `required: true` on this one if it must be given",
        );
    }
    if rule.requires.as_ref().is_some_and(|requires| requires.then.is_empty()) {
        report.value(
            file,
            format!("{pointer}/requires/then"),
            "the rule asks for nothing",
            "name the parameters that must be given too",
        );
    }
}

pub(super) static RULE_PARAMETER: Lint = Lint {
    id: "rule-parameter",
    severity: Error,
    doc: "A rule names a parameter that is not there, or in several places.",
    check: rule_parameter,
};

fn rule_parameter(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        for (number, rule) in at.operation.rules.iter().enumerate() {
            for (way, path) in names(rule) {
                let pointer = format!("/rules/{number}/{way}");
                parameter(platform, at, path, &pointer, report);
            }
        }
    }
}

/// The parameters a rule names, and the way to each name.
fn names(rule: &Rule) -> Vec<(String, &str)> {
    let mut names = Vec::new();
    if let Some(window) = &rule.window {
        names.push(("window/start".to_owned(), window.start.as_str()));
        names.push(("window/end".to_owned(), window.end.as_str()));
    }
    let requires = rule.requires.as_ref();
    names.extend(requires.map(|requires| ("requires/when".to_owned(), requires.when.as_str())));
    let lists = [
        ("one_of", &rule.one_of),
        ("at_least_one", &rule.at_least_one),
        ("at_most_one", &rule.at_most_one),
    ];
    let then = requires.map(|Requires { then, .. }| ("requires/then", then));
    for (key, paths) in lists.into_iter().chain(then) {
        let numbered = paths.iter().enumerate();
        names.extend(numbered.map(|(at, path)| (format!("{key}/{at}"), path.as_str())));
    }
    names
}

/// Follows the name of a request parameter, and reports when it leads nowhere.
pub(super) fn parameter<'a>(
    platform: &'a PlatformTree,
    at: &'a OperationFile,
    path: &str,
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<Parameter<'a>> {
    match platform.parameter(&at.operation, path) {
        Ok(found) => Some(found),
        Err(error) => {
            nowhere(&at.file, "request", path, pointer, &error, report);
            None
        }
    }
}

/// Reports that a dotted name leads nowhere on one side of a call.
pub(super) fn nowhere(
    file: &str,
    side: &str,
    path: &str,
    pointer: &str,
    error: &PathError,
    report: &mut Report<'_>,
) {
    let (message, help) = match error {
        PathError::Unknown(_) => return,
        PathError::Missing { name, known } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = suggest::help(name, "the names here are", &known);
            (format!("the {side} has no `{path}`"), help)
        }
        PathError::Ambiguous(places) => {
            let key = places.first().map_or("query", |place| place.key());
            let help = format!("say which one is meant, as in `{key}.{path}`");
            (format!("`{path}` could be several parameters: {error}"), help)
        }
        PathError::NoRecord(_) => (
            format!("`{path}` leads nowhere: {error}"),
            "name a field that is reached through records only, not through lists or maps".into(),
        ),
    };
    report.value(file, pointer, message, help);
}

pub(super) static RULE_WINDOW: Lint = Lint {
    id: "rule-window",
    severity: Error,
    doc: "The ends of a time window are no timestamps of one unit.",
    check: rule_window,
};

fn rule_window(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        for (number, rule) in at.operation.rules.iter().enumerate() {
            if let Some(window) = &rule.window {
                let pointer = format!("/rules/{number}/window");
                one_window(platform, at, window, &pointer, report);
            }
        }
    }
}

fn one_window(
    platform: &PlatformTree,
    at: &OperationFile,
    window: &Window,
    pointer: &str,
    report: &mut Report<'_>,
) {
    if window.start == window.end {
        let message = "the window opens and closes with one parameter";
        let help = "name the parameter that closes it";
        report.value(&at.file, format!("{pointer}/end"), message, help);
    }
    let mut units = Vec::new();
    for (key, path) in [("start", &window.start), ("end", &window.end)] {
        // A name that leads nowhere is the business of another lint.
        let Ok(found) = platform.parameter(&at.operation, path) else {
            continue;
        };
        let Some(field) = platform.described(found.field) else {
            continue;
        };
        if field.ty != Type::Timestamp {
            report.value(
                &at.file,
                format!("{pointer}/{key}"),
                format!("`{path}` is no timestamp"),
                "give that parameter `type: timestamp` and its `unit`",
            );
        }
        units.extend(field.unit);
    }
    if let [Unit::Seconds, Unit::Milliseconds] | [Unit::Milliseconds, Unit::Seconds] = units[..] {
        let message = "the ends of the window are in different units";
        let help = "mend the `unit` of one of the two parameters";
        report.value(&at.file, format!("{pointer}/end"), message, help);
    }
}
