//! A transport to a mock within the process.
//!
//! With it a whole harvest runs on tokio's paused clock: months of waiting take milliseconds, and
//! nothing depends on sockets, threads or the machine. What a network does is drawn from a seed:
//! how long a request is on its way there and back, and whether one that its caller gave up
//! arrives all the same.

mod random;
mod trace;

pub use random::Random;
pub use trace::Trace;

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use larkspur_mock::{Mock, Outcome};
use larkspur_runtime::{
    BoxFuture, ByteStream, Transport, TransportBody, TransportError, TransportErrorKind,
};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// How long a request is on its way: there and back, each drawn anew between the two.
#[derive(Debug, Clone, Copy, Default)]
pub struct Latency {
    shortest: Duration,
    longest: Duration,
}

impl Latency {
    /// Always the same time for there and back together.
    pub fn fixed(round_trip: Duration) -> Self {
        Self { shortest: round_trip / 2, longest: round_trip / 2 }
    }

    /// For each way between the two, so that answers overtake each other.
    pub fn between(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest }
    }
}

/// Carries requests to a mock, and what comes of them back.
pub struct InProcess {
    mock: Arc<Mock>,
    latency: Latency,
    calls: u64,
    state: Mutex<State>,
}

struct State {
    random: Random,
    trace: Trace,
}

impl InProcess {
    /// A transport to that mock.
    pub fn new(mock: Arc<Mock>, latency: Latency, seed: u64) -> Self {
        let state = State { random: Random::seeded(seed), trace: Trace::default() };
        Self { mock, latency, calls: u64::MAX, state: Mutex::new(state) }
    }

    /// Carries no more than so many requests; each one after them fails for good. It is what
    /// ends a loop that would not end.
    #[must_use]
    pub fn at_most(mut self, calls: u64) -> Self {
        self.calls = calls;
        self
    }

    /// Keeps a line about each of the first so many requests; they are counted all the same.
    #[must_use]
    pub fn keeping(self, lines: usize) -> Self {
        self.state().trace.keep(lines);
        self
    }

    /// What was carried so far.
    pub fn trace(&self) -> Trace {
        self.state().trace.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the way there takes, and the way back.
    fn ways(&self) -> [Duration; 2] {
        let Latency { shortest, longest } = self.latency;
        let mut state = self.state();
        [(); 2].map(|()| match shortest == longest {
            true => shortest,
            false => state.random.span(shortest, longest),
        })
    }

    async fn carry(
        &self,
        request: Request<TransportBody>,
    ) -> Result<Response<ByteStream>, TransportError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|error| {
            TransportError::new(TransportErrorKind::Body, "the body broke").caused_by(error)
        })?;
        if self.state().trace.calls() >= self.calls {
            let message = format!("more than {} requests were made", self.calls);
            return Err(TransportError::new(TransportErrorKind::Configuration, message));
        }
        let [there, back] = self.ways();
        let mut way = Way { transport: self, request: Some(Request::from_parts(head, body)) };
        pass(there).await;
        let Some(outcome) = way.arrive().await else {
            return Err(TransportError::new(TransportErrorKind::Sent, "the request is gone"));
        };
        pass(back).await;
        match outcome {
            Outcome::Answer(answer) => Ok(answer.map(|body| pieces([Ok(body)]))),
            Outcome::Cut(answer, length) => Ok(answer.map(|mut body| {
                body.truncate(length);
                let broken = io::Error::new(io::ErrorKind::UnexpectedEof, "the connection broke");
                pieces([Ok(body), Err(broken)])
            })),
            Outcome::Refused => {
                Err(TransportError::new(TransportErrorKind::Connect, "no connection was made"))
            }
            Outcome::Dropped { .. } => {
                Err(TransportError::new(TransportErrorKind::Sent, "the connection broke"))
            }
        }
    }
}

impl Transport for InProcess {
    fn send(
        &self,
        request: Request<TransportBody>,
    ) -> BoxFuture<'_, Result<Response<ByteStream>, TransportError>> {
        Box::pin(self.carry(request))
    }
}

/// A request on its way.
struct Way<'a> {
    transport: &'a InProcess,
    request: Option<Request<Bytes>>,
}

impl Way<'_> {
    async fn arrive(&mut self) -> Option<Outcome> {
        let request = self.request.take()?;
        let mut line = trace::Line::of(&request);
        let delivery = self.transport.mock.deliver(request);
        line.ends(&delivery.outcome);
        self.transport.state().trace.add(line);
        pass(delivery.delay).await;
        Some(delivery.outcome)
    }
}

/// Whoever gives a request up does not know whether it arrives; half of them do.
impl Drop for Way<'_> {
    fn drop(&mut self) {
        let Some(request) = self.request.take() else { return };
        let mut state = self.transport.state();
        if state.random.in_thousand(500) {
            let mut line = trace::Line::of(&request);
            line.given_up();
            state.trace.add(line);
            self.transport.mock.deliver(request);
        }
    }
}

/// Time passes. Where there is none to pass, nobody else gets a turn either.
async fn pass(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

fn pieces(pieces: impl Into<VecDeque<io::Result<Bytes>>>) -> ByteStream {
    struct Pieces(VecDeque<io::Result<Bytes>>);
    impl Stream for Pieces {
        type Item = io::Result<Bytes>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front())
        }
    }
    Box::pin(Pieces(pieces.into()))
}
