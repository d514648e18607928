//! The project key in the body; two kinds of token, of which one names the acting user.

use super::given::{Given, Sending, Suite, sent};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu_project.work_item.deliverable.batch_query",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", every_parameter),
        ("empty_id_list", every_parameter),
        ("project_user_credential", every_parameter),
        ("awkward_characters", required_only),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().deliverable().batch_query();
    sent(call.project_key(given.text("body.project_key")).send())
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu_project();
    let call = client.work_item().deliverable().batch_query();
    sent(
        call.work_item_ids(given.integers("body.work_item_ids"))
            .project_key(given.text("body.project_key"))
            .send(),
    )
}
