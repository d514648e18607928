//! A large body with nested records; nothing may be in it that was not set.

use super::given::{Given, Sending, Suite, sent};
use larkspur::feishu_project::types::{Expand, TimeInterval, WorkItemStatus};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu_project.work_item.filter",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", every_parameter),
        ("project_user_credential", project_user_credential),
        ("open_ended_interval", open_ended_interval),
        ("path_climbing", required_only),
        ("awkward_characters", awkward_characters),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().filter();
    sent(
        call.project_key(given.text("path.project_key"))
            .work_item_type_keys(given.texts("body.work_item_type_keys"))
            .send(),
    )
}

#[expect(deprecated, reason = "the page still has `sub_stages`, so it has to leave right")]
fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().filter();
    let status = "body.work_item_status[0]";
    let member = |name: &str| format!("{status}.{name}");
    let status = WorkItemStatus::default()
        .updated_by(given.text(&member("updated_by")))
        .updated_at(given.millis(&member("updated_at")))
        .is_archived_state(given.flag(&member("is_archived_state")))
        .is_init_state(given.flag(&member("is_init_state")))
        .state_key(given.text(&member("state_key")));
    let expand = Expand::default()
        .need_workflow(given.flag("body.expand.need_workflow"))
        .relation_fields_detail(given.flag("body.expand.relation_fields_detail"))
        .need_multi_text(given.flag("body.expand.need_multi_text"))
        .need_user_detail(given.flag("body.expand.need_user_detail"))
        .need_sub_task_parent(given.flag("body.expand.need_sub_task_parent"));
    let made = TimeInterval::default()
        .end(given.millis("body.created_at.end"))
        .start(given.millis("body.created_at.start"));
    sent(
        call.project_key(given.text("path.project_key"))
            .work_item_name(given.text("body.work_item_name"))
            .user_keys(given.texts("body.user_keys"))
            .work_item_ids(given.integers("body.work_item_ids"))
            .work_item_type_keys(given.texts("body.work_item_type_keys"))
            .created_at(made)
            .updated_between(
                given.millis("body.updated_at.start"),
                given.millis("body.updated_at.end"),
            )
            .sub_stages(given.texts("body.sub_stages"))
            .work_item_status([status])
            .businesses(given.texts("body.businesses"))
            .priorities(given.texts("body.priorities"))
            .tags(given.texts("body.tags"))
            .search_id(given.text("body.search_id"))
            .page_num(given.integer("body.page_num"))
            .page_size(given.integer("body.page_size"))
            .expand(expand)
            .send(),
    )
}

fn project_user_credential(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().filter();
    sent(
        call.project_key(given.text("path.project_key"))
            .work_item_type_keys(given.texts("body.work_item_type_keys"))
            .page_num(given.integer("body.page_num"))
            .page_size(given.integer("body.page_size"))
            .send(),
    )
}

fn open_ended_interval(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().filter();
    let state = given.text("body.work_item_status[0].state_key");
    let changed = TimeInterval::default().start(given.millis("body.updated_at.start"));
    sent(
        call.project_key(given.text("path.project_key"))
            .work_item_type_keys(given.texts("body.work_item_type_keys"))
            .updated_at(changed)
            .work_item_status([WorkItemStatus::default().state_key(state)])
            .send(),
    )
}

fn awkward_characters(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().filter();
    sent(
        call.project_key(given.text("path.project_key"))
            .work_item_name(given.text("body.work_item_name"))
            .work_item_type_keys(given.texts("body.work_item_type_keys"))
            .send(),
    )
}
