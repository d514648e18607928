//! What comes back, read through the client.
//!
//! The two other clients of these platforms return an HTML error page as a success, end a list
//! in silence when its marks are missing, and fail on a number where the page says text. So each
//! operation reads the replies of its golden: what is lenient must be read, what is documented
//! as an error must be that error, and what steers must never be guessed.
//!
//! Time stands still in these tests: should the client wait before it repeats a call, it does
//! not wait for real.

mod replies {
    pub(crate) mod compare;
    pub(crate) mod download;
    pub(crate) mod operations;
    pub(crate) mod outcome;
    pub(crate) mod typed;
}

use larkspur::ErrorKind;
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::golden::{self, list, text};
use replies::compare;
use replies::operations::{OPERATIONS, Operation};
use replies::outcome::Refusal;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The parts that a golden can have. One that is not known here would be tested by nobody.
const PARTS: [&str; 5] = ["root", "replies", "errors", "status_errors", "steering_faults"];
/// Large enough for every reply of the goldens.
const ROOMY: u64 = 1 << 20;

#[test]
fn every_golden_is_read_and_every_operation_has_one() {
    let ids = OPERATIONS.iter().map(|operation| operation.id.to_owned());
    let known: BTreeSet<_> = ids.chain([replies::download::ID.to_owned()]).collect();
    assert_eq!(known, golden::operations("reply"));
    for id in &known {
        let golden = golden::read("reply", id);
        let parts = golden.as_object().expect("an object").keys();
        let unknown: Vec<_> = parts.filter(|part| !PARTS.contains(&part.as_str())).collect();
        assert!(unknown.is_empty(), "{id}: nobody tests {unknown:?}");
        assert!(!list(&golden, "replies").is_empty(), "{id} has no replies");
        let statuses = list(&golden, "status_errors");
        assert!(statuses.is_empty() || *id == replies::download::ID, "{id}: nobody tests statuses");
    }
}

