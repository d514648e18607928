//! A program that has chosen no provider for its rustls: clients work, and choose none for it.

use larkspur::{ErrorKind, feishu_project, fxiaoke};
use larkspur_tests::clients;
use larkspur_tests_tls::Platform;
use rustls::crypto::CryptoProvider;

#[tokio::test]
async fn clients_work_and_leave_the_choice_open() {
    let none = || assert!(CryptoProvider::get_default().is_none(), "a client has chosen");
    none();
    let platform = Platform::start().await;
    let project: feishu_project::Client = clients::plugin().build().expect("a complete client");
    let fxiaoke: fxiaoke::Client = clients::fxiaoke_app().build().expect("a complete client");
    drop((project, fxiaoke));
    none();

    let trusting = platform.client().root_certificate(platform.authority.as_str()).build();
    let trusting = trusting.expect("a complete client");
    trusting.task().v2().tasklist().list().send().await.expect("a page");
    trusting.task().v2().tasklist().list().send().await.expect("another page");
    assert_eq!(platform.capture.calls().len(), 2);
    assert_eq!(platform.capture.token_calls().len(), 1);
    none();
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let platform = Platform::start().await;
    let stranger = Platform::start().await;
    let wary = platform.client().build().expect("a complete client");
    let misled = platform.client().root_certificate(stranger.authority.as_str()).build();
    for client in [wary, misled.expect("a complete client")] {
        let call = client.task().v2().tasklist().list().with_user_token("u-demo");
        let error = call.send().await.expect_err("nobody vouches for the server");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.to_string().contains("certificate"), "{error} does not say why");
    }
    assert_eq!(platform.capture.traffic(), 0, "a request left for a server that is not trusted");
}
