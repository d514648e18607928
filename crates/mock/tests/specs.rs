//! Other specs than the embedded ones: nothing that is served is known by name.

#![allow(clippy::unwrap_used)]

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
