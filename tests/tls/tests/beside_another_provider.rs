//! A program whose own rustls uses aws-lc, chosen for the whole process, beside a client that
//! brings ring: neither notices the other.

use larkspur_tests_tls::Platform;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use std::sync::Arc;

#[tokio::test]
async fn the_choice_of_the_process_stands_and_calls_work() {
    aws_lc_rs::default_provider().install_default().expect("nobody has chosen before");
    let chosen = Arc::clone(CryptoProvider::get_default().expect("it is chosen"));

    let platform = Platform::start().await;
    let client = platform.client().root_certificate(platform.authority.as_str()).build();
    let client = client.expect("a complete client");
    client.task().v2().tasklist().list().send().await.expect("a page");
    assert_eq!(platform.capture.calls().len(), 1);

    let now = CryptoProvider::get_default().expect("it is still chosen");
    assert!(Arc::ptr_eq(&chosen, now), "the client has chosen another provider");
    // What the program does with rustls without naming a provider still works.
    let roots = rustls::RootCertStore::empty();
    let own = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    assert!(Arc::ptr_eq(&chosen, own.crypto_provider()));
}
