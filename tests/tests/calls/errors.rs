//! Documented codes become variants, whatever kind of call they end.

use crate::platform;
use larkspur::feishu::{admin, attendance, authen, contact, drive, helpdesk, wiki};
use larkspur::{Error, ErrorKind, FilePart};
use larkspur_tests::mocked;
use std::fmt::Debug;

/// The error of a call that is refused with a code, and its variant.
fn refused<T: Debug, C>(outcome: Result<T, Error<C>>, variant: &C)
where
    C: larkspur::runtime::ErrorCode,
{
    let error = outcome.expect_err("the mock refuses the call");
    assert_eq!(error.kind(), ErrorKind::Api, "{error}");
    assert_eq!(error.code(), Some(variant), "{error}");
    assert_eq!(error.name(), variant.name());
    assert!(error.log_id().is_some(), "{error}");
}

macro_rules! forced {
    ($mock:expr, $operation:literal, $code:expr, $send:expr) => {{
        let code = larkspur::runtime::ErrorCode::code(&$code);
        $mock.force_error($operation, code).expect("a documented code");
        refused($send.await, &$code);
    }};
}

#[tokio::test]
async fn codes_of_json_calls() {
    let (mock, client) = platform().await;
    let call = client.contact().v3().user().patch().user_id("ou_demo").send();
    let code = contact::v3::user::patch::Code::EmailIsInvalidError;
    forced!(mock, "feishu.contact.v3.user.patch", code, call);
    let call = client.wiki().v2().space().list().send();
    forced!(mock, "feishu.wiki.v2.space.list", wiki::v2::space::list::Code::InvalidUser, call);
    let call = client.helpdesk().v1().agent_skill().list().x_lark_helpdesk_authorization("demo");
    let code = helpdesk::v1::agent_skill::list::Code::PermissionDenied;
    forced!(mock, "feishu.helpdesk.v1.agent_skill.list", code, call.send());
}

#[tokio::test]
async fn a_code_ends_a_list() {
    let (mock, client) = platform().await;
    let code = admin::v1::badge_grant::list::Code::CannotFindBadge;
    let call = client.admin().v1().badge_grant().list().badge_id("m_demo").page_size(10);
    let mut items = call.items();
    forced!(mock, "feishu.admin.v1.badge_grant.list", code, items.try_next());
}

#[tokio::test]
async fn codes_of_uploads_and_downloads() {
    let (mock, client) = platform().await;
    let part = client.drive().v1().media().upload_part().upload_id("7").seq(0).size(4);
    let call = part.file(FilePart::from_bytes("part", "demo")).send();
    let code = drive::v1::media::upload_part::Code::UploadIdExpire;
    forced!(mock, "feishu.drive.v1.media.upload_part", code, call);
    let call = client.attendance().v1().file().download().file_id("photo-1").send();
    let code = attendance::v1::file::download::Code::ParamIsInvalid;
    forced!(mock, "feishu.attendance.v1.file.download", code, call);
}

#[tokio::test]
async fn codes_of_calls_without_a_token() {
    use authen::v2::oauth::refresh_user_access_token::Code as Refreshing;
    let (mock, _) = platform().await;
    let client = mocked::built(&mock, larkspur::feishu::Client::builder());
    let call = client.authen().v2().oauth().refresh_user_access_token();
    let call = call.client_id("cli_demo").client_secret("demo").refresh_token("demo").send();
    let operation = "feishu.authen.v2.oauth.refresh_user_access_token";
    let known = Refreshing::RefreshTokenHasBeenUsed;
    mock.force_error(operation, 20_073).expect("a documented code");
    refused(call.await, &known);
}

#[tokio::test]
async fn what_the_mock_finds_wrong_by_itself_is_a_documented_code_too() {
    let (mock, client) = platform().await;
    let call = client.im().v1().message().create().receive_id_type("open_id").receive_id("ou_demo");
    let outcome = call.msg_type("text").content("{}").uuid("x".repeat(51)).unchecked().send().await;
    let error = outcome.expect_err("the text is too long");
    let name = error.name().expect("a documented code");
    assert_eq!(error.kind(), ErrorKind::Api, "{name}");
    assert_eq!(mock.calls("feishu.im.v1.message.create"), 1);
}
