//! Examples: that they are calls and replies of the operation they stand beside.

use super::Lint;
use super::context::{Context, Report, parameters};
use crate::diagnostic::Severity::{Error, Warning};
use crate::index::child;
use crate::model::{Body, Envelope, Media, Operation, Reply};
use crate::resolve::Resolved;
use crate::suggest;
use crate::tree::{OperationFile, PlatformTree};
use crate::values::{Checker, FACT, Misfit, REPLY, REQUEST};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) static EXAMPLE_MISSING: Lint = Lint {
    id: "example-missing",
    severity: Warning,
    doc: "No example shows a reply.",
    check: example_missing,
};

fn example_missing(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        let operation = &at.operation;
        let shown = operation.examples.iter().any(|example| example.reply.is_some());
        if operation.response.media == Media::Json && !shown {
            report.key(
                &at.file,
                "/response",
                "no example shows a reply",
                "add one below `examples`, with invented values and the whole envelope",
            );
        }
    }
}

pub(super) static EXAMPLE_PARAMETER: Lint = Lint {
    id: "example-parameter",
    severity: Error,
    doc: "An example gives a parameter that is not there, or a value it does not take.",
    check: example_parameter,
};

fn example_parameter(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        for (number, example) in at.operation.examples.iter().enumerate() {
            for (name, value) in &example.parameters {
                let pointer = child(&format!("/examples/{number}/parameters"), name);
                one_parameter(platform, at, name, value, &pointer, report);
            }
        }
    }
}

fn one_parameter(
    platform: &PlatformTree,
    at: &OperationFile,
    name: &str,
    value: &Value,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let places = parameters(&at.operation);
    let Some(field) = places.iter().find_map(|(_, fields)| fields.get(name)) else {
        let known: Vec<&str> =
            places.iter().flat_map(|(_, fields)| fields.keys().map(String::as_str)).collect();
        let message = format!("there is no path, query or header parameter `{name}`");
        return report.key(&at.file, pointer, message, suggest::help(name, "there are", &known));
    };
    let mut checker = Checker::new(platform, FACT);
    // A list parameter may be shown by a single value, the way it is sent.
    match (&field.ty, value) {
        (crate::model::Type::List(item), value) if !value.is_array() => {
            checker.value(item, field, value, pointer);
        }
        _ => checker.field(field, value, pointer),
    }
    report.misfits(&at.file, checker.finish());
}

pub(super) static EXAMPLE_BODY: Lint = Lint {
    id: "example-body",
    severity: Error,
    doc: "The body of an example is not what the spec says of bodies.",
    check: example_body,
};

fn example_body(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        for (number, example) in at.operation.examples.iter().enumerate() {
            let Some(value) = &example.body else {
                continue;
            };
            let pointer = format!("/examples/{number}/body");
            match &at.operation.body {
                Some(body) => {
                    report.misfits(&at.file, body_misfits(platform, body, value, &pointer))
                }
                None => report.key(
                    &at.file,
                    pointer,
                    "the operation has no body",
                    "delete it, or say what the body is below `body`",
                ),
            }
        }
    }
}

fn body_misfits(platform: &PlatformTree, body: &Body, value: &Value, pointer: &str) -> Vec<Misfit> {
    // Forms are text on the wire, so there is no wire form of numbers to keep to.
    let reading = match body.media {
        Media::Form | Media::Multipart => FACT,
        _ => REQUEST,
    };
    if body.one_of.is_empty() {
        let mut checker = Checker::new(platform, reading);
        match platform.resolve(&body.ty, &body.fields) {
            Resolved::Record(fields) if fields.is_empty() => {}
            Resolved::Record(fields) => checker.record(fields, value, pointer),
            _ => checker.value(&body.ty, &whole(&body.ty, &body.fields), value, pointer),
        }
        return checker.finish();
    }
    // Of several alternatives the one that fits best is the one that was meant.
    let tries = body.one_of.values().map(|field| {
        let mut checker = Checker::new(platform, reading);
        checker.field(field, value, pointer);
        checker.finish()
    });
    tries.min_by_key(Vec::len).unwrap_or_default()
}

/// A field that says what a whole body or reply is.
fn whole(
    ty: &crate::model::Type,
    fields: &crate::model::Map<crate::model::Field>,
) -> crate::model::Field {
    crate::model::Field { ty: ty.clone(), fields: fields.clone(), ..Default::default() }
}

