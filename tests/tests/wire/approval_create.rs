//! A body of many levels, with a form that is JSON inside a string.
//!
//! The viewers, nodes and texts of a case are lists of any length, so they are built by walking
//! the golden; every member is still set by hand.

use super::given::{Given, Sending, Suite, sent};
use larkspur::feishu::approval::v4::approval::create::{
    ApprovalConfig, ApprovalCreateViewer, ApprovalForm, ApprovalNode, ApprovalSetting,
    ApproverRange, FieldGroup, I18nResource, I18nResourceText, Request,
};
use larkspur::feishu::types::ApprovalApproverCcer;
use larkspur::runtime::Set;
use larkspur_tests::golden::{list, text};
use serde_json::Value;

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu.approval.v4.approval.create",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", every_parameter),
        ("zeros_and_false", zeros_and_false),
        ("awkward_characters", awkward_characters),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    sent(required(given).send())
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let flag = |name: &str| given.flag(&format!("body.config.{name}"));
    let config = ApprovalConfig::default()
        .can_update_viewer(flag("can_update_viewer"))
        .can_update_form(flag("can_update_form"))
        .can_update_process(flag("can_update_process"))
        .can_update_revert(flag("can_update_revert"))
        .help_url(given.text("body.config.help_url"));
    sent(
        required(given)
            .department_id_type(given.text("query.department_id_type"))
            .user_id_type(given.text("query.user_id_type"))
            .approval_code(given.text("body.approval_code"))
            .description(given.text("body.description"))
            .settings(settings(given))
            .config(config)
            .icon(given.integer("body.icon"))
            .process_manager_ids(given.texts("body.process_manager_ids"))
            .send(),
    )
}

fn zeros_and_false(given: &Given<'_>) -> Sending {
    let config = ApprovalConfig::default()
        .can_update_viewer(false)
        .can_update_form(false)
        .can_update_process(false)
        .can_update_revert(false);
    let nobody: [&str; 0] = [];
    let call = required(given).settings(settings(given)).config(config).icon(0);
    sent(call.process_manager_ids(nobody).send())
}

fn awkward_characters(given: &Given<'_>) -> Sending {
    sent(
        required(given)
            .department_id_type(given.text("query.department_id_type"))
            .user_id_type(given.text("query.user_id_type"))
            .send(),
    )
}

fn required(given: &Given<'_>) -> Request<(Set, Set, Set, Set, Set)> {
    let client = given.feishu();
    let call = client.approval().v4().approval().create();
    call.i18n_resources(items(given, "body.i18n_resources").iter().map(resource))
        .node_list(items(given, "body.node_list").iter().map(node))
        .form(ApprovalForm::default().form_content(given.text("body.form.form_content")))
        .viewers(items(given, "body.viewers").iter().map(viewer))
        .approval_name(given.text("body.approval_name"))
}

fn items<'a>(given: &Given<'a>, path: &str) -> &'a [Value] {
    given.value(path).as_array().expect("a list")
}

/// Sets a member only where the golden has it: absent and empty are not the same.
fn set<T>(record: T, from: &Value, name: &str, setter: impl FnOnce(T, &Value) -> T) -> T {
    match from.get(name) {
        Some(value) => setter(record, value),
        None => record,
    }
}

fn viewer(from: &Value) -> ApprovalCreateViewer {
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let viewer = ApprovalCreateViewer::default();
    let viewer = set(viewer, from, "viewer_type", |all, value| all.viewer_type(word(value)));
    let viewer = set(viewer, from, "viewer_user_id", |all, value| all.viewer_user_id(word(value)));
    set(viewer, from, "viewer_department_id", |all, value| all.viewer_department_id(word(value)))
}

fn node(from: &Value) -> ApprovalNode {
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let people = |value: &Value| -> Vec<_> {
        value.as_array().expect("a list").iter().map(approver).collect()
    };
    let node = ApprovalNode::default().id(text(from, "id"));
    let node = set(node, from, "name", |all, value| all.name(word(value)));
    let node = set(node, from, "node_type", |all, value| all.node_type(word(value)));
    let node = set(node, from, "approver", |all, value| all.approver(people(value)));
    let node = set(node, from, "ccer", |all, value| all.ccer(people(value)));
    let node = set(node, from, "privilege_field", |all, value| {
        let fields = FieldGroup::default().writable(texts(value, "writable"));
        all.privilege_field(fields.readable(texts(value, "readable")))
    });
    let node = set(node, from, "approver_chosen_multi", |all, value| {
        all.approver_chosen_multi(value.as_bool().expect("a flag"))
    });
    let node = set(node, from, "approver_chosen_range", |all, value| {
        all.approver_chosen_range(value.as_array().expect("a list").iter().map(range))
    });
    set(node, from, "starter_assignee", |all, value| all.starter_assignee(word(value)))
}

fn approver(from: &Value) -> ApprovalApproverCcer {
    let approver = ApprovalApproverCcer::default().r#type(text(from, "type"));
    let approver = approver.user_id(text(from, "user_id"));
    set(approver, from, "level", |all, value| all.level(value.as_str().expect("text")))
}

fn range(from: &Value) -> ApproverRange {
    let range = ApproverRange::default().r#type(text(from, "type"));
    set(range, from, "id_list", |all, _| all.id_list(texts(from, "id_list")))
}

fn resource(from: &Value) -> I18nResource {
    let texts = list(from, "texts")
        .iter()
        .map(|pair| I18nResourceText::default().key(text(pair, "key")).value(text(pair, "value")));
    let is_default = from["is_default"].as_bool().expect("a flag");
    I18nResource::default().locale(text(from, "locale")).texts(texts).is_default(is_default)
}

fn settings(given: &Given<'_>) -> ApprovalSetting {
    let number = |name: &str| given.integer(&format!("body.settings.{name}"));
    let word = |name: &str| number(name).to_string();
    ApprovalSetting::default()
        .revert_interval(number("revert_interval"))
        .revert_option(word("revert_option"))
        .reject_option(word("reject_option"))
        .quick_approval_option(word("quick_approval_option"))
}

fn texts<'a>(from: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    list(from, key).iter().map(|text| text.as_str().expect("text"))
}
