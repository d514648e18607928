//! An upload: a multipart form with the file last.

use super::given::{Given, Sending, Suite, sent};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu.drive.v1.media.upload_all",
    calls: &[
        ("required_only", required_only),
        ("every_parameter", every_parameter),
        ("awkward_characters", every_parameter),
        ("empty_file", required_only),
    ],
    not_offered: &[],
};

fn required_only(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().media().upload_all();
    sent(
        call.file_name(given.text("body.file_name"))
            .parent_type(given.text("body.parent_type"))
            .parent_node(given.text("body.parent_node"))
            .size(given.integer("body.size"))
            .file(given.file("body.file"))
            .send(),
    )
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().media().upload_all();
    sent(
        call.file(given.file("body.file"))
            .extra(given.text("body.extra"))
            .checksum(given.text("body.checksum"))
            .size(given.integer("body.size"))
            .parent_node(given.text("body.parent_node"))
            .parent_type(given.text("body.parent_type"))
            .file_name(given.text("body.file_name"))
            .send(),
    )
}
