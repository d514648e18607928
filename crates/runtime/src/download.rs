//! Files: answers that are not decoded but read chunk by chunk.
//!
//! Platforms answer a failed download with a JSON envelope, often with HTTP 200, and a successful
//! one with anything, JSON files included. A content disposition settles it; without one, small
//! JSON is looked into. A download may be redirected once, to a storage host that must not see
//! any credential.

mod name;

use crate::call::{Call, Judge, Written, failed, run, unread};
use crate::failure::{self, Answer};
use crate::response::Meta;
use crate::{
    ByteStream, Draft, Failure, Operation, Response, Secret, TransportBody, TransportError, read,
};
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, LOCATION, RANGE, USER_AGENT};
use http::{Method, Request, StatusCode};
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// JSON beyond this is a file.
const LARGEST_ENVELOPE: u64 = 64 << 10;

/// Why a file was not read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The file is longer than allowed.
    #[error("the file is longer than {0} bytes")]
    TooLarge(u64),
    /// The file ended before its announced length.
    #[error("the file broke off: {0} of its announced bytes are missing")]
    Cut(u64),
    /// No chunk came for the client's timeout, or the deadline of the call passed.
    #[error("the file did not come in time")]
    Timeout,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(#[from] io::Error),
}

/// A file on its way: a stream of its bytes, which can only be read once.
pub struct Download {
    body: ByteStream,
    /// What was read to see whether it is a file at all.
    ahead: Option<Bytes>,
    content_type: Option<String>,
    file_name: Option<String>,
    length: Option<u64>,
    left: Option<u64>,
    idle: Duration,
    deadline: Option<Instant>,
    patience: Pin<Box<Sleep>>,
    over: bool,
}

impl Download {
    /// The content type that the answer states.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The file's name as the answer states it, without any directories.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The count of bytes, where the answer states it.
    pub fn content_length(&self) -> Option<u64> {
        self.length
    }

