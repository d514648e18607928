//! The first operations send what their pages document and nothing else, to whatever address.

use crate::{APPROVALS, START, TASKLISTS, WINDOW, WORK_ITEMS, approvals, tasklists, work_items};
use larkspur::feishu::approval::v4::approval::create::{
    self, ApprovalConfig, ApprovalCreateViewer, ApprovalForm, ApprovalNode, ApprovalSetting,
    ApproverRange, FieldGroup, I18nResource, I18nResourceText,
};
use larkspur::feishu::drive::v1::{file_version, media};
use larkspur::feishu::types::{ApprovalApproverCcer, UserIdType};
use larkspur::feishu_project::types::{Expand, WorkItemStatus};
use larkspur::{Builder, FilePart, feishu};
use larkspur_mock::Mock;
use larkspur_tests::mocked;
use serde_json::json;

const CREATE: &str = "feishu.approval.v4.approval.create";
const VERSIONS: &str = "feishu.drive.v1.file_version.list";
const UPLOAD: &str = "feishu.drive.v1.media.upload_all";
const DOWNLOAD: &str = "feishu.drive.v1.media.download";
const BATCH_QUERY: &str = "feishu_project.work_item.deliverable.batch_query";
const CRM_APPROVALS: &str = "fxiaoke.crm.object.approval_instances.query";

async fn mock() -> Mock {
    Mock::builder().records(3).start().await.expect("the mock starts")
}

