//! Lists to their end: every item once, wherever the page token travels.

use larkspur::feishu::directory::v1::employee::{filter, search};
use larkspur_mock::{LastToken, Mock};
use larkspur_tests::mocked;
use serde_json::json;

/// Reads a list to its end. A macro, since each list has a type of its own.
macro_rules! keys {
    ($items:expr, $key:expr) => {{
        let mut items = $items;
        let mut keys: Vec<String> = Vec::new();
        while let Some(item) = items.try_next().await.expect("a page") {
            keys.extend($key(item));
        }
        keys
    }};
}

async fn of(operation: &str, count: usize, last: LastToken) -> Mock {
    let mock = Mock::builder().seed(operation, count).last_token(last).any_id();
    mock.start().await.expect("the specs can be served")
}

#[tokio::test]
async fn a_token_in_the_query() {
    let operation = "feishu.wiki.v2.space.list";
    for last in [LastToken::Absent, LastToken::Empty, LastToken::Stale] {
        let mock = of(operation, 101, last).await;
        let call = mocked::feishu(&mock).wiki().v2().space().list().page_size(20);
        let keys = keys!(call.items(), |space: larkspur::feishu::wiki::v2::space::list::Space| {
            space.space_id
        });
        assert_eq!(keys, mock.keys(operation).expect("a list"));
        assert_eq!(mock.calls(operation), 6);
    }
}

#[tokio::test]
async fn a_token_beside_a_parameter_of_the_path() {
    let operation = "feishu.admin.v1.badge_grant.list";
    let mock = of(operation, 45, LastToken::Absent).await;
    let call = mocked::feishu(&mock).admin().v1().badge_grant().list();
    let keys = keys!(
        call.badge_id("m_demo").page_size(20).items(),
        |grant: larkspur::feishu::admin::v1::badge_grant::list::Grant| { grant.id }
    );
    assert_eq!(keys, mock.keys(operation).expect("a list"));
    assert_eq!(mock.calls(operation), 3);
}

#[tokio::test]
async fn a_token_within_a_record_of_the_body() {
    let operation = "feishu.directory.v1.employee.search";
    for last in [LastToken::Absent, LastToken::Empty, LastToken::Stale] {
        let mock = of(operation, 130, last).await;
        let call = mocked::feishu(&mock).directory().v1().employee().search();
        let call = call.query("demo").required_fields(["base_info.employee_id"]);
        let call = call.page_request(search::PageCondition::default().page_size(50));
        let keys = keys!(call.items(), |found: search::EmployeeEntity| found
            .base_info
            .and_then(|base| base.employee_id));
        assert_eq!(keys, mock.keys(operation).expect("a list"));
        assert_eq!(mock.calls(operation), 3);
        let last = mock.last_request_of(operation).and_then(|call| call.json()).expect("JSON");
        assert_eq!(last["page_request"]["page_size"], json!(50), "the size is kept");
    }
}

#[tokio::test]
async fn a_token_beside_nested_conditions() {
    let operation = "feishu.directory.v1.employee.filter";
    let mock = of(operation, 60, LastToken::Absent).await;
    let condition = filter::FilterCondition::default();
    let condition = condition.field("work_info.staff_status").operator("eq").value("1");
    let call = mocked::feishu(&mock).directory().v1().employee().filter();
    let call = call.filter(filter::MultiFilterCondition::default().conditions([condition]));
    let call = call.required_fields(["base_info.employee_id"]);
    let call = call.page_request(filter::PageCondition::default().page_size(25));
    let keys = keys!(call.items(), |found: filter::EmployeeEntity| found
        .base_info
        .and_then(|base| base.employee_id));
    assert_eq!(keys, mock.keys(operation).expect("a list"));
    assert_eq!(mock.calls(operation), 3);
}
