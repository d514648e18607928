//! Files, failures that look like files, and the one redirect.

use crate::platform::{Code, File};
use crate::world::*;
use larkspur_runtime::*;
use std::sync::Mutex;
use std::time::Duration;

async fn fetch(world: &World) -> Result<Response<Download>, Error<Code>> {
    Fetch::new(Draft::new(&world.client()), File::default()).await
}

async fn fetched(answer: Answer) -> Result<Response<Download>, Error<Code>> {
    let answer = Mutex::new(Some(answer));
    fetch(&World::with_tokens(move |_| answer.lock().unwrap().take().unwrap())).await
}

#[tokio::test]
async fn a_file_is_a_stream() {
    let headers = [
        ("content-type", "text/plain"),
        ("content-length", "5"),
        ("content-disposition", "attachment; filename*=UTF-8''%E5%AE%A1.txt"),
        ("x-log-id", "l"),
    ];
    let response = fetched(answer(200, &headers, chunks([b"ab", b"cde"]))).await.unwrap();
    assert_eq!((response.log_id(), response.status().as_u16()), (Some("l"), 200));
    assert_eq!(response.content_type(), Some("text/plain"));
    assert_eq!(response.file_name(), Some("审.txt"));
    assert_eq!(response.content_length(), Some(5));
    let mut file = response.into_inner();
    assert_eq!(file.chunk().await.unwrap().as_deref(), Some(&b"ab"[..]));
    assert_eq!(file.chunk().await.unwrap().as_deref(), Some(&b"cde"[..]));
    assert_eq!(file.chunk().await.unwrap(), None);
    assert_eq!(file.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_is_cut_or_too_long_is_an_error() {
    let cut = [("content-length", "9")];
    let file = fetched(answer(200, &cut, chunks([b"ab"]))).await.unwrap().into_inner();
    assert!(matches!(file.bytes(100).await, Err(DownloadError::Cut(7))));
    let file = fetched(answer(200, &[], chunks([b"ab", b"cd"]))).await.unwrap().into_inner();
    assert!(matches!(file.bytes(3).await, Err(DownloadError::TooLarge(3))));
    let file = fetched(answer(200, &[], chunks([b"ab", b"cd"]))).await.unwrap().into_inner();
    assert_eq!(file.bytes(4).await.unwrap().as_ref(), b"abcd");
}

#[tokio::test]
async fn a_json_envelope_is_a_failure_and_a_json_file_is_a_file() {
    let kind = ("content-type", "application/json; charset=utf-8");
    let disposition = ("content-disposition", "attachment; filename=a.json");
    for body in [r#"{"code":1001}"#, r#"{"code":77,"msg":"no"}"#] {
        let error = fetched(answer(200, &[kind], chunks([body.as_bytes()]))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        let file = fetched(answer(200, &[kind, disposition], chunks([body.as_bytes()]))).await;
        assert_eq!(file.unwrap().into_inner().bytes(100).await.unwrap(), body.as_bytes());
    }
    for body in ["[1,2]", "{}", r#"{"code":0,"msg":"ok"}"#, r#"{"code":77}"#, "not json", ""] {
        let (head, tail) = body.as_bytes().split_at(body.len() / 2);
        let file = fetched(answer(200, &[kind], chunks([head, tail]))).await.unwrap();
        assert_eq!(file.into_inner().bytes(100).await.unwrap(), body.as_bytes());
    }
    let large = format!(r#"{{"code":1001,"msg":"{}"}}"#, "x".repeat(200_000));
    let parts = [&large.as_bytes()[..100_000], &large.as_bytes()[100_000..]];
    let file = fetched(answer(200, &[kind], chunks(parts))).await.unwrap();
    assert_eq!(file.into_inner().bytes(1 << 20).await.unwrap(), large.as_bytes());
    let error = fetched(answer(404, &[disposition], chunks([b"gone"]))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedReply);
}

#[tokio::test]
async fn one_redirect_is_followed_without_any_credential() {
    let world = World::with_tokens(|sent| match sent.path().as_str() {
        "/files/1" => answer(302, &[("location", "https://cdn.example/blob?sign=1")], chunks([])),
        _ => answer(200, &[], chunks([b"abc"])),
    });
    let client = app(world.builder()).header("x-key", "private").build().unwrap();
    let draft = Draft::new(&client).with_header("x-own", "private");
    let file = Fetch::new(draft, File { range: Some("bytes=0-2".to_owned()) }).await.unwrap();
    assert_eq!(file.into_inner().bytes(10).await.unwrap().as_ref(), b"abc");
    let sent = world.sent().pop().unwrap();
    assert_eq!(
        (sent.method.as_str(), sent.uri.as_str()),
        ("GET", "https://cdn.example/blob?sign=1")
    );
    let mut names: Vec<_> = sent.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["range", "user-agent"]);
}

#[tokio::test]
async fn no_second_redirect_nor_a_wrong_one() {
    for location in [
        "https://cdn.example/again",
        "http://cdn.example/plain",
        "ftp://cdn.example/x",
        "file:///etc/passwd",
        "https://user:pass@cdn.example/x",
    ] {
        let world = World::with_tokens(move |_| answer(302, &[("location", location)], chunks([])));
        let error = fetch(&world).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect, "{location}");
        let followed = usize::from(location.ends_with("again"));
        assert_eq!(world.sent().len(), 2 + followed, "{location}");
    }
}

#[tokio::test]
async fn an_invalid_token_is_renewed_for_files_too() {
    let world = World::with_tokens(|sent| match sent.header("authorization") {
        Some("Bearer t-1") => json(200, r#"{"code":401,"msg":"token"}"#),
        _ => answer(200, &[], chunks([b"abc"])),
    });
    fetch(&world).await.unwrap();
    assert_eq!((world.count("/token"), world.count("/files/1")), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stops_coming_is_given_up() {
    let stuck = World::with_tokens(|_| answer(200, &[], Box::pin(Never)));
    let client = app(stuck.builder()).timeout(Duration::from_secs(9)).build().unwrap();
    for (draft, seconds) in
        [(Draft::new(&client), 9), (Draft::new(&client).with_deadline(Duration::from_secs(4)), 4)]
    {
        let start = tokio::time::Instant::now();
        let mut file = Fetch::new(draft, File::default()).await.unwrap().into_inner();
        assert!(matches!(file.chunk().await, Err(DownloadError::Timeout)));
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_a_file_that_never_ends() {
    struct Endless;
    impl futures_core::Stream for Endless {
        type Item = Result<bytes::Bytes, std::io::Error>;

        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Ok("x".into())))
        }
    }
    let world = World::with_tokens(|_| answer(200, &[], Box::pin(Endless)));
    let draft = Draft::new(&world.client()).with_deadline(Duration::from_secs(4));
    let mut file = Fetch::new(draft, File::default()).await.unwrap().into_inner();
    assert!(file.chunk().await.is_ok());
    tokio::time::advance(Duration::from_secs(4)).await;
    assert!(matches!(file.chunk().await, Err(DownloadError::Timeout)));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_leads_nowhere_has_been_counted_all_the_same() {
    let world = World::with_tokens(|sent| match sent.path().as_str() {
        "/files/1" => answer(302, &[("location", "https://store.example/1")], chunks([])),
        _ => broken(TransportErrorKind::Connect),
    });
    let windows = [Quota { calls: 1, per: seconds(60) }];
    let builder = app(world.builder()).retry(RetryPolicy::none());
    let client = builder.quota(QuotaPolicy::windows(windows)).build().unwrap();
    let start = tokio::time::Instant::now();
    for _ in 0..2 {
        let draft = Draft::new(&client);
        Fetch::new(draft, crate::platform::File::default()).await.unwrap_err();
    }
    assert_eq!(start.elapsed().as_secs(), 60);
}
