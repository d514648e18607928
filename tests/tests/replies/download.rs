//! Downloads: bytes and not JSON, but a failure is JSON all the same.

use super::compare;
use super::outcome::Refusal;
use crate::answer;
use larkspur::feishu::drive::v1::media::download;
use larkspur::{Download, ErrorKind, Response};
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::clients;
use larkspur_tests::golden::{self, list, text};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const ID: &str = "feishu.drive.v1.media.download";

async fn fetch(platform: &Arc<Capture>) -> Result<Response<Download>, download::Error> {
    let client = clients::on(clients::feishu_app(), platform);
    client.drive().v1().media().download().file_token("demo").send().await
}

async fn refused(platform: &Arc<Capture>, what: &str) -> Refusal {
    match fetch(platform).await {
        Ok(file) => panic!("{what} was taken for a file: {file:?}"),
        Err(error) => error.into(),
    }
}

#[tokio::test(start_paused = true)]
async fn files_come_with_their_headers() {
    for case in list(&golden::read("reply", ID), "replies") {
        let what = text(case, "case");
        let file = fetch(&Capture::always(answer(case))).await;
        let file = file.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(u64::from(file.status().as_u16()), case["http"].as_u64().expect("a status"));
        let disposition = file.headers().get("content-disposition");
        let disposition = disposition.map(|value| value.to_str().expect("ASCII").to_owned());
        let content_type = file.content_type().map(ToOwned::to_owned);
        let bytes = file.into_inner().bytes(1 << 20).await;
        let bytes = bytes.unwrap_or_else(|error| panic!("{what}: {error}"));
        let seen = json!({
            "bytes_utf8": String::from_utf8(bytes.to_vec()).expect("UTF-8"),
            "content_type": content_type,
            "content_disposition": disposition,
        });
        let faults = compare::faults(&seen, &case["expect"]);
        assert!(faults.is_empty(), "{what}: {}", faults.join("\n"));
    }
}

#[tokio::test(start_paused = true)]
async fn file_names_are_read_in_both_spellings() {
    for (disposition, name) in [
        ("attachment; filename=\"demo.png\"", "demo.png"),
        ("attachment; filename*=UTF-8''%E6%BC%94%E7%A4%BA.txt", "演示.txt"),
        ("attachment; filename=\"../../etc/demo.txt\"", "demo.txt"),
    ] {
        let answer = Answer::text(200, "x").with_header("content-disposition", disposition);
        let file = fetch(&Capture::always(answer)).await.expect("a file");
        assert_eq!(file.file_name(), Some(name), "{disposition}");
    }
}

#[tokio::test(start_paused = true)]
async fn failures_are_told_from_files() {
    let golden = golden::read("reply", ID);
    for case in list(&golden, "errors") {
        let platform = Capture::always(answer(case));
        let what = format!("code {} under {}", case["code"], case["http"]);
        let refusal = refused(&platform, &what).await;
        let faults = compare::refusal_faults(&refusal, case, ID);
        assert!(faults.is_empty(), "{what}:\n{}\n{}", faults.join("\n"), refusal.display);
    }
    for case in list(&golden, "status_errors") {
        let what = format!("status {} alone", case["http"]);
        let refusal = refused(&Capture::always(answer(case)), &what).await;
        assert_eq!(refusal.kind, ErrorKind::UnexpectedReply, "{what}: {}", refusal.display);
        assert_eq!(refusal.status.map(u64::from), case["http"].as_u64(), "{what}");
        assert_eq!((refusal.code, refusal.name), (None, None), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_breaks_off_is_never_taken_for_whole() {
    for case in list(&golden::read("reply", ID), "steering_faults") {
        let what = text(case, "case");
        match fetch(&Capture::always(answer(case))).await {
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::UnexpectedReply, "{what}: {error}");
                assert_eq!(error.status().map(|s| u64::from(s.as_u16())), case["http"].as_u64());
            }
            // The head of a cut file is good; reading it to its end tells.
            Ok(file) => {
                assert_eq!(what, "cut_off");
                let read = file.into_inner().bytes(1 << 20).await;
                assert!(read.is_err(), "{what} was taken for a whole file");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_renewed_for_downloads_too() {
    let body = json!({"code": 99991663, "msg": "demo token rejected"});
    for status in [200, 400, 403] {
        let platform = Capture::of([Answer::json(status, &body), Answer::text(200, "file")]);
        let file = fetch(&platform).await.expect("a file");
        assert_eq!(file.into_inner().bytes(16).await.expect("bytes"), "file");
        assert_eq!((platform.calls().len(), platform.token_calls().len()), (2, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn one_redirect_is_followed_without_any_credential() {
    let target = "https://storage.example.com/demo?signature=abc";
    let redirect = Answer::text(302, "").with_header("location", target);
    let platform = Capture::of([redirect.clone(), Answer::text(200, "file")]);
    let client = clients::on(clients::feishu_app().header("x-demo-proof", "demo"), &platform);
    let call = client.drive().v1().media().download().file_token("demo");
    let file = call.with_header("x-demo-call", "demo").send().await.expect("a file");
    assert_eq!(file.into_inner().bytes(16).await.expect("bytes"), "file");
    let calls = platform.calls();
    assert_eq!(calls.len(), 2);
    assert!(calls[0].headers.contains_key("authorization"));
    let second = &calls[1];
    let query = second.query.as_deref().expect("the query of the target");
    let address = format!("{}{}?{query}", second.host, second.path);
    assert_eq!(address, target);
    for name in ["authorization", "cookie", "x-demo-proof", "x-demo-call"] {
        assert!(!second.headers.contains_key(name), "`{name}` went to the storage host");
    }

    let twice = Capture::always(redirect);
    assert_eq!(refused(&twice, "a second redirect").await.kind, ErrorKind::Redirect);
    assert_eq!(twice.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_reader_is_kept() {
    let answer = |case: Value| answer(&case);
    let long = answer(json!({"http": 200, "text": "0123456789"}));
    let file = fetch(&Capture::always(long.clone())).await.expect("a file");
    assert!(file.into_inner().bytes(9).await.is_err());
    // The limit of decoded replies is not one of files.
    let client = clients::on(clients::feishu_app().body_limit(1), &Capture::always(long));
    let call = client.drive().v1().media().download().file_token("demo");
    let file = call.send().await.expect("a file");
    assert_eq!(file.into_inner().bytes(10).await.expect("bytes").len(), 10);
}