pub(super) static EXAMPLE_REPLY: Lint = Lint {
    id: "example-reply",
    severity: Error,
    doc: "The reply of an example is not what the spec says of replies.",
    check: example_reply,
};

fn example_reply(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        let operation = &at.operation;
        if !context.knows(platform) || operation.response.media != Media::Json {
            continue;
        }
        let Some(envelope) = envelope(platform, operation) else {
            continue;
        };
        for (number, example) in operation.examples.iter().enumerate() {
            if let Some(reply) = &example.reply {
                let pointer = format!("/examples/{number}/reply");
                let misfits =
                    reply_misfits(platform, &operation.response, envelope, reply, &pointer);
                report.misfits(&at.file, misfits);
            }
        }
    }
}

/// The envelope of an operation's replies; nothing when its name leads nowhere.
fn envelope<'a>(platform: &'a PlatformTree, operation: &Operation) -> Option<&'a Envelope> {
    let envelopes = &platform.platform.envelopes;
    match &operation.response.envelope {
        Some(name) => envelopes.get(name),
        None => envelopes.values().next(),
    }
}

fn reply_misfits(
    platform: &PlatformTree,
    reply: &Reply,
    envelope: &Envelope,
    value: &Value,
    pointer: &str,
) -> Vec<Misfit> {
    let mut checker = Checker::new(platform, REPLY);
    let Value::Object(root) = value else {
        // Without an envelope the reply may be anything.
        if *envelope == Envelope::default() {
            checker.value(&reply.ty, &whole(&reply.ty, &reply.fields), value, pointer);
        } else {
            checker.record(&reply.fields, value, pointer);
        }
        return checker.finish();
    };
    if is_failure(envelope, value) {
        return Vec::new();
    }
    let under = match reply.under.as_deref() {
        Some("root") => None,
        Some(key) => Some(key),
        None => envelope.data.as_deref(),
    };
    let mut own = envelope_keys(envelope);
    match under {
        None => beside(platform, reply, root, &own, pointer, &mut checker),
        Some(key) => {
            let at = key.split('.').fold(pointer.to_owned(), |at, key| child(&at, key));
            own.extend(key.split('.').next());
            if let Some(data) = dig(value, key) {
                checker.value(&reply.ty, &whole(&reply.ty, &reply.fields), data, &at);
            }
            unknown_roots(root, &own, pointer, &mut checker);
        }
    }
    checker.finish()
}

/// Checks a reply whose fields stand beside those of the envelope.
fn beside(
    platform: &PlatformTree,
    reply: &Reply,
    root: &serde_json::Map<String, Value>,
    own: &BTreeSet<&str>,
    pointer: &str,
    checker: &mut Checker<'_>,
) {
    let Resolved::Record(fields) = platform.resolve(&reply.ty, &reply.fields) else {
        return;
    };
    let inner = root
        .iter()
        .filter(|(name, _)| fields.contains_key(*name) || !own.contains(name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    checker.record(fields, &Value::Object(inner), pointer);
}

fn unknown_roots(
    root: &serde_json::Map<String, Value>,
    own: &BTreeSet<&str>,
    pointer: &str,
    checker: &mut Checker<'_>,
) {
    let known: Vec<&str> = own.iter().copied().collect();
    for name in root.keys().filter(|name| !own.contains(name.as_str())) {
        checker.add(Misfit {
            pointer: child(pointer, name),
            at_key: true,
            message: format!("`{name}` is neither part of the envelope nor of the reply"),
            help: format!(
                "{}; `under: root` says that the reply stands beside them",
                suggest::help(name, "the envelope has", &known)
            ),
        });
    }
}

/// The keys of the root that an envelope speaks for.
fn envelope_keys(envelope: &Envelope) -> BTreeSet<&str> {
    let single = [&envelope.code, &envelope.message, &envelope.data, &envelope.violations];
    let single = single.into_iter().flatten();
    single
        .chain(&envelope.log_id)
        .chain(&envelope.also)
        .filter_map(|path| path.split('.').next())
        .collect()
}

fn is_failure(envelope: &Envelope, reply: &Value) -> bool {
    let code = envelope.code.as_deref().and_then(|path| dig(reply, path));
    let number = code.and_then(|code| match code {
        Value::String(text) => text.parse().ok(),
        code => code.as_i64(),
    });
    number.is_some_and(|code: i64| code != envelope.success.unwrap_or(0))
}

/// The value at dotted keys.
fn dig<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}
