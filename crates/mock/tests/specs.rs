//! Other specs than the embedded ones: nothing that is served is known by name.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Mock, MockError};
use larkspur_spec::load::load_texts;
use larkspur_spec::tree::Tree;
use serde_json::{Value, json};
use support::{Reply, post, send};

const PLATFORM: &str = r#"
language: 1
title: Demo
hosts:
  demo: { url: https://demo.example.com, default: true }
envelopes:
  usual: { code: status.code, message: status.text, data: result }
  bare: { code: code }
auth:
  key:
    headers: { X-Key: "Key {token}" }
errors:
  7: { http: 422, name: params_invalid }
  8: { name: thing_not_found }
"#;

fn tree(operations: &[(&str, &str)]) -> Tree {
    let mut files = vec![("demo/platform.yaml".to_owned(), PLATFORM.to_owned())];
    let texts = operations.iter();
    files.extend(texts.map(|(name, text)| (format!("demo/thing/{name}.yaml"), (*text).to_owned())));
    let loaded = load_texts(files);
    let wrong: Vec<_> = loaded.diagnostics.iter().map(|found| &found.message).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    loaded.tree
}

async fn mock(text: &str) -> Mock {
    Mock::builder().specs(tree(&[("call", text)])).records(5).start().await.unwrap()
}

async fn form(mock: &Mock, target: &str, body: &str) -> Reply {
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    send(mock, "POST", target, &kind, body.as_bytes()).await
}

#[tokio::test]
async fn nested_codes_forms_and_rules() {
    let mock = mock(
        r#"
title: Do something
http: { method: POST, path: /demo/do }
body:
  media: form
  fields:
    count: { type: integer, minimum: 1 }
    tags: { type: [string], maxItems: 2 }
    by_id: { type: string }
    by_name: { type: string }
    kind: { type: string }
    reason: { type: string }
rules:
  - one_of: [by_id, by_name]
  - requires: { when: kind, is: [special], then: [reason] }
response:
  fields:
    done: { type: boolean }
    notes: { type: { map: string } }
"#,
    )
    .await;
    let ask = async |body: &str| {
        let reply = form(&mock, "/demo/do", body).await;
        (reply.status, reply.json()["status"]["code"].as_i64().unwrap())
    };
    let reply = form(&mock, "/demo/do", "by_id=a%2Bb+c&count=3&tags=x&tags=y&other=1").await.json();
    assert_eq!(reply["status"], json!({ "code": 0, "text": "success" }));
    assert_eq!(reply["result"], json!({ "done": true, "notes": { "notes": "notes 0" } }));
    assert_eq!(mock.last_request().unwrap().unknown_fields, ["other"]);
    assert_eq!(ask("by_id=a&by_name=b").await, (422, 7));
    assert_eq!(ask("count=1").await, (422, 7));
    assert_eq!(ask("by_id=a&count=0").await, (422, 7));
    assert_eq!(ask("by_id=a&kind=special").await, (422, 7));
    assert_eq!(ask("by_id=a&kind=special&reason=r").await, (200, 0));
    assert_eq!(ask("by_id=a&kind=plain").await, (200, 0));
}

#[tokio::test]
async fn alternatives_envelopes_of_their_own_and_keys() {
    let mock = mock(
        r#"
title: Send something
http: { method: POST, path: "/demo/:thing_id/send" }
auth: [key]
path:
  thing_id: { type: string, required: true, example: known }
body:
  one_of:
    text: { type: object, fields: { text: { type: string, required: true } } }
    picture: { type: object, fields: { picture: { type: integer, wire: string, required: true } } }
response:
  envelope: bare
  under: answer
  fields:
    at: { type: timestamp, unit: s, wire: string }
"#,
    )
    .await;
    let token = mock.credentials("demo").unwrap().token("key").unwrap().to_owned();
    let key = format!("Key {token}");
    let ask = async |thing: &str, body: Value| {
        let target = format!("/demo/{thing}/send");
        post(&mock, &target, &[("x-key", &key)], &body).await
    };
    let reply = ask("known", json!({ "text": "hello" })).await;
    assert_eq!(reply.json(), json!({ "code": 0, "answer": { "at": "1760000000" } }));
    assert_eq!(ask("known", json!({ "picture": "17" })).await.status, 200);
    assert_eq!(ask("known", json!({ "picture": 17 })).await.json(), json!({ "code": 7 }));
    assert_eq!(ask("known", json!({})).await.json(), json!({ "code": 7 }));
    assert_eq!(ask("other", json!({ "text": "hello" })).await.json(), json!({ "code": 8 }));
    let reply = post(&mock, "/demo/known/send", &[], &json!({ "text": "hello" })).await;
    assert_eq!(reply.status, 401, "no code is documented for that, so the status has to say it");
}

#[tokio::test]
async fn pages_counted_from_nought_and_tokens_of_another_name() {
    let numbered = r#"
title: List things
http: { method: GET, path: /demo/things, query: { view: table } }
query:
  page: { type: integer }
  limit: { type: integer, default: 2 }
response:
  type: object
  fields:
    things: { type: [object], record: Thing, fields: { name: { type: string } } }
    info: { type: object, record: Info, fields: { count: { type: integer } } }
paging: { page: page, first: 0, total: info.count, size: limit, items: things, key: name }
"#;
    let by_token = r#"
title: List more things
http: { method: GET, path: /demo/things, query: { view: tree } }
query:
  cursor: { type: string }
response:
  fields:
    list:
      type: object
      record: List
      fields:
        nodes: { type: [integer] }
        next: { type: string }
        more: { type: boolean }
paging: { token: cursor, next: list.next, more: list.more, items: list.nodes }
"#;
    let specs = tree(&[("numbered", numbered), ("tokens", by_token)]);
    let mock = Mock::builder().specs(specs).records(25).seed("demo.thing.numbered", 5);
    let mock = mock.start().await.unwrap();
    let ask = async |query: &str| {
        let reply = send(&mock, "GET", &format!("/demo/things?{query}"), &[], b"").await;
        reply.json()["result"].clone()
    };
    let sizes = async |page: &str| ask(page).await["things"].as_array().unwrap().len();
    assert_eq!(sizes("view=table").await, 2);
    assert_eq!(sizes("view=table&page=2").await, 1);
    assert_eq!(sizes("view=table&page=3").await, 0);
    assert_eq!(ask("view=table").await["info"], json!({ "count": 5 }));
    let first = ask("view=tree").await;
    assert_eq!(
        (first["list"]["nodes"].as_array().unwrap().len(), &first["list"]["more"]),
        (20, &json!(true))
    );
    let cursor = support::encode(first["list"]["next"].as_str().unwrap());
    let second = ask(&format!("view=tree&cursor={cursor}")).await;
    assert_eq!(second["list"], json!({ "nodes": [20, 21, 22, 23, 24], "more": false }));
    let lost = send(&mock, "GET", "/demo/things", &[], b"").await;
    assert_eq!(lost.status, 404);
}

#[tokio::test]
async fn operations_of_one_address_are_told_apart_by_their_constants() {
    let grant = |kind: &str| {
        format!(
            "title: T\nhttp: {{ method: POST, path: /demo/token }}\n\
             body: {{ fields: {{ grant: {{ type: string, required: true, const: {kind} }} }} }}\n\
             response: {{}}\n"
        )
    };
    let (first, second) = (grant("code"), grant("refresh"));
    let specs = tree(&[("first", &first), ("second", &second)]);
    let mock = Mock::builder().specs(specs).start().await.unwrap();
    let ask = async |kind: &str| {
        let reply = post(&mock, "/demo/token", &[], &json!({ "grant": kind })).await;
        (reply.status, mock.last_request().unwrap().operation.unwrap())
    };
    assert_eq!(ask("code").await, (200, "demo.thing.first".to_owned()));
    assert_eq!(ask("refresh").await, (200, "demo.thing.second".to_owned()));
    assert_eq!(ask("other").await.0, 422);
}

#[tokio::test]
async fn tokens_and_keys_within_records() {
    let text = r#"
title: Find things
http: { method: POST, path: /demo/find }
body:
  fields:
    word: { type: string }
    page:
      type: object
      record: Page
      fields: { size: { type: integer, default: 2 }, token: { type: string } }
response:
  fields:
    found:
      type: [object]
      record: Found
      fields: { base: { type: object, record: Base, fields: { id: { type: string } } } }
    page:
      type: object
      record: Next
      fields: { token: { type: string }, more: { type: boolean } }
paging: { token: page.token, next: page.token, more: page.more, size: page.size, items: found, key: base.id }
"#;
    let mock = mock(text).await;
    let ask = async |body: Value| post(&mock, "/demo/find", &[], &body).await.json();
    let mut keys = Vec::new();
    let mut body = json!({ "word": "demo" });
    loop {
        let reply = ask(body).await;
        let found = reply["result"]["found"].as_array().unwrap().clone();
        keys.extend(found.iter().map(|item| item["base"]["id"].as_str().unwrap().to_owned()));
        if reply["result"]["page"]["more"] == false {
            break;
        }
        let token = &reply["result"]["page"]["token"];
        assert_eq!(ask(json!({ "page": { "token": token } })).await["status"]["code"], 7);
        body = json!({ "word": "demo", "page": { "token": token } });
    }
    assert_eq!(keys, mock.keys("demo.thing.call").unwrap());
    assert_eq!(keys.len(), 5);
}

#[tokio::test]
async fn an_operation_that_describes_the_call_for_a_token_is_that_call() {
    let mock = Mock::builder().start().await.unwrap();
    let operation = "feishu.auth.v3.tenant_access_token.internal";
    support::feishu(&mock).await;
    assert_eq!((mock.calls(operation), mock.token_calls("feishu")), (1, 1));
    mock.force_error(operation, 10014).unwrap();
    let path = "/open-apis/auth/v3/tenant_access_token/internal";
    assert_eq!(post(&mock, path, &[], &json!({})).await.json()["code"], 10014);
    assert!(mock.last_request_of(operation).unwrap().forced);
}

#[tokio::test]
async fn specs_that_cannot_be_served_are_refused() {
    let text = "title: T\nhttp: { method: GET, path: \"/demo/:NAME/x\" }\n\
                path: { NAME: { type: string, required: true } }\nresponse: { media: none }\n";
    let (one, two) = (text.replace("NAME", "a"), text.replace("NAME", "b"));
    let specs = tree(&[("one", &one), ("two", &two)]);
    let error = Mock::builder().specs(specs).start().await.unwrap_err();
    assert!(matches!(error, MockError::Clash { .. }), "{error}");
    let error = Mock::builder().specs_dir("no/such/folder").start().await.unwrap_err();
    assert!(matches!(error, MockError::Specs(_)), "{error}");
    let error = Mock::builder().seed("feishu.no.such", 1).start().await.unwrap_err();
    assert!(matches!(error, MockError::UnknownOperation(_)), "{error}");
    let error = Mock::builder().seed_over("feishu.task.v2.tasklist.list", 0, 1, 1).start().await;
    assert!(matches!(error.unwrap_err(), MockError::NoWindow(_)));
}
