//! Refreshing: that the call that trades a refresh token is there, and is sent what it needs.
//!
//! A refresh token works once. A call that is wrong in any of this ends what a person consented
//! to, so it must not be found out by making it.

use super::Lint;
use super::context::{Context, Report};
use super::limits::keys;
use super::rules::nowhere;
use crate::diagnostic::Severity::{Error, Warning};
use crate::index::child;
use crate::model::{Media, Method, Platform, Refresh, Retry};
use crate::suggest;
use crate::tree::{OperationFile, PlatformTree};
use serde_json::Value;

/// What stands for the refresh token in the body.
const REFRESH_TOKEN: &str = "refresh_token";

/// Every scheme that refreshes: its platform, the way to its `refresh`, and that.
fn refreshes<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a PlatformTree, String, &'a Refresh)> {
    context.platforms().flat_map(|platform| {
        platform.platform.auth.iter().filter_map(move |(name, scheme)| {
            let pointer = format!("{}/refresh", child("/auth", name));
            scheme.refresh.as_ref().map(|refresh| (platform, pointer, refresh))
        })
    })
}

/// The operations of refreshing that the tree has.
fn operations<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a PlatformTree, String, &'a Refresh, &'a OperationFile)> {
    refreshes(context).filter_map(|(platform, pointer, refresh)| {
        Some((platform, pointer, refresh, platform.refresh_operation(refresh)?))
    })
}

// A tree may hold a part of its platform, as one does that an import has just begun.
pub(super) static REFRESH_OPERATION: Lint = Lint {
    id: "refresh-operation",
    severity: Warning,
    doc: "A token is refreshed by an operation that the tree does not have; then it is not.",
    check: refresh_operation,
};

fn refresh_operation(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, pointer, refresh) in refreshes(context) {
        if platform.refresh_operation(refresh).is_some() {
            continue;
        }
        let known: Vec<String> =
            platform.operations.values().map(|at| at.segments().join("/")).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        report.value(
            &platform.file,
            child(&pointer, "operation"),
            format!("the platform has no operation `{}`", refresh.operation),
            suggest::help(&refresh.operation, "its operations are", &known),
        );
    }
}

pub(super) static REFRESH_MISPLACED: Lint = Lint {
    id: "refresh-misplaced",
    severity: Error,
    doc: "A token that the client gets itself is refreshed as well.",
    check: refresh_misplaced,
};

fn refresh_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for platform in context.platforms() {
        for (name, scheme) in &platform.platform.auth {
            if scheme.issue.is_some() && scheme.refresh.is_some() {
                report.key(
                    &platform.file,
                    format!("{}/refresh", child("/auth", name)),
                    "a token that is issued is not refreshed: the next one is issued as well",
                    "delete `refresh`, or delete `issue` where the user supplies the token",
                );
            }
        }
    }
}

pub(super) static REFRESH_SEND: Lint = Lint {
    id: "refresh-send",
    severity: Error,
    doc: "The body of a refresh lacks the refresh token, or has what its operation does not take.",
    check: refresh_send,
};

fn refresh_send(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, pointer, refresh) in refreshes(context) {
        let pointer = child(&pointer, "send");
        let known = credentials(&platform.platform);
        let mut has_token = false;
        for (name, value) in &refresh.send {
            match placeholder(value) {
                Some(REFRESH_TOKEN) => has_token = true,
                Some(credential) if !known.contains(&credential) => {
                    let mut known = known.clone();
                    known.push(REFRESH_TOKEN);
                    report.value(
                        &platform.file,
                        child(&pointer, name),
                        format!("nobody gives a credential `{credential}`"),
                        suggest::help(credential, "a client has", &known),
                    );
                }
                _ => {}
            }
        }
        if !has_token {
            let message = "the refresh token is not sent";
            let help = "write `\"{refresh_token}\"` as the value of the field that takes it";
            report.key(&platform.file, &pointer, message, help);
        }
    }
    for (platform, pointer, refresh, at) in operations(context) {
        let http = &at.operation.http;
        let is_json = at.operation.body.as_ref().is_some_and(|body| body.media == Media::Json);
        if http.method != Method::Post || !is_json || http.host.is_some() {
            report.value(
                &platform.file,
                child(&pointer, "operation"),
                "tokens are refreshed by a POST with a JSON body to a host of the platform",
                "name the operation that is one, or mend that operation",
            );
        }
        let fields = at.operation.body.as_ref().map(|body| platform.body_fields(body));
        let Some(Ok(fields)) = fields else {
            continue;
        };
        for name in refresh.send.keys().filter(|name| !fields.contains_key(*name)) {
            report.key(
                &platform.file,
                child(&child(&pointer, "send"), name),
                format!("the body of `{}` has no `{name}`", refresh.operation),
                suggest::help(name, "the names there are", &keys(fields)),
            );
        }
    }
}