    /// The next chunk; `None` at the end of the file.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DownloadError> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// The whole file, if it is no longer than that.
    pub async fn bytes(mut self, limit: u64) -> Result<Bytes, DownloadError> {
        if self.length.is_some_and(|length| length > limit) {
            return Err(DownloadError::TooLarge(limit));
        }
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len() as u64 + chunk.len() as u64 > limit {
                return Err(DownloadError::TooLarge(limit));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }

    fn new(call: &Call<'_>, headers: &HeaderMap, ahead: Option<Bytes>, body: ByteStream) -> Self {
        let idle = call.client.timeout;
        let length = read::announced(headers);
        let text = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let deadline = call.options.deadline.and_then(|span| call.started.checked_add(span));
        let mut download = Self {
            body,
            ahead,
            content_type: text.map(|text| text.into_owned()),
            file_name: headers
                .get(CONTENT_DISPOSITION)
                .and_then(|value| name::of(value.as_bytes())),
            length,
            left: length,
            idle,
            deadline,
            patience: Box::pin(tokio::time::sleep(idle)),
            over: false,
        };
        download.be_patient();
        download
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, DownloadError>>> {
        // A body that always has more at hand would never wait, and so never be out of time.
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Poll::Ready(Some(Err(DownloadError::Timeout)));
        }
        if let Some(ahead) = self.ahead.take() {
            return Poll::Ready(Some(Ok(ahead)));
        }
        match self.body.as_mut().poll_next(cx) {
            Poll::Ready(Some(chunk)) => Poll::Ready(Some(chunk.map_err(DownloadError::Broken))),
            Poll::Ready(None) => match self.left {
                Some(left @ 1..) => Poll::Ready(Some(Err(DownloadError::Cut(left)))),
                _ => Poll::Ready(None),
            },
            Poll::Pending => {
                ready!(self.patience.as_mut().poll(cx));
                Poll::Ready(Some(Err(DownloadError::Timeout)))
            }
        }
    }

    /// After each chunk the next one has its time anew, up to the deadline.
    fn be_patient(&mut self) {
        let idle = Instant::now().checked_add(self.idle);
        let until = [idle, self.deadline].into_iter().flatten().min();
        if let Some(until) = until {
            self.patience.as_mut().reset(until);
        }
    }
}

impl Stream for Download {
    type Item = Result<Bytes, DownloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.over {
            return Poll::Ready(None);
        }
        let chunk = ready!(this.poll_chunk(cx));
        match &chunk {
            Some(Ok(bytes)) => {
                this.left = this.left.map(|left| left.saturating_sub(bytes.len() as u64));
                this.be_patient();
            }
            Some(Err(_)) | None => this.over = true,
        }
        Poll::Ready(chunk)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("content_type", &self.content_type)
            .field("file_name", &self.file_name)
            .field("content_length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Makes a download, up to the beginning of its answer.
pub(crate) async fn fetch(
    draft: &Draft,
    operation: &'static Operation,
    written: Written,
) -> Result<Response<Download>, Box<Failure>> {
    run(draft, operation, written, FileJudge).await
}

/// Judges answers that should be files.
struct FileJudge;

impl Judge for FileJudge {
    type Output = Response<Download>;

    async fn judge(
        &mut self,
        call: &Call<'_>,
        answer: http::Response<ByteStream>,
        secrets: &[Secret],
    ) -> Result<Response<Download>, Box<Failure>> {
        let answer = match redirected(call, &answer) {
            Some(request) => {
                drop(answer);
                let sent = call.client.transport.send(request).await;
                sent.map_err(|error| redirected_in_vain(call.operation, error))?
            }
            None => answer,
        };
        let (head, body) = answer.into_parts();
        if !head.status.is_success() {
            return Err(failed(call.operation, &head, body, secrets).await);
        }
        let may_be_failure = is_json(&head.headers)
            && !head.headers.contains_key(CONTENT_DISPOSITION)
            && read::announced(&head.headers).is_none_or(|length| length <= LARGEST_ENVELOPE);
        let (ahead, body) = if may_be_failure {
            look_inside(call, &head, body, secrets).await?
        } else {
            (None, body)
        };
        let download = Download::new(call, &head.headers, ahead, body);
        let meta = Meta::of(call.operation.platform, head, None, Bytes::new());
        Ok(Response::new(download, meta))
    }
}

/// Reads JSON that is small enough for an envelope, and hands it back if it is none.
async fn look_inside(
    call: &Call<'_>,
    head: &http::response::Parts,
    body: ByteStream,
    secrets: &[Secret],
) -> Result<(Option<Bytes>, ByteStream), Box<Failure>> {
    let read = read::up_to(body, None, LARGEST_ENVELOPE).await;
    let (bytes, rest) = read.map_err(|error| unread(call.operation, head, error))?;
    let Some(rest) = rest else {
        let answer = Answer::of(call.operation, head, &bytes, secrets);
        return match answer.is_refusal() {
            true => Err(failure::failure(call.operation, &answer, None)),
            false => Ok((Some(bytes), Box::pin(Nothing))),
        };
    };
    Ok((Some(bytes), rest))
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = value.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The request that follows a redirect. It carries the agent's name and the wanted range, but no
/// token, and none of the headers that a user added, which may be proofs as well.
fn redirected(
    call: &Call<'_>,
    answer: &http::Response<ByteStream>,
) -> Option<Request<TransportBody>> {
    let status = answer.status();
    let same = matches!(status.as_u16(), 301 | 302 | 307 | 308);
    let is_get = call.operation.method == Method::GET;
    if !(same && is_get || status == StatusCode::SEE_OTHER) {
        return None;
    }
    let location = answer.headers().get(LOCATION)?.to_str().ok()?;
    let target = name::resolve(&call.uri().ok()?, location)?;
    let mut request = Request::new(TransportBody::Empty);
    *request.uri_mut() = target;
    request.headers_mut().insert(USER_AGENT, call.client.user_agent.clone());
    if let Some(range) = call.parts.headers.get(RANGE) {
        request.headers_mut().insert(RANGE, range.clone());
    }
    Some(request)
}

/// The storage host was not reached. The platform has seen and counted the call all the same.
fn redirected_in_vain(operation: &'static Operation, error: TransportError) -> Box<Failure> {
    let mut failure = Failure::not_sent(operation, error);
    failure.unsent = false;
    failure
}

/// The rest of a file that is already there.
struct Nothing;

impl Stream for Nothing {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
