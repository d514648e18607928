//! Every code of the specs that may pass, at every HTTP status it may come with.

use crate::{APPROVALS, CRM_APPROVALS, MESSAGE, TASKLISTS, WORK_ITEMS, call, platform};
use larkspur_mock::{Misbehaviour, Mock};
use larkspur_spec::model::Retry;
use larkspur_spec::tree::Tree;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const STATUSES: [u16; 4] = [200, 400, 429, 500];

/// The first wait of the usual policy.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Code, class and whether the call may be sent twice, from the specs and not from the client.
fn documented(tree: &Tree, operation: &str) -> (BTreeMap<i64, Retry>, bool) {
    let (platform, file) = tree
        .operations()
        .find(|(_, file)| file.id == operation)
        .unwrap_or_else(|| panic!("the specs hold {operation}"));
    let all = platform.platform.errors.iter().chain(&file.operation.errors);
    let codes = all.map(|(code, entry)| (code.parse().expect("a code is a number"), entry.retry));
    // What the operation itself says of a code comes last and wins.
    let codes: BTreeMap<i64, Retry> = codes.collect();
    let operation = &file.operation;
    let twice = operation.idempotent.unwrap_or(operation.http.method.is_idempotent());
    (codes, twice)
}

/// Lets the next call meet that code at that status.
fn force(mock: &Mock, operation: &str, code: i64, status: u16) {
    let answer = Misbehaviour::CodeAnswer { code, status: Some(status) };
    mock.inject(operation, answer).expect("a documented code");
}

#[tokio::test(start_paused = true)]
async fn a_code_decides_what_is_repeated_whatever_status_it_comes_with() {
    let loaded = larkspur_spec::load::load(&larkspur_tests::workspace::root().join("specs"));
    // Every request for a token gets another one: a refused one is worth a second try.
    let mock = Mock::builder().any_id().renew_within(Duration::from_secs(7201)).build();
    let mock = Arc::new(mock.expect("the specs can be served"));
    let mut classes = BTreeMap::<&str, usize>::new();
    for operation in [APPROVALS, TASKLISTS, WORK_ITEMS, CRM_APPROVALS, MESSAGE] {
        let (codes, twice) = documented(&loaded.tree, operation);
        for (code, retry) in codes {
            for status in STATUSES {
                let case = format!("{operation}, {code} at {status}");
                force(&mock, operation, code, status);
                let seen = call(&mock, operation).await;
                let again = match retry {
                    Retry::Quota | Retry::Token => true,
                    Retry::Backoff => twice,
                    Retry::Never => false,
                };
                assert_eq!(seen.calls, 1 + usize::from(again), "{case}: {seen:?}");
                assert_eq!(seen.failed.is_none(), again, "{case}: {seen:?}");
                match (&seen.failed, retry) {
                    (Some(failed), _) => {
                        assert_eq!(failed.code, Some(code), "{case}: {seen:?}");
                        assert_eq!((failed.attempts, seen.took), (1, Duration::ZERO), "{case}");
                    }
                    (None, Retry::Token) => assert_eq!(seen.took, Duration::ZERO, "{case}"),
                    // Clocks have whole milliseconds.
                    (None, _) => assert!(seen.took <= FIRST_WAIT * 2, "{case}: {seen:?}"),
                }
                *classes.entry(class(retry)).or_default() += 1;
            }
        }
    }
    for (class, least) in [("quota", 40), ("token", 100), ("backoff", 60), ("never", 500)] {
        let found = classes.get(class).copied().unwrap_or_default();
        assert!(found >= least, "{class}: only {found} cases: {classes:?}");
    }
}

fn class(retry: Retry) -> &'static str {
    match retry {
        Retry::Never => "never",
        Retry::Backoff => "backoff",
        Retry::Quota => "quota",
        Retry::Token => "token",
    }
}

/// Some older calls answer a used-up quota with 400, and a gateway may make anything of it.
#[tokio::test(start_paused = true)]
async fn a_reset_header_is_obeyed_to_the_second() {
    let mock = platform();
    for operation in [APPROVALS, MESSAGE] {
        for status in STATUSES {
            for seconds in [1, 7, 60] {
                let answer =
                    Misbehaviour::QuotaAnswer { status: Some(status), reset: Some(seconds) };
                mock.inject(operation, answer).expect("the platform has quotas");
                let seen = call(&mock, operation).await;
                assert_eq!((seen.calls, seen.failed.is_none()), (2, true), "{seen:?}");
                let reset = Duration::from_secs(seconds);
                let late = seen.took.checked_sub(reset);
                let late = late.unwrap_or_else(|| panic!("{operation} came before {seconds} s"));
                assert!(late < Duration::from_millis(300), "{operation}, {status}: {seen:?}");
            }
        }
    }
}

/// A reset of nothing must not make a loop that never waits.
#[tokio::test(start_paused = true)]
async fn a_reset_of_zero_waits_all_the_same() {
    let mock = platform();
    for _ in 0..5 {
        let answer = Misbehaviour::QuotaAnswer { status: None, reset: Some(0) };
        mock.inject(APPROVALS, answer).expect("the platform has quotas");
    }
    let seen = call(&mock, APPROVALS).await;
    assert_eq!((seen.calls, seen.failed.is_none()), (6, true), "{seen:?}");
    assert!(seen.took >= Duration::from_millis(5), "{seen:?}");
}
