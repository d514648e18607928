//! The same deliveries on sockets, where connections really break.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Misbehaviour, Mock};
use std::time::{Duration, Instant};
use support::{feishu, get, tenant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const TASKS: &str = "feishu.task.v2.tasklist.list";
const TARGET: &str = "/open-apis/task/v2/tasklists";

/// Sends requests on one connection that is to be kept open, and reads until it closes.
async fn kept_open(mock: &Mock, token: &str, requests: usize) -> Vec<u8> {
    let mut stream = TcpStream::connect(mock.address().unwrap()).await.unwrap();
    let head =
        format!("GET {TARGET} HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer {token}\r\n\r\n");
    for _ in 0..requests {
        stream.write_all(head.as_bytes()).await.unwrap();
    }
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    // A break may come as a reset, which is no end but ends it as well.
    let _ = tokio::time::timeout(Duration::from_secs(20), read).await.expect("it closes");
    bytes
}

#[tokio::test]
async fn a_break_without_an_answer_closes_a_connection_that_was_to_be_kept_open() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    for misbehaviour in [Misbehaviour::DropBefore, Misbehaviour::DropAfter, Misbehaviour::Refuse] {
        mock.inject(TASKS, misbehaviour.clone()).unwrap();
        assert_eq!(kept_open(&mock, &token, 1).await, b"", "{misbehaviour:?}");
    }
    assert_eq!(get(&mock, TARGET, &token).await.status, 200, "others are still served");
}

#[tokio::test]
async fn a_cut_body_breaks_behind_its_head() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    for _ in 0..20 {
        mock.inject(TASKS, Misbehaviour::CutBody).unwrap();
        let bytes = kept_open(&mock, &token, 1).await;
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        assert!(body.len() < length.unwrap().parse().unwrap(), "{head}");
    }
}

#[tokio::test]
async fn a_slow_answer_takes_its_time() {
    let mock = Mock::builder().start().await.unwrap();
    let token = tenant(&mock);
    mock.inject(TASKS, Misbehaviour::Slow(Duration::from_millis(300))).unwrap();
    let began = Instant::now();
    assert_eq!(get(&mock, TARGET, &token).await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(300));
}
