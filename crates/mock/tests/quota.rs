//! Quotas: what is beyond gets the platform's own answer, and room is where it is said to be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Enforce, Mock, MockBuilder};
use serde_json::json;
use std::time::Duration;
use support::{answered, deliver, plugin, tasks, tenant, work_items};

const TASKS: &str = "feishu.task.v2.tasklist.list";
const FILTER: &str = "feishu_project.work_item.filter";

fn sliding() -> MockBuilder {
    Mock::builder().quota(Enforce::Sliding)
}

/// How many of some calls in a row are taken.
fn burst(mock: &Mock, token: &str, calls: usize) -> usize {
    let taken = (0..calls).filter(|_| answered(tasks(mock, token, "page_size=1")).status == 200);
    taken.count()
}

#[tokio::test(start_paused = true)]
async fn calls_beyond_a_quota_are_told_so_in_the_form_of_their_platform() {
    let mock = sliding().build().unwrap();
    let token = tenant(&mock);
    assert_eq!(burst(&mock, &token, 50), 50);
    let reply = answered(tasks(&mock, &token, ""));
    assert_eq!((reply.status, reply.json()["code"].clone()), (429, json!(99991400)));
    assert_eq!(reply.header("x-ogw-ratelimit-reset"), Some("1"));
    assert!(reply.header("x-tt-logid").is_some());

    let token = plugin(&mock);
    let status = |page| answered(work_items(&mock, &token, page, 1, json!({}))).status;
    assert!((0..15).all(|_| status(1) == 200));
    let reply = answered(work_items(&mock, &token, 1, 1, json!({})));
    assert_eq!((reply.status, reply.json()["err_code"].clone()), (429, json!(10429)));
    assert!(!reply.headers.iter().any(|(name, _)| name.contains("reset")), "it has no such header");

    let ask = || {
        let body = support::fxiaoke_body(&mock.credentials("fxiaoke").unwrap()).to_string();
        let json = [("content-type", "application/json")];
        answered(deliver(&mock, "POST", "/oauth2.0/token", &json, body.as_bytes()))
    };
    assert!((0..10).all(|_| ask().json()["errorCode"] == 0));
    let reply = ask();
    assert_eq!((reply.status, reply.json()["errorCode"].clone()), (200, json!(14001)));

    assert_eq!(mock.throttled(), 3);
    for id in [TASKS, FILTER, "fxiaoke.auth.app"] {
        assert_eq!(mock.throttled_of(id), 1, "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn refused_calls_take_no_room_and_the_reset_header_is_kept() {
    let mock = sliding().build().unwrap();
    let token = tenant(&mock);
    tokio::time::advance(Duration::from_millis(300)).await;
    assert_eq!(burst(&mock, &token, 200), 50);
    tokio::time::advance(Duration::from_millis(999)).await;
    assert_eq!(burst(&mock, &token, 1), 0);
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(burst(&mock, &token, 200), 50);
}

#[tokio::test(start_paused = true)]
async fn the_longer_window_holds_beside_the_shorter() {
    let mock = sliding().build().unwrap();
    let token = tenant(&mock);
    for _ in 0..20 {
        assert_eq!(burst(&mock, &token, 50), 50);
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let reply = answered(tasks(&mock, &token, ""));
    assert_eq!(
        reply.header("x-ogw-ratelimit-reset"),
        Some("40"),
        "of 1000 in a minute none is left"
    );
    tokio::time::advance(Duration::from_secs(40)).await;
    assert_eq!(burst(&mock, &token, 51), 50);
}

#[tokio::test(start_paused = true)]
async fn fixed_windows_begin_where_they_are_told_to() {
    let phase = Duration::from_millis(59_500);
    let mock = Mock::builder().quota(Enforce::Fixed { phase }).build().unwrap();
    let token = tenant(&mock);
    assert_eq!(burst(&mock, &token, 200), 50);
    tokio::time::advance(Duration::from_millis(499)).await;
    assert_eq!(burst(&mock, &token, 1), 0);
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(burst(&mock, &token, 200), 50, "two bursts within one second");
}

#[tokio::test(start_paused = true)]
async fn each_token_has_a_quota_of_its_own_where_the_platform_counts_so() {
    let mock = sliding().build().unwrap();
    let token = plugin(&mock);
    let user = mock.credentials("feishu_project").unwrap().token("user").unwrap().to_owned();
    let status = |token: &str| answered(work_items(&mock, token, 1, 1, json!({}))).status;
    assert!((0..15).all(|_| status(&token) == 200));
    assert_eq!((status(&token), status(&user)), (429, 200));

    let token = tenant(&mock);
    let user = mock.credentials("feishu").unwrap().token("user").unwrap().to_owned();
    assert_eq!(burst(&mock, &token, 50), 50);
    assert_eq!(burst(&mock, &user, 1), 0, "here the app has one, whatever the token");
}

#[tokio::test(start_paused = true)]
async fn what_others_use_is_gone_for_everybody() {
    let mock = sliding().quota_used(TASKS, 45).build().unwrap();
    let token = tenant(&mock);
    assert_eq!(burst(&mock, &token, 50), 5);
    mock.use_up(FILTER, 14).unwrap();
    let token = plugin(&mock);
    let status = || answered(work_items(&mock, &token, 1, 1, json!({}))).status;
    assert_eq!((status(), status()), (200, 429));
    assert!(mock.use_up("feishu.nothing", 1).is_err());
}

#[tokio::test(start_paused = true)]
async fn without_a_word_every_call_is_taken_and_the_status_can_be_another() {
    let mock = Mock::builder().quota_used(TASKS, 1000).build().unwrap();
    let token = tenant(&mock);
    assert_eq!((burst(&mock, &token, 200), mock.throttled()), (200, 0));
    let mock = sliding().quota_used(TASKS, 50).quota_status(400).clock_off(-5).build().unwrap();
    let reply = answered(tasks(&mock, &tenant(&mock), ""));
    assert_eq!((reply.status, reply.json()["code"].clone()), (400, json!(99991400)));
    assert_eq!(reply.header("x-ogw-ratelimit-reset"), Some("0"), "a clock that is off");
}