/// An approval definition with something at every level of its body.
async fn create(mock: &Mock) -> larkspur::Response<create::Reply> {
    let start = ApprovalNode::default().id("START");
    let node = ApprovalNode::default()
        .id("manager")
        .name("@i18n@node")
        .node_type(create::NodeType::Or)
        .approver([ApprovalApproverCcer::default().r#type("Supervisor").level("1")])
        .ccer([ApprovalApproverCcer::default().r#type("Personal").user_id("ou_demo")])
        .privilege_field(FieldGroup::default().writable(["days"]).readable(["days"]))
        .approver_chosen_multi(true)
        .approver_chosen_range([ApproverRange::default().r#type("ALL").id_list(["ou_demo"])])
        .starter_assignee("AUTO_PASS");
    let config = ApprovalConfig::default()
        .can_update_viewer(true)
        .can_update_form(false)
        .can_update_process(true)
        .can_update_revert(false);
    let text = |key, value| I18nResourceText::default().key(key).value(value);
    let texts = [text("@i18n@name", "请假"), text("@i18n@node", "复核")];
    let call = mocked::feishu(mock)
        .approval()
        .v4()
        .approval()
        .create()
        .user_id_type(UserIdType::OpenId)
        .approval_name("@i18n@name")
        .description("@i18n@name")
        .viewers([ApprovalCreateViewer::default().viewer_type(create::ViewerType::Tenant)])
        .form(ApprovalForm::default().form_content("[]"))
        .node_list([start, node, ApprovalNode::default().id("END")])
        .settings(ApprovalSetting::default().revert_interval(0))
        .config(config)
        .icon(1)
        .i18n_resources([I18nResource::default().locale("zh-CN").texts(texts).is_default(true)])
        .process_manager_ids(["ou_demo"]);
    call.send().await.expect("the definition is made")
}

#[tokio::test]
async fn a_nested_body_arrives_as_it_was_built() {
    let mock = mock().await;
    let reply = create(&mock).await;
    assert!(reply.approval_code.as_deref().is_some_and(|code| !code.is_empty()));
    let sent = mock.last_request_of(CREATE).expect("one request");
    let body = sent.json().expect("JSON");
    assert_eq!(
        body["node_list"][1],
        json!({
            "id": "manager",
            "name": "@i18n@node",
            "node_type": "OR",
            "approver": [{ "type": "Supervisor", "level": "1" }],
            "ccer": [{ "type": "Personal", "user_id": "ou_demo" }],
            "privilege_field": { "writable": ["days"], "readable": ["days"] },
            "approver_chosen_multi": true,
            "approver_chosen_range": [{ "type": "ALL", "id_list": ["ou_demo"] }],
            "starter_assignee": "AUTO_PASS",
        })
    );
    assert_eq!(body["form"], json!({ "form_content": "[]" }));
    assert_eq!(sent.faults, [""; 0]);
}

/// A definition that has been made exists from then on: its approvals can be listed.
#[tokio::test]
async fn a_new_definition_can_be_asked_for_its_approvals() {
    let mock = mock().await;
    let code = create(&mock).await.approval_code.clone().expect("a code");
    let list = mocked::feishu(&mock).approval().v4().instance().list();
    let call = list.approval_code(code).between(START, START.plus(WINDOW));
    assert_eq!(call.send().await.expect("the list comes").instance_code_list.len(), 3);
}

#[tokio::test]
async fn deliverables_are_read_by_their_work_items() {
    let mock = mock().await;
    let space = mocked::id(&mock, BATCH_QUERY, "project_key");
    let call = mocked::project(&mock).work_item().deliverable().batch_query();
    let call = call.project_key(&space).work_item_ids([300_200, 300_201]);
    let reply = call.send().await.expect("the reply comes");
    assert_eq!(reply.len(), 3);
    assert!(reply.iter().all(|found| found.deliverable_info.is_some()));
    let sent = mock.last_request_of(BATCH_QUERY).expect("one request");
    let body = json!({ "project_key": space, "work_item_ids": [300_200, 300_201] });
    assert_eq!(sent.json(), Some(body));
}

#[tokio::test]
async fn the_first_operations_send_documented_fields_only_with_much_of_what_is_optional() {
    let mock = mock().await;
    let id = |operation, name| mocked::id(&mock, operation, name);
    let (feishu, project) = (mocked::feishu(&mock), mocked::project(&mock));

    create(&mock).await;
    approvals!(&mock, START, START.plus(WINDOW), 2).send().await.expect("approvals");
    let lists = tasklists(&mock, 2).user_id_type(UserIdType::UnionId);
    lists.send().await.expect("task lists");
    let versions = feishu.drive().v1().file_version().list();
    let versions = versions.file_token(id(VERSIONS, "file_token")).page_size(2);
    let versions = versions.obj_type(file_version::list::ObjType::Sheet);
    versions.user_id_type(UserIdType::OpenId).send().await.expect("versions");
    let upload = feishu.drive().v1().media().upload_all().file_name("demo.png");
    let upload = upload.parent_type(media::upload_all::ParentType::DocxImage);
    let upload = upload.parent_node(id(UPLOAD, "parent_node")).size(5).checksum("103547413");
    let upload = upload.extra("{}").file(FilePart::from_bytes("demo.png", "hello"));
    upload.send().await.expect("an upload");
    let download = feishu.drive().v1().media().download();
    let download = download.file_token(id(DOWNLOAD, "file_token")).extra("{}");
    download.range("bytes=0-9").send().await.expect("a download");
    let items = work_items!(&mock, 2).user_keys(["7000000000000000001"]);
    let items = items.created_between(START, START.plus(WINDOW)).page_num(1);
    let items = items.updated_between(START, START.plus(WINDOW));
    let items = items.work_item_status([WorkItemStatus::default().state_key("doing")]);
    items.expand(Expand::default().need_user_detail(true)).send().await.expect("work items");
    let deliverables = project.work_item().deliverable().batch_query();
    let deliverables = deliverables.project_key(id(BATCH_QUERY, "project_key"));
    deliverables.work_item_ids([300_200]).send().await.expect("deliverables");
    let query = mocked::fxiaoke(&mock).crm().object().approval_instances().query();
    query.data_id(id(CRM_APPROVALS, "dataId")).send().await.expect("CRM approvals");

    let requests = mock.requests();
    for request in &requests {
        assert_eq!(request.unknown_fields, [""; 0], "{} {}", request.method, request.target);
        assert_eq!(request.faults, [""; 0], "{} {}", request.method, request.target);
    }
}

/// A program as a user writes it: it knows nothing of mocks.
async fn program(
    builder: Builder<feishu::Client>,
    code: &str,
) -> Result<usize, Box<dyn std::error::Error>> {
    let feishu = builder.build()?;
    let mut codes = feishu
        .approval()
        .v4()
        .instance()
        .list()
        .approval_code(code)
        .between(START, START.plus(WINDOW * 2))
        .items();
    let mut count = 0;
    while codes.try_next().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn a_program_for_the_real_host_needs_only_another_address() {
    let mock = Mock::builder().seed(APPROVALS, 30).start().await.expect("the mock starts");
    let known = mocked::credentials(&mock, "feishu");
    let [id, secret] = ["app_id", "app_secret"].map(|name| known.get(name).expect("known"));
    let builder = || feishu::Client::builder().app(id, secret).no_proxy();
    let real = builder().build().expect("a client");
    assert_eq!(real.runtime().base_url(), "https://open.feishu.cn");

    let code = mocked::id(&mock, APPROVALS, "approval_code");
    let count = program(builder().base_url(mock.base_url()), &code).await.expect("a harvest");

    assert_eq!(count, 30);
    assert_eq!((mock.calls(TASKLISTS), mock.calls(WORK_ITEMS)), (0, 0));
}
