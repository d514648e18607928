//! A call for a page, on its way.
//!
//! A call that must go on while its reader is busy with something else is given to the runtime as
//! a task; any other is polled by its reader, and nothing is spawned for it.

use crate::{Draft, Endpoint, Error, ErrorKind, Failure, JsonEndpoint, Paged, Response};
use crate::{Retry, Send as Call};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};
use tracing::Instrument as _;

/// A page as it came.
pub(super) type Page<E> = Response<<E as JsonEndpoint>::Reply>;
/// What a call for a page comes to.
pub(super) type Outcome<E> = Result<Page<E>, Error<<E as Endpoint>::Code>>;

/// A call for a page. Dropping it cancels it.
pub(super) enum Fetch<E: Paged> {
    Polled(Call<E>),
    Spawned(Task<E>),
}

/// A task that ends with whoever waits for it.
pub(super) struct Task<E: Paged>(JoinHandle<Outcome<E>>);

impl<E: Paged> Drop for Task<E> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<E: Paged> Fetch<E> {
    /// Outside of a runtime, nothing can be spawned, and the call is polled.
    pub(super) fn new(draft: &Draft, parameters: E, spawned: bool) -> Self {
        let call = Call::new(draft.clone(), parameters);
        match Handle::try_current() {
            Ok(runtime) if spawned => Self::Spawned(Task(runtime.spawn(call.in_current_span()))),
            _ => Self::Polled(call),
        }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<E>> {
        match self {
            Self::Polled(call) => Pin::new(call).poll(cx),
            Self::Spawned(task) => {
                let ended = ready!(Pin::new(&mut task.0).poll(cx));
                Poll::Ready(ended.unwrap_or_else(|error| Err(lost::<E>(error).into())))
            }
        }
    }
}

/// A panic goes on where it would have shown without a task.
fn lost<E: Paged>(error: JoinError) -> Box<Failure> {
    match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        Err(error) => {
            let why = "the runtime on which the call was made is shut down";
            let failure = Failure::new(ErrorKind::Transport, E::OPERATION, why);
            failure.retrying(Retry::Backoff).caused_by(error)
        }
    }
}