#[tokio::test(start_paused = true)]
async fn replies_are_read_as_the_pages_show_them() {
    for (operation, golden) in goldens() {
        for case in list(&golden, "replies") {
            let what = format!("{}, {}", operation.id, text(case, "case"));
            let platform = Capture::always(answer(case));
            let seen = (operation.send)(Arc::clone(&platform), ROOMY).await;
            let seen = seen.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            assert_eq!(u64::from(seen.status), case["http"].as_u64().expect("a status"), "{what}");
            assert_eq!(seen.bytes, answer(case).body, "{what}: the raw body stays reachable");
            let faults = compare::faults(&seen.reply, &case["expect"]);
            assert!(faults.is_empty(), "{what}:\n{}\nread as {}", faults.join("\n"), seen.reply);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn documented_errors_are_told_by_code_and_name() {
    let mut differing = Vec::new();
    for (operation, golden) in goldens() {
        let errors = list(&golden, "errors");
        assert!(!errors.is_empty(), "{}: no errors", operation.id);
        for case in errors {
            let platform = Capture::always(answer(case));
            let what = format!("{}, error {}", operation.id, case["code"]);
            let outcome = (operation.send)(Arc::clone(&platform), ROOMY).await;
            let Err(refusal) = outcome else { panic!("{what} was taken for a reply") };
            let faults = compare::refusal_faults(&refusal, case, operation.id);
            if !faults.is_empty() {
                differing.push(format!("{what}: {}\n  {}", faults.join("; "), refusal.display));
            }
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn what_steers_is_never_guessed() {
    for (operation, golden) in goldens() {
        let cases = list(&golden, "steering_faults");
        assert!(!cases.is_empty(), "{}: no steering faults", operation.id);
        for case in cases {
            let name = text(case, "case");
            let what = format!("{}, {name}", operation.id);
            // One page can be read where only the way to the next one is missing.
            if name != "has_more_without_page_token" {
                let platform = Capture::always(answer(case));
                let outcome = (operation.send)(platform, ROOMY).await;
                let Err(refusal) = outcome else { panic!("{what} was taken for a reply") };
                assert_unexpected(&refusal, case, &what);
            }
            let Some(walk) = operation.items else { continue };
            let platform = Capture::always(answer(case));
            let walked = walk(Arc::clone(&platform)).await;
            let Err(refusal) = walked.end else {
                panic!("{what} ended the list after {} items", walked.items);
            };
            let before = if name == "has_more_without_page_token" { 1 } else { 0 };
            assert!(walked.items <= before, "{what}: {} items came out", walked.items);
            assert!(platform.calls().len() < 10, "{what} is asked for over and over");
            if before == 0 {
                assert_unexpected(&refusal, case, &what);
            } else {
                let kinds = [ErrorKind::Paging, ErrorKind::UnexpectedReply];
                assert!(kinds.contains(&refusal.kind), "{what}: {}", refusal.display);
            }
        }
    }
}

fn assert_unexpected(refusal: &Refusal, case: &Value, what: &str) {
    assert_eq!(refusal.kind, ErrorKind::UnexpectedReply, "{what}: {}", refusal.display);
    assert_eq!(refusal.status.map(u64::from), case["http"].as_u64(), "{what}");
    assert_eq!(refusal.code, None, "{what} has no error code: {}", refusal.display);
    assert_one_line(&refusal.display, what);
    let said = answer(case).body.iter().any(|byte| !byte.is_ascii_whitespace());
    assert_eq!(refusal.excerpt.is_some(), said, "{what}: the beginning of the answer helps");
}

fn assert_one_line(display: &str, what: &str) {
    assert!(!display.contains(['\n', '\r']), "{what}: more than one line: {display}");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_renewed_once_and_the_call_repeated() {
    let mut tried = 0;
    for (operation, golden) in goldens() {
        let reply = answer(&list(&golden, "replies")[0]);
        for case in list(&golden, "errors").iter().filter(|case| is_token_code(case)) {
            tried += 1;
            let what = format!("{}, token code {}", operation.id, case["code"]);
            let platform = Capture::of([answer(case), reply.clone()]);
            let outcome = (operation.send)(Arc::clone(&platform), ROOMY).await;
            assert!(outcome.is_ok(), "{what}: {:?}", outcome.err());
            assert_tokens(&platform, &what);

            let platform = Capture::always(answer(case));
            let outcome = (operation.send)(Arc::clone(&platform), ROOMY).await;
            let Err(refusal) = outcome else { panic!("{what} was taken for a reply") };
            assert_eq!(refusal.code, case["code"].as_i64(), "{what}");
            assert_tokens(&platform, &what);
        }
    }
    assert_eq!(tried, OPERATIONS.len(), "each operation has such a code");
}

/// Two calls with two tokens, and no more.
fn assert_tokens(platform: &Capture, what: &str) {
    assert_eq!(platform.token_calls().len(), 2, "{what}: token calls");
    let calls = platform.calls();
    let headers = ["authorization", "x-plugin-token"];
    let proofs: Vec<_> = calls
        .iter()
        .map(|call| headers.iter().find_map(|name| call.header(name)).expect("a token"))
        .map(|proof| proof.trim_start_matches("Bearer "))
        .collect();
    assert_eq!(proofs, ["t-1", "t-2"], "{what}: the tokens of the calls");
}

/// The codes that the goldens call a dead token.
fn is_token_code(case: &Value) -> bool {
    case["why"].as_str().is_some_and(|why| why.contains("dead token"))
}

#[tokio::test(start_paused = true)]
async fn an_unknown_code_keeps_its_number() {
    for (operation, golden) in goldens() {
        let mut unknown = list(&golden, "errors").iter().filter(|case| case["name"].is_null());
        let case = unknown.next().expect("each golden has a code that is not documented");
        let outcome = (operation.send)(Capture::always(answer(case)), ROOMY).await;
        let refusal = outcome.expect_err("an error");
        assert_eq!(refusal.variant.as_deref(), Some("Other(987654321)"), "{}", operation.id);
        assert_eq!((refusal.name, refusal.code_name), (None, None), "{}", operation.id);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_beyond_the_limit_is_refused() {
    for (operation, golden) in goldens() {
        let reply = answer(&list(&golden, "replies")[0]);
        let length = reply.body.len() as u64;
        let announced = reply.clone().with_header("content-length", &length.to_string());
        for reply in [reply, announced] {
            let outcome = (operation.send)(Capture::always(reply.clone()), length - 1).await;
            let refusal = outcome.expect_err("a reply beyond the limit");
            assert_eq!(refusal.kind, ErrorKind::TooLarge, "{}: {}", operation.id, refusal.display);
            assert_one_line(&refusal.display, operation.id);
            let outcome = (operation.send)(Capture::always(reply), length).await;
            assert!(outcome.is_ok(), "{}: the limit itself is allowed", operation.id);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_an_error_with_its_host_and_is_not_followed() {
    for operation in OPERATIONS {
        for status in [301, 302, 303, 307, 308] {
            let redirect = Answer::text(status, "moved")
                .with_header("location", "https://elsewhere.example.com/login?next=demo-secret");
            let platform = Capture::always(redirect);
            let outcome = (operation.send)(Arc::clone(&platform), ROOMY).await;
            let refusal = outcome.expect_err("a redirect is no reply");
            assert_eq!(refusal.kind, ErrorKind::Redirect, "{}", operation.id);
            assert_eq!(refusal.status, Some(status), "{}", operation.id);
            assert!(refusal.display.contains("elsewhere.example.com"), "{}", refusal.display);
            assert!(!refusal.display.contains("demo-secret"), "{}", refusal.display);
            assert_eq!(platform.calls().len(), 1, "{}", operation.id);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_envelope_is_read_as_leniently_as_a_reply() {
    let ok = json!({"code": "0", "msg": null, "data": {"has_more": false, "items": []}});
    let refused = json!({"code": "1470400", "msg": 7, "error": "a text where an object was"});
    let tasklists = operation("feishu.task.v2.tasklist.list");
    let outcome = (tasklists.send)(Capture::always(Answer::json(200, &ok)), ROOMY).await;
    assert!(outcome.is_ok(), "{:?}", outcome.err());
    let outcome = (tasklists.send)(Capture::always(Answer::json(400, &refused)), ROOMY).await;
    let refusal = outcome.expect_err("an error");
    assert_eq!(refusal.code, Some(1_470_400));
    assert_eq!(refusal.message, "7");
}

#[tokio::test(start_paused = true)]
async fn the_log_id_of_the_headers_is_kept_for_replies_and_errors() {
    for (operation, golden) in goldens() {
        // Fxiaoke names its log id in the body alone.
        if operation.id.starts_with("fxiaoke.") {
            continue;
        }
        let reply = answer(&list(&golden, "replies")[0]).with_header("x-tt-logid", "log-demo-1");
        let seen = (operation.send)(Capture::always(reply), ROOMY).await.expect("a reply");
        assert_eq!(seen.log_id.as_deref(), Some("log-demo-1"), "{}", operation.id);
        let page = Answer::text(502, "<html>").with_header("x-tt-logid", "log-demo-2");
        let outcome = (operation.send)(Capture::always(page), ROOMY).await;
        let refusal = outcome.expect_err("an HTML page is no reply");
        assert_eq!(refusal.log_id.as_deref(), Some("log-demo-2"), "{}", operation.id);
        assert!(refusal.display.contains("log-demo-2"), "{}", refusal.display);
    }
}

#[tokio::test(start_paused = true)]
async fn field_violations_of_the_platform_are_told() {
    let body = json!({"code": 99992402, "msg": "field validation failed", "error": {
        "log_id": "log-demo-3",
        "field_violations": [
            {"field": "page_size", "value": "500", "description": "at most\n100"},
            {"field": "page_token", "description": "unknown"},
        ],
    }});
    let tasklists = operation("feishu.task.v2.tasklist.list");
    let outcome = (tasklists.send)(Capture::always(Answer::json(400, &body)), ROOMY).await;
    let refusal = outcome.expect_err("an error");
    assert_eq!(refusal.field_violations, ["page_size", "page_token"]);
    assert!(refusal.display.contains("page_size: at most 100"), "{}", refusal.display);
    assert_one_line(&refusal.display, "field violations");
}

#[tokio::test(start_paused = true)]
async fn a_long_answer_in_chinese_is_cut_between_characters() {
    let page = "审批中心维护中，请稍后再试。".repeat(1000);
    for prefix in ["", "a", "ab"] {
        let answer = Answer::text(502, &format!("{prefix}{page}"));
        let tasklists = operation("feishu.task.v2.tasklist.list");
        let refusal = (tasklists.send)(Capture::always(answer), ROOMY).await.expect_err("no reply");
        let excerpt = refusal.excerpt.expect("the beginning of the answer");
        assert!(excerpt.contains("审批中心") && !excerpt.contains('\u{fffd}'), "{excerpt}");
        assert!(excerpt.chars().count() < 1000, "an excerpt is short");
    }
}

fn operation(id: &str) -> Operation {
    OPERATIONS.into_iter().find(|operation| operation.id == id).expect("a known operation")
}

fn goldens() -> impl Iterator<Item = (Operation, Value)> {
    OPERATIONS.into_iter().map(|operation| (operation, golden::read("reply", operation.id)))
}

/// The answer that a case describes.
pub(crate) fn answer(case: &Value) -> Answer {
    let status = case["http"].as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.expect("a status");
    let raw = case.get("text").or_else(|| case.get("bytes_utf8"));
    let answer = match raw {
        Some(text) => Answer::text(status, text.as_str().expect("text")),
        None => Answer::json(status, &case["body"]),
    };
    let headers = case["headers"].as_object();
    headers.into_iter().flatten().fold(answer, |answer, (name, value)| {
        answer.with_header(name, value.as_str().expect("text"))
    })
}
