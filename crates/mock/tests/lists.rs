//! Lists: every item once, however the platform pages and wherever its windows end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Edges, LastToken, Mock};
use serde_json::{Value, json};
use support::{encode, feishu, fxiaoke, get, post, project};

const LIST: &str = "feishu.approval.v4.instance.list";
const TASKS: &str = "feishu.task.v2.tasklist.list";
const FILTER: &str = "feishu_project.work_item.filter";
const HOUR: i64 = 3_600_000;
const START: i64 = 1_760_000_000_000;

/// Reads a list by token until the platform says that nothing follows.
async fn harvest(mock: &Mock, token: &str, target: &str, items: &str) -> (Vec<Value>, Vec<usize>) {
    let (mut all, mut sizes) = (Vec::new(), Vec::new());
    let mut page = String::new();
    loop {
        let reply = get(mock, &format!("{target}{page}"), token).await.json();
        assert_eq!(reply["code"], 0, "{reply}");
        let found = reply["data"][items].as_array().unwrap();
        sizes.push(found.len());
        all.extend(found.iter().cloned());
        if reply["data"]["has_more"] != json!(true) {
            return (all, sizes);
        }
        let next = reply["data"]["page_token"].as_str().unwrap();
        page = format!("&page_token={}", encode(next));
    }
}

#[tokio::test]
async fn token_paging_yields_every_item_once() {
    let mock = Mock::builder().seed(TASKS, 105).start().await.unwrap();
    let token = feishu(&mock).await;
    let target = "/open-apis/task/v2/tasklists?page_size=50";
    let (items, sizes) = harvest(&mock, &token, target, "items").await;
    assert_eq!(sizes, [50, 50, 5]);
    let keys: Vec<_> = items.iter().map(|item| item["guid"].as_str().unwrap()).collect();
    assert_eq!(keys, mock.keys(TASKS).unwrap());
    assert_eq!(items, mock.items(TASKS).unwrap());
    mock.seed(TASKS, 0).unwrap();
    let (items, sizes) = harvest(&mock, &token, target, "items").await;
    assert_eq!((items.len(), sizes), (0, vec![0]));
}

