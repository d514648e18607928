//! Nothing is required; two kinds of token go into the same header.

use super::given::{Given, Sending, Suite, sent};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu.task.v2.tasklist.list",
    calls: &[
        ("required_only", required_only),
        ("required_only_as_user", required_only),
        ("every_parameter", every_parameter),
        ("awkward_characters", awkward_characters),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    sent(given.feishu().task().v2().tasklist().list().send())
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.task().v2().tasklist().list();
    sent(
        call.user_id_type(given.text("query.user_id_type"))
            .page_token(given.text("query.page_token"))
            .page_size(given.integer("query.page_size"))
            .send(),
    )
}

fn awkward_characters(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.task().v2().tasklist().list();
    sent(
        call.page_token(given.text("query.page_token"))
            .user_id_type(given.text("query.user_id_type"))
            .send(),
    )
}
