//! Replies that stand beside the envelope, and the calls that get tokens themselves.

use crate::{arrived, platform};
use larkspur::feishu;
use larkspur_tests::mocked;
use serde_json::json;

#[tokio::test]
async fn a_reply_stands_beside_the_envelope() {
    let (mock, client) = platform().await;
    let reply = client.bot().v3().info().get().send().await.expect("a reply");
    let bot = reply.bot.as_ref().expect("a bot");
    assert!(bot.open_id.is_some() && bot.app_name.is_some());
    arrived(&mock, "feishu.bot.v3.info.get");
}

#[tokio::test]
async fn a_tenant_token_is_got_without_one() {
    let (mock, _) = platform().await;
    let known = mocked::credentials(&mock, "feishu");
    let credential = |name| known.get(name).expect("a credential").to_owned();
    let anybody = mocked::built(&mock, feishu::Client::builder());
    let call = || anybody.auth().v3().tenant_access_token().internal();
    let call = |secret: String| call().app_id(credential("app_id")).app_secret(secret).send();
    let reply = call(credential("app_secret")).await.expect("a token");
    assert!(reply.tenant_access_token.is_some() && reply.expire == Some(7200));
    let received = arrived(&mock, "feishu.auth.v3.tenant_access_token.internal");
    assert_eq!(received.header("authorization"), None);
    assert!(call("wrong".to_owned()).await.is_err());
}

#[tokio::test]
async fn two_operations_of_one_address_are_told_apart_by_their_grant() {
    let (mock, _) = platform().await;
    let anybody = mocked::built(&mock, feishu::Client::builder());
    let oauth = anybody.authen().v2().oauth();
    let call = oauth.get_user_access_token().client_id("cli_demo").client_secret("demo");
    let reply = call.code("demo-code").send().await.expect("a token");
    assert!(reply.access_token.is_some());
    let received = arrived(&mock, "feishu.authen.v2.oauth.get_user_access_token");
    let body = received.json().expect("JSON");
    assert_eq!(body["grant_type"], json!("authorization_code"));
    assert_eq!(received.header("authorization"), None);

    let known = mocked::credentials(&mock, "feishu");
    let known = |name| known.get(name).expect("a credential of the app").to_owned();
    let granted = mock.grant("feishu", "anna").expect("the platform has refresh tokens");
    let call = oauth.refresh_user_access_token();
    let call = call.client_id(known("app_id")).client_secret(known("app_secret"));
    let reply = call.refresh_token(granted.refresh_token).send().await.expect("a token");
    assert!(reply.refresh_token.is_some());
    let received = arrived(&mock, "feishu.authen.v2.oauth.refresh_user_access_token");
    assert_eq!(received.json().expect("JSON")["grant_type"], json!("refresh_token"));
}
