//! The built-in transport over real sockets.

use crate::platform::{Get, Open, PLATFORM, Upload};
use crate::world::{call, chunks};
use larkspur_runtime::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Serves the same bytes to every connection and keeps what it was sent.
async fn serve(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let keep = Arc::clone(&keep);
            tokio::spawn(async move {
                let mut all = Vec::new();
                while !complete(&all) {
                    let mut chunk = [0; 4096];
                    match stream.read(&mut chunk).await {
                        Ok(0) | Err(_) => break,
                        Ok(count) => all.extend_from_slice(&chunk[..count]),
                    }
                }
                keep.lock().unwrap().push(String::from_utf8_lossy(&all).into_owned());
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    (address, heard)
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\
    X-Log-Id: l\r\nConnection: close\r\n\r\n{\"code\":0,\"data\":{\"items\":[\"x\"]}}   ";

fn client(base: &str) -> Client {
    let builder = Client::builder(&PLATFORM).base_url(base).no_proxy();
    builder.token("user", "u-1").build().unwrap()
}

#[tokio::test]
async fn plain_http_works_in_every_build() {
    let (base, heard) = serve(GOOD).await;
    let reply = call(&client(&base), Get::of("a b")).await.unwrap();
    assert_eq!((reply.items.len(), reply.log_id()), (1, Some("l")));
    let heard = heard.lock().unwrap()[0].to_ascii_lowercase();
    assert!(heard.starts_with("get /things/a%20b/parts?trace="), "{heard}");
    assert!(heard.contains("authorization: bearer u-1\r\n"), "{heard}");
    assert!(heard.contains("user-agent: larkspur/"), "{heard}");
}

#[tokio::test]
async fn lengths_are_announced() {
    let (base, heard) = serve(GOOD).await;
    call(&client(&base), Open::default()).await.unwrap();
    let first = heard.lock().unwrap().pop().unwrap().to_ascii_lowercase();
    assert!(first.contains("content-length: 2\r\n") && first.ends_with("\r\n\r\n{}"), "{first}");
}

#[tokio::test]
async fn a_streamed_upload_is_not_chunked_and_a_short_one_fails() {
    let (base, heard) = serve(GOOD).await;
    let builder = Client::builder(&PLATFORM).base_url(&base).no_proxy();
    let builder = builder.token("app", "t-1").credential("actor", "1").credential("ea", "e");
    let client = builder.build().unwrap();
    let upload = |announced| Upload {
        file: Some(FilePart::from_stream("a", announced, chunks([b"ab", b"cde"]))),
    };
    call(&client, upload(5)).await.unwrap();
    let sent = heard.lock().unwrap().pop().unwrap();
    assert!(!sent.to_ascii_lowercase().contains("transfer-encoding"), "{sent}");
    assert!(sent.contains("\r\n\r\nabcde\r\n--larkspur-"), "{sent}");
    for announced in [4, 6] {
        let error = call(&client, upload(announced)).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Transport, Retry::Never), "{error}");
    }
}

#[tokio::test]
async fn redirects_and_cut_bodies_are_errors() {
    let (base, heard) = serve(
        "HTTP/1.1 302 Found\r\nLocation: https://login.example/x?t=1\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n",
    )
    .await;
    let error = call(&client(&base), Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), heard.lock().unwrap().len()), (ErrorKind::Redirect, 1));
    let (base, _) =
        serve("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n{\"code\":0")
            .await;
    let error = call(&client(&base), Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Transport, Retry::Backoff), "{error}");
}

#[tokio::test]
async fn no_listener_means_not_connected() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = call(&client(&base), Get::of("private")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.message().starts_with("no connection could be made: "), "{error}");
    assert!(!format!("{error} {error:?}").contains("private"), "{error:?}");
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let builder = Client::builder(&PLATFORM).base_url(base).no_proxy().token("user", "u-1");
    let client = builder.timeout(Duration::from_millis(50)).build().unwrap();
    assert_eq!(call(&client, Get::of("1")).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[cfg(any(feature = "ring", feature = "aws-lc", feature = "native-tls"))]
#[tokio::test]
async fn https_begins_with_a_handshake() {
    let (base, heard) = serve("no TLS").await;
    let base = base.replace("http:", "https:");
    let builder = Client::builder(&PLATFORM).base_url(&base).no_proxy().token("user", "u-1");
    let client = builder.connect_timeout(Duration::from_millis(300)).build().unwrap();
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    let heard = heard.lock().unwrap();
    assert!(heard.is_empty() || heard[0].starts_with('\u{16}'), "{heard:?}");
}

#[cfg(not(any(feature = "ring", feature = "aws-lc", feature = "native-tls")))]
#[tokio::test]
async fn https_without_tls_is_told_at_once() {
    let error = Client::builder(&PLATFORM).build().unwrap_err();
    assert!(error.to_string().contains("enable one of its features"), "{error}");
    let (base, _) = serve(GOOD).await;
    call(&client(&base), Get::of("1")).await.unwrap();
}
