//! A token that is kept: cached, shared through a store, and renewed by one caller at a time.
//!
//! Within a client one flight serves all who wait on a runtime; over clients and processes a lock
//! in the store sees to it that one of them gets the token and the others find it. As long as the
//! old token holds, nobody waits for another process and a failed renewal hurts nobody. A rejected
//! token is forgotten only while it is the one at hand, so that the second caller to hear of it
//! does not throw away what the first one got.

use super::flight::{Flights, Wait, locked};
use super::held::{Held, Known, Use};
use super::token_call::Sender;
use super::turn::Turn;
use super::{StoreError, StoredToken, TokenKey, TokenStore};
use crate::quota::TooLate;
use crate::transport::BoxFuture;
use crate::{Retry, Secret, Token, TokenError};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a platform is believed that a rejected token is the only one it has.
const FUTILE: Duration = Duration::from_secs(30);
/// How much longer than one token call the right to make it lasts: for the store's own time.
const MARGIN_OF_LEASE: Duration = Duration::from_secs(15);
/// After how long a token that another process is renewing is looked for again.
const BUSY: Duration = Duration::from_secs(1);
/// The shortest and the longest wait before the store is asked again.
const LOOKS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(200));

/// How the next token is got.
pub(super) trait Renewal: Send + Sync + Sized + 'static {
    /// Whether a token may be got without the store, should that fail.
    const ALONE: bool;

    /// How long before its end a token is renewed.
    fn margin(&self) -> Duration;

    /// What its call takes from the client.
    fn sender(&self) -> &Sender;

    /// Brings a token to the store that it did not keep before, in place of what it has.
    fn bring<'a>(
        _: &'a Kept<Self>,
        _: Option<&'a StoredToken>,
    ) -> BoxFuture<'a, Result<Option<Held>, StoreError>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Gets the next token and keeps it in the store. `stored` is what was there when the turn
    /// began; without a turn the store has failed.
    fn renew(
        kept: Arc<Kept<Self>>,
        turn: Option<Turn>,
        stored: Option<StoredToken>,
    ) -> BoxFuture<'static, Result<Held, Miss>>;
}

/// Why there is no new token.
#[derive(Debug)]
pub(super) enum Miss {
    /// It cannot be got now, and maybe a moment later.
    Later,
    /// Another process is getting it, and the old one holds.
    Busy,
    /// It cannot be got.
    Failed(TokenError),
}

/// A token, and how it is renewed.
pub(super) struct Kept<R> {
    pub(super) renewal: R,
    pub(super) key: TokenKey,
    pub(super) store: Arc<dyn TokenStore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    flights: Flights<Result<Token, TokenError>>,
    /// The last rejected token.
    rejected: Option<Secret>,
    /// Until when it makes no sense to ask for another one in its place.
    futile_until: Option<Instant>,
}

impl State {
    /// The token at hand, while it need not be renewed.
    fn young(&self) -> Option<Token> {
        let held = self.held.as_ref().filter(|held| Instant::now() < held.renew);
        held.map(|held| held.token.clone())
    }
}

enum Next {
    Use(Token),
    Await(Wait<Result<Token, TokenError>>),
}

impl<R: Renewal> Kept<R> {
    pub(super) fn new(renewal: R, key: TokenKey, store: Arc<dyn TokenStore>) -> Arc<Self> {
        Arc::new(Self { renewal, key, store, state: Mutex::default() })
    }

