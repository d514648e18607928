//! An HTTP client of the tests' own, down to the bytes on the wire.

#![allow(dead_code, reason = "every test program uses a part of it")]

use larkspur_mock::{Credentials, Delivery, Mock, Outcome};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the reply is JSON")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Sends one request on a connection of its own and reads the answer to its end.
pub(crate) async fn send(
    mock: &Mock,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut stream =
        TcpStream::connect(mock.address().expect("it listens")).await.expect("connects");
    stream.write_all(head.as_bytes()).await.expect("sends the head");
    stream.write_all(body).await.expect("sends the body");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("reads");
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&bytes[..end]).expect("a head of text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": "));
    Reply {
        status: status.parse().expect("a number"),
        headers: headers.map(|(k, v)| (k.to_ascii_lowercase(), v.to_owned())).collect(),
        body: bytes[end + 4..].to_vec(),
    }
}

pub(crate) async fn get(mock: &Mock, target: &str, token: &str) -> Reply {
    let bearer = format!("Bearer {token}");
    send(mock, "GET", target, &[("authorization", &bearer)], b"").await
}

pub(crate) async fn post(
    mock: &Mock,
    target: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Reply {
    let mut all = vec![("content-type", "application/json")];
    all.extend(headers);
    send(mock, "POST", target, &all, body.to_string().as_bytes()).await
}

/// Delivers one request without a socket.
pub(crate) fn deliver(
    mock: &Mock,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Delivery {
    let target = format!("{}{target}", mock.base_url());
    let request = http::Request::builder().method(method).uri(target);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    mock.deliver(request.body(body.to_vec().into()).expect("a request"))
}

/// What is answered to a request without a socket.
pub(crate) fn answered(delivery: Delivery) -> Reply {
    match delivery.outcome {
        Outcome::Answer(response) => Reply {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
                .collect(),
            body: response.body().to_vec(),
        },
        other => panic!("no answer but {other:?}"),
    }
}

/// The tokens, got without a socket: of a tenant of feishu, of a plugin, of an app of fxiaoke.
pub(crate) fn tenant(mock: &Mock) -> String {
    let reply = answered(ask_tenant(mock)).json();
    reply["tenant_access_token"].as_str().expect("a token").to_owned()
}

pub(crate) fn ask_tenant(mock: &Mock) -> Delivery {
    let known = mock.credentials("feishu").expect("a platform");
    let body = json!({ "app_id": known.get("app_id"), "app_secret": known.get("app_secret") });
    let json = [("content-type", "application/json")];
    let path = "/open-apis/auth/v3/tenant_access_token/internal";
    deliver(mock, "POST", path, &json, body.to_string().as_bytes())
}

pub(crate) fn plugin(mock: &Mock) -> String {
    let known = mock.credentials("feishu_project").expect("a platform");
    let body = json!({
        "plugin_id": known.get("plugin_id"),
        "plugin_secret": known.get("plugin_secret"),
        "type": 0,
    });
    let json = [("content-type", "application/json")];
    let path = "/open_api/authen/plugin_token";
    let reply = answered(deliver(mock, "POST", path, &json, body.to_string().as_bytes())).json();
    reply["data"]["token"].as_str().expect("a token").to_owned()
}

/// Task lists, by token.
pub(crate) fn tasks(mock: &Mock, token: &str, query: &str) -> Delivery {
    let bearer = format!("Bearer {token}");
    let target = format!("/open-apis/task/v2/tasklists?{query}");
    deliver(mock, "GET", &target, &[("authorization", &bearer)], b"")
}

/// Work items, by number; `more` joins the body.
pub(crate) fn work_items(mock: &Mock, token: &str, page: u64, size: u64, more: Value) -> Delivery {
    let mut body = json!({
        "work_item_type_keys": ["story"],
        "page_num": page,
        "page_size": size,
    });
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    let headers =
        [("content-type", "application/json"), ("x-plugin-token", token), ("x-user-key", "u")];
    let path = "/open_api/60000000000000000000aaaa/work_item/filter";
    deliver(mock, "POST", path, &headers, body.to_string().as_bytes())
}

/// The three tokens.
pub(crate) async fn feishu(mock: &Mock) -> String {
    let known = mock.credentials("feishu").expect("a platform");
    let body = json!({ "app_id": known.get("app_id"), "app_secret": known.get("app_secret") });
    let path = "/open-apis/auth/v3/tenant_access_token/internal";
    let reply = post(mock, path, &[], &body).await.json();
    reply["tenant_access_token"].as_str().expect("a token").to_owned()
}

pub(crate) async fn project(mock: &Mock) -> String {
    let known = mock.credentials("feishu_project").expect("a platform");
    let body = json!({
        "plugin_id": known.get("plugin_id"),
        "plugin_secret": known.get("plugin_secret"),
        "type": 0,
    });
    let reply = post(mock, "/open_api/authen/plugin_token", &[], &body).await.json();
    reply["data"]["token"].as_str().expect("a token").to_owned()
}

pub(crate) async fn fxiaoke(mock: &Mock) -> (String, String) {
    let known = mock.credentials("fxiaoke").expect("a platform");
    let body = fxiaoke_body(&known);
    let reply = post(mock, "/oauth2.0/token?thirdTraceId=1", &[], &body).await.json();
    let text = |name: &str| reply[name].as_str().expect(name).to_owned();
    (text("accessToken"), text("ea"))
}

pub(crate) fn fxiaoke_body(known: &Credentials) -> Value {
    json!({
        "appId": known.get("app_id"),
        "appSecret": known.get("app_secret"),
        "permanentCode": known.get("permanent_code"),
        "grantType": "app_secret",
    })
}

/// Percent-encodes everything that is not plainly harmless.
pub(crate) fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let each = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    each.collect()
}

/// A multipart body of text fields and one file.
pub(crate) fn multipart(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/plain\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    body
}
