//! Who calls: one request for a token however many wait, one repetition when a token is refused,
//! and no request at all without a fitting proof.

use crate::{APPROVALS, START, TASKLISTS, WINDOW, tasklists};
use larkspur::{ErrorKind, feishu};
use larkspur_mock::Mock;
use larkspur_tests::mocked;

const CALLERS: usize = 64;

async fn mock() -> Mock {
    Mock::builder().records(3).start().await.expect("the mock starts")
}

/// Lists task lists from many tasks at once, with one client.
async fn crowd(feishu: &feishu::Client) {
    let calls: Vec<_> =
        (0..CALLERS).map(|_| tokio::spawn(feishu.task().v2().tasklist().list().send())).collect();
    for call in calls {
        let reply = call.await.expect("no panic").expect("the call succeeds");
        assert_eq!(reply.items.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_cold_calls_get_one_token() {
    let mock = mock().await;
    crowd(&mocked::feishu(&mock)).await;
    assert_eq!(mock.calls(TASKLISTS), CALLERS);
    assert_eq!(mock.token_calls("feishu"), 1);
}

/// All of them hear that the token is over; the first one that asks gets another for all.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_refused_calls_get_one_new_token() {
    let mock = mock().await;
    let feishu = mocked::feishu(&mock);
    feishu.task().v2().tasklist().list().send().await.expect("the call succeeds");
    mock.expire_tokens();
    crowd(&feishu).await;
    assert_eq!(mock.token_calls("feishu"), 2);
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_call_repeated_once() {
    let mock = mock().await;
    mock.force_token_invalid(TASKLISTS).expect("an operation");
    let reply = tasklists(&mock, 50).send().await.expect("the call succeeds");
    assert_eq!(reply.items.len(), 3);
    assert_eq!((mock.calls(TASKLISTS), mock.token_calls("feishu")), (2, 2));
}

/// The three platforms refuse tokens in three envelopes, one of them with HTTP 200.
#[tokio::test]
async fn every_platform_replaces_a_refused_token() {
    let mock = mock().await;
    let (project, fxiaoke) = (mocked::project(&mock), mocked::fxiaoke(&mock));
    let id = |operation, name| mocked::id(&mock, operation, name);

    let batch_query = "feishu_project.work_item.deliverable.batch_query";
    mock.force_token_invalid(batch_query).expect("an operation");
    let call = project.work_item().deliverable().batch_query();
    call.project_key(id(batch_query, "project_key")).send().await.expect("the call succeeds");
    assert_eq!((mock.calls(batch_query), mock.token_calls("feishu_project")), (2, 2));

    let query = "fxiaoke.crm.object.approval_instances.query";
    mock.force_token_invalid(query).expect("an operation");
    let call = fxiaoke.crm().object().approval_instances().query();
    call.data_id(id(query, "dataId")).send().await.expect("the call succeeds");
    assert_eq!((mock.calls(query), mock.token_calls("fxiaoke")), (2, 2));
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error_and_no_loop() {
    let mock = mock().await;
    for _ in 0..10 {
        mock.force_token_invalid(TASKLISTS).expect("an operation");
    }
    let error = tasklists(&mock, 50).send().await.expect_err("refused twice");
    assert_eq!((error.kind(), error.name()), (ErrorKind::Api, Some("tenant_token_invalid")));
    assert_eq!((mock.calls(TASKLISTS), mock.token_calls("feishu")), (2, 2));
}

#[tokio::test]
async fn a_call_can_be_made_in_the_name_of_another_user() {
    let mock = mock().await;
    let token = mocked::credentials(&mock, "feishu");
    let token = token.token("user").expect("users bring their tokens");
    let call = tasklists(&mock, 50).with_user_token(token);
    call.send().await.expect("the call succeeds");
    let sent = mock.last_request_of(TASKLISTS).expect("one request");
    assert_eq!(sent.header("authorization"), Some(format!("Bearer {token}").as_str()));
    assert_eq!(mock.total_calls(), 1, "no tenant token is needed");
}

#[tokio::test]
async fn a_list_is_read_in_the_name_of_that_user_to_its_end() {
    let mock = Mock::builder().seed(TASKLISTS, 7).start().await.expect("the mock starts");
    let token = mocked::credentials(&mock, "feishu");
    let token = token.token("user").expect("users bring their tokens");
    let mut lists = tasklists(&mock, 2).with_user_token(token).items();
    let mut count = 0;
    while lists.try_next().await.expect("the page comes").is_some() {
        count += 1;
    }
    assert_eq!((count, mock.calls(TASKLISTS), mock.total_calls()), (7, 4, 4));
}

#[tokio::test]
async fn without_a_fitting_proof_nothing_is_sent() {
    let mock = mock().await;
    let user = mocked::built(&mock, feishu::Client::builder().user_token("u-demo"));
    let nobody = mocked::built(&mock, feishu::Client::builder());
    let app = mocked::feishu(&mock);
    let code = mocked::id(&mock, APPROVALS, "approval_code");
    let call = |feishu: &feishu::Client| {
        let list = feishu.approval().v4().instance().list();
        list.approval_code(&code).between(START, START.plus(WINDOW))
    };
    for call in [call(&user), call(&nobody), call(&app).with_user_token("u-demo")] {
        let error = call.send().await.expect_err("approvals take tenant tokens only");
        assert_eq!(error.kind(), ErrorKind::NoCredential);
        assert!(error.to_string().contains("`tenant`"), "{error}");
    }
    assert_eq!(mock.total_calls(), 0);
}
