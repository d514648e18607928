//! Tokens: who gets one, how long it holds, and what a call without a good one is told.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Forced, Mock};
use serde_json::json;
use std::time::Duration;
use support::{feishu, fxiaoke, fxiaoke_body, get, post, project, send};

const TASKS: &str = "/open-apis/task/v2/tasklists";
const FILTER: &str = "/open_api/60000000000000000000aaaa/work_item/filter";
const DATA: &str = "/cgi/crm/object/approvalInstances/query?thirdTraceId=1";

#[tokio::test]
async fn every_platform_issues_tokens_in_its_own_form() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    assert_eq!(get(&mock, TASKS, &token).await.json()["code"], 0);

    let token = project(&mock).await;
    let body = json!({ "work_item_type_keys": ["story"] });
    let headers = [("x-plugin-token", token.as_str()), ("x-user-key", "anybody")];
    assert_eq!(post(&mock, FILTER, &headers, &body).await.json()["err_code"], 0);

    let (token, ea) = fxiaoke(&mock).await;
    let bearer = format!("Bearer {token}");
    let body = json!({ "dataId": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" });
    let headers = [("authorization", bearer.as_str()), ("x-fs-ea", &ea), ("x-fs-userid", "1000")];
    let reply = post(&mock, DATA, &headers, &body).await.json();
    assert_eq!(
        (&reply["errorCode"], reply["instances"].as_array().unwrap().len()),
        (&json!(0), 10)
    );
    assert_eq!(["feishu", "feishu_project", "fxiaoke"].map(|name| mock.token_calls(name)), [1; 3]);
}

#[tokio::test]
async fn wrong_credentials_get_the_documented_code() {
    let mock = Mock::builder().credential("feishu", "app_secret", "sesame").start().await.unwrap();
    let path = "/open-apis/auth/v3/tenant_access_token/internal";
    let body = json!({ "app_id": "mock-feishu-app_id", "app_secret": "nonsense" });
    let reply = post(&mock, path, &[], &body).await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (400, json!(10014)));
    let body = json!({ "app_id": "mock-feishu-app_id", "app_secret": "sesame" });
    assert_eq!(post(&mock, path, &[], &body).await.json()["expire"], 7200);

    let body = json!({ "plugin_id": "x", "plugin_secret": "y", "type": 0 });
    let reply = post(&mock, "/open_api/authen/plugin_token", &[], &body).await;
    assert_eq!((reply.status, reply.json()["error"]["code"].clone()), (401, json!(10204)));

    let mut body = fxiaoke_body(&mock.credentials("fxiaoke").unwrap());
    body["grantType"] = json!("something");
    let reply = post(&mock, "/oauth2.0/token", &[], &body).await;
    assert_eq!((reply.status, reply.json()["errorCode"].clone()), (200, json!(10006)));
}

#[tokio::test]
async fn calls_without_a_good_token_are_told_what_is_wrong() {
    let mock = Mock::builder().start().await.unwrap();
    let tenant = feishu(&mock).await;
    let user = mock.credentials("feishu").unwrap().token("user").unwrap().to_owned();
    let instances = "/open-apis/approval/v4/instances";
    let code =
        async |target: &str, token: &str| get(&mock, target, token).await.json()["code"].clone();
    assert_eq!(send(&mock, "GET", TASKS, &[], b"").await.json()["code"], 99991661);
    assert_eq!(code(TASKS, "t-unknown").await, 99991663);
    assert_eq!(code(TASKS, "u-unknown").await, 99991668);
    assert_eq!(code(TASKS, &user).await, 0);
    assert_eq!(code(instances, &user).await, 99991668, "a user's token is not taken here");
    assert_eq!(code(instances, &tenant).await, 1390001, "the token is, the parameters are not");

    let token = project(&mock).await;
    let user = mock.credentials("feishu_project").unwrap().token("user").unwrap().to_owned();
    let body = json!({ "work_item_type_keys": ["story"] });
    let code = async |headers: &[(&str, &str)]| {
        let reply = post(&mock, FILTER, headers, &body).await;
        (reply.status, reply.json()["err_code"].as_i64().unwrap())
    };
    assert_eq!(code(&[("x-user-key", "u")]).await, (401, 10021));
    assert_eq!(code(&[("x-plugin-token", "p-wrong"), ("x-user-key", "u")]).await, (401, 10022));
    assert_eq!(code(&[("x-plugin-token", &token)]).await, (403, 10211));
    assert_eq!(code(&[("x-plugin-token", &user)]).await, (200, 0));

    let (token, _) = fxiaoke(&mock).await;
    let bearer = format!("Bearer {token}");
    let code = async |headers: &[(&str, &str)]| {
        let reply = post(&mock, DATA, headers, &json!({ "dataId": "x" })).await;
        reply.json()["errorCode"].as_i64().unwrap()
    };
    assert_eq!(code(&[]).await, 20017);
    assert_eq!(code(&[("authorization", "Bearer forged"), ("x-fs-ea", "mock-ea")]).await, 20016);
    let wrong = [("authorization", bearer.as_str()), ("x-fs-ea", "other"), ("x-fs-userid", "1")];
    assert_eq!(code(&wrong).await, 20017);
}

