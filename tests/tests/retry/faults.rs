//! Answers that do not come, or that are none.

use crate::{APPROVALS, CRM_APPROVALS, MESSAGE, TASKLISTS, WORK_ITEMS, call, platform};
use larkspur::ErrorKind;
use larkspur_mock::Misbehaviour;
use std::time::Duration;

/// After which it is not known whether the call was executed.
const UNKNOWN: [(Misbehaviour, ErrorKind); 6] = [
    (Misbehaviour::ServerError(503), ErrorKind::UnexpectedReply),
    (Misbehaviour::Html(502), ErrorKind::UnexpectedReply),
    (Misbehaviour::CutBody, ErrorKind::Transport),
    (Misbehaviour::DropBefore, ErrorKind::Transport),
    (Misbehaviour::DropAfter, ErrorKind::Transport),
    (Misbehaviour::Slow(Duration::from_secs(100)), ErrorKind::Timeout),
];

#[tokio::test(start_paused = true)]
async fn what_reads_is_repeated_after_any_of_them() {
    for operation in [APPROVALS, TASKLISTS, WORK_ITEMS, CRM_APPROVALS] {
        for (fault, _) in &UNKNOWN {
            let mock = platform();
            mock.inject(operation, fault.clone()).expect("it fits");
            let seen = call(&mock, operation).await;
            assert!(seen.failed.is_none(), "{operation}, {fault:?}: {seen:?}");
            assert_eq!(seen.calls, 2, "{operation}, {fault:?}: {seen:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_writes_is_never_repeated_after_an_unknown_outcome() {
    for (fault, kind) in &UNKNOWN {
        let mock = platform();
        mock.inject(MESSAGE, fault.clone()).expect("it fits");
        let seen = call(&mock, MESSAGE).await;
        assert_eq!(seen.calls, 1, "{fault:?}: {seen:?}");
        let failed = seen.failed.unwrap_or_else(|| panic!("{fault:?} was lost"));
        assert_eq!((failed.kind, failed.attempts), (*kind, 1), "{fault:?}: {failed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_is_repeated_whatever_it_does() {
    for operation in [APPROVALS, WORK_ITEMS, CRM_APPROVALS, MESSAGE] {
        let mock = platform();
        for _ in 0..3 {
            mock.inject(operation, Misbehaviour::Refuse).expect("it fits");
        }
        let seen = call(&mock, operation).await;
        assert!(seen.failed.is_none(), "{operation}: {seen:?}");
        assert!(!seen.took.is_zero(), "{operation} did not wait");
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_is_down_is_asked_four_times_and_not_more() {
    for operation in [APPROVALS, WORK_ITEMS, CRM_APPROVALS] {
        let mock = platform();
        for _ in 0..10 {
            mock.inject(operation, Misbehaviour::ServerError(500)).expect("it fits");
        }
        let seen = call(&mock, operation).await;
        let failed = seen.failed.expect("it is down");
        assert_eq!((seen.calls, failed.attempts), (4, 4), "{operation}: {failed:?}");
        // The waits double: 250 ms, 500 ms and a second at the most, each drawn.
        assert!(seen.took <= Duration::from_millis(1755), "{:?}", seen.took);
        assert!(failed.waited <= seen.took, "{failed:?}");
    }
}

/// Trouble with the token is trouble before the call: it was not sent.
#[tokio::test(start_paused = true)]
async fn trouble_with_the_call_for_a_token_is_repeated_before_anything_is_sent() {
    for (operation, token) in [
        (MESSAGE, "feishu.auth.tenant"),
        (WORK_ITEMS, "feishu_project.auth.plugin"),
        (CRM_APPROVALS, "fxiaoke.auth.app"),
    ] {
        for fault in [Misbehaviour::ServerError(500), Misbehaviour::CutBody, Misbehaviour::Refuse] {
            let mock = platform();
            mock.inject(token, fault.clone()).expect("it fits");
            let seen = call(&mock, operation).await;
            assert!(seen.failed.is_none(), "{operation}, {fault:?}: {seen:?}");
            assert_eq!(seen.calls, 1, "{operation}, {fault:?}: {seen:?}");
        }
    }
}
