//! What a caller is told, and what a caller can say: errors, deadlines, policies.

use crate::{APPROVALS, MESSAGE, START, TASKLISTS, call, feishu_client, platform, seen};
use larkspur::{ErrorKind, RetryPolicy};
use larkspur_mock::{Misbehaviour, Mock};
use larkspur_tests::mocked;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn throttle(mock: &Mock, operation: &str, times: usize, seconds: u64) {
    for _ in 0..times {
        let answer = Misbehaviour::QuotaAnswer { status: None, reset: Some(seconds) };
        mock.inject(operation, answer).expect("the platform has quotas");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_says_how_often_it_was_tried_and_how_long_it_waited() {
    let mock = platform();
    throttle(&mock, APPROVALS, 11, 3);
    let seen = call(&mock, APPROVALS).await;
    let failed = seen.failed.expect("ten waits are enough");
    assert_eq!((seen.calls, failed.attempts), (11, 11));
    assert_eq!(failed.code, Some(99_991_400));
    // Never less than the platform says; more, since it keeps refusing those who obeyed.
    assert!(failed.waited >= 30 * SECOND && failed.waited <= 200 * SECOND, "{failed:?}");
    assert!(failed.shown.contains("after 11 attempts and "), "{}", failed.shown);
    assert!(failed.shown.contains("s of waiting"), "{}", failed.shown);
}

#[tokio::test(start_paused = true)]
async fn one_attempt_without_a_wait_is_not_worth_a_word() {
    let mock = platform();
    mock.inject(MESSAGE, Misbehaviour::ServerError(500)).expect("it fits");
    let failed = call(&mock, MESSAGE).await.failed.expect("it is not repeated");
    assert!(!failed.shown.contains("attempt"), "{}", failed.shown);
}

/// Whoever waits in vain loses the time and learns nothing.
#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_ends_at_once_with_what_the_platform_said() {
    let mock = platform();
    throttle(&mock, TASKLISTS, 1, 30);
    let list = feishu_client(&mock).task().v2().tasklist().list().with_deadline(10 * SECOND);
    let seen = seen(&mock, TASKLISTS, list.send()).await;
    let failed = seen.failed.expect("the deadline comes first");
    assert_eq!((seen.calls, seen.took), (1, Duration::ZERO));
    assert_eq!((failed.kind, failed.code), (ErrorKind::Api, Some(99_991_400)), "{failed:?}");
    assert!(failed.shown.contains("deadline"), "{}", failed.shown);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_slow_answers_and_says_what_came_before() {
    let mock = platform();
    mock.inject(TASKLISTS, Misbehaviour::Html(502)).expect("it fits");
    mock.inject(TASKLISTS, Misbehaviour::Slow(50 * SECOND)).expect("it fits");
    let list = feishu_client(&mock).task().v2().tasklist().list().with_deadline(10 * SECOND);
    let seen = seen(&mock, TASKLISTS, list.send()).await;
    let failed = seen.failed.expect("the deadline comes first");
    assert_eq!((failed.kind, failed.attempts), (ErrorKind::Timeout, 2), "{failed:?}");
    assert_eq!(seen.took, 10 * SECOND);
    assert!(failed.shown.contains("502"), "{}", failed.shown);
}

#[tokio::test(start_paused = true)]
async fn a_call_can_have_a_policy_of_its_own() {
    for (policy, calls) in [(RetryPolicy::none(), 1), (RetryPolicy::default().attempts(2), 2)] {
        let mock = platform();
        for _ in 0..9 {
            mock.inject(APPROVALS, Misbehaviour::ServerError(500)).expect("it fits");
        }
        let list = feishu_client(&mock).approval().v4().instance().list().with_retry(policy);
        let list = list.approval_code(mocked::id(&mock, APPROVALS, "approval_code"));
        let seen = seen(&mock, APPROVALS, list.between(START, START).send()).await;
        assert_eq!(seen.calls, calls);
        assert!(seen.failed.is_some());
    }
}
