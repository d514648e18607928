//! What the pages forbid is told before the network, all of it at once.
//!
//! A violation names its parameter by the path on the wire. The scripted platform counts: of a
//! refused call not even a token call leaves.

use larkspur::feishu::approval::v4::approval::create::{
    ApprovalCreateViewer, ApprovalForm, ApprovalNode, FieldGroup, I18nResource, I18nResourceText,
};
use larkspur::feishu::types::ApprovalApproverCcer;
use larkspur::runtime::ErrorCode;
use larkspur::{Error, ErrorKind, FilePart, Response, Timestamp, feishu, feishu_project, fxiaoke};
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::clients;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const NOON: Timestamp = Timestamp::from_seconds(1_761_000_000);

/// A platform that must not be reached, and clients of it.
struct Unreached {
    platform: Arc<Capture>,
    feishu: feishu::Client,
    project: feishu_project::Client,
    fxiaoke: fxiaoke::Client,
}

impl Unreached {
    fn new() -> Self {
        let platform = Capture::always(Answer::json(200, &json!({"code": 0, "err_code": 0})));
        Self {
            feishu: clients::on(clients::feishu_app(), &platform),
            project: clients::on(clients::plugin(), &platform),
            fxiaoke: clients::on(clients::fxiaoke_app(), &platform),
            platform,
        }
    }

    /// The call was refused for exactly these parameters, and nothing left.
    fn refuses<T, C: ErrorCode>(&self, outcome: Result<T, Error<C>>, parameters: &[&str]) {
        let Err(error) = outcome else { panic!("it was sent in spite of {parameters:?}") };
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        let found: Vec<_> = error.violations().iter().map(|it| it.parameter.as_str()).collect();
        assert_eq!(found, parameters, "{error}");
        let line = error.to_string();
        assert!(!line.contains('\n'), "{line}");
        for violation in error.violations() {
            assert!(!violation.expected.is_empty(), "{line}");
            assert!(line.contains(&violation.to_string()), "{line} does not say {violation}");
        }
        assert_eq!((error.status(), error.code()), (None, None), "{line}");
        assert_eq!(self.platform.traffic(), 0, "something left: {:?}", self.platform.calls());
    }

    /// The call left, whatever became of it.
    fn sends<T, C>(&self, outcome: Result<Response<T>, Error<C>>) {
        drop(outcome);
        assert_eq!(self.platform.calls().len(), 1, "one call was to leave");
    }
}

#[tokio::test]
async fn numbers_stay_within_the_limits_of_their_page() {
    let here = Unreached::new();
    for size in [i64::MIN, -1, 0, 101, i64::MAX] {
        let call = here.feishu.task().v2().tasklist().list().page_size(size);
        here.refuses(call.send().await, &["page_size"]);
        let call = here.feishu.approval().v4().instance().list().approval_code("demo");
        here.refuses(call.between(NOON, NOON).page_size(size).send().await, &["page_size"]);
    }
    // This page has a largest size and no smallest.
    let call = here.feishu.drive().v1().file_version().list().file_token("demo").obj_type("docx");
    here.refuses(call.page_size(101).send().await, &["page_size"]);
    let call = || here.project.work_item().filter().project_key("demo").work_item_type_keys(["a"]);
    here.refuses(call().page_num(0).page_size(201).send().await, &["page_num", "page_size"]);
}

#[tokio::test]
async fn limits_that_only_the_error_table_tells_are_kept_too() {
    let here = Unreached::new();
    let call = || here.project.work_item().filter().project_key("demo");
    let people = |count: usize| (0..count).map(|number| number.to_string());
    let eleven = call().work_item_type_keys(["story"]).user_keys(people(11));
    here.refuses(eleven.send().await, &["user_keys"]);
    here.refuses(call().work_item_type_keys([""; 0]).send().await, &["work_item_type_keys"]);
    here.sends(call().work_item_type_keys(["story"]).user_keys(people(10)).send().await);
}

#[tokio::test]
async fn lists_stay_within_the_limits_of_their_page() {
    let here = Unreached::new();
    let call = here.project.work_item().deliverable().batch_query().project_key("demo");
    here.refuses(call.work_item_ids(1..=11).send().await, &["work_item_ids"]);
}

