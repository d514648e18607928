//! Parameters: what is refused, with which code, and what is only noted.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::Mock;
use serde_json::{Value, json};
use support::{feishu, get, post, project, send};

const INSTANCES: &str = "/open-apis/approval/v4/instances";
const GOOD: &str = "approval_code=0A1B2C3D-0000-4000-8000-00000000000A\
                    &start_time=1760000000000&end_time=1760036000000";

#[tokio::test]
async fn queries_are_held_against_the_spec() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    let ask = async |query: &str| {
        let reply = get(&mock, &format!("{INSTANCES}?{query}"), &token).await;
        (reply.status, reply.json()["code"].as_i64().unwrap())
    };
    assert_eq!(ask(GOOD).await, (200, 0));
    for wrong in [
        "approval_code=x&start_time=1760000000000",
        "approval_code=&start_time=1760000000000&end_time=1760036000000",
        "approval_code=x&start_time=1760000000000&end_time=1760036000001",
        "approval_code=x&start_time=1760000000000&end_time=1759999999999",
        "approval_code=x&start_time=1760000000&end_time=1760036000",
        "approval_code=x&start_time=1760000000000.0&end_time=1760036000000",
        "approval_code=x&start_time=+1760000000000&end_time=1760036000000",
    ] {
        assert_eq!(ask(wrong).await, (400, 1390001), "{wrong}");
    }
    for wrong in ["page_size=0", "page_size=101", "page_size=ten", "page_size=1&page_size=2"] {
        assert_eq!(ask(&format!("{GOOD}&{wrong}")).await, (400, 1390001), "{wrong}");
    }
    assert_eq!(ask(&format!("{GOOD}&page_token=cGFnZS0y")).await, (400, 1390001));
    let unknown = GOOD.replace("0A1B2C3D", "unknown");
    assert_eq!(ask(&unknown).await, (400, 1390002));
}

#[tokio::test]
async fn violations_name_the_parameter() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    let target = "/open-apis/drive/v1/files/doxexample00000000000000001/versions";
    let reply = get(&mock, &format!("{target}?obj_type=pdf"), &token).await;
    let fields = reply.json()["error"]["field_violations"].clone();
    let names: Vec<_> = fields.as_array().unwrap().iter().map(|one| &one["field"]).collect();
    assert_eq!(names, ["page_size", "obj_type"]);
    assert_eq!(mock.last_request().unwrap().faults.len(), 2);
    let code = async |path: &str| get(&mock, path, &token).await.json()["code"].clone();
    assert_eq!(code(&format!("{target}?obj_type=pdf&page_size=1")).await, 1068411);
    assert_eq!(code(&format!("{target}?obj_type=docx&page_size=1")).await, 0);
    let gone = "/open-apis/drive/v1/files/..%2Fx%3Fy/versions?obj_type=docx&page_size=1";
    assert_eq!(code(gone).await, 1068404);
}

#[tokio::test]
async fn bodies_are_held_against_the_spec() {
    let mock = Mock::builder().start().await.unwrap();
    let token = project(&mock).await;
    let headers = [("x-plugin-token", token.as_str()), ("x-user-key", "u")];
    let path = "/open_api/60000000000000000000aaaa/work_item/filter";
    let ask = async |extra: Value| {
        let mut body = json!({ "work_item_type_keys": ["story"] });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let reply = post(&mock, path, &headers, &body).await;
        reply.json()["err_code"].as_i64().unwrap()
    };
    let range = |start: Value| json!({ "created_at": { "start": start } });
    let ten = vec!["u"; 10];
    let eleven = vec!["u"; 11];
    assert_eq!(ask(json!({ "user_keys": ten })).await, 0);
    assert_eq!(ask(json!({ "user_keys": eleven })).await, 20004);
    assert_eq!(ask(json!({ "work_item_type_keys": [] })).await, 20003);
    assert_eq!(ask(json!({ "work_item_type_keys": ["nonsense"] })).await, 30014);
    assert_eq!(ask(json!({ "work_item_ids": [300003] })).await, 0, "an item of the list");
    assert_eq!(ask(json!({ "work_item_ids": [1] })).await, 30005);
    assert_eq!(ask(range(json!(1_760_000_000_000_i64))).await, 0);
    assert_eq!(ask(range(json!("1760000000000"))).await, 20013, "numbers here, not text");
    assert_eq!(ask(range(json!(1_760_000_000))).await, 20013, "seconds");
    assert_eq!(ask(json!({ "page_size": 201 })).await, 20006);
    assert_eq!(ask(json!({ "page_size": "10" })).await, 9999);
    assert_eq!(ask(json!({ "expand": [] })).await, 9999);
    assert_eq!(ask(json!({ "expand": { "need_workflow": true } })).await, 0);
    let reply = post(
        &mock,
        &path.replace("aaaa", "bbbb"),
        &headers,
        &json!({ "work_item_type_keys": ["story"] }),
    )
    .await;
    assert_eq!(reply.json()["err_code"], 1_000_052_063);
    let all = [headers[0], headers[1], ("content-type", "text/plain")];
    let reply = send(&mock, "POST", path, &all, b"{}").await;
    assert_eq!(reply.json()["err_code"], 9999);
}

