//! The mock's own clock: tokio's, so that a paused one ages tokens and quotas, and put forward
//! where a test says so.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A clock that begins with its mock.
#[derive(Debug)]
pub(crate) struct Clock {
    began: Instant,
    ahead: Mutex<Duration>,
}

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock { began: Instant::now(), ahead: Mutex::default() }
    }

    /// The time since the mock was made, as the mock has it.
    pub(crate) fn now(&self) -> Duration {
        self.began.elapsed() + *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}