#[tokio::test]
async fn tokens_end_by_time_and_by_order() {
    let mock = Mock::builder().start().await.unwrap();
    let first = feishu(&mock).await;
    assert_eq!(feishu(&mock).await, first, "asking early gives the same token");
    mock.advance(Duration::from_secs(91 * 60));
    let second = feishu(&mock).await;
    assert_ne!(second, first, "within the margin a new one is given");
    assert_eq!(get(&mock, TASKS, &first).await.json()["code"], 0, "and the old one holds");
    mock.advance(Duration::from_secs(30 * 60));
    assert_eq!(get(&mock, TASKS, &first).await.json()["code"], 99991663);
    assert_eq!(get(&mock, TASKS, &second).await.json()["code"], 0);
    mock.expire_tokens();
    assert_eq!(get(&mock, TASKS, &second).await.json()["code"], 99991663);
    assert_ne!(feishu(&mock).await, second);
}

#[tokio::test]
async fn a_life_can_be_set() {
    let mock = Mock::builder()
        .token_life(Duration::from_secs(90))
        .renew_within(Duration::from_secs(10))
        .start()
        .await
        .unwrap();
    let token = feishu(&mock).await;
    mock.advance(Duration::from_secs(79));
    assert_eq!(feishu(&mock).await, token);
    mock.advance(Duration::from_secs(2));
    assert_ne!(feishu(&mock).await, token);
}

#[tokio::test]
async fn forced_answers_come_once_and_in_order() {
    let mock = Mock::builder().start().await.unwrap();
    let operation = "feishu.task.v2.tasklist.list";
    let token = feishu(&mock).await;
    mock.force(operation, Forced::new(502, "<html>bad gateway").header("x-a", "b")).unwrap();
    mock.force_error(operation, 99991400).unwrap();
    mock.force_token_invalid(operation).unwrap();

    let reply = get(&mock, TASKS, &token).await;
    assert_eq!(
        (reply.status, reply.header("x-a"), reply.header("x-tt-logid")),
        (502, Some("b"), None)
    );
    assert_eq!(reply.body, b"<html>bad gateway");
    let reply = get(&mock, TASKS, &token).await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (429, json!(99991400)));
    assert_eq!(get(&mock, TASKS, &token).await.json()["code"], 99991663);
    assert_eq!(get(&mock, TASKS, &token).await.json()["code"], 99991663, "the token has ended");
    let token = feishu(&mock).await;
    assert_eq!(get(&mock, TASKS, &token).await.json()["code"], 0);
    assert_eq!((mock.calls(operation), mock.token_calls("feishu")), (5, 2));

    assert!(mock.force_error(operation, 4711).is_err());
    assert!(mock.force("feishu.no.such", Forced::new(200, "")).is_err());
    mock.force("feishu.auth.tenant", Forced::new(500, "down")).unwrap();
    let reply =
        post(&mock, "/open-apis/auth/v3/tenant_access_token/internal", &[], &json!({})).await;
    assert_eq!(reply.status, 500);
}
