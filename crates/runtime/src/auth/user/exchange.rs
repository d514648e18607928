//! Trading a refresh token that is marked as sent, to the end of it.

use super::refusal::{Fate, fate};
use super::step::{LOST, Step, step};
use super::{Refreshing, again, store_failed};
use crate::auth::flight::locked;
use crate::auth::held::{Held, Known, Use};
use crate::auth::kept::{Kept, Miss};
use crate::auth::token_call::{CallError, LONGEST_LIFE, Reply, TokenCall};
use crate::auth::{RefreshToken, StoreError, StoredToken};
use crate::quota::Permit;
use crate::{Refresh, Retry, Secret, SendValue, Timestamp, Token, TokenError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often the store is asked to keep a new pair, and how long it is left alone in between.
const SAVES: (u32, Duration) = (4, Duration::from_millis(250));
/// After how long a pair that the store did not keep is brought to it again.
const BELATED: Duration = Duration::from_secs(1);

impl Refresh {
    /// The credentials that the call sends.
    pub(crate) fn sent(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.send.iter().filter_map(|(_, value)| match value {
            SendValue::Credential(name) => Some(*name),
            _ => None,
        })
    }
}

/// A refresh token that this caller alone has marked, and the place in the quota to send it.
pub(super) struct Spent {
    refresh: Secret,
    place: Option<Permit>,
}

/// A pair of tokens as the platform handed it out.
struct Pair {
    held: Held,
    stored: StoredToken,
}

impl Kept<Refreshing> {
    /// Gets the next pair, by what the store has.
    pub(super) async fn next_pair(&self, stored: Option<StoredToken>) -> Result<Held, Miss> {
        match step(stored.as_ref(), Timestamp::now()) {
            Step::Send(refresh) => match self.renewal.refusals.of(&self.key, &refresh) {
                Some(refused) => Err(refused.into()),
                None => self.exchange(self.spend(refresh).await?).await,
            },
            Step::Ask(why) => Err(again(why).into()),
        }
    }

    /// Marks a refresh token as sent. If somebody else has, another look will show what came of it.
    async fn spend(&self, refresh: Secret) -> Result<Spent, Miss> {
        let Refreshing { refresh: facts, sender, app, .. } = &self.renewal;
        let place = sender.place(facts.path, facts.quota, app).await?;
        let failed = |error| Miss::from(store_failed("mark a refresh token as sent", error));
        if self.store.spend(&self.key, &refresh).await.map_err(failed)? {
            return Ok(Spent { refresh, place });
        }
        if let Some(place) = place {
            place.settle(false).await;
        }
        Err(Miss::Later)
    }

    /// Sends a refresh token.
    async fn exchange(&self, spent: Spent) -> Result<Held, Miss> {
        let Refreshing { refresh: facts, sender, .. } = &self.renewal;
        let Spent { refresh, place } = spent;
        let asked = Instant::now();
        let call = TokenCall {
            path: facts.path,
            send: facts.send,
            envelope: facts.envelope,
            codes: facts.codes,
            refresh: Some(&refresh),
        };
        let pair = match sender.post(&call, place).await {
            Ok(reply) => read(facts, &reply, asked).map_err(lost)?,
            Err(failed) => return Err(self.failed(failed, &refresh).await.into()),
        };
        if self.save(&refresh, &pair.stored).await {
            return Ok(pair.held);
        }
        tracing::error!(
            key = %self.key,
            "the token store failed to keep the next refresh token; it is kept in memory"
        );
        *locked(&self.renewal.unsaved) = Some((refresh, pair.stored));
        Ok(Held { renew: Instant::now() + BELATED, ..pair.held })
    }

    /// Leaves the store as the failure demands.
    async fn failed(&self, failed: CallError, refresh: &Secret) -> TokenError {
        let CallError { error, reach, .. } = failed;
        let Refreshing { refresh: facts, refusals, .. } = &self.renewal;
        let (kept, error) = match fate(reach, error.code(), facts.ended) {
            Fate::Free => (self.store.unspend(&self.key, refresh).await, error),
            Fate::Refused => {
                let error = refused(error);
                refusals.note(&self.key, refresh, &error);
                (self.store.unspend(&self.key, refresh).await, error)
            }
            Fate::Ended => (self.discard(refresh).await, ended(error)),
            Fate::Lost => (Ok(()), lost(error)),
        };
        if let Err(error) = kept {
            tracing::warn!(key = %self.key, %error, "the token store failed after a failed refresh");
        }
        error
    }

    /// Takes an ended refresh token out of the store, so that nobody tries it again.
    async fn discard(&self, refresh: &Secret) -> Result<(), StoreError> {
        match self.with(refresh).await? {
            Some(stored) => {
                self.store.save(&self.key, StoredToken { refresh: None, ..stored }).await
            }
            None => Ok(()),
        }
    }

    /// What the store has, if it is still with that refresh token: the person may have
    /// authorized anew.
    async fn with(&self, refresh: &Secret) -> Result<Option<StoredToken>, StoreError> {
        let stored = self.store.load(&self.key).await?;
        Ok(stored.filter(|stored| came_with(stored, refresh)))
    }

    /// Puts a new pair in the place of the refresh token that it came of.
    async fn save(&self, came_of: &Secret, stored: &StoredToken) -> bool {
        for number in 0..SAVES.0 {
            if number > 0 {
                sleep(SAVES.1).await;
            }
            let saved = match self.with(came_of).await {
                Ok(Some(_)) => self.store.save(&self.key, stored.clone()).await,
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            match saved {
                Ok(()) => return true,
                Err(error) => tracing::warn!(
                    key = %self.key, %error, "the token store failed to save the tokens of a person"
                ),
            }
        }
        false
    }

    /// Brings a pair to the store that it did not keep before, without a turn: what it has there
    /// is of no use to anybody.
    pub(super) async fn bring_pair(
        &self,
        stored: Option<&StoredToken>,
    ) -> Result<Option<Held>, StoreError> {
        let unsaved = locked(&self.renewal.unsaved).clone();
        let Some((came_of, pair)) = unsaved else { return Ok(None) };
        if !stored.is_some_and(|stored| came_with(stored, &came_of)) {
            *locked(&self.renewal.unsaved) = None;
            return Ok(None);
        }
        self.store.save(&self.key, pair.clone()).await?;
        *locked(&self.renewal.unsaved) = None;
        let known = Known { none: true, ..Known::default() };
        Ok(match known.judge(Some(&pair), self.renewal.refresh.renew_within) {
            Use::Now(held) => Some(held),
            Use::Until(_) | Use::Never => None,
        })
    }
}

fn came_with(stored: &StoredToken, refresh: &Secret) -> bool {
    stored.refresh.as_ref().is_some_and(|kept| kept.value == *refresh)
}

fn read(facts: &Refresh, reply: &Reply, asked: Instant) -> Result<Pair, TokenError> {
    let token = reply.token(facts.token).ok_or_else(|| reply.lacks(facts.token))?;
    let life = reply.life(facts.life).ok_or_else(|| reply.lacks(facts.life))?;
    let token = Token::new(token);
    let then = Timestamp::now().minus(asked.elapsed());
    let stored = StoredToken::new(token.clone(), then.plus(life));
    let stored = match reply.token(facts.refresh_token) {
        Some(value) => {
            let life = reply.life(facts.refresh_life).unwrap_or(LONGEST_LIFE);
            stored.with_refresh(RefreshToken::new(value, then.plus(life)))
        }
        None => stored,
    };
    Ok(Pair { held: Held::new(token, asked, life, facts.renew_within), stored })
}

/// Nobody knows whether the refresh token was used.
fn lost(error: TokenError) -> TokenError {
    detailed(again(LOST), &error).caused_by(error)
}

/// The platform will refuse again, until somebody mends what it says.
fn refused(error: TokenError) -> TokenError {
    let told = TokenError::new(format!("the platform refused to refresh: {}", error.message()));
    detailed(told, &error)
}

/// The platform will refuse that refresh token for ever.
fn ended(error: TokenError) -> TokenError {
    let told = again(&format!("the platform refused the refresh token: {}", error.message()));
    detailed(told, &error)
}

/// With what is known of the answer.
fn detailed(mut told: TokenError, error: &TokenError) -> TokenError {
    if let Some(code) = error.code() {
        told = told.with_code(code);
    }
    if let Some(status) = error.status() {
        told = told.with_status(status);
    }
    if let Some(log_id) = error.log_id() {
        told = told.with_log_id(log_id);
    }
    told.with_retry(Retry::Never)
}
