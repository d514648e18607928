//! The rules across parameters: windows, alternatives, and parameters that ask for others.

use crate::catalogue::Served;
use crate::check::{Checker, instant};
use crate::dotted;
use crate::faults::Kind;
use crate::list::Span;
use larkspur_spec::model::{Requires, Rule};
use serde_json::Value;

/// Checks every rule of an operation.
pub(crate) fn check(checker: &mut Checker<'_>, served: &Served, values: &Value) {
    for rule in &served.operation.rules {
        alternatives(checker, rule, values);
        if let Some(requires) = &rule.requires {
            asks(checker, requires, values);
        }
    }
    for span in served.list.iter().flat_map(|list| &list.windows) {
        window(checker, served, span, values);
    }
}

fn alternatives(checker: &mut Checker<'_>, rule: &Rule, values: &Value) {
    let given = |names: &[String]| {
        let found = names.iter().filter(|name| dotted::get(values, name).is_some());
        found.count()
    };
    let mut say = |names: &[String], kind, reason: &str| {
        let first = names.first().map_or("", String::as_str);
        checker.within(first, |checker| checker.fault(kind, &Value::Null, reason));
    };
    if !rule.one_of.is_empty() && given(&rule.one_of) != 1 {
        say(&rule.one_of, Kind::Invalid, "exactly one of these must be given");
    }
    if !rule.at_least_one.is_empty() && given(&rule.at_least_one) == 0 {
        say(&rule.at_least_one, Kind::Missing, "one of these must be given");
    }
    if given(&rule.at_most_one) > 1 {
        say(&rule.at_most_one, Kind::Invalid, "at most one of these may be given");
    }
}

fn asks(checker: &mut Checker<'_>, requires: &Requires, values: &Value) {
    let Some(value) = dotted::get(values, &requires.when) else {
        return;
    };
    let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if !requires.is.is_empty() && !requires.is.contains(&word) {
        return;
    }
    for name in &requires.then {
        if dotted::get(values, name).is_none() {
            let reason = format!("is required with {}", requires.when);
            checker.within(name, |checker| checker.fault(Kind::Missing, &Value::Null, reason));
        }
    }
}

/// The two instants of a window as a call gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) start: Option<i64>,
    pub(crate) end: Option<i64>,
}

/// Reads a window from the parameters of a call.
pub(crate) fn asked(served: &Served, span: &Span, values: &Value) -> Asked {
    let read = |path: &str| instant(served.parameter(path)?, dotted::get(values, path)?);
    Asked { start: read(&span.window.start), end: read(&span.window.end) }
}

fn window(checker: &mut Checker<'_>, served: &Served, span: &Span, values: &Value) {
    let (start, end) = match asked(served, span, values) {
        Asked { start: Some(start), end: Some(end) } => (start, end),
        Asked { start: Some(_), end: None } if !span.window.open_end => {
            return checker.within(&span.window.end, |checker| {
                checker.fault(Kind::Missing, &Value::Null, "is required with the start");
            });
        }
        _ => return,
    };
    let reason = if end < start {
        "lies before the start"
    } else if span.longest.is_some_and(|longest| end - start > longest) {
        "makes the range too long"
    } else {
        return;
    };
    checker.within(&span.window.end, |checker| {
        checker.fault(Kind::Invalid, &Value::from(end), reason);
    });
}
