//! Files that go out.

use crate::platform::Upload;
use crate::world::*;
use larkspur_runtime::*;

fn stream(announced: u64) -> Upload {
    Upload { file: Some(FilePart::from_stream("审.bin", announced, chunks([b"ab", b"cde"]))) }
}

#[tokio::test]
async fn a_stream_goes_out_with_its_length() {
    let world = World::with_tokens(|_| good());
    call(&world.client(), stream(5)).await.unwrap();
    let sent = world.sent().pop().unwrap();
    let body = sent.body.unwrap();
    assert_eq!(sent.length, body.len() as u64);
    assert!(body.contains("filename=\"审.bin\"") && body.contains("\r\n\r\nabcde\r\n--"));
    assert!(
        sent.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
}

#[tokio::test]
async fn a_stream_of_another_length_fails_the_call() {
    let world = World::with_tokens(|_| good());
    for announced in [4, 6] {
        let error = call(&world.client(), stream(announced)).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Transport, Retry::Never));
    }
}

#[tokio::test]
async fn bytes_are_sent_again_with_another_token_and_streams_are_not() {
    let refuse_first = || {
        World::with_tokens(|sent| match sent.header("authorization") {
            Some("Bearer t-1") => json(400, r#"{"code":401,"msg":"token"}"#),
            _ => good(),
        })
    };
    let world = refuse_first();
    let bytes = Upload { file: Some(FilePart::from_bytes("a", &b"abc"[..])) };
    call(&world.client(), bytes).await.unwrap();
    assert_eq!(world.count("/upload"), 2);
    let world = refuse_first();
    let upload = stream(5);
    let error = call(&world.client(), upload.clone()).await.unwrap_err();
    assert_eq!((error.kind(), world.count("/upload")), (ErrorKind::Api, 1));
    let error = call(&world.client(), upload).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
}
