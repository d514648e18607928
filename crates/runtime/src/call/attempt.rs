//! The attempts of a call, from waiting for a token to the judged answer.
//!
//! What follows a failed attempt is decided by `retry::decide` and carried out here. Each attempt
//! asks for a token anew: it costs nothing while the last one holds, and it may have ended during
//! a wait.

use super::credential::Credential;
use super::follow::Failed;
use super::prepare::{Choice, Written};
use super::tally::Tally;
use super::{CallOptions, Draft};
use crate::client::Inner;
use crate::quota::Permit;
use crate::{ByteStream, ErrorKind, Failure, Operation, RequestParts, Retry, Secret};
use http::Response;
use std::pin::pin;
use std::slice;
use std::time::Duration;
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

/// A call whose parameters can be sent.
pub(crate) struct Call<'a> {
    pub(crate) client: &'a Inner,
    pub(crate) options: &'a CallOptions,
    pub(crate) operation: &'static Operation,
    pub(crate) parts: RequestParts,
    pub(crate) started: Instant,
    /// When it ends, whatever it waits for.
    pub(crate) deadline: Option<Instant>,
}

/// Tells a reply from a failure.
pub(crate) trait Judge {
    /// What a reply comes to.
    type Output;

    /// Judges an answer; the secrets of its request must not show in a failure.
    fn judge(
        &mut self,
        call: &Call<'_>,
        answer: Response<ByteStream>,
        secrets: &[Secret],
    ) -> impl Future<Output = Result<Self::Output, Box<Failure>>> + std::marker::Send;
}

/// Makes a call. The deadline covers all of it, waiting for a token included.
pub(crate) async fn run<J: Judge>(
    draft: &Draft,
    operation: &'static Operation,
    written: Written,
    judge: J,
) -> Result<J::Output, Box<Failure>> {
    let (client, options) = (draft.client.inner(), draft.options());
    let span = tracing::info_span!(
        "larkspur.call",
        operation = operation.id,
        method = operation.method.as_str(),
        attempts = Empty,
        waited_ms = Empty,
        status = Empty,
        code = Empty,
        log_id = Empty,
        duration_ms = Empty,
    );
    let mut tally = Tally::new();
    let mut outcome = {
        // Pinned here and below: wrapping a future moves it, and these are large.
        let work = pin!(async {
            let call = Call::new(client, options, operation, written, tally.started)?;
            call.in_time(judge, &mut tally).await
        });
        work.instrument(span.clone()).await
    };
    if let Err(failure) = &mut outcome {
        tally.sign(failure);
    }
    close(&span, &tally, outcome.as_ref().err().map(|failure| &**failure));
    outcome
}

/// Writes down how a call ended; neither bodies nor secrets.
fn close(span: &Span, tally: &Tally, failure: Option<&Failure>) {
    if span.is_disabled() {
        return;
    }
    span.record("attempts", tally.attempts);
    span.record("waited_ms", millis(tally.waited()));
    span.record("status", tally.status.map(|status| status.as_u16()));
    span.record("duration_ms", millis(tally.started.elapsed()));
    let Some(failure) = failure else { return };
    span.record("code", failure.code);
    span.record("log_id", failure.log_id.as_deref());
    span.in_scope(|| tracing::debug!(kind = ?failure.kind, "the call failed"));
}

pub(super) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

impl<'a> Call<'a> {
    /// All attempts, up to the deadline.
    async fn in_time<J: Judge>(
        &self,
        judge: J,
        tally: &mut Tally,
    ) -> Result<J::Output, Box<Failure>> {
        let (reply, permit) = match self.deadline {
            None => self.attempts(judge, tally).await?,
            Some(until) => {
                let ended = {
                    let attempts = pin!(self.attempts(judge, tally));
                    tokio::time::timeout_at(until, attempts).await
                };
                let late = |_| Err(tally.out_of_time(self.operation, until - self.started));
                ended.unwrap_or_else(late)?
            }
        };
        // Out of reach of the deadline: the reply is there.
        self.give_back(permit, None, true).await;
        Ok(reply)
    }

    async fn attempts<J: Judge>(
        &self,
        mut judge: J,
        tally: &mut Tally,
    ) -> Result<(J::Output, Permit), Box<Failure>> {
        let choice = self.choose()?;
        loop {
            match self.once(choice.as_ref(), &mut judge, tally).await {
                Ok(replied) => {
                    self.client.budget.earn();
                    return Ok(replied);
                }
                Err(failed) => self.after(failed, tally).await?,
            }
        }
    }

    /// One attempt, from the token to the judged answer.
    async fn once<J: Judge>(
        &self,
        choice: Option<&Choice<'a>>,
        judge: &mut J,
        tally: &mut Tally,
    ) -> Result<(J::Output, Permit), Failed<'a>> {
        let mut credential = self.credential(choice, tally).await?;
        let before = tally.waited();
        let permit = self.permit(choice, tally).await?;
        if tally.waited() > before {
            // The token may have ended in the meantime.
            credential = match self.credential(choice, tally).await {
                Ok(credential) => credential,
                Err(failed) => return Err(Failed { permit, ..failed }),
            };
        }
        match self.attempt(credential.as_ref(), judge, tally).await {
            Ok(reply) => Ok((reply, permit)),
            Err(failure) => Err(Failed { failure, credential, permit, last: false }),
        }
    }

    async fn attempt<J: Judge>(
        &self,
        credential: Option<&Credential<'_>>,
        judge: &mut J,
        tally: &mut Tally,
    ) -> Result<J::Output, Box<Failure>> {
        let request = self.request(credential)?;
        let secrets = credential.map_or(&[][..], |used| slice::from_ref(used.token.value()));
        let within = self.longest_attempt();
        tally.attempts = tally.attempts.saturating_add(1);
        let work = pin!(async {
            let sent = self.client.transport.send(request).await;
            let answer = sent.map_err(|error| Failure::not_sent(self.operation, error))?;
            tally.status = Some(answer.status());
            judge.judge(self, answer, secrets).await
        });
        tokio::time::timeout(within, work).await.unwrap_or_else(|_| {
            let message = format!("no complete answer came within {within:?}");
            let failure = Failure::new(ErrorKind::Timeout, self.operation, message);
            Err(failure.retrying(Retry::Backoff))
        })
    }

    /// How long an attempt may take: an upload gets a second more for every 64 KiB.
    pub(super) fn longest_attempt(&self) -> Duration {
        self.client.timeout.saturating_add(Duration::from_secs(self.parts.body.length() >> 16))
    }
}
