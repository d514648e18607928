//! Limits: that they go with the type, with each other and with the values beside them.

use super::Lint;
use super::context::{Context, FieldAt, Report};
use super::fields::{is_numeric, name, own_type};
use crate::diagnostic::Severity::Error;
use crate::duration;
use crate::index::child;
use crate::model::{Map, Quota, Type};
use crate::values::{Checker, FACT, compare};
use serde_json::Value;

pub(super) static LIMIT_MISPLACED: Lint = Lint {
    id: "limit-misplaced",
    severity: Error,
    doc: "A limit on a type that it cannot limit.",
    check: limit_misplaced,
};

fn limit_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let Some(ty) = own_type(&at) else {
            continue;
        };
        let field = at.field;
        let number = is_numeric(ty) || *ty == Type::Timestamp;
        let text = *ty == Type::String;
        let list = matches!(field.ty, Type::List(_));
        let limits = [
            ("minimum", field.minimum.is_some(), number, "numbers"),
            ("maximum", field.maximum.is_some(), number, "numbers"),
            ("minLength", field.min_length.is_some(), text, "text"),
            ("maxLength", field.max_length.is_some(), text, "text"),
            ("pattern", field.pattern.is_some(), text, "text"),
            ("format", field.format.is_some(), text, "text"),
            ("minItems", field.min_items.is_some(), list, "lists"),
            ("maxItems", field.max_items.is_some(), list, "lists"),
        ];
        for (key, _, _, of) in limits.into_iter().filter(|(_, is, fits, _)| *is && !*fits) {
            report.key(
                at.at.file,
                at.key(key),
                format!("`{key}` is for {of}, and the type is `{}`", name(&field.ty)),
                "delete it, take the limit that fits the type, or mend the type",
            );
        }
    }
}

pub(super) static LIMIT_ORDER: Lint = Lint {
    id: "limit-order",
    severity: Error,
    doc: "A lower limit above its upper limit.",
    check: limit_order,
};

fn limit_order(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let field = at.field;
        let count = |limit: Option<u64>| limit.map(|limit| limit.to_string());
        let number = |limit: &Option<serde_json::Number>| limit.as_ref().map(ToString::to_string);
        let pairs = [
            ("minimum", number(&field.minimum), "maximum", number(&field.maximum)),
            ("minLength", count(field.min_length), "maxLength", count(field.max_length)),
            ("minItems", count(field.min_items), "maxItems", count(field.max_items)),
        ];
        for (low, least, high, most) in pairs {
            let (Some(least), Some(most)) = (least, most) else {
                continue;
            };
            if compare(&least, &most).is_some_and(|order| order.is_gt()) {
                report.value(
                    at.at.file,
                    at.key(low),
                    format!("`{low}` {least} is above `{high}` {most}"),
                    "mend one of the two; no value could be within both",
                );
            }
        }
    }
}

pub(super) static FIELD_VALUE: Lint = Lint {
    id: "field-value",
    severity: Error,
    doc: "A `default`, `const` or `example` that the field itself does not allow.",
    check: field_value,
};

fn field_value(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let field = at.field;
        let values =
            [("const", &field.fixed), ("default", &field.default), ("example", &field.example)];
        for (key, value) in values {
            if let Some(value) = value {
                one_value(&at, key, value, report);
            }
        }
    }
}

fn one_value(at: &FieldAt<'_, '_>, key: &str, value: &Value, report: &mut Report<'_>) {
    let mut checker = Checker::new(at.at.platform, FACT);
    checker.field(at.field, value, &at.key(key));
    report.misfits(at.at.file, checker.finish());
}

pub(super) static DURATION: Lint = Lint {
    id: "duration",
    severity: Error,
    doc: "A length of time that cannot be read.",
    check: durations,
};

fn durations(context: &Context<'_>, report: &mut Report<'_>) {
    for (file, pointer, text) in all_durations(context) {
        if let Err(error) = duration::parse(text) {
            report.value(
                file,
                pointer,
                format!("`{text}` is no length of time: {error}"),
                "write a whole number and its unit, such as `50s`, `1m`, `10h` or `31d`",
            );
        }
    }
}

fn all_durations<'a>(context: &Context<'a>) -> Vec<(&'a str, String, &'a str)> {
    let mut all = Vec::new();
    for (file, pointer, quota) in all_quotas(context) {
        all.push((file, child(&pointer, "per"), quota.per.as_str()));
    }
    for (_, at) in context.operations() {
        for (number, rule) in at.operation.rules.iter().enumerate() {
            let longest = rule.window.as_ref().and_then(|window| window.longest.as_deref());
            let pointer = format!("/rules/{number}/window/longest");
            all.extend(longest.map(|text| (at.file.as_str(), pointer, text)));
        }
    }
    for platform in context.platforms() {
        for (name, scheme) in &platform.platform.auth {
            let mut add = |way: &str, text: &'a str| {
                all.push((&platform.file, format!("{}/{way}", child("/auth", name)), text));
            };
            if let Some(issue) = &scheme.issue {
                add("issue/renew_within", &issue.renew_within);
                add("issue/lives", &issue.lives);
            }
            if let Some(refresh) = &scheme.refresh {
                add("refresh/renew_within", &refresh.renew_within);
                add("refresh/lives", &refresh.lives);
                add("refresh/refresh_lives", &refresh.refresh_lives);
            }
        }
    }
    all
}

/// Every quota window: file, pointer, window.
fn all_quotas<'a>(context: &Context<'a>) -> Vec<(&'a str, String, &'a Quota)> {
    let mut all = Vec::new();
    let mut add = |file: &'a str, pointer: &str, quotas: &'a [Quota]| {
        for (number, quota) in quotas.iter().enumerate() {
            all.push((file, child(pointer, &number.to_string()), quota));
        }
    };
    for (_, at) in context.operations() {
        add(&at.file, "/quota", &at.operation.quota);
    }
    for platform in context.platforms() {
        add(&platform.file, "/quota", &platform.platform.quota);
        for (name, scheme) in &platform.platform.auth {
            if let Some(issue) = &scheme.issue {
                let pointer = format!("{}/issue/quota", child("/auth", name));
                add(&platform.file, &pointer, &issue.quota);
            }
        }
    }
    all
}

pub(super) static QUOTA_CALLS: Lint = Lint {
    id: "quota-calls",
    severity: Error,
    doc: "A quota that allows no call at all.",
    check: quota_calls,
};

fn quota_calls(context: &Context<'_>, report: &mut Report<'_>) {
    for (file, pointer, quota) in all_quotas(context) {
        if quota.calls == 0 {
            report.value(
                file,
                child(&pointer, "calls"),
                "a quota of no calls would let nothing through",
                "write how many calls the platform allows within the window",
            );
        }
    }
}

/// The names of a map, for messages.
pub(super) fn keys<V>(map: &Map<V>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}