#[tokio::test]
async fn nested_records_and_unknown_fields() {
    let mock = Mock::builder().start().await.unwrap();
    let token = format!("Bearer {}", feishu(&mock).await);
    let headers = [("authorization", token.as_str())];
    let path = "/open-apis/approval/v4/approvals?user_id_type=open_id";
    let body = json!({
        "approval_name": "@i18n@name",
        "viewers": [{ "viewer_type": "TENANT", "colour": 1 }],
        "form": { "form_content": "[]" },
        "node_list": [{ "id": "START" }, { "id": "END", "approver": [{ "type": "Free" }] }],
        "i18n_resources": [{ "locale": "en-US", "texts": [], "is_default": true }],
        "settings": { "revert_option": 1 },
    });
    let reply = post(&mock, path, &headers, &body).await.json();
    assert_eq!(reply["data"]["approval_code"], "0A1B2C3D-0000-4000-8000-00000000000A");
    let seen = mock.last_request().unwrap();
    assert_eq!((seen.unknown_fields, seen.faults), (vec!["viewers.0.colour".to_owned()], vec![]));

    let wrong = [
        ("/viewers/0/viewer_type", json!("EVERYBODY")),
        ("/node_list/1/approver/0/type", json!("Nobody")),
        ("/settings/revert_option", json!("1")),
        ("/settings/revert_option", json!(2)),
        ("/i18n_resources/0/is_default", json!("true")),
        ("/form", json!("[]")),
        ("/approval_name", json!("short")),
    ];
    for (place, value) in wrong {
        let mut body = body.clone();
        *body.pointer_mut(place).unwrap() = value;
        let reply = post(&mock, path, &headers, &body).await.json();
        assert_eq!(reply["code"], 1390001, "{place}");
    }
    let mut body = body;
    body["approval_code"] = json!("unknown");
    assert_eq!(post(&mock, path, &headers, &body).await.json()["code"], 1390002);
}

#[tokio::test]
async fn paths_and_methods_nobody_takes() {
    let mock = Mock::builder().start().await.unwrap();
    let reply = send(&mock, "GET", "/open-apis/no/such", &[], b"").await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (404, json!(99991201)));
    let reply = send(&mock, "PUT", "/open-apis/task/v2/tasklists", &[], b"").await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (405, json!(99991301)));
    let reply = send(&mock, "GET", "/somewhere", &[], b"").await;
    assert_eq!((reply.status, reply.json()), (404, json!({ "error": "path not found" })));
    assert_eq!(mock.total_calls(), 3);
    assert_eq!(mock.requests()[0].operation, None);
}

#[tokio::test]
async fn any_id_can_be_made_to_exist() {
    let mock = Mock::builder().any_id().start().await.unwrap();
    let token = feishu(&mock).await;
    let target = format!("{INSTANCES}?{}", GOOD.replace("0A1B2C3D", "unknown"));
    assert_eq!(get(&mock, &target, &token).await.json()["code"], 0);

    let mock = Mock::builder().known("feishu", "approval_code", "mine").start().await.unwrap();
    let token = feishu(&mock).await;
    let mine = |code: &str| {
        format!("{INSTANCES}?approval_code={code}&start_time=1760000000000&end_time=1760036000000")
    };
    assert_eq!(get(&mock, &mine("mine"), &token).await.json()["code"], 0);
    assert_eq!(get(&mock, &mine("ours"), &token).await.json()["code"], 1390002);
    mock.know("feishu", "approval_code", "ours").unwrap();
    assert_eq!(get(&mock, &mine("ours"), &token).await.json()["code"], 0);
}
