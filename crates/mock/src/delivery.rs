//! How an answer reaches the caller, or does not.
//!
//! A network can do more to a call than answer it. What happens to one is decided in one place
//! and told as a plain value, which the server carries out on sockets and a test on virtual time.

use crate::answer::Answer;
use bytes::Bytes;
use http::{Response, StatusCode};
use std::time::Duration;

/// What comes back for a request, and when.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// How long it takes; to be waited out by whoever delivers, before the outcome is seen. The
    /// request is executed at its start, also where nothing is answered at its end.
    pub delay: Duration,
    /// What is seen then.
    pub outcome: Outcome,
}

/// What a caller sees of its call.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// An answer in full.
    Answer(Response<Bytes>),
    /// An answer whose connection breaks within its body: the head, which tells the length of
    /// the whole body, and only so many bytes of it.
    Cut(Response<Bytes>, usize),
    /// The connection breaks without an answer.
    Dropped {
        /// Whether the request was executed; no caller can know.
        executed: bool,
    },
    /// No connection was made, so nothing of the request can have been seen. A server, which
    /// learns what a request is for only once it is sent, breaks the connection instead.
    Refused,
}

impl Delivery {
    /// Something at once.
    pub(crate) fn now(outcome: Outcome) -> Delivery {
        Delivery { delay: Duration::ZERO, outcome }
    }

    /// An answer at once.
    pub(crate) fn answer(answer: Answer) -> Delivery {
        Delivery::now(Outcome::Answer(respond(answer)))
    }
}

/// An answer as HTTP. Only a forced one can be no HTTP at all; it becomes a 500 that says so.
pub(crate) fn respond(answer: Answer) -> Response<Bytes> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body).unwrap_or_else(|error| {
        let mut response = Response::new(Bytes::from(format!("no such answer: {error}")));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
