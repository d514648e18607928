//! What follows a failed attempt: the wait, the other token, or the end.

use super::Call;
use super::attempt::millis;
use super::credential::Credential;
use super::tally::Tally;
use crate::quota::Permit;
use crate::retry::{Facts, Next, decide};
use crate::{Event, Failure, Retry, Timestamp, WaitCause};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

/// An attempt that failed.
pub(super) struct Failed<'a> {
    pub(super) failure: Box<Failure>,
    pub(super) credential: Option<Credential<'a>>,
    pub(super) permit: Permit,
    /// Whether nothing can follow, whatever the failure says.
    pub(super) last: bool,
}

impl Failed<'_> {
    /// One that came to nothing before a request was made.
    pub(super) fn before_sending(failure: Box<Failure>) -> Self {
        Self { failure, credential: None, permit: Permit::default(), last: false }
    }

    /// The same, and nothing can follow.
    pub(super) fn for_good(failure: Box<Failure>) -> Self {
        Self { last: true, ..Self::before_sending(failure) }
    }
}

impl<'a> Call<'a> {
    /// Prepares the next attempt, or hands back the failure that is final.
    pub(super) async fn after(
        &self,
        failed: Failed<'a>,
        tally: &mut Tally,
    ) -> Result<(), Box<Failure>> {
        let Failed { mut failure, credential, permit, last } = failed;
        if last {
            return Err(failure);
        }
        tally.count(&failure);
        let next = self.decide(&failure, credential.as_ref(), tally);
        self.give_back(permit, closed_for(&failure, next), !failure.unsent).await;
        match next {
            Next::Stop(stop) => {
                failure.stop = Some(stop);
                Err(failure)
            }
            Next::Renew => {
                self.renew(failure, credential, tally).await;
                Ok(())
            }
            Next::Wait { pause, cause } => {
                tally.last = Some(failure);
                self.wait(pause, cause, tally).await;
                Ok(())
            }
        }
    }

    /// Gives a place in the quota back, closed for some time if the platform said so. At the
    /// deadline a store that is slow is left alone: it must not cost the call its answer.
    pub(super) async fn give_back(&self, permit: Permit, pause: Option<Duration>, counted: bool) {
        let until = self.deadline.filter(|_| permit.is_shared());
        let giving = async move {
            // First held, then settled: the place must not go to one who would be refused too.
            if let Some(pause) = pause {
                permit.hold(pause).await;
            }
            permit.settle(counted).await;
        };
        match until {
            Some(until) => drop(timeout_at(until, Box::pin(giving)).await),
            None => giving.await,
        }
    }

    fn decide(&self, failure: &Failure, used: Option<&Credential<'_>>, tally: &Tally) -> Next {
        let facts = Facts {
            retry: failure.retry,
            unsent: failure.unsent,
            idempotent: self.operation.idempotent,
            repeatable: self.repeatable(),
            renewable: tally.rejected.is_none() && used.is_some_and(|used| used.source.is_some()),
            failed: tally.failed,
            throttled: tally.throttled,
            reset_after: failure.reset_after,
            left: self.deadline.map(|until| until.saturating_duration_since(Instant::now())),
        };
        let policy = self.options.retry.as_ref().unwrap_or(&self.client.retry);
        decide(&facts, policy, self.client.random.number(), || self.client.budget.pay())
    }

    /// Gives up a rejected token, so that the next attempt gets another one.
    async fn renew(&self, failure: Box<Failure>, used: Option<Credential<'a>>, tally: &mut Tally) {
        let Some(Credential { token, source: Some(source), .. }) = used else { return };
        tally.rejected = Some((token.value().clone(), failure));
        source.invalidate(&token).await;
    }

    /// Waits before the next attempt.
    async fn wait(&self, pause: Duration, cause: WaitCause, tally: &mut Tally) {
        let span = tracing::info_span!(
            "larkspur.wait",
            operation = self.operation.id,
            cause = if cause == WaitCause::Throttled { "throttled" } else { "backoff" },
            pause_ms = millis(pause),
        );
        tally.begin_waiting();
        self.tell(pause, cause);
        tokio::time::sleep(pause).instrument(span).await;
        tally.end_waiting();
    }

    /// Tells whoever listens of a wait.
    pub(super) fn tell(&self, pause: Duration, cause: WaitCause) {
        let listener = self.options.listener.as_ref().or(self.client.listener.as_ref());
        let Some(listener) = listener else { return };
        let until = Timestamp::now().plus(pause);
        listener.tell(&Event::Waiting { operation: self.operation.id, cause, pause, until });
    }
}

/// For how long the platform has closed the quota, to this call and all others.
fn closed_for(failure: &Failure, next: Next) -> Option<Duration> {
    match next {
        Next::Wait { pause, cause: WaitCause::Throttled } => Some(pause),
        _ if failure.retry == Retry::Quota => failure.reset_after,
        _ => None,
    }
}
