//! How bytes get to the platform and back, as a trait.
//!
//! The runtime speaks `http` types only, so that the HTTP library inside is nobody's public API
//! and a test or a gateway can take its place. A transport sends one request once: redirects,
//! repeats and deadlines are decided above it.

mod reqwest;

pub(crate) use self::reqwest::{Options, Proxy, build};

use crate::ByteStream;
use bytes::Bytes;
use http::{Request, Response};
use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;

/// A boxed future.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request once and hands out the answer as soon as its head is there. Redirects
    /// are not followed. Dropping the future or the body gives the request up.
    fn send(
        &self,
        request: Request<TransportBody>,
    ) -> BoxFuture<'_, Result<Response<ByteStream>, TransportError>>;
}

/// The body of a request. Its length is always known, since platforms want it beforehand.
#[derive(Default)]
#[non_exhaustive]
pub enum TransportBody {
    /// No body.
    #[default]
    Empty,
    /// Bytes at hand.
    Bytes(Bytes),
    /// Bytes that are read while they are sent. An error of the stream, which also stands for a
    /// wrong length, must fail the request.
    Stream {
        /// The count of bytes.
        length: u64,
        /// The bytes.
        stream: ByteStream,
    },
}

impl TransportBody {
    /// The count of bytes.
    pub fn length(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream { length, .. } => *length,
        }
    }

    /// All bytes at once, for transports that cannot stream.
    pub async fn collect(self) -> Result<Bytes, std::io::Error> {
        match self {
            Self::Empty => Ok(Bytes::new()),
            Self::Bytes(bytes) => Ok(bytes),
            Self::Stream { mut stream, .. } => {
                let mut all = Vec::new();
                while let Some(chunk) = next(&mut stream).await {
                    all.extend_from_slice(&chunk?);
                }
                Ok(all.into())
            }
        }
    }
}

impl fmt::Debug for TransportBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransportBody({} bytes)", self.length())
    }
}

/// The next chunk of a stream.
pub(crate) async fn next(stream: &mut ByteStream) -> Option<Result<Bytes, std::io::Error>> {
    poll_fn(|cx| stream.as_mut().poll_next(cx)).await
}

/// How far a failed request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made: the platform cannot have seen the request.
    Connect,
    /// The request was on its way or sent: whether it was executed is unknown.
    Sent,
    /// Time ran out while sending or waiting: whether it was executed is unknown.
    Timeout,
    /// The body of the request could not be read to its announced end.
    Body,
    /// The transport cannot carry such a request: nothing was sent.
    Configuration,
}

/// A request that could not be sent, or whose answer could not be received.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// An error with a message, which must hold no secret.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Adds what caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// How far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        // One line has to be enough to find the cause, and HTTP libraries hide it deep.
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