#[tokio::test]
async fn the_default_size_is_the_specs() {
    let mock = Mock::builder().seed(TASKS, 51).start().await.unwrap();
    let token = feishu(&mock).await;
    let reply = get(&mock, "/open-apis/task/v2/tasklists", &token).await.json();
    assert_eq!(reply["data"]["items"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_page_token_belongs_to_its_query() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    let target = "/open-apis/task/v2/tasklists?page_size=2";
    let first = get(&mock, target, &token).await.json();
    let next = encode(first["data"]["page_token"].as_str().unwrap());
    let same = get(&mock, &format!("{target}&page_token={next}"), &token).await;
    assert_eq!(same.json()["code"], 0);
    let other = format!("{target}&page_token={next}&user_id_type=union_id");
    let other = get(&mock, &other, &token).await;
    assert_eq!((other.status, other.json()["code"].clone()), (400, json!(1470400)));
}

#[tokio::test]
async fn the_last_token_can_be_anything() {
    let cases = [
        (LastToken::Absent, None),
        (LastToken::Empty, Some(true)),
        (LastToken::Stale, Some(false)),
    ];
    for (last, empty) in cases {
        let mock = Mock::builder().last_token(last).start().await.unwrap();
        let token = feishu(&mock).await;
        let reply = get(&mock, "/open-apis/task/v2/tasklists", &token).await.json();
        assert_eq!(reply["data"]["has_more"], false);
        let found = reply["data"].get("page_token").map(|token| token == "");
        assert_eq!(found, empty, "{last:?}");
    }
}

#[tokio::test]
async fn windows_end_as_they_are_told_to() {
    let end = START + 25 * HOUR;
    for edges in [Edges::In, Edges::Out, Edges::BothOut, Edges::ToTheSecond] {
        let mock = Mock::builder().edges(edges).seed_over(LIST, START, end, 300).start();
        let mock = mock.await.unwrap();
        let token = feishu(&mock).await;
        let keys = mock.keys(LIST).unwrap();
        let instants = mock.instants(LIST).unwrap();
        for (from, to) in [
            (START, START + 10 * HOUR),
            (START + 10 * HOUR, START + 20 * HOUR),
            (START + 20 * HOUR, end),
            (START + 1, START + 10 * HOUR - 1),
            (START + 5 * HOUR, START + 5 * HOUR),
        ] {
            let within = |at: i64| match edges {
                Edges::In => (from..=to).contains(&at),
                Edges::Out => (from..to).contains(&at),
                Edges::BothOut => from < at && at < to,
                _ => (from / 1000..=to / 1000).contains(&(at / 1000)),
            };
            let pairs = keys.iter().zip(&instants).filter(|(_, at)| within(**at));
            let wanted: Vec<_> = pairs.map(|(key, _)| json!(key)).collect();
            let target = format!(
                "/open-apis/approval/v4/instances?approval_code={}&start_time={from}&end_time={to}",
                "0A1B2C3D-0000-4000-8000-00000000000A"
            );
            let (found, _) = harvest(&mock, &token, &target, "instance_code_list").await;
            assert_eq!(found, wanted, "{edges:?} {from} {to}");
        }
    }
}

#[tokio::test]
async fn page_numbers_have_a_total_and_an_end() {
    let mock = Mock::builder().seed(FILTER, 401).start().await.unwrap();
    let token = project(&mock).await;
    let path = "/open_api/60000000000000000000aaaa/work_item/filter";
    let headers = [("x-plugin-token", token.as_str()), ("x-user-key", "u")];
    let ask = async |page: u64, size: u64| {
        let body = json!({ "work_item_type_keys": ["story"], "page_num": page, "page_size": size });
        post(&mock, path, &headers, &body).await.json()
    };
    let mut keys = Vec::new();
    for page in 1..=4 {
        let reply = ask(page, 200).await;
        assert_eq!(
            reply["pagination"],
            json!({ "page_num": page, "page_size": 200, "total": 401 })
        );
        let items = reply["data"].as_array().unwrap();
        keys.extend(items.iter().map(|item| item["id"].to_string()));
    }
    assert_eq!(keys, mock.keys(FILTER).unwrap());

    mock.seed(FILTER, 200_050).unwrap();
    let last = ask(1000, 200).await;
    assert_eq!(
        (&last["pagination"]["total"], last["data"].as_array().unwrap().len()),
        (&json!(200_050), 200)
    );
    assert_eq!(ask(1001, 200).await["err_code"], 50006);
}

#[tokio::test]
async fn a_window_of_records_shows_its_instant() {
    let end = START + HOUR;
    let mock = Mock::builder().seed_over(FILTER, START, end, 50).start().await.unwrap();
    let token = project(&mock).await;
    let path = "/open_api/60000000000000000000aaaa/work_item/filter";
    let headers = [("x-plugin-token", token.as_str()), ("x-user-key", "u")];
    let body = json!({
        "work_item_type_keys": ["story"],
        "created_at": { "start": START, "end": START + HOUR / 2 },
        "page_size": 200,
    });
    let reply = post(&mock, path, &headers, &body).await.json();
    let items = reply["data"].as_array().unwrap();
    let instants = mock.instants(FILTER).unwrap();
    let within = instants.iter().filter(|at| **at <= START + HOUR / 2).count();
    assert_eq!((items.len(), reply["pagination"]["total"].clone()), (within, json!(within)));
    for (item, instant) in items.iter().zip(&instants) {
        assert_eq!(item["created_at"], json!(instant));
        assert_eq!(item["project_key"], "60000000000000000000aaaa");
    }
    let mut open = body.clone();
    open["created_at"] = json!({ "start": START });
    assert_eq!(post(&mock, path, &headers, &open).await.json()["pagination"]["total"], 50);
}

#[tokio::test]
async fn lists_without_pages() {
    let mock = Mock::builder()
        .seed("fxiaoke.crm.object.approval_instances.query", 40)
        .seed("feishu_project.work_item.deliverable.batch_query", 3)
        .start()
        .await
        .unwrap();
    let (token, ea) = fxiaoke(&mock).await;
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("x-fs-ea", &ea), ("x-fs-userid", "1")];
    let path = "/cgi/crm/object/approvalInstances/query?thirdTraceId=1";
    let ask = async |id: &str| post(&mock, path, &headers, &json!({ "dataId": id })).await.json();
    let known = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let reply = ask(known).await;
    let items = reply["instances"].as_array().unwrap();
    assert_eq!(items.len(), 40);
    assert!(items.iter().all(|item| item["dataId"] == known));
    assert_eq!(
        (&items[0]["cancelTime"], &items[1]["cancelTime"]),
        (&json!("1760000000000"), &json!("0"))
    );
    assert_eq!(ask("unknown").await["instances"], json!([]));
    let seen = mock.last_request().unwrap();
    assert_eq!(seen.query(), [("thirdTraceId".to_owned(), "1".to_owned())]);
    assert!(seen.unknown_fields.is_empty());

    let token = project(&mock).await;
    let headers = [("x-plugin-token", token.as_str()), ("x-user-key", "u")];
    let path = "/open_api/work_item/deliverable/batch_query";
    let body = json!({ "project_key": "60000000000000000000aaaa" });
    let reply = post(&mock, path, &headers, &body).await.json();
    assert_eq!((reply["data"].as_array().unwrap().len(), &reply["err"]), (3, &json!({})));
}
