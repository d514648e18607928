//! A download: no body, and a range as a header.

use super::given::{Given, Sending, Suite, fetched};

pub(crate) const SUITE: Suite = Suite {
    operation: "feishu.drive.v1.media.download",
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
    let call = client.drive().v1().media().download();
    fetched(call.file_token(given.text("path.file_token")).send())
}

fn every_parameter(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().media().download();
    fetched(
        call.range(given.text("header.Range"))
            .extra(given.text("query.extra"))
            .file_token(given.text("path.file_token"))
            .send(),
    )
}

fn awkward_characters(given: &Given<'_>) -> Sending {
    let client = given.feishu();
    let call = client.drive().v1().media().download();
    fetched(call.file_token(given.text("path.file_token")).extra(given.text("query.extra")).send())
}
