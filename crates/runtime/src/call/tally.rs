//! What a call has done so far.
//!
//! It is kept outside of the future that does the work, because the deadline may end that future
//! anywhere, and the error should still say how often and how long the call was tried.

use crate::{ErrorKind, Failure, Operation, Retry, Secret};
use http::StatusCode;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::Instant;

/// The counters of one call.
pub(super) struct Tally {
    pub(super) started: Instant,
    /// How often it was sent.
    pub(super) attempts: u32,
    /// How often it failed and that counts against the policy.
    pub(super) failed: u32,
    /// How often it was throttled.
    pub(super) throttled: u32,
    /// The HTTP status of the last answer.
    pub(super) status: Option<StatusCode>,
    /// What the last attempt said.
    pub(super) last: Option<Box<Failure>>,
    /// The token that was not accepted, and the answer that said so.
    pub(super) rejected: Option<(Secret, Box<Failure>)>,
    /// How long it waited, without the wait that it is in.
    waited: Duration,
    /// Since when it waits. Set through a shared reference by whoever makes it wait.
    waiting: OnceLock<Instant>,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            attempts: 0,
            failed: 0,
            throttled: 0,
            status: None,
            last: None,
            rejected: None,
            waited: Duration::ZERO,
            waiting: OnceLock::new(),
        }
    }

    pub(super) fn begin_waiting(&self) {
        self.waiting.get_or_init(Instant::now);
    }

    pub(super) fn end_waiting(&mut self) {
        self.waited = self.waited();
        self.waiting.take();
    }

    /// How long it waited in all.
    pub(super) fn waited(&self) -> Duration {
        let current = self.waiting.get().map_or(Duration::ZERO, Instant::elapsed);
        self.waited.saturating_add(current)
    }

    /// Counts a failure.
    pub(super) fn count(&mut self, failure: &Failure) {
        match failure.retry {
            Retry::Backoff => self.failed = self.failed.saturating_add(1),
            Retry::Quota => self.throttled = self.throttled.saturating_add(1),
            Retry::Never | Retry::Token => {}
        }
    }

    /// Adds to a failure that ended the call what was said before it.
    pub(super) fn following(&mut self, failure: Box<Failure>) -> Box<Failure> {
        let rejected = || self.rejected.take().map(|(_, answer)| answer);
        match self.last.take().or_else(rejected) {
            Some(last) => failure.following(last),
            None => failure,
        }
    }

    /// The failure of a call whose deadline passed.
    pub(super) fn out_of_time(
        &mut self,
        operation: &'static Operation,
        deadline: Duration,
    ) -> Box<Failure> {
        let message = format!("the call did not end within {deadline:?}");
        let failure = Failure::new(ErrorKind::Timeout, operation, message);
        self.following(failure.retrying(Retry::Backoff))
    }

    /// Writes into a failure what was done before it.
    pub(super) fn sign(&self, failure: &mut Failure) {
        (failure.attempts, failure.waited) = (self.attempts, self.waited());
    }
}
