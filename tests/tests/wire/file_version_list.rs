//! A value in the path, which must not open another one.

use super::given::{Given, Sending, Suite, sent};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu.drive.v1.file_version.list",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", every_parameter),
        ("path_climbing", required_only),
        ("awkward_characters", awkward_characters),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().file_version().list();
    sent(
        call.file_token(given.text("path.file_token"))
            .page_size(given.integer("query.page_size"))
            .obj_type(given.text("query.obj_type"))
            .send(),
    )
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().file_version().list();
    sent(
        call.user_id_type(given.text("query.user_id_type"))
            .obj_type(given.text("query.obj_type"))
            .page_token(given.text("query.page_token"))
            .page_size(given.integer("query.page_size"))
            .file_token(given.text("path.file_token"))
            .send(),
    )
}

fn awkward_characters(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().file_version().list();
    sent(
        call.file_token(given.text("path.file_token"))
            .page_size(given.integer("query.page_size"))
            .page_token(given.text("query.page_token"))
            .obj_type(given.text("query.obj_type"))
            .send(),
    )
}
