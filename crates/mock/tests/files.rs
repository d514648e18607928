//! Files: up, down, and in ranges.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::Mock;
use serde_json::json;
use support::{feishu, get, multipart, send};

const UPLOAD: &str = "/open-apis/drive/v1/medias/upload_all";
const KIND: (&str, &str) = ("content-type", "multipart/form-data; boundary=XX");

fn fields(size: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("file_name", "demo.txt"),
        ("parent_type", "docx_file"),
        ("parent_node", "doxexample00000000000000001"),
        ("size", size),
    ]
}

#[tokio::test]
async fn downloads_have_bytes_a_name_and_ranges() {
    let operation = "feishu.drive.v1.media.download";
    let mock = Mock::builder().seed(operation, 1000).start().await.unwrap();
    let token = feishu(&mock).await;
    let path = "/open-apis/drive/v1/medias/boxexample00000000000000001/download";
    let reply = get(&mock, path, &token).await;
    assert_eq!(reply.body, mock.file("boxexample00000000000000001", 1000));
    assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"mock.bin\""));

    let bearer = format!("Bearer {token}");
    let ask = async |range: &str| {
        let headers = [("authorization", bearer.as_str()), ("range", range)];
        send(&mock, "GET", path, &headers, b"").await
    };
    let part = ask("bytes=10-19").await;
    assert_eq!((part.status, &part.body[..]), (206, &reply.body[10..20]));
    assert_eq!(part.header("content-range"), Some("bytes 10-19/1000"));
    assert_eq!(ask("bytes=5000-6000").await.status, 416);
}

#[tokio::test]
async fn what_goes_up_comes_down() {
    let mock = Mock::builder().start().await.unwrap();
    let token = feishu(&mock).await;
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), KIND];
    let body = multipart(&fields("5"), Some(("表.txt", b"\0\r\n--")));
    let reply = send(&mock, "POST", UPLOAD, &headers, &body).await.json();
    let file = reply["data"]["file_token"].as_str().unwrap();
    let parts = mock.last_request().unwrap().parts().unwrap();
    let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["file_name", "parent_type", "parent_node", "size", "file"]);

    let path = format!("/open-apis/drive/v1/medias/{file}/download");
    let down = get(&mock, &path, &token).await;
    assert_eq!(down.body, b"\0\r\n--");
    assert_eq!(down.header("content-type"), Some("text/plain"));
    let named = "attachment; filename*=UTF-8''%E8%A1%A8%2E%74%78%74";
    assert_eq!(down.header("content-disposition"), Some(named));
}

#[tokio::test]
async fn wrong_uploads_get_the_documented_codes() {
    let mock = Mock::builder().start().await.unwrap();
    let bearer = format!("Bearer {}", feishu(&mock).await);
    let ask = async |fields: &[(&str, &str)], file: Option<(&str, &[u8])>| {
        let headers = [("authorization", bearer.as_str()), KIND];
        let reply = send(&mock, "POST", UPLOAD, &headers, &multipart(fields, file)).await;
        (reply.status, reply.json()["code"].as_i64().unwrap())
    };
    let file: Option<(&str, &[u8])> = Some(("demo.txt", b"12345"));
    assert_eq!(ask(&fields("5"), file).await, (200, 0));
    assert_eq!(ask(&fields("6"), file).await, (400, 1062009));
    assert_eq!(ask(&fields("20971521"), file).await, (400, 1061043));
    assert_eq!(ask(&fields("5"), None).await, (400, 1061002));
    let mut wrong = fields("5");
    wrong[2].1 = "unknown";
    assert_eq!(ask(&wrong, file).await, (400, 1061044));
    let mut wrong = fields("5");
    let long = "x".repeat(251);
    wrong[0].1 = &long;
    assert_eq!(ask(&wrong, file).await, (400, 1061008));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let reply = send(&mock, "POST", UPLOAD, &headers, b"{}").await;
    assert_eq!(reply.json()["code"], json!(1061002));
}
