//! Three required filters, times as decimal text.

use super::given::{Given, Sending, Suite, sent};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu.approval.v4.instance.list",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", every_parameter),
        ("awkward_characters", every_parameter),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.approval().v4().instance().list();
    sent(
        call.approval_code(given.text("query.approval_code"))
            .between(given.millis("query.start_time"), given.millis("query.end_time"))
            .send(),
    )
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.approval().v4().instance().list();
    sent(
        // The order of the setters is not the order of the page, and must not matter.
        call.end_time(given.millis("query.end_time"))
            .page_token(given.text("query.page_token"))
            .approval_code(given.text("query.approval_code"))
            .page_size(given.integer("query.page_size"))
            .start_time(given.millis("query.start_time"))
            .send(),
    )
}
