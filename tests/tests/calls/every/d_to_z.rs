//! From files to wikis, and the other platforms.

use super::comes_back;
use larkspur::feishu::sheets::v2::spreadsheet_data_validation as rule;
use larkspur::{FilePart, feishu};
use larkspur_mock::Mock;
use larkspur_tests::mocked;
use serde_json::json;

const DESK: &str = "ZGVtby1kZXNrOmRlbW8tdG9rZW4=";

pub(super) async fn files(client: &feishu::Client) {
    comes_back!(
        client
            .document_ai()
            .v1()
            .contract()
            .field_extraction()
            .file(FilePart::from_bytes("demo", "demo.pdf"))
            .pdf_page_limit(10)
            .ocr_mode("auto")
            .send()
    );
    comes_back!(
        client
            .document_ai()
            .v1()
            .driving_license()
            .recognize()
            .file(FilePart::from_bytes("demo", "demo.png"))
            .send()
    );
    comes_back!(
        client
            .document_ai()
            .v1()
            .health_certificate()
            .recognize()
            .file(FilePart::from_bytes("demo", "demo.png"))
            .send()
    );
    comes_back!(client.drive().v1().export_task_file().download().file_token("boxdemo").send());
    comes_back!(
        client
            .drive()
            .v1()
            .file_comment()
            .batch_query()
            .file_token("doxdemo")
            .file_type("docx")
            .comment_ids(["7000000000000000001"])
            .send()
    );
    comes_back!(
        client
            .drive()
            .v1()
            .file_version()
            .list()
            .file_token("doxdemo")
            .page_size(20)
            .obj_type("docx")
            .send()
    );
    comes_back!(client.drive().v1().media().download().file_token("boxdemo").send());
    comes_back!(
        client
            .drive()
            .v1()
            .media()
            .upload_all()
            .file_name("demo.png")
            .parent_type("docx_image")
            .parent_node("doxdemo")
            .size(14)
            .file(FilePart::from_bytes("demo", "hello larkspur"))
            .send()
    );
    comes_back!(
        client
            .drive()
            .v1()
            .media()
            .upload_part()
            .upload_id("7000000000000000001")
            .seq(0)
            .size(4)
            .file(FilePart::from_bytes("demo", "demo"))
            .send()
    );
    comes_back!(
        client
            .drive()
            .v1()
            .media()
            .upload_prepare()
            .file_name("demo.png")
            .parent_type("docx_image")
            .parent_node("doxdemo")
            .size(9437184)
            .send()
    );
}

pub(super) async fn helpdesk_to_message(client: &feishu::Client, person: &feishu::Client) {
    comes_back!(
        client.helpdesk().v1().agent_skill().list().x_lark_helpdesk_authorization(DESK).send()
    );
    comes_back!(
        person
            .helpdesk()
            .v1()
            .category()
            .delete()
            .id("7000000000000000001")
            .x_lark_helpdesk_authorization(DESK)
            .send()
    );
    comes_back!(
        client.helpdesk().v1().customized_field().list().x_lark_helpdesk_authorization(DESK).send()
    );
    comes_back!(
        person
            .helpdesk()
            .v1()
            .ticket_customized_field()
            .create()
            .x_lark_helpdesk_authorization(DESK)
            .key_name("demo_place")
            .display_name("Place")
            .position("2")
            .field_type("dropdown_nested")
            .description("Where it happened")
            .visible(true)
            .required(false)
            .send()
    );
    comes_back!(
        client
            .im()
            .v1()
            .chat_tab()
            .delete_tabs()
            .chat_id("oc_demo")
            .tab_ids(["7000000000000000001"])
            .send()
    );
    comes_back!(
        client
            .im()
            .v1()
            .message()
            .create()
            .receive_id_type("open_id")
            .receive_id("ou_demo")
            .msg_type("text")
            .content("{}")
            .send()
    );
    comes_back!(client.im().v1().message().patch().message_id("om_demo").content("{}").send());
    comes_back!(client.jssdk().ticket().get().send());
    comes_back!(client.mail().v1().mailgroup().get().mailgroup_id("demo@example.com").send());
    comes_back!(
        client
            .meeting_room()
            .freebusy()
            .batch_get()
            .room_ids(["omm_demo"])
            .time_min("2026-03-02T09:00:00+08:00")
            .time_max("2026-03-02T18:00:00+08:00")
            .send()
    );
    comes_back!(
        client
            .message()
            .v4()
            .batch_send()
            .msg_type("text")
            .content(json!({"text": "Demo"}))
            .open_ids(["ou_demo"])
            .send()
    );
}

pub(super) async fn personal_settings_to_wiki(client: &feishu::Client) {
    comes_back!(
        client
            .personal_settings()
            .v1()
            .system_status()
            .create()
            .title("Demo day")
            .icon_key("Coffee")
            .send()
    );
    comes_back!(
        client
            .sheets()
            .v2()
            .spreadsheet()
            .values_image()
            .spreadsheet_token("shtdemo")
            .range("shtId1!B2:B2")
            .image([66, 77, 26, 0])
            .name("logo.bmp")
            .send()
    );
    comes_back!(
        client
            .sheets()
            .v2()
            .spreadsheet_data_validation()
            .delete()
            .spreadsheet_token("shtdemo")
            .data_validation_ranges([
                rule::delete::DataValidationRange::default().range("a1b2c3!A2:B5")
            ])
            .send()
    );
    comes_back!(
        client
            .sheets()
            .v2()
            .spreadsheet_data_validation()
            .get()
            .spreadsheet_token("shtdemo")
            .range("0a1b2c!A2:B9")
            .send()
    );
    comes_back!(
        client
            .sheets()
            .v2()
            .spreadsheet_data_validation()
            .update()
            .spreadsheet_token("shtdemo")
            .sheet_id("shtEx1")
            .ranges(["shtEx1!A1:A9"])
            .data_validation(
                rule::update::DataValidation::default().condition_values(["open", "done"]).options(
                    rule::update::Options::default()
                        .multiple_values(false)
                        .highlight_valid_data(true)
                        .colors(["#ffaa00", "#00aa55"])
                )
            )
            .send()
    );
    comes_back!(
        client
            .task()
            .v2()
            .attachment()
            .upload()
            .resource_id("demo")
            .file(FilePart::from_bytes("demo", "demo"))
            .send()
    );
    comes_back!(client.task().v2().task().get().task_guid("demo").send());
    comes_back!(client.task().v2().tasklist().list().send());
    comes_back!(client.user().v4().app_admin_user().list().send());
    comes_back!(client.wiki().v2().space().list().send());
}

pub(super) async fn others(mock: &Mock) {
    let (plugin, crm) = (mocked::project(mock), mocked::fxiaoke(mock));
    comes_back!(plugin.work_item().deliverable().batch_query().project_key("demo").send());
    comes_back!(
        plugin.work_item().filter().project_key("demo").work_item_type_keys(["story"]).send()
    );
    comes_back!(crm.crm().object().approval_instances().query().data_id("demo").send());
}