#[tokio::test]
async fn one_call_asks_for_one_window_and_never_backwards() {
    let here = Unreached::new();
    let call = || here.feishu.approval().v4().instance().list().approval_code("demo");
    let longest = Duration::from_secs(10 * 3600);
    let beyond = longest + Duration::from_millis(1);
    here.refuses(call().between(NOON, NOON.plus(beyond)).send().await, &["end_time"]);
    here.refuses(call().between(NOON, NOON.minus(longest)).send().await, &["end_time"]);
    let call = here.project.work_item().filter().project_key("demo").work_item_type_keys(["a"]);
    let earlier = NOON.minus(Duration::from_millis(1));
    let backwards = call.created_between(NOON, earlier).updated_between(NOON, earlier);
    here.refuses(backwards.send().await, &["created_at.end", "updated_at.end"]);
}

#[tokio::test]
async fn a_window_of_exactly_the_longest_span_is_sent() {
    let here = Unreached::new();
    let call = here.feishu.approval().v4().instance().list().approval_code("demo");
    let end = NOON.plus(Duration::from_secs(10 * 3600));
    here.sends(call.between(NOON, end).send().await);
}

#[tokio::test]
async fn every_violation_is_told_at_once() {
    let here = Unreached::new();
    let call = here.feishu.approval().v4().instance().list();
    let call = call.approval_code("").page_size(0).between(NOON, NOON.minus(Duration::MAX));
    here.refuses(call.send().await, &["page_size", "approval_code", "end_time"]);

    let call = here.project.work_item().filter();
    let call = call.project_key("..").work_item_type_keys([""; 0]).page_num(-1).page_size(1000);
    let call = call.user_keys((0..11).map(|number| number.to_string()));
    let parameters = ["project_key", "user_keys", "work_item_type_keys", "page_num", "page_size"];
    here.refuses(call.created_between(NOON, NOON).send().await, &parameters);
}

#[tokio::test]
async fn nested_records_are_checked_with_their_path() {
    let here = Unreached::new();
    let call = here.feishu.approval().v4().approval().create();
    let call = call
        .approval_name("short")
        .viewers((0..201).map(|_| ApprovalCreateViewer::default()))
        .form(ApprovalForm::default())
        .node_list([
            ApprovalNode::default().id("START"),
            ApprovalNode::default()
                .name("short")
                .approver([ApprovalApproverCcer::default().level("1")])
                .privilege_field(FieldGroup::default()),
        ])
        .icon(25)
        .i18n_resources([
            I18nResource::default().locale("zh-CN").is_default(true).texts([
                I18nResourceText::default().key("@i18n@title").value("Demo"),
                I18nResourceText::default().key("@i18n@title"),
            ]),
            I18nResource::default(),
        ]);
    here.refuses(
        call.send().await,
        &[
            "approval_name",
            "viewers",
            "form.form_content",
            "node_list[1].id",
            "node_list[1].name",
            "node_list[1].approver[0].type",
            "node_list[1].privilege_field.writable",
            "node_list[1].privilege_field.readable",
            "icon",
            "i18n_resources[0].texts[1].value",
            "i18n_resources[1].locale",
            "i18n_resources[1].texts",
            "i18n_resources[1].is_default",
        ],
    );
}

#[tokio::test]
async fn uploads_are_checked_before_a_byte_is_sent() {
    let here = Unreached::new();
    let call = here.feishu.drive().v1().media().upload_all();
    let call = call.file_name("名".repeat(251)).parent_type("docx_file").parent_node("demo");
    let call = call.size(20 * 1024 * 1024 + 1).file(FilePart::from_bytes("a", "a"));
    here.refuses(call.send().await, &["file_name", "size"]);
}

#[tokio::test]
async fn an_empty_value_is_refused_where_it_would_change_the_call() {
    let here = Unreached::new();
    let versions = here.feishu.drive().v1().file_version().list();
    let versions = versions.file_token("").page_size(1).obj_type("");
    here.refuses(versions.send().await, &["file_token", "obj_type"]);
    let instances = here.feishu.approval().v4().instance().list().approval_code("");
    here.refuses(instances.between(NOON, NOON).send().await, &["approval_code"]);
    let file = here.feishu.drive().v1().media().download().file_token("");
    here.refuses(file.send().await, &["file_token"]);
    let items = here.project.work_item().filter().project_key("").work_item_type_keys(["a"]);
    here.refuses(items.send().await, &["project_key"]);
}

#[tokio::test]
async fn an_empty_value_in_a_body_is_sent() {
    let here = Unreached::new();
    here.sends(here.fxiaoke.crm().object().approval_instances().query().data_id("").send().await);
    assert_eq!(here.platform.only_call().json(), json!({"dataId": ""}));
}

