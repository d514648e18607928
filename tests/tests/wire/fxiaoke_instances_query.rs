//! A fresh UUID in the query; credentials in headers alone.

use super::given::{Given, Sending, Suite, sent};

pub(crate) const SUITE: Suite = Suite {
    operation: "fxiaoke.crm.object.approval_instances.query",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", required_only),
        ("awkward_characters", required_only),
    ],
    not_offered: &["include_null"],
};

fn required_only(given: &Given<'_>) -> Sending {
    let client = given.fxiaoke();
    let call = client.crm().object().approval_instances().query();
    sent(call.data_id(given.text("body.dataId")).send())
}
