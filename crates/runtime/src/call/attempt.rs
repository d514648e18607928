//! The attempts of a call, from waiting for a token to the judged answer.
//!
//! What may be done after a failed attempt is decided in one place, `after`. It repeats a call
//! whose token was not accepted once, with another token.

use super::prepare::{Choice, Written};
use super::{CallOptions, Draft};
use crate::client::Inner;
use crate::{
    ByteStream, ErrorKind, Failure, Operation, RequestParts, Retry, Scheme, Secret, Token,
    TokenSource,
};
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

/// A proof for one attempt.
pub(super) struct Credential<'a> {
    pub(super) scheme: &'static Scheme,
    pub(super) token: Token,
    /// Where another token can come from.
    source: Option<&'a dyn TokenSource>,
    /// Whether the token is another one after a rejection; there is no third.
    renewed: bool,
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
        status = Empty,
        code = Empty,
        log_id = Empty,
        duration_ms = Empty,
    );
    let started = Instant::now();
    // Pinned here and below: wrapping a future moves it, and these are large.
    let work = pin!(async {
        let call = Call::new(client, options, operation, written)?;
        let attempts = pin!(call.attempts(judge));
        let Some(deadline) = options.deadline.or(client.deadline) else { return attempts.await };
        tokio::time::timeout(deadline, attempts).await.unwrap_or_else(|_| {
            let message = format!("the call did not end within {deadline:?}");
            Err(Failure::new(ErrorKind::Timeout, operation, message).retrying(Retry::Backoff))
        })
    });
    let outcome = work.instrument(span.clone()).await;
    close(&span, started, outcome.as_ref().err().map(|failure| &**failure));
    outcome
}

/// Writes down how a call ended; neither bodies nor secrets.
fn close(span: &Span, started: Instant, failure: Option<&Failure>) {
    if span.is_disabled() {
        return;
    }
    span.record("duration_ms", u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
    let Some(failure) = failure else { return };
    span.record("code", failure.code);
    span.record("log_id", failure.log_id.as_deref());
    span.in_scope(|| tracing::debug!(kind = ?failure.kind, "the call failed"));
}

impl<'a> Call<'a> {
    async fn attempts<J: Judge>(&self, mut judge: J) -> Result<J::Output, Box<Failure>> {
        let mut credential = match self.choose()? {
            Some(choice) => Some(self.credential(choice).await?),
            None => None,
        };
        let mut made = 0_u32;
        loop {
            made += 1;
            Span::current().record("attempts", made);
            let failure = match self.attempt(credential.as_ref(), &mut judge).await {
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            self.after(failure, &mut credential).await?;
        }
    }

    /// Prepares the next attempt, or hands back the failure that is final. Waiting before a
    /// repetition, a budget of repetitions and quotas belong here.
    async fn after(
        &self,
        failure: Box<Failure>,
        credential: &mut Option<Credential<'_>>,
    ) -> Result<(), Box<Failure>> {
        match (failure.retry, credential) {
            (Retry::Token, Some(used)) if !used.renewed && self.repeatable() => {
                self.renew(used, failure).await
            }
            _ => Err(failure),
        }
    }

    /// Gets another token than the rejected one. Where there is none, the first answer stands.
    async fn renew(
        &self,
        used: &mut Credential<'_>,
        failure: Box<Failure>,
    ) -> Result<(), Box<Failure>> {
        let Some(source) = used.source else { return Err(failure) };
        source.invalidate(&used.token).await;
        let token =
            source.token().await.map_err(|error| Failure::no_token(self.operation, error))?;
        if token.value() == used.token.value() {
            return Err(failure);
        }
        (used.token, used.renewed) = (token, true);
        Ok(())
    }

    async fn credential(&self, choice: Choice<'a>) -> Result<Credential<'a>, Box<Failure>> {
        match choice {
            Choice::Own(scheme, token) => {
                Ok(Credential { scheme, token, source: None, renewed: false })
            }
            Choice::Client(known) => {
                let source = &*known.source;
                let token = source.token().await;
                let token = token.map_err(|error| Failure::no_token(self.operation, error))?;
                Ok(Credential { scheme: known.scheme, token, source: Some(source), renewed: false })
            }
        }
    }

    async fn attempt<J: Judge>(
        &self,
        credential: Option<&Credential<'_>>,
        judge: &mut J,
    ) -> Result<J::Output, Box<Failure>> {
        let request = self.request(credential)?;
        let secrets = credential.map_or(&[][..], |used| slice::from_ref(used.token.value()));
        let within = self.client.timeout.saturating_add(upload_time(request.body().length()));
        let work = pin!(async {
            let sent = self.client.transport.send(request).await;
            let answer = sent.map_err(|error| Failure::not_sent(self.operation, error))?;
            Span::current().record("status", answer.status().as_u16());
            judge.judge(self, answer, secrets).await
        });
        tokio::time::timeout(within, work).await.unwrap_or_else(|_| {
            let message = format!("no complete answer came within {within:?}");
            let failure = Failure::new(ErrorKind::Timeout, self.operation, message);
            Err(failure.retrying(Retry::Backoff))
        })
    }
}

/// What an upload gets on top of the timeout: a second for every 64 KiB.
fn upload_time(length: u64) -> Duration {
    Duration::from_secs(length >> 16)
}
