//! JSON up and JSON down, with every method there is.

use crate::{arrived, person, platform};
use larkspur::feishu::bitable::v1::app_table_record::batch_update::AppTableRecord;
use larkspur::feishu::sheets::v2::spreadsheet_data_validation::update::{DataValidation, Options};
use serde_json::{Value, json};

fn body(received: &larkspur_mock::Received) -> Value {
    received.json().expect("the body is JSON")
}

#[tokio::test]
async fn a_post_sends_nested_records_and_values_of_any_form() {
    let (mock, client) = platform().await;
    let fields = [("Title", json!("One")), ("Done", json!(true)), ("Who", json!([{"id": "ou_1"}]))];
    let record = AppTableRecord::default().record_id("recexampl1").fields(fields);
    let call = client.bitable().v1().app_table_record().batch_update();
    let call = call.app_token("appdemo").table_id("tbldemo").records([record]);
    let reply = call.user_id_type("union_id").send().await.expect("a reply");
    assert!(!reply.records.is_empty());
    let received = arrived(&mock, "feishu.bitable.v1.app_table_record.batch_update");
    let wanted = json!({"records": [{
        "fields": {"Title": "One", "Done": true, "Who": [{"id": "ou_1"}]},
        "record_id": "recexampl1",
    }]});
    assert_eq!(body(&received), wanted);
    assert_eq!(received.query(), [("user_id_type".to_owned(), "union_id".to_owned())]);
}

#[tokio::test]
async fn a_patch_sends_what_was_set_and_nothing_else() {
    let (mock, client) = platform().await;
    let call = client.contact().v3().user().patch().user_id("ou_example0000000000000001");
    let reply = call.nickname("Demo").mobile_visible(false).send().await.expect("a reply");
    assert!(reply.user.is_some());
    let received = arrived(&mock, "feishu.contact.v3.user.patch");
    assert_eq!(received.method, "PATCH");
    assert_eq!(body(&received), json!({"nickname": "Demo", "mobile_visible": false}));
}

#[tokio::test]
async fn a_reply_without_content_is_one() {
    let (mock, client) = platform().await;
    let call = client.im().v1().message().patch().message_id("om_demo").content("{}");
    let reply = call.send().await.expect("a reply");
    let () = *reply;
    assert_eq!(body(&arrived(&mock, "feishu.im.v1.message.patch")), json!({"content": "{}"}));
}

#[tokio::test]
async fn a_put_sends_records_in_camel_case() {
    let (mock, client) = platform().await;
    let call = client.sheets().v2().spreadsheet_data_validation().update();
    let options = Options::default().multiple_values(false).colors(["#ffaa00"]);
    let rule = DataValidation::default().condition_values(["open"]).options(options);
    let call = call.spreadsheet_token("shtdemo").sheet_id("s1").ranges(["s1!A1:A9"]);
    call.data_validation(rule).send().await.expect("a reply");
    let received = arrived(&mock, "feishu.sheets.v2.spreadsheet_data_validation.update");
    assert_eq!(received.method, "PUT");
    let sent = body(&received);
    assert_eq!(sent["dataValidation"]["options"]["multipleValues"], json!(false));
    assert_eq!(sent["dataValidation"]["conditionValues"], json!(["open"]));
    assert_eq!(sent["dataValidationType"], json!("list"), "the only value is sent by itself");
    assert_eq!(sent["ranges"], json!(["s1!A1:A9"]));
}

#[tokio::test]
async fn a_delete_may_have_a_body_or_none() {
    let (mock, client) = platform().await;
    let call = client.im().v1().chat_tab().delete_tabs().chat_id("oc_demo").tab_ids(["7", "8"]);
    call.send().await.expect("a reply");
    let received = arrived(&mock, "feishu.im.v1.chat_tab.delete_tabs");
    assert_eq!(received.method, "DELETE");
    assert_eq!(body(&received), json!({"tab_ids": ["7", "8"]}));

    let call = client.aily().v1().app_data_asset().delete();
    call.app_id("spring_demo").data_asset_id("asset_demo").send().await.expect("a reply");
    let received = arrived(&mock, "feishu.aily.v1.app_data_asset.delete");
    assert_eq!((received.method.as_str(), received.body.len()), ("DELETE", 0));
}

#[tokio::test]
async fn bytes_travel_as_a_list_of_numbers_where_the_page_wants_them_so() {
    let (mock, client) = platform().await;
    let call = client.sheets().v2().spreadsheet().values_image();
    let call = call.spreadsheet_token("shtdemo").range("s1!B2:B2").name("demo.bmp");
    call.image([66, 77, 0, 255]).send().await.expect("a reply");
    let received = arrived(&mock, "feishu.sheets.v2.spreadsheet.values_image");
    assert_eq!(body(&received)["image"], json!([66, 77, 0, 255]));
}

#[tokio::test]
async fn a_parameter_of_a_header_travels_beside_the_token() {
    const DESK: &str = "ZGVtby1kZXNrOmRlbW8tdG9rZW4=";
    let (mock, client) = platform().await;
    let call = client.helpdesk().v1().agent_skill().list();
    let reply = call.x_lark_helpdesk_authorization(DESK).send().await.expect("a reply");
    assert!(!reply.agent_skills.is_empty());
    let received = arrived(&mock, "feishu.helpdesk.v1.agent_skill.list");
    assert_eq!(received.header("x-lark-helpdesk-authorization"), Some(DESK));
    assert!(received.header("authorization").is_some());

    let call = person(&mock).helpdesk().v1().category().delete().id("7000000000000000001");
    call.x_lark_helpdesk_authorization(DESK).send().await.expect("a reply");
    arrived(&mock, "feishu.helpdesk.v1.category.delete");
}