#[tokio::test]
async fn a_path_value_never_climbs() {
    for dots in [".", ".."] {
        let here = Unreached::new();
        let versions = || {
            let call = here.feishu.drive().v1().file_version().list();
            call.file_token(dots).page_size(1).obj_type("docx")
        };
        here.refuses(versions().send().await, &["file_token"]);
        let file = || here.feishu.drive().v1().media().download().file_token(dots);
        here.refuses(file().send().await, &["file_token"]);
        let items =
            || here.project.work_item().filter().project_key(dots).work_item_type_keys(["a"]);
        here.refuses(items().send().await, &["project_key"]);
        // There is no way to send it, so asking for it changes nothing.
        for outcome in [
            versions().unchecked().send().await.map(drop).map_err(|error| error.kind()),
            file().unchecked().send().await.map(drop).map_err(|error| error.kind()),
            items().unchecked().send().await.map(drop).map_err(|error| error.kind()),
        ] {
            assert_eq!(outcome, Err(ErrorKind::Invalid));
        }
        assert_eq!(here.platform.traffic(), 0);
    }
}

#[tokio::test]
async fn what_cannot_stand_in_a_header_is_refused() {
    let here = Unreached::new();
    let file = || here.feishu.drive().v1().media().download().file_token("demo");
    for range in ["bytes=0-1\r\nx-demo: 1", "字节"] {
        here.refuses(file().range(range).send().await, &["Range"]);
        let unchecked = file().range(range).unchecked().send().await.expect_err("unsendable");
        assert_eq!(unchecked.kind(), ErrorKind::Invalid);
    }
    for (name, value) in [
        ("x demo", "1"),
        ("x-demo", "a\r\nb"),
        ("authorization", "Bearer demo"),
        ("content-length", "1"),
        ("host", "elsewhere.example.com"),
    ] {
        let outcome = file().with_header(name, value).send().await;
        here.refuses(outcome, &[&format!("header {name:?}")]);
    }
    assert_eq!(here.platform.traffic(), 0);
}

#[tokio::test]
async fn unchecked_calls_leave_as_they_are() {
    let here = Unreached::new();
    let call = here.feishu.task().v2().tasklist().list().page_size(5000);
    here.sends(call.unchecked().send().await);
    assert_eq!(here.platform.only_call().query.as_deref(), Some("page_size=5000"));

    let here = Unreached::new();
    let call = here.feishu.approval().v4().instance().list().approval_code("");
    here.sends(call.between(NOON, NOON.minus(Duration::from_secs(1))).unchecked().send().await);
    let pairs = here.platform.only_call().pairs();
    assert_eq!(pairs[0], ("approval_code".to_owned(), String::new()));

    let here = Unreached::new();
    let call = here.feishu.approval().v4().approval().create();
    let call = call.approval_name("short").viewers([]).form(ApprovalForm::default());
    let call = call.node_list([ApprovalNode::default()]).i18n_resources([]).icon(99);
    here.sends(call.unchecked().send().await);
    let body = json!({
        "approval_name": "short", "viewers": [], "form": {}, "node_list": [{}],
        "icon": 99, "i18n_resources": [],
    });
    assert_eq!(here.platform.only_call().json(), body);

    let here = Unreached::new();
    let call = here.project.work_item().filter().project_key("demo").work_item_type_keys([""; 0]);
    let people = (0..11).map(|number| number.to_string());
    here.sends(call.user_keys(people).unchecked().send().await);
}

#[tokio::test]
async fn a_list_is_checked_before_its_first_page() {
    let here = Unreached::new();
    let call = || here.feishu.approval().v4().instance().list().approval_code("demo");
    let mut items = call().between(NOON, NOON).page_size(0).items();
    here.refuses(items.try_next().await, &["page_size"]);
    let mut pages = call().between(NOON, NOON.minus(Duration::from_secs(1))).pages();
    let Err(error) = pages.try_next().await else { panic!("a window backwards is no empty list") };
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert_eq!(here.platform.traffic(), 0);
}

#[tokio::test]
async fn a_call_without_a_fitting_credential_never_leaves() {
    let here = Unreached::new();
    let user = clients::on(clients::feishu_user(), &here.platform);
    let nobody = clients::on(feishu::Client::builder(), &here.platform);
    let instances = |client: &feishu::Client| {
        let call = client.approval().v4().instance().list();
        call.approval_code("demo").between(NOON, NOON)
    };
    for call in [
        instances(&user),
        instances(&nobody),
        // The page takes tenant tokens alone.
        instances(&here.feishu).with_user_token("u-demo"),
    ] {
        let Err(error) = call.send().await else { panic!("it was sent without a credential") };
        assert_eq!(error.kind(), ErrorKind::NoCredential, "{error}");
        assert!(error.to_string().contains("`tenant`"), "{error} does not say what fits");
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    assert_eq!(here.platform.traffic(), 0);
}
