//! What is tried again, how often, and after how long.
//!
//! A failure has one of three classes. *Not executed*: a used-up quota, a token that was not
//! accepted, a connection that was never made; any call may be repeated. *Unknown*: trouble on
//! the way or on the platform's side, a cut answer, a timeout; only a call that does no more when
//! it is sent twice may be repeated. *Refused*: the platform will refuse again. The class comes
//! with the failure ([`Retry`](crate::Retry) and whether it can have been sent); this module
//! decides by plain values, and waits are drawn at random so that callers do not come back in
//! step (full jitter).

mod budget;
mod decide;

pub(crate) use budget::Budget;
pub(crate) use decide::{Facts, Next, Stop, decide};

use std::time::Duration;

/// What is tried again, how often, and after how long. A client has one, and a call can have
/// another.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a call is sent at most, the first time included; 4 unless set. Answers that a
    /// quota is used up, and a token that is renewed, are not counted here.
    pub attempts: u32,
    /// How often an answer that a quota is used up is waited out; 10 unless set.
    pub throttled: u32,
    /// The longest wait before the second attempt; it doubles with each further one. 250 ms
    /// unless set.
    pub first_wait: Duration,
    /// The longest wait before any attempt, unless the platform itself names a later instant;
    /// 20 s unless set.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            throttled: 10,
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// Repeats nothing but a call whose token was renewed.
    pub fn none() -> Self {
        Self { attempts: 1, throttled: 0, ..Self::default() }
    }

    /// Sets [`RetryPolicy::attempts`].
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets [`RetryPolicy::throttled`].
    #[must_use]
    pub fn throttled(mut self, throttled: u32) -> Self {
        self.throttled = throttled;
        self
    }

    /// Sets [`RetryPolicy::first_wait`] and [`RetryPolicy::longest_wait`].
    #[must_use]
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_wait, self.longest_wait) = (first, longest);
        self
    }
}

/// How many repetitions a client affords itself, over all calls of all its clones, so that it
/// does not add to the trouble of a platform that is down: each repetition of a failed call costs
/// one, each success earns a part of one back. Waiting out a quota costs nothing, since the
/// platform itself asks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RetryBudget {
    /// How many repetitions can be saved up; 100 unless set.
    pub most: u32,
    /// What part of a repetition a success earns; 0.1 unless set.
    pub earned: f64,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { most: 100, earned: 0.1 }
    }
}

impl RetryBudget {
    /// So many repetitions at most, and that part of one earned by each success.
    pub fn new(most: u32, earned: f64) -> Self {
        Self { most, earned: if earned.is_finite() { earned.max(0.0) } else { 0.0 } }
    }
}
