//! Files, up and down.

use crate::{arrived, platform};
use larkspur::FilePart;
use larkspur_mock::Part;
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::clients;
use serde_json::json;

const BYTES: &[u8] = b"\0\r\n--demo\xff";

fn demo(name: &str) -> FilePart {
    FilePart::from_bytes(name, BYTES)
}

/// What arrived as a form: the names in order, and the file.
fn form(mock: &larkspur_mock::Mock, operation: &str) -> (Vec<String>, Part) {
    let parts = arrived(mock, operation).parts().expect("a multipart form");
    let names = parts.iter().map(|part| part.name.clone()).collect();
    let file = parts.into_iter().find(|part| part.filename.is_some()).expect("a file");
    assert_eq!(&file.body[..], BYTES, "{operation}");
    (names, file)
}

#[tokio::test]
async fn an_attachment_goes_up_and_is_told_back() {
    let (mock, client) = platform().await;
    let call = client.task().v2().attachment().upload().file(demo("demo.txt"));
    let reply = call.resource_type("task").resource_id("t-1").send().await.expect("a reply");
    assert_eq!(reply.items.len(), 1);
    let (names, file) = form(&mock, "feishu.task.v2.attachment.upload");
    assert_eq!(names, ["resource_type", "resource_id", "file"]);
    assert_eq!(file.filename.as_deref(), Some("demo.txt"));
}

#[tokio::test]
async fn a_part_of_a_large_file_goes_up() {
    let (mock, client) = platform().await;
    let size = i64::try_from(BYTES.len()).expect("a small file");
    let part = || client.drive().v1().media().upload_part().upload_id("7").file(demo("part"));
    part().seq(0).size(size).send().await.expect("a reply");
    let (names, _) = form(&mock, "feishu.drive.v1.media.upload_part");
    assert_eq!(names, ["upload_id", "seq", "size", "file"]);
    assert!(part().seq(0).size(size + 1).send().await.is_err(), "the mock compares the size");
}

#[tokio::test]
async fn a_file_of_an_approval_goes_to_a_host_of_its_own() {
    let (mock, client) = platform().await;
    let call = client.approval().v2().file().upload().name("demo.txt").r#type("attachment");
    let reply = call.content(demo("demo.txt")).send().await.expect("a reply");
    assert!(reply.code.is_some() && reply.url.is_some());
    let (names, _) = form(&mock, "feishu.approval.v2.file.upload");
    assert_eq!(names, ["name", "type", "content"]);

    let answer = json!({"code": 0, "msg": "success", "data": {"code": "demo", "url": "demo"}});
    let capture = Capture::always(Answer::json(200, &answer));
    let client = clients::on(clients::feishu_app(), &capture);
    let call = client.approval().v2().file().upload().name("demo.txt").r#type("image");
    call.content(demo("demo.txt")).send().await.expect("a reply");
    assert_eq!(capture.only_call().host, "https://www.feishu.cn");
    assert_eq!(capture.token_calls()[0].host, "https://open.feishu.cn");
}

#[tokio::test]
async fn documents_to_be_recognised_go_up() {
    let (mock, client) = platform().await;
    let ai = || client.document_ai().v1();
    let reply = ai().driving_license().recognize().file(demo("demo.png")).send().await;
    assert!(reply.expect("a reply").driving_license.is_some());
    form(&mock, "feishu.document_ai.v1.driving_license.recognize");

    let call = ai().contract().field_extraction().file(demo("demo.pdf"));
    call.pdf_page_limit(10).ocr_mode("auto").send().await.expect("a reply");
    let (names, _) = form(&mock, "feishu.document_ai.v1.contract.field_extraction");
    assert_eq!(names, ["file", "pdf_page_limit", "ocr_mode"]);

    let reply = ai().health_certificate().recognize().file(demo("demo.png")).send().await;
    assert!(reply.is_ok(), "{reply:?}");
    form(&mock, "feishu.document_ai.v1.health_certificate.recognize");
}

#[tokio::test]
async fn files_come_down_byte_for_byte() {
    let (mock, client) = platform().await;
    let photo = client.attendance().v1().file().download().file_id("photo-1").send().await;
    let photo = photo.expect("a file").into_inner();
    assert_eq!(photo.file_name(), Some("mock.bin"));
    assert_eq!(photo.bytes(1 << 20).await.expect("bytes"), mock.file("photo-1", 4096));

    mock.seed("feishu.corehr.v1.file.get", 100_000).expect("a download");
    let file = client.corehr().v1().file().get().id("file-1").send().await.expect("a file");
    let bytes = file.into_inner().bytes(1 << 20).await.expect("bytes");
    assert_eq!(bytes, mock.file("file-1", 100_000));

    let call = client.drive().v1().export_task_file().download().file_token("box-1");
    let file = call.send().await.expect("a file").into_inner();
    assert_eq!(file.content_type(), Some("application/octet-stream"));
    assert_eq!(file.bytes(1 << 20).await.expect("bytes"), mock.file("box-1", 4096));
}
