//! The same replies by their types: what a program that depends on the client works with.

use crate::answer;
use larkspur::feishu::drive::v1::file_version::list::{ObjType, ParentType, Status};
use larkspur::fxiaoke::crm::object::approval_instances::query::{State, TriggerType};
use larkspur::{Error, Timestamp};
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::clients;
use larkspur_tests::golden::{self, list, text};

fn reply(operation: &str, case: &str) -> Answer {
    let golden = golden::read("reply", operation);
    let mut found = list(&golden, "replies").iter().filter(|reply| text(reply, "case") == case);
    answer(found.next().unwrap_or_else(|| panic!("{operation} has the case {case}")))
}

#[tokio::test(start_paused = true)]
async fn versions_have_times_in_seconds_and_open_enumerations() {
    let id = "feishu.drive.v1.file_version.list";
    let unknown = reply(id, "unknown_field_and_enum");
    let platform = Capture::of([reply(id, "full_page"), unknown]);
    let client = clients::on(clients::feishu_app(), &platform);
    let call = client.drive().v1().file_version().list();
    let call = call.file_token("demo").page_size(20).obj_type("docx");

    let page = call.clone().send().await.expect("a page");
    let version = &page.items[0];
    assert_eq!(version.create_time, Some(Timestamp::from_seconds(1_761_000_001)));
    assert_eq!(version.obj_type, Some(ObjType::Docx));
    assert_eq!(version.parent_type, Some(ParentType::Sheet));
    assert!(!matches!(version.status, None | Some(Status::Other(_))));
    assert!(page.has_more);

    let page = call.send().await.expect("a page");
    let version = &page.items[0];
    assert_eq!(version.status, Some(Status::Other("9".to_owned())));
    assert_eq!(version.obj_type, Some(ObjType::Other("demo_slides".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn tasklists_have_times_in_milliseconds() {
    let platform = Capture::always(reply("feishu.task.v2.tasklist.list", "full_page"));
    let client = clients::on(clients::feishu_user(), &platform);
    let page = client.task().v2().tasklist().list().send().await.expect("a page");
    let list = &page.items[0];
    assert_eq!(list.created_at, Some(Timestamp::from_millis(1_761_000_000_001)));
    assert_eq!(list.members.len(), 2);
    let role = list.creator.as_ref().and_then(|creator| creator.role.as_ref());
    assert_eq!(role.map(|role| role.as_str()), Some("creator"));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_time_of_zero_is_none() {
    let id = "fxiaoke.crm.object.approval_instances.query";
    let answers = ["cancel_time_zero", "unknown_field_and_enum"].map(|case| reply(id, case));
    let client = clients::on(clients::fxiaoke_app(), &Capture::of(answers));
    let call = client.crm().object().approval_instances().query().data_id("demo");

    let found = call.clone().send().await.expect("a reply");
    let cancelled: Vec<_> = found.instances.iter().map(|found| found.cancel_time).collect();
    assert_eq!(cancelled, [None, None, Some(Timestamp::from_millis(1_761_000_000_004))]);
    assert_eq!(found.instances[0].state, Some(State::InProgress));

    let found = call.send().await.expect("a reply");
    let trigger = found.instances[0].trigger_type.clone();
    assert_eq!(trigger, Some(TriggerType::Other("DemoTrigger".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn work_items_keep_numbers_beyond_a_double_and_fields_of_any_form() {
    let id = "feishu_project.work_item.filter";
    let client = clients::on(clients::plugin(), &Capture::always(reply(id, "full_page")));
    let call = client.work_item().filter().project_key("demo").work_item_type_keys(["story"]);
    let page = call.send().await.expect("a page");
    let item = &page.data[0];
    assert_eq!(item.id, Some(500_100));
    assert_eq!(item.state_times[1].end_time, None, "0 means still open");
    let value = item.fields[0].field_value.as_ref().expect("a value");
    assert_eq!(value["label"], "高");
    assert_eq!(page.pagination.as_ref().and_then(|pagination| pagination.total), Some(120));
}

#[tokio::test(start_paused = true)]
async fn an_error_can_be_matched_by_its_variant() {
    use larkspur::feishu::CommonCode;
    use larkspur::feishu::approval::v4::instance::list::Code;

    let golden = golden::read("reply", "feishu.approval.v4.instance.list");
    let mut found = Vec::new();
    for case in list(&golden, "errors") {
        let client = clients::on(clients::feishu_app(), &Capture::always(answer(case)));
        let call = client.approval().v4().instance().list().approval_code("demo");
        let time = Timestamp::from_seconds(1_761_000_000);
        let error: Error<Code> = call.between(time, time).send().await.expect_err("an error");
        found.push(match error.code() {
            Some(Code::ApprovalCodeNotFound) => "the definition is gone",
            Some(Code::Common(CommonCode::AppScopeMissing)) => "a scope is missing",
            Some(Code::Common(_)) => "something of the platform",
            Some(Code::Other(_)) => "something new",
            Some(_) => "something of the operation",
            None => "no code",
        });
    }
    found.sort_unstable();
    found.dedup();
    assert_eq!(
        found,
        [
            "a scope is missing",
            "something new",
            "something of the operation",
            "something of the platform",
            "the definition is gone",
        ]
    );
}
