//! A token at hand: until when it holds, when it is to be renewed, and whether what a store has
//! is any better.

use super::StoredToken;
use crate::{Secret, Timestamp, Token};
use std::time::Duration;
use tokio::time::Instant;

/// A token at hand.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) token: Token,
    pub(super) expires: Instant,
    pub(super) renew: Instant,
}

impl Held {
    /// A platform may hand out a token that is inside its own margin already; asking again with
    /// every call would not make it younger, so a part of its life passes first.
    pub(super) fn new(token: Token, asked: Instant, life: Duration, margin: Duration) -> Self {
        let renew = life.saturating_sub(margin).max(life / 4);
        Self { token, expires: asked + life, renew: asked + renew }
    }

    /// A token to be renewed at once, which does as long as nothing better can be had.
    pub(super) fn due(token: Token, now: Instant, life: Duration) -> Self {
        Self { token, expires: now + life, renew: now }
    }

    pub(super) fn holds(&self, now: Instant) -> bool {
        now < self.expires
    }
}

/// What is known before a look into the store: a token there is of use only if it is another one.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// The last token that the platform did not accept.
    pub(super) rejected: Option<Secret>,
    /// The token at hand, or the one that the store had before, and its end.
    pub(super) token: Option<(Secret, Instant)>,
    /// Whether the store had none, or a rejected one; then whatever it has now is new.
    pub(super) none: bool,
}

/// What a store's token is good for.
#[derive(Debug, Clone)]
pub(super) enum Use {
    /// Somebody got it in the meantime, or it is young.
    Now(Held),
    /// It is to be renewed, and does until then.
    Until(Held),
    /// Nothing.
    Never,
}

impl Known {
    /// Judges what the store has.
    pub(super) fn judge(&self, found: Option<&StoredToken>, margin: Duration) -> Use {
        let (now, found) = (Instant::now(), found.filter(|found| !self.has_rejected(found)));
        let Some(found) = found else { return Use::Never };
        let life = found.expires_at.since(Timestamp::now()).filter(|life| !life.is_zero());
        let Some(life) = life.map(|life| life.min(super::token_call::LONGEST_LIFE)) else {
            return Use::Never;
        };
        let (token, value) = (found.token.clone(), found.token.value());
        let newer = match &self.token {
            Some((known, expires)) => known != value && now + life > *expires,
            None => self.none || life > margin,
        };
        if newer {
            Use::Now(Held::new(token, now, life, margin))
        } else {
            Use::Until(Held::due(token, now, life))
        }
    }

    fn has_rejected(&self, found: &StoredToken) -> bool {
        self.rejected.as_ref() == Some(found.token.value())
    }

    /// Keeps in mind what a look into the store showed.
    pub(super) fn saw(&mut self, judged: &Use) {
        match judged {
            Use::Until(held) if self.token.is_none() => {
                self.token = Some((held.token.value().clone(), held.expires));
            }
            Use::Never if self.token.is_none() => self.none = true,
            _ => {}
        }
    }
}
