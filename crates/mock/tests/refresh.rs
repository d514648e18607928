//! Refresh tokens: each works once, and whoever comes with a bad one is told why.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Misbehaviour, Mock};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Reply, get, post};

const TASKS: &str = "/open-apis/task/v2/tasklists";
const OPERATION: &str = "feishu.authen.v2.oauth.refresh_user_access_token";

async fn mock() -> Mock {
    Mock::builder().start().await.unwrap()
}

async fn refresh(mock: &Mock, token: &str, secret: Option<&str>) -> Reply {
    let known = mock.credentials("feishu").unwrap();
    let secret = secret.or(known.get("app_secret"));
    let body = json!({
        "grant_type": "refresh_token", "client_id": known.get("app_id"),
        "client_secret": secret, "refresh_token": token,
    });
    post(mock, "/open-apis/authen/v2/oauth/token", &[], &body).await
}

async fn code(mock: &Mock, token: &str) -> (u16, Value) {
    let reply = refresh(mock, token, None).await;
    (reply.status, reply.json()["code"].clone())
}

#[tokio::test]
async fn a_refresh_token_works_once_and_the_old_user_token_lives_on() {
    let mock = mock().await;
    let first = mock.grant("feishu", "ann").unwrap();
    assert_eq!((first.expires_in, first.refresh_expires_in), (7200, 604_800));
    let second = refresh(&mock, &first.refresh_token, None).await.json();
    assert_eq!((&second["code"], &second["expires_in"]), (&json!(0), &json!(7200)));
    let access = second["access_token"].as_str().unwrap();
    assert_ne!(access, first.token);
    for token in [&first.token, access] {
        assert_eq!(get(&mock, TASKS, token).await.json()["code"], 0);
    }
    let used = refresh(&mock, &first.refresh_token, None).await;
    assert_eq!((used.status, used.json()["code"].clone()), (400, json!(20073)));
    assert!(used.json()["error_description"].is_string() && used.json().get("msg").is_none());
    let next = second["refresh_token"].as_str().unwrap();
    assert_eq!(code(&mock, next).await, (200, json!(0)));
    assert_eq!(mock.refresh_calls("feishu").unwrap(), 3);
    let presented = [first.refresh_token.as_str(), next, "x"].map(|token| mock.presented(token));
    assert_eq!(presented, [2, 1, 0]);
}

#[tokio::test]
async fn tokens_of_persons_end() {
    let mock = mock().await;
    let pair = mock.grant("feishu", "ann").unwrap();
    mock.advance(Duration::from_secs(7201));
    assert_eq!(get(&mock, TASKS, &pair.token).await.json()["code"], 99991668);
    mock.advance(Duration::from_secs(604_800));
    assert_eq!(code(&mock, &pair.refresh_token).await, (400, json!(20037)));
}

#[tokio::test]
async fn a_bad_refresh_call_gets_the_documented_code_and_uses_nothing_up() {
    let mock = mock().await;
    let pair = mock.grant("feishu", "ann").unwrap();
    assert_eq!(code(&mock, "r-unknown").await, (400, json!(20026)));
    let wrong = refresh(&mock, &pair.refresh_token, Some("nonsense")).await;
    assert_eq!((wrong.status, wrong.json()["code"].clone()), (400, json!(20002)));
    mock.force_error(OPERATION, 20050).unwrap();
    assert_eq!(code(&mock, &pair.refresh_token).await, (500, json!(20050)));
    assert_eq!(code(&mock, &pair.refresh_token).await, (200, json!(0)));
    assert!(mock.grant("fxiaoke", "ann").is_err());
}

#[tokio::test]
async fn an_answer_can_be_lost_on_its_way() {
    let mock = Mock::builder().build().unwrap();
    let pair = mock.grant("feishu", "ann").unwrap();
    let known = mock.credentials("feishu").unwrap();
    let body = json!({
        "grant_type": "refresh_token", "client_id": known.get("app_id"),
        "client_secret": known.get("app_secret"), "refresh_token": pair.refresh_token,
    });
    let deliver = || {
        let request = http::Request::post("/open-apis/authen/v2/oauth/token");
        let request = request.header("content-type", "application/json");
        mock.deliver(request.body(body.to_string().into()).unwrap()).outcome
    };
    mock.inject(OPERATION, Misbehaviour::DropAfter).unwrap();
    assert!(matches!(deliver(), larkspur_mock::Outcome::Dropped { executed: true }));
    let larkspur_mock::Outcome::Answer(again) = deliver() else { panic!("it is answered") };
    assert!(String::from_utf8_lossy(again.body()).contains("20073"));
    assert_eq!(mock.presented(&pair.refresh_token), 2);
}
