//! Files go up from memory or as a stream, and come down chunk by chunk.

use bytes::Bytes;
use larkspur::runtime::ByteStream;
use larkspur::{FilePart, feishu};
use larkspur_mock::Mock;
use larkspur_tests::mocked;
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

const UPLOAD: &str = "feishu.drive.v1.media.upload_all";
const DOWNLOAD: &str = "feishu.drive.v1.media.download";
const LENGTH: usize = 3 << 20;

/// Bytes in which every stretch differs from its neighbours.
fn content() -> Bytes {
    (0..LENGTH).map(|at| (at * 31 + at / 251) as u8).collect()
}

/// The content in chunks of uneven size.
struct Chunks(VecDeque<Bytes>);

impl Chunks {
    fn of(content: &Bytes) -> ByteStream {
        let sizes = [1, 4096, 70_000, 0, 300_000].into_iter().cycle();
        let mut left = content.clone();
        let mut chunks = VecDeque::new();
        for size in sizes {
            if left.is_empty() {
                break;
            }
            chunks.push_back(left.split_to(size.min(left.len())));
        }
        Box::pin(Chunks(chunks))
    }
}

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

async fn upload(mock: &Mock, file: FilePart) -> String {
    let size = i64::try_from(file.len()).expect("a small file");
    let call = mocked::feishu(mock)
        .drive()
        .v1()
        .media()
        .upload_all()
        .file_name(file.name())
        .parent_type(feishu::drive::v1::media::upload_all::ParentType::DocxFile)
        .parent_node(mocked::id(mock, UPLOAD, "parent_node"))
        .size(size)
        .file(file);
    let reply = call.send().await.expect("the upload succeeds");
    reply.file_token.clone().expect("a new file has a token")
}

fn download(
    mock: &Mock,
    token: &str,
) -> feishu::drive::v1::media::download::Request<(larkspur::runtime::Set,)> {
    mocked::feishu(mock).drive().v1().media().download().file_token(token)
}

#[tokio::test]
async fn bytes_and_a_stream_are_the_same_upload_and_come_back_unchanged() {
    let mock = Mock::builder().start().await.expect("the mock starts");
    let content = content();
    let length = content.len() as u64;
    for file in [
        FilePart::from_bytes("报表 1.bin", content.clone()),
        FilePart::from_stream("报表 1.bin", length, Chunks::of(&content)),
    ] {
        let token = upload(&mock, file).await;

        let sent = mock.last_request_of(UPLOAD).expect("one upload");
        let parts = sent.parts().expect("a multipart form");
        let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["file_name", "parent_type", "parent_node", "size", "file"]);
        assert_eq!(parts[4].body, content);
        assert_eq!(parts[4].filename.as_deref(), Some("报表 1.bin"));
        assert_eq!(sent.unknown_fields, [""; 0]);

        let file = download(&mock, &token).send().await.expect("the file is there");
        assert_eq!(file.file_name(), Some("报表 1.bin"));
        let bytes = file.into_inner().bytes(length).await.expect("the whole file");
        assert!(bytes == content, "the file came back changed");
    }
}

#[tokio::test]
async fn a_download_comes_in_chunks() {
    let mock = Mock::builder().seed(DOWNLOAD, LENGTH).start().await.expect("the mock starts");
    let token = mocked::id(&mock, DOWNLOAD, "file_token");
    let answer = download(&mock, &token).send().await.expect("the file is there");
    assert_eq!(answer.content_length(), Some(LENGTH as u64));
    assert!(answer.log_id().is_some());
    let mut file = answer.into_inner();
    let (mut chunks, mut all) = (0, Vec::new());
    while let Some(chunk) = file.chunk().await.expect("the chunk comes") {
        chunks += 1;
        all.extend_from_slice(&chunk);
    }
    assert!(chunks > 1, "all of it came at once");
    assert!(all == mock.file(&token, LENGTH), "the file came changed");
}

#[tokio::test]
async fn a_part_of_a_file_can_be_had() {
    let mock = Mock::builder().seed(DOWNLOAD, 1000).start().await.expect("the mock starts");
    let token = mocked::id(&mock, DOWNLOAD, "file_token");
    let call = download(&mock, &token).range("bytes=100-199");
    let answer = call.send().await.expect("the part is there");
    assert_eq!(answer.status().as_u16(), 206);
    let bytes = answer.into_inner().bytes(1000).await.expect("the whole part");
    assert_eq!(bytes, mock.file(&token, 1000).slice(100..200));
}

#[tokio::test]
async fn a_file_beyond_the_callers_limit_is_refused() {
    let mock = Mock::builder().seed(DOWNLOAD, LENGTH).start().await.expect("the mock starts");
    let token = mocked::id(&mock, DOWNLOAD, "file_token");
    let answer = download(&mock, &token).send().await.expect("the file is there");
    let error = answer.into_inner().bytes(1000).await.expect_err("three mebibytes");
    assert!(error.to_string().contains("1000"), "{error}");
}
