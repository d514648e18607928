//! The scripted platform behind a real socket: what the built-in transport does to a request on
//! its way (rewriting a path, adding a header, following a redirect) shows only here.
//!
//! HTTP/1.1, one request per connection; just enough to read what a client wrote.

use crate::capture::{Answer, Capture, Recorded};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt::Write as _;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Serves the platform on a free port for as long as the runtime lives; returns its address.
pub async fn start(platform: &Arc<Capture>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound port");
    let platform = Arc::clone(platform);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let platform = Arc::clone(&platform);
            tokio::spawn(async move { serve(stream, &platform, "http").await });
        }
    });
    format!("http://{address}")
}

/// Reads one request and writes its answer.
pub async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    platform: &Capture,
    scheme: &str,
) {
    let Some(request) = receive(&mut stream, scheme).await else { return };
    if let Some(answer) = platform.receive(request) {
        let _ = stream.write_all(&written(&answer)).await;
    }
    let _ = stream.shutdown().await;
}

async fn receive(stream: &mut (impl AsyncRead + Unpin), scheme: &str) -> Option<Recorded> {
    let mut read = BytesMut::new();
    let head = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = read.split_to(end);
            drop(read.split_to(4));
            break head;
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(head.to_vec()).expect("a head is ASCII");
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").expect("a header line");
        let name: HeaderName = name.parse().expect("a header name");
        headers.append(name, HeaderValue::from_str(value).expect("a header value"));
    }
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.to_str().expect("digits").parse::<usize>().expect("a length"));
    while read.len() < length {
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    Some(Recorded {
        method: method.parse().expect("a method"),
        host: format!("{scheme}://{}", headers.get("host")?.to_str().expect("a host")),
        path: path.to_owned(),
        query,
        headers,
        body: Bytes::from(read),
    })
}

fn written(answer: &Answer) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\nconnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        let value = value.to_str().expect("a header value");
        write!(head, "{name}: {value}\r\n").expect("a string grows");
    }
    if !answer.headers.contains_key("content-length") {
        write!(head, "content-length: {}\r\n", answer.body.len()).expect("a string grows");
    }
    [head.as_bytes(), b"\r\n", &answer.body].concat()
}
