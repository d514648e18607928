//! A reply with everything that came with it.

use crate::{Platform, failure};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::ops::Deref;

/// What came with a reply: status, headers, log id and the raw bytes.
#[derive(Clone, Default)]
pub struct Meta {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The one that the envelope holds.
    log_id: Option<String>,
    pub(crate) bytes: Bytes,
    platform: Option<&'static Platform>,
}

impl Meta {
    /// What came, which also writes down its log id.
    pub(crate) fn of(
        platform: &'static Platform,
        head: http::response::Parts,
        log_id: Option<String>,
        bytes: Bytes,
    ) -> Self {
        let http::response::Parts { status, headers, .. } = head;
        let meta = Self { status, headers, log_id, bytes, platform: Some(platform) };
        let span = tracing::Span::current();
        if !span.is_disabled() {
            span.record("log_id", meta.log_id());
        }
        meta
    }

    /// Looked up when somebody asks, which hardly anybody does after a success.
    fn log_id(&self) -> Option<&str> {
        let in_headers = self.platform.and_then(|known| failure::log_id(known, &self.headers));
        in_headers.or(self.log_id.as_deref())
    }
}

/// A reply. It dereferences to the typed reply, and what that does not show is still here:
/// unknown fields are in [`Response::bytes`].
#[derive(Clone)]
pub struct Response<T> {
    reply: T,
    meta: Meta,
}

impl<T> Response<T> {
    pub(crate) fn new(reply: T, meta: Meta) -> Self {
        Self { reply, meta }
    }

    pub(crate) fn reply_mut(&mut self) -> &mut T {
        &mut self.reply
    }

    /// The typed reply alone.
    pub fn into_inner(self) -> T {
        self.reply
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// The response headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// The id under which the platform's support finds this call.
    pub fn log_id(&self) -> Option<&str> {
        self.meta.log_id()
    }

    /// The body as it came, decompressed; empty for a download, which is a stream.
    pub fn bytes(&self) -> &Bytes {
        &self.meta.bytes
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.reply
    }
}

/// Shows the reply; headers only by name, since a platform may answer with a cookie or a token.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.meta.status.as_u16())
            .field("log_id", &self.log_id())
            .field("headers", &self.meta.headers.keys().collect::<Vec<_>>())
            .field("reply", &self.reply)
            .finish()
    }
}
