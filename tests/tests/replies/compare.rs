//! A golden's expectations against what the client understood. All differences are told at once.

use super::outcome::Refusal;
use larkspur::ErrorKind;
use larkspur_tests::golden::at;
use serde_json::Value;

/// How a reply differs from the paths that a golden expects.
pub(crate) fn faults(reply: &Value, expect: &Value) -> Vec<String> {
    let expect = expect.as_object().expect("an object of paths");
    assert!(!expect.is_empty(), "a golden that expects nothing");
    let differing = expect.iter().filter(|(path, expected)| !agrees(reply, path, expected));
    differing
        .map(|(path, expected)| {
            let found = at(reply, path).map_or("absent".to_owned(), Value::to_string);
            format!("{path} is {found}, not {expected}")
        })
        .collect()
}

fn agrees(reply: &Value, path: &str, expected: &Value) -> bool {
    if let Some(choices) = expected.get("$any_of") {
        let choices = choices.as_array().expect("a list of choices");
        return choices.iter().any(|choice| agrees(reply, path, choice));
    }
    let found = at(reply, path);
    match expected {
        Value::Null => found.is_none(),
        Value::Array(items) if items.is_empty() => {
            found.is_none_or(|found| found.as_array().is_some_and(Vec::is_empty))
        }
        Value::Number(_) if is_time(path) => {
            let integer = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
            found.and_then(integer) == expected.as_i64()
        }
        _ => found == Some(expected),
    }
}

/// Times stand in goldens as integers, whatever their wire form.
fn is_time(path: &str) -> bool {
    let key = path.rsplit('.').next().unwrap_or(path);
    key.to_ascii_lowercase().ends_with("time") || key.ends_with("_at")
}

/// How an error differs from the golden's.
pub(crate) fn refusal_faults(refusal: &Refusal, case: &Value, operation: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |holds: bool, otherwise: String| {
        if !holds {
            faults.push(otherwise);
        }
    };
    let (code, body) = (case["code"].as_i64(), &case["body"]);
    let display = &refusal.display;
    check(refusal.kind == ErrorKind::Api, format!("the kind is {:?}", refusal.kind));
    check(refusal.operation == operation, format!("it names {}", refusal.operation));
    check(refusal.code == code, format!("the code is {:?}", refusal.code));
    let status = refusal.status.map(u64::from);
    check(status == case["http"].as_u64(), format!("the status is {status:?}"));

    let other = refusal.variant.as_ref().is_none_or(|variant| variant.starts_with("Other("));
    let documented = !case["name"].is_null();
    check(other != documented, format!("the variant is {:?}", refusal.variant));
    check(refusal.name.is_some() == documented, format!("the name is {:?}", refusal.name));
    let same = refusal.name == refusal.code_name;
    check(same, format!("error and code have two names: {:?}", refusal.code_name));
    if case["name_basis"] == "page" {
        check(refusal.name == case["name"].as_str(), format!("the name is {:?}", refusal.name));
    }

    let message = first_text(body, &["msg", "err_msg", "errorMessage", "error.msg"]);
    check(Some(refusal.message.as_str()) == message, format!("the message is {}", refusal.message));
    let log_id = first_text(body, &["error.log_id", "err.log_id", "traceId"]);
    check(refusal.log_id.as_deref() == log_id, format!("the log id is {:?}", refusal.log_id));

    check(!display.contains(['\n', '\r']), "it takes more than one line".to_owned());
    let parts = [Some(operation), message, log_id, refusal.name];
    for part in parts.into_iter().flatten() {
        check(display.contains(part), format!("it does not say {part}"));
    }
    for number in [code, case["http"].as_i64()].into_iter().flatten() {
        check(display.contains(&number.to_string()), format!("it does not say {number}"));
    }
    faults
}

fn first_text<'a>(body: &'a Value, paths: &[&str]) -> Option<&'a str> {
    paths.iter().find_map(|path| at(body, path)?.as_str())
}