    pub(super) fn token(self: &Arc<Self>) -> BoxFuture<'static, Result<Token, TokenError>> {
        if let Some(token) = locked(&self.state).young() {
            return Box::pin(std::future::ready(Ok(token)));
        }
        // Only who polls knows on which runtime it waits.
        let kept = Arc::clone(self);
        Box::pin(async move {
            match kept.next() {
                Next::Use(token) => Ok(token),
                Next::Await(wait) => wait.await,
            }
        })
    }

    fn next(self: &Arc<Self>) -> Next {
        let mut state = locked(&self.state);
        match state.young() {
            Some(token) => Next::Use(token),
            None => Next::Await(state.flights.join(|| Box::pin(Arc::clone(self).obtain()))),
        }
    }

    /// The work of a flight. Whatever comes out, the flight is over for those who come later.
    async fn obtain(self: Arc<Self>) -> Result<Token, TokenError> {
        let sought = self.seek().await;
        self.land(sought)
    }

    fn land(&self, sought: Result<Held, Miss>) -> Result<Token, TokenError> {
        let mut state = locked(&self.state);
        state.flights.end();
        let now = Instant::now();
        let miss = match sought {
            Ok(held) => {
                let again = state.rejected.as_ref() == Some(held.token.value());
                state.futile_until = again.then(|| now + FUTILE);
                let token = held.token.clone();
                state.held = Some(held);
                return Ok(token);
            }
            Err(miss) => miss,
        };
        let Some(old) = state.held.as_mut().filter(|old| old.holds(now)) else {
            return Err(miss.error());
        };
        // A flight on another runtime has brought it.
        if now < old.renew {
            return Ok(old.token.clone());
        }
        let part = (old.expires - now) / 8;
        old.renew = now
            + if let Miss::Failed(error) = &miss {
                tracing::warn!(key = %self.key, %error, "renewing a token failed; it still holds");
                part
            } else {
                part.min(BUSY)
            };
        Ok(old.token.clone())
    }

    /// Forgets a token that was not accepted, here and in the store.
    pub(super) async fn forget(&self, rejected: &Token) {
        {
            let mut state = locked(&self.state);
            let held = state.held.as_ref();
            let at_hand = held.is_some_and(|held| held.token.value() == rejected.value());
            let futile = state.futile_until.is_some_and(|until| Instant::now() < until);
            if !at_hand || futile {
                return;
            }
            state.held = None;
            state.rejected = Some(rejected.value().clone());
        }
        if let Err(error) = self.store.remove_if(&self.key, rejected).await {
            tracing::warn!(key = %self.key, %error, "the token store failed to forget a token");
        }
    }

    /// Forgets what is at hand, since the store has something else now.
    pub(super) fn drop_held(&self) {
        let mut state = locked(&self.state);
        (state.held, state.rejected, state.futile_until) = (None, None, None);
    }

    /// A token that another client or process has got, or else the next one.
    async fn seek(self: &Arc<Self>) -> Result<Held, Miss> {
        let lease = self.lease();
        let patience = Instant::now() + lease.saturating_mul(2);
        let mut known = self.known();
        loop {
            let (used, _) = match self.look(&mut known).await {
                Ok(looked) => looked,
                Err(error) => return self.without_store("load a token", error).await,
            };
            if let Some(held) = used {
                return Ok(held);
            }
            let miss = match self.store.lock(&self.key, lease).await {
                Ok(Some(lock)) => {
                    let turn = Turn::new(&self.store, &self.key, lock);
                    match self.take_turn(turn, &mut known).await {
                        Err(Miss::Later) => Miss::Later,
                        done => return done,
                    }
                }
                Ok(None) => Miss::Busy,
                Err(error) => return self.without_store("lock a token", error).await,
            };
            if self.holds() || Instant::now() > patience {
                return Err(miss);
            }
            sleep(self.pause()).await;
        }
    }

    /// The right to change what the store has, once nobody else is getting a token.
    pub(super) async fn turn(&self) -> Result<Turn, TokenError> {
        let lease = self.lease();
        let patience = Instant::now() + lease.saturating_mul(2);
        loop {
            let locked = self.store.lock(&self.key, lease).await;
            if let Some(lock) = locked.map_err(|error| store_failed("lock a token", error))? {
                return Ok(Turn::new(&self.store, &self.key, lock));
            }
            if Instant::now() > patience {
                return Err(Miss::Busy.error());
            }
            sleep(self.pause()).await;
        }
    }

    fn lease(&self) -> Duration {
        self.renewal.sender().timeout.saturating_add(MARGIN_OF_LEASE)
    }

    /// One's turn: somebody may have got the token just before it.
    async fn take_turn(self: &Arc<Self>, turn: Turn, known: &mut Known) -> Result<Held, Miss> {
        match self.look(known).await {
            Ok((Some(held), _)) => {
                turn.end().await;
                Ok(held)
            }
            Ok((None, stored)) => R::renew(Arc::clone(self), Some(turn), stored).await,
            Err(error) => {
                turn.end().await;
                self.without_store("load a token", error).await
            }
        }
    }

    /// What there is to do when the store fails.
    async fn without_store(
        self: &Arc<Self>,
        what: &'static str,
        error: StoreError,
    ) -> Result<Held, Miss> {
        if !R::ALONE {
            return Err(Miss::Failed(store_failed(what, error)));
        }
        tracing::warn!(key = %self.key, %error, "the token store failed to {what}");
        R::renew(Arc::clone(self), None, None).await
    }

    /// Looks into the store. What is good until something better is there is kept at hand.
    async fn look(
        &self,
        known: &mut Known,
    ) -> Result<(Option<Held>, Option<StoredToken>), StoreError> {
        let stored = self.store.load(&self.key).await?;
        if let Some(held) = R::bring(self, stored.as_ref()).await? {
            return Ok((Some(held), stored));
        }
        let judged = known.judge(stored.as_ref(), self.renewal.margin());
        known.saw(&judged);
        match judged {
            Use::Now(held) => return Ok((Some(held), stored)),
            Use::Until(held) => {
                locked(&self.state).held.get_or_insert(held);
            }
            Use::Never => {}
        }
        Ok((None, stored))
    }

    /// How long to leave the store alone, drawn at random so that processes do not ask in step.
    fn pause(&self) -> Duration {
        let span = LOOKS.1 - LOOKS.0;
        let part = self.renewal.sender().random.number() % 1024;
        LOOKS.0 + span.mul_f64(part as f64 / 1023.0)
    }

    fn known(&self) -> Known {
        let state = locked(&self.state);
        let token = state.held.as_ref().map(|held| (held.token.value().clone(), held.expires));
        let none = token.is_none() && state.rejected.is_some();
        Known { rejected: state.rejected.clone(), token, none }
    }

    fn holds(&self) -> bool {
        locked(&self.state).held.as_ref().is_some_and(|held| held.holds(Instant::now()))
    }
}

impl Miss {
    fn error(self) -> TokenError {
        match self {
            Self::Failed(error) => error,
            Self::Later => {
                TokenError::new("the quota of the token call is used up").with_retry(Retry::Quota)
            }
            Self::Busy => TokenError::new("another process has been getting a token for too long")
                .with_retry(Retry::Backoff),
        }
    }
}

impl From<TokenError> for Miss {
    fn from(error: TokenError) -> Self {
        Self::Failed(error)
    }
}

/// Nobody waits for a quota while it keeps the others from looking.
impl From<TooLate> for Miss {
    fn from(_: TooLate) -> Self {
        Self::Later
    }
}

/// A failure of the store that cannot be passed over.
pub(super) fn store_failed(what: &str, error: StoreError) -> TokenError {
    TokenError::new(format!("the token store failed to {what}: {error}")).with_retry(Retry::Backoff)
}
