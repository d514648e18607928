//! What every call of a Larkspur client shares.
//!
//! A client of a thousand operations is a thousand times the same handful of questions: who
//! calls, where to, what may be repeated, what does this answer mean. They are answered here,
//! once, in code that knows no operation. What is generated per operation is thin: constant
//! facts ([`Operation`]), parameters that validate and write themselves ([`Endpoint`]), a reply
//! that reads itself ([`JsonEndpoint`]).
//!
//! Most programs use the typed clients of the `larkspur` crate and meet this one in a few types:
//! [`Error`], [`Response`], [`Timestamp`], [`FilePart`]. Those who bring a [`Transport`], a
//! [`TokenSource`], a [`TokenStore`] or a [`QuotaStore`] of their own implement its traits.
//!
//! # A call
//! A [`Draft`] holds a client and what one call does differently; with parameters it becomes a
//! [`Send`] (a typed reply) or a [`Fetch`] (a file), both plain futures. When awaited:
//!
//! 1. The parameters are checked, and every violation is reported at once. Nothing is sent yet,
//!    nor where none of the client's credentials fits the operation.
//! 2. A token is taken from the cache or got: one request however many calls wait for it.
//! 3. It waits until the quotas of the operation have a place for it ([`QuotaPolicy`]).
//! 4. The request is sent through the [`Transport`].
//! 5. The answer is decoded in one pass, envelope and reply together. Anything but a success
//!    becomes an [`Error`] with all that is known: code, name, message, log id, an excerpt.
//! 6. A call that was not executed is repeated: with another token, once, where its own was not
//!    accepted; after the wait that the platform asks for, where a quota is used up. One that may
//!    have been executed is repeated only where doing it twice does no more than doing it once
//!    ([`RetryPolicy`], [`RetryBudget`]).
//!
//! The deadline covers all of that, no wait that would pass it is begun, and dropping the future
//! ends it.
//!
//! Nothing is spawned for a call. Tasks are spawned for pages that are read ahead or side by side
//! ([`Pages::prefetch`], [`Pages::parallel`]), for refreshing the tokens of a person, and to give
//! something back to a store when its holder was dropped.
//!
//! # What it tells
//! Each call is a `tracing` span `larkspur.call` with `operation`, `method`, `attempts`,
//! `waited_ms`, `status`, `code`, `log_id` and `duration_ms`; each wait is a span `larkspur.wait`
//! with `operation`, `cause` (`quota`, `throttled`, `backoff`) and `pause_ms`. A store that fails,
//! and a renewal that does while the old token holds, are warnings. [`Event`]s tell a listener of
//! waits, and of how far a list is read.
//!
//! # What it promises
//! - Tokens and credentials show in no `Debug`, no error and no log line.
//! - Replies are read leniently, except for what steers; a list never ends in silence.
//! - TLS settings of the process are neither changed nor relied on.
//! - Redirects are not followed, but for one by a download, which then carries no credential.
//!
//! # Features
//! `ring` (the default), `aws-lc` and `native-tls` choose where TLS comes from; they can be
//! combined. Without any of them only plain http can be spoken.

mod auth;
pub mod body;
mod call;
mod client;
pub mod decode;
mod download;
mod endpoint;
mod error;
mod event;
mod failure;
mod multipart;
mod operation;
mod paging;
mod quota;
mod random;
mod read;
mod request;
mod response;
mod retry;
mod secret;
mod state;
mod timestamp;
mod tls;
mod transport;
mod violation;

pub use auth::{
    Grant, MemoryStore, RefreshToken, StoreError, StoredToken, Token, TokenError, TokenKey,
    TokenLock, TokenSource, TokenStore, UserTokens,
};
pub use body::{ByteStream, FilePart};
pub use call::{Draft, Fetch, Send};
pub use client::{BuildError, Client, ClientBuilder};
pub use download::{Download, DownloadError};
pub use endpoint::*;
pub use error::*;
pub use event::{Event, Progress, WaitCause};
pub use operation::*;
pub use paging::{Cursor, CursorError, End, Items, Order, Pages};
pub use quota::{MemoryQuotas, QuotaKey, QuotaPolicy, QuotaStore, Take};
pub use request::*;
pub use response::{Meta, Response};
pub use retry::{RetryBudget, RetryPolicy};
pub use secret::Secret;
pub use state::{Set, Unset};
pub use timestamp::Timestamp;
pub use transport::{BoxFuture, Transport, TransportBody, TransportError, TransportErrorKind};
pub use violation::*;

/// What stands in the signatures of generated code.
#[doc(no_inline)]
pub use {bytes, http, serde, serde_json::Value};
