//! What operations name of their platform: auth schemes, app types, envelopes.

use super::Lint;
use super::context::{Context, Report};
use super::limits::keys;
use crate::diagnostic::Severity::Error;
use crate::index::child;
use crate::model::Scopes;
use crate::suggest;

/// Reports a name that the platform does not have.
fn unknown(
    file: &str,
    pointer: String,
    at_key: bool,
    what: &str,
    name: &str,
    known: &[&str],
    report: &mut Report<'_>,
) {
    if known.contains(&name) {
        return;
    }
    let message = format!("the platform has no {what} `{name}`");
    let help = suggest::help(name, "platform.yaml has", known);
    if at_key {
        report.key(file, pointer, message, help);
    } else {
        report.value(file, pointer, message, help);
    }
}

pub(super) static UNKNOWN_AUTH: Lint = Lint {
    id: "unknown-auth",
    severity: Error,
    doc: "An operation names an auth scheme that its platform does not have.",
    check: unknown_auth,
};

fn unknown_auth(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        if !context.knows(platform) {
            continue;
        }
        let known = keys(&platform.platform.auth);
        for (number, name) in at.operation.auth.iter().enumerate() {
            let pointer = format!("/auth/{number}");
            unknown(&at.file, pointer, false, "auth scheme", name, &known, report);
        }
        for name in at.operation.scopes.by_token.keys() {
            let pointer = child("/scopes/by_token", name);
            unknown(&at.file, pointer, true, "auth scheme", name, &known, report);
        }
    }
}

pub(super) static UNKNOWN_APP: Lint = Lint {
    id: "unknown-app",
    severity: Error,
    doc: "An operation names an app type that its platform does not have.",
    check: unknown_app,
};

fn unknown_app(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        if !context.knows(platform) {
            continue;
        }
        let mut named = Vec::new();
        for (number, app) in at.operation.apps.iter().enumerate() {
            named.push((format!("/apps/{number}"), app));
        }
        scope_apps(&at.operation.scopes, "/scopes", &mut named);
        let known = keys(&platform.platform.apps);
        for (pointer, app) in named {
            unknown(&at.file, pointer, false, "app type", app, &known, report);
        }
    }
}

fn scope_apps<'a>(scopes: &'a Scopes, pointer: &str, named: &mut Vec<(String, &'a String)>) {
    for (scope, apps) in &scopes.apps {
        let pointer = child(&child(pointer, "apps"), scope);
        for (number, app) in apps.iter().enumerate() {
            named.push((child(&pointer, &number.to_string()), app));
        }
    }
    for (token, scopes) in &scopes.by_token {
        scope_apps(scopes, &child(&child(pointer, "by_token"), token), named);
    }
}

pub(super) static UNKNOWN_ENVELOPE: Lint = Lint {
    id: "unknown-envelope",
    severity: Error,
    doc: "An envelope is named that the platform does not have, or there is none at all.",
    check: unknown_envelope,
};

fn unknown_envelope(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        if let (true, Some(name)) = (context.knows(platform), &at.operation.response.envelope) {
            let known = keys(&platform.platform.envelopes);
            let pointer = "/response/envelope".to_owned();
            unknown(&at.file, pointer, false, "envelope", name, &known, report);
        }
    }
    for platform in context.platforms() {
        let known = keys(&platform.platform.envelopes);
        if known.is_empty() {
            let message = "a platform needs an envelope";
            let help = "add one; `plain: {}` stands for replies without any wrapping";
            report.key(&platform.file, "/envelopes", message, help);
        }
        for (name, scheme) in &platform.platform.auth {
            let envelope = scheme.issue.as_ref().and_then(|issue| issue.envelope.as_deref());
            if let Some(envelope) = envelope {
                let pointer = format!("{}/issue/envelope", child("/auth", name));
                unknown(&platform.file, pointer, false, "envelope", envelope, &known, report);
            }
        }
    }
}
