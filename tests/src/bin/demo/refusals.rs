//! Two calls that fail, and what the client says of them.

use crate::harvest::{APPROVALS, end};
use larkspur::feishu::approval::v4::instance::list::{Code, Error};
use larkspur::{ErrorKind, feishu};
use larkspur_mock::Mock;
use larkspur_tests::mocked;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The error of a call, and why it is not the one to be shown, if so.
pub(crate) struct Shown {
    pub(crate) error: String,
    pub(crate) wrong: Option<String>,
}

impl Shown {
    fn new(error: &Error, expected: &[(&str, bool)]) -> Shown {
        let line = error.to_string();
        let one_line = [("it has more than one line", !line.contains('\n'))];
        let mut all = expected.iter().chain(&one_line);
        let wrong = all.find(|(_, right)| !right).map(|(what, _)| (*what).to_owned());
        Shown { error: line, wrong }
    }

    fn nothing() -> Shown {
        let wrong = Some("the call succeeded".to_owned());
        Shown { error: String::new(), wrong }
    }
}

/// A call that breaks three documented limits at once.
pub(crate) async fn invalid(feishu: &feishu::Client, mock: &Mock) -> Shown {
    let calls = mock.total_calls();
    let list = feishu.approval().v4().instance().list();
    let call = list.approval_code("").page_size(500).between(end().minus(DAY), end());
    let Err(error) = call.send().await else { return Shown::nothing() };
    Shown::new(
        &error,
        &[
            ("it is no error of validation", error.kind() == ErrorKind::Invalid),
            ("it does not tell all three violations", error.violations().len() == 3),
            ("something was sent", mock.total_calls() == calls),
        ],
    )
}

/// A call for an approval definition that does not exist.
pub(crate) async fn refused(feishu: &feishu::Client, mock: &Mock) -> Shown {
    let known = mocked::id(mock, APPROVALS, "approval_code");
    let unknown = known.chars().rev().collect::<String>();
    let list = feishu.approval().v4().instance().list();
    let call = list.approval_code(unknown).start_time(end().minus(DAY / 3)).end_time(end());
    let Err(error) = call.send().await else { return Shown::nothing() };
    Shown::new(
        &error,
        &[
            ("it is another code", error.code() == Some(&Code::ApprovalCodeNotFound)),
            ("the name is missing", error.name() == Some("approval_code_not_found")),
            ("the HTTP status is missing", error.status().is_some_and(|status| status == 400)),
            ("the log id is missing", error.log_id().is_some()),
        ],
    )
}
