//! The proof of one attempt, and whose quota it draws on.

use super::Call;
use super::follow::Failed;
use super::prepare::Choice;
use super::tally::Tally;
use crate::quota::{Asking, Drawer, Permit, TooLate};
use crate::{ErrorKind, Failure, Quota, QuotaPolicy, Retry, Scheme, Token, TokenSource, WaitCause};
use std::time::Duration;
use tokio::time::Instant;

/// A proof for one attempt.
pub(super) struct Credential<'a> {
    pub(super) scheme: &'static Scheme,
    pub(super) token: Token,
    /// Where another token can come from.
    pub(super) source: Option<&'a dyn TokenSource>,
}

impl<'a> Call<'a> {
    /// A proof for the next attempt; nothing where none is needed.
    pub(super) async fn credential(
        &self,
        choice: Option<&Choice<'a>>,
        tally: &mut Tally,
    ) -> Result<Option<Credential<'a>>, Failed<'a>> {
        let (scheme, source): (_, &'a dyn TokenSource) = match choice {
            None => return Ok(None),
            Some(Choice::Own(scheme, token)) => {
                return Ok(Some(Credential { scheme, token: token.clone(), source: None }));
            }
            Some(Choice::User(scheme, tokens)) => (*scheme, *tokens),
            Some(Choice::Client(known)) => (known.scheme, &*known.source),
        };
        let token = source
            .token()
            .await
            .map_err(|error| Failed::before_sending(Failure::no_token(self.operation, error)))?;
        // Where there is no other token, the answer that rejected it stands.
        match tally.rejected.take_if(|(rejected, _)| rejected == token.value()) {
            Some((_, answer)) => Err(Failed::for_good(answer)),
            None => Ok(Some(Credential { scheme, token, source: Some(source) })),
        }
    }

    /// Waits until the quota has a place for the attempt.
    pub(super) async fn permit(
        &self,
        choice: Option<&Choice<'a>>,
        tally: &mut Tally,
    ) -> Result<Permit, Failed<'a>> {
        let windows = match self.options.quota.as_ref().unwrap_or(&self.client.quota) {
            QuotaPolicy::Documented => self.operation.quota,
            QuotaPolicy::Windows(windows) => windows,
            QuotaPolicy::Off => &[],
        };
        if windows.is_empty() {
            return Ok(Permit::default());
        }
        let identity = self.client.identities.of(&drawer(choice));
        let asking = Asking {
            operation: self.operation.id,
            windows,
            identity: &identity,
            until: self.deadline,
            lease: self.longest_attempt(),
            on_wait: &|pause| {
                tally.begin_waiting();
                self.tell(pause, WaitCause::Quota);
            },
        };
        let taken = self.client.quotas.take(&asking).await;
        tally.end_waiting();
        taken.map_err(|late| Failed::for_good(tally.following(self.too_late(late))))
    }

    fn too_late(&self, late: TooLate) -> Box<Failure> {
        let Quota { calls, per } = late.window;
        let quota = format!("the quota of {calls} calls in {per:?}");
        let left = self.deadline.map(|until| until.saturating_duration_since(Instant::now()));
        let message = match (late.pause, left) {
            (Duration::MAX, _) | (_, None) => format!("{quota} never has a place for it"),
            (pause, Some(left)) => {
                format!(
                    "{quota} has no place before {pause:?}, and the deadline passes in {left:?}"
                )
            }
        };
        let mut failure = Failure::new(ErrorKind::Timeout, self.operation, message);
        failure.unsent = true;
        failure.reset_after = Some(late.pause).filter(|pause| *pause < Duration::MAX);
        failure.retrying(Retry::Quota)
    }
}

fn drawer<'c>(choice: Option<&'c Choice<'_>>) -> Drawer<'c> {
    match choice {
        None => Drawer::Anybody,
        Some(Choice::Client(known)) => Drawer::Client(known.scheme.name),
        Some(Choice::Own(_, token)) => Drawer::Token(token.value()),
        Some(Choice::User(_, tokens)) => Drawer::Person(tokens.key()),
    }
}