/// The name in braces that a value of a body is.
fn placeholder(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix('{')?.strip_suffix('}')
}

/// The credentials that the client is given for getting tokens.
fn credentials(platform: &Platform) -> Vec<&str> {
    let issues = platform.auth.values().filter_map(|scheme| scheme.issue.as_ref());
    let mut names: Vec<&str> =
        issues.flat_map(|issue| issue.send.values()).filter_map(placeholder).collect();
    names.dedup();
    names
}

pub(super) static REFRESH_FIELD: Lint = Lint {
    id: "refresh-field",
    severity: Error,
    doc: "A refresh reads its tokens from where the reply of its operation has nothing.",
    check: refresh_field,
};

fn refresh_field(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, pointer, refresh, at) in operations(context) {
        let place = platform.reply_key(&at.operation.response);
        let paths = [
            ("token", &refresh.token),
            ("life", &refresh.life),
            ("refresh_token", &refresh.refresh_token),
            ("refresh_life", &refresh.refresh_life),
        ];
        for (key, path) in paths {
            let pointer = child(&pointer, key);
            let inner = match place {
                None => Some(path.as_str()),
                Some(place) => path.strip_prefix(place).and_then(|rest| rest.strip_prefix('.')),
            };
            let Some(inner) = inner else {
                let message = format!("the reply does not lie in `{path}`");
                let help = format!("begin with `{}.`", place.unwrap_or_default());
                report.value(&platform.file, pointer, message, help);
                continue;
            };
            if let Err(error) = platform.reply_field(&at.operation.response, inner) {
                nowhere(&platform.file, "reply", path, &pointer, &error, report);
            }
        }
    }
}

pub(super) static REFRESH_ENDED: Lint = Lint {
    id: "refresh-ended",
    severity: Error,
    doc: "The codes that end a refresh token go against what else is said of them.",
    check: refresh_ended,
};

fn refresh_ended(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, pointer, refresh, at) in operations(context) {
        let list = child(&pointer, "ended");
        for (index, code) in refresh.ended.iter().enumerate() {
            let pointer = child(&list, &index.to_string());
            let text = code.to_string();
            let (own, common) = (&at.operation.errors, &platform.platform.errors);
            let Some(known) = own.get(&text).or_else(|| common.get(&text)) else {
                let message = format!("`{}` has no code {code}", refresh.operation);
                let help = suggest::help(&text, "its codes are", &keys(own));
                report.value(&platform.file, pointer, message, help);
                continue;
            };
            if known.retry != Retry::Never || refresh.refused == Some(*code) {
                report.value(
                    &platform.file,
                    pointer,
                    format!("code {code} says nothing of the refresh token"),
                    "delete it: the same refresh token may work later",
                );
            }
        }
        let bad =
            [("unknown", refresh.unknown), ("used", refresh.used), ("expired", refresh.expired)];
        for (key, code) in bad {
            if let Some(code) = code.filter(|code| !refresh.ended.contains(code)) {
                report.value(
                    &platform.file,
                    child(&pointer, key),
                    format!("code {code} ends a refresh token and is not in `ended`"),
                    "add it there",
                );
            }
        }
    }
}
