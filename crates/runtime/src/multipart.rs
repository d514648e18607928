//! Multipart forms: the encoder that platforms with uploads need, and no more.
//!
//! The length is counted before anything is sent, because platforms want it; a file stream that
//! does not keep its announced length fails the request instead of sending a shortened file.

use crate::ByteStream;
use crate::body::{Content, Multipart, Part};
use crate::random::Random;
use crate::transport::TransportBody;
use bytes::Bytes;
use futures_core::Stream;
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The content type and the body. `Err` names the file whose stream is used up.
pub(crate) fn encode(
    form: &Multipart,
    random: &Random,
) -> Result<(String, TransportBody), &'static str> {
    let boundary = boundary(form, random);
    let mut pieces = Pieces::default();
    for part in &form.parts {
        match part {
            Part::Text { name, value } => {
                pieces.text(format!("--{boundary}\r\n{}\r\n\r\n{value}\r\n", field(name)));
            }
            Part::File { name, file } => {
                let head = field(name);
                let file_name = escaped(&file.name);
                let kind = "Content-Type: application/octet-stream";
                pieces.text(format!(
                    "--{boundary}\r\n{head}; filename=\"{file_name}\"\r\n{kind}\r\n\r\n"
                ));
                pieces.file(&file.content).ok_or(*name)?;
                pieces.text("\r\n".to_owned());
            }
        }
    }
    pieces.text(format!("--{boundary}--\r\n"));
    Ok((format!("multipart/form-data; boundary={boundary}"), pieces.into_body()))
}

fn field(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{}\"", escaped(name))
}

/// Names stand in quotes as UTF-8, with just these three escaped, as browsers write them.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A boundary that no text and no bytes at hand contain. What a stream will yield is not known;
/// 128 random bits have to do there.
fn boundary(form: &Multipart, random: &Random) -> String {
    loop {
        let boundary = format!("larkspur-{}", random.digits());
        let inside = form.parts.iter().any(|part| match part {
            Part::Text { value, .. } => contains(value.as_bytes(), &boundary),
            Part::File { file, .. } => {
                let bytes = match &file.content {
                    Content::Bytes(bytes) => contains(bytes, &boundary),
                    Content::Stream { .. } => false,
                };
                bytes || contains(file.name.as_bytes(), &boundary)
            }
        });
        if !inside {
            return boundary;
        }
    }
}

fn contains(bytes: &[u8], boundary: &str) -> bool {
    bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes())
}

#[derive(Default)]
struct Pieces {
    pieces: VecDeque<Piece>,
    length: u64,
}

enum Piece {
    Bytes(Bytes),
    File { left: u64, stream: ByteStream },
}

impl Pieces {
    fn text(&mut self, text: String) {
        self.bytes(text.into());
    }

    fn bytes(&mut self, bytes: Bytes) {
        self.length += bytes.len() as u64;
        self.pieces.push_back(Piece::Bytes(bytes));
    }

    fn file(&mut self, content: &Content) -> Option<()> {
        match content {
            Content::Bytes(bytes) => self.bytes(bytes.clone()),
            Content::Stream { length, stream } => {
                let mut stream = stream.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let stream = stream.take()?;
                self.length += length;
                self.pieces.push_back(Piece::File { left: *length, stream });
            }
        }
        Some(())
    }

    fn into_body(mut self) -> TransportBody {
        if self.pieces.iter().any(|piece| matches!(piece, Piece::File { .. })) {
            return TransportBody::Stream { length: self.length, stream: Box::pin(self) };
        }
        let mut all = Vec::with_capacity(usize::try_from(self.length).unwrap_or(0));
        while let Some(Piece::Bytes(bytes)) = self.pieces.pop_front() {
            all.extend_from_slice(&bytes);
        }
        TransportBody::Bytes(all.into())
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.pieces.front_mut() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.pieces.pop_front();
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(Piece::File { left, stream }) => match ready!(poll_file(left, stream, cx)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => drop(self.pieces.pop_front()),
                },
            }
        }
    }
}

/// The next chunk of a file, as long as it keeps its announced length.
fn poll_file(
    left: &mut u64,
    stream: &mut ByteStream,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, io::Error>>> {
    let wrong = |text| Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::InvalidData, text))));
    match ready!(stream.as_mut().poll_next(cx)) {
        Some(Ok(chunk)) if chunk.len() as u64 > *left => {
            wrong("a file stream yields more bytes than announced")
        }
        None if *left > 0 => wrong("a file stream yields fewer bytes than announced"),
        Some(Ok(chunk)) => {
            *left -= chunk.len() as u64;
            Poll::Ready(Some(Ok(chunk)))
        }
        end_or_error => Poll::Ready(end_or_error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::FilePart;
    use std::task::Waker;

    fn chunks(chunks: &[&'static [u8]]) -> ByteStream {
        struct Chunks(VecDeque<&'static [u8]>);
        impl Stream for Chunks {
            type Item = Result<Bytes, io::Error>;
            fn poll_next(
                mut self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Option<Self::Item>> {
                Poll::Ready(self.0.pop_front().map(|chunk| Ok(Bytes::from_static(chunk))))
            }
        }
        Box::pin(Chunks(chunks.iter().copied().collect()))
    }

    fn read(body: TransportBody) -> Result<String, io::Error> {
        let mut collecting = Box::pin(body.collect());
        match Future::poll(collecting.as_mut(), &mut Context::from_waker(Waker::noop())) {
            Poll::Ready(bytes) => Ok(String::from_utf8(bytes?.to_vec()).unwrap()),
            Poll::Pending => unreachable!(),
        }
    }

    fn form(file: FilePart) -> Multipart {
        let mut form = Multipart::default();
        form.push_text("file_type", "stream".to_owned());
        form.push_file("file", file);
        form
    }

    #[test]
    fn writes_what_a_browser_writes() {
        let file = FilePart::from_bytes("审\"批\r\n.txt", &b"abc"[..]);
        let (content_type, body) = encode(&form(file), &Random::System).unwrap();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let length = body.length();
        let text = read(body).unwrap();
        assert_eq!(length, text.len() as u64);
        assert_eq!(
            text,
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nstream\r\n\
                 --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
                 filename=\"审%22批%0D%0A.txt\"\r\nContent-Type: application/octet-stream\r\n\r\n\
                 abc\r\n--{boundary}--\r\n"
            )
        );
    }

    #[test]
    fn a_stream_is_the_same_on_the_wire() {
        let file = FilePart::from_stream("a", 5, chunks(&[b"ab", b"", b"cde"]));
        let (_, body) = encode(&form(file), &Random::System).unwrap();
        let length = body.length();
        let text = read(body).unwrap();
        assert_eq!(length, text.len() as u64);
        assert!(text.contains("\r\n\r\nabcde\r\n--"));
    }

    #[test]
    fn a_stream_of_another_length_fails() {
        for length in [0, 2, 4, 6] {
            let file = FilePart::from_stream("a", length, chunks(&[b"ab", b"cde"]));
            let (_, body) = encode(&form(file), &Random::System).unwrap();
            assert!(read(body).is_err(), "{length}");
        }
    }

    #[test]
    fn a_stream_is_sent_once() {
        let form = form(FilePart::from_stream("a", 0, chunks(&[])));
        assert!(encode(&form, &Random::System).is_ok());
        assert_eq!(encode(&form, &Random::System).err(), Some("file"));
    }
}
