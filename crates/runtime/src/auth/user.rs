//! Tokens of a person, kept alive by refresh tokens that work once.
//!
//! A refresh token that is sent twice may end everything that came of it. So it is marked as sent
//! in the store before it is sent, exactly one caller in any process can set that mark, and the
//! mark is taken back only when the platform said for sure that the token was not used.

mod exchange;
mod refusal;
mod step;

pub(crate) use refusal::Refusals;

use super::held::Held;
use super::kept::{Kept, Miss, Renewal, store_failed};
use super::token_call::{LONGEST_LIFE, Sender};
use super::turn::Turn;
use super::{RefreshToken, StoreError, StoredToken, TokenKey, flight::locked};
use crate::transport::BoxFuture;
use crate::{
    BuildError, Client, Refresh, Retry, Secret, Timestamp, Token, TokenError, TokenSource,
};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use step::LOST;
use tracing::Instrument as _;

/// The scheme of persons, by its name in every spec.
const USER: &str = "user";

/// What a person's consent came to: the answer to trading an authorization code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    token: Secret,
    life: Duration,
    refresh: Option<(Secret, Duration)>,
}

impl Grant {
    /// A user token and the life that it has left.
    pub fn new(token: impl Into<Secret>, life: Duration) -> Self {
        Self { token: token.into(), life, refresh: None }
    }

    /// Adds the refresh token and the life that it has left.
    #[must_use]
    pub fn with_refresh(mut self, token: impl Into<Secret>, life: Duration) -> Self {
        self.refresh = Some((token.into(), life));
        self
    }

    fn stored(self) -> StoredToken {
        let ends = |life: Duration| Timestamp::now().plus(life.min(LONGEST_LIFE));
        let stored = StoredToken::new(Token::new(self.token), ends(self.life));
        match self.refresh {
            Some((value, life)) => stored.with_refresh(RefreshToken::new(value, ends(life))),
            None => stored,
        }
    }
}

/// The tokens of one person, kept in the client's token store and refreshed in time.
///
/// Made by [`Client::user_tokens`]; a call uses them by `with_user`. Clones share what they have
/// at hand. Several clients and processes may keep the tokens of the same person in one store:
/// each refresh token is sent once.
///
/// # Errors
/// A [`TokenError`] with [`Retry::Never`] means that the person has to authorize the app again:
/// there is no refresh token, it has ended, or the answer to it was lost; the message says so.
/// It also means that the platform refuses for a reason that says nothing of the refresh token,
/// such as an app that is switched off; the code and the message are the platform's. Then the
/// refresh token is kept, and each client sends it again after a minute at the earliest. While
/// the token at hand holds, calls go on without an error.
#[derive(Clone)]
pub struct UserTokens(Arc<Kept<Refreshing>>);

struct Refreshing {
    refresh: &'static Refresh,
    sender: Sender,
    /// Whose quota the call draws on: that of the app, whoever the person is.
    app: TokenKey,
    refusals: Arc<Refusals>,
    /// A pair of tokens that the store failed to keep, and the refresh token that it came of.
    unsaved: Mutex<Option<(Secret, StoredToken)>>,
}

impl Client {
    /// The tokens of a person, by whatever name or id the caller has for that person.
    ///
    /// They are kept in the client's token store under the platform, the address, the credentials
    /// of the app and that name. Without a store of one's own they end with the client.
    ///
    /// The secret of the app is one of those credentials. So a client with another secret finds
    /// no tokens of anybody: after the secret was changed, each person has to authorize the app
    /// again.
    ///
    /// # Errors
    /// Where the platform documents no way to refresh user tokens, where the client lacks a
    /// credential that this takes, and where the name is empty.
    pub fn user_tokens(&self, person: impl Into<String>) -> Result<UserTokens, BuildError> {
        let inner = self.inner();
        let platform = inner.platform;
        let scheme = platform.auth.iter().find(|scheme| scheme.name == USER);
        let refresh = scheme.and_then(|scheme| scheme.refresh.as_ref());
        let refresh = refresh.ok_or(BuildError::NoRefresh { platform: platform.name })?;
        for credential in refresh.sent() {
            if !inner.credentials.contains_key(credential) {
                return Err(BuildError::MissingCredential { scheme: USER, credential });
            }
        }
        let person = Secret::from(person.into());
        if person.expose().is_empty() {
            return Err(BuildError::Empty("person".to_owned()));
        }
        let sender = inner.sender.clone();
        let app = sender.sent(refresh.send).into_iter();
        let whose = app.clone().chain([("person", &person)]);
        let key = TokenKey::new(platform.name, &sender.base, USER, whose);
        let app = TokenKey::new(platform.name, &sender.base, USER, app);
        let refusals = Arc::clone(&inner.refusals);
        let renewal = Refreshing { refresh, sender, app, refusals, unsaved: Mutex::default() };
        Ok(UserTokens(Kept::new(renewal, key, Arc::clone(&inner.token_store))))
    }
}

impl UserTokens {
    /// Keeps what the person consented to, in place of anything before. A refresh that is under
    /// way in another process is waited for, so that it does not undo this.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn authorize(&self, grant: Grant) -> Result<(), TokenError> {
        let turn = self.0.turn().await?;
        let kept = self.0.store.save(&self.0.key, grant.stored()).await;
        if kept.is_ok() {
            *locked(&self.0.renewal.unsaved) = None;
            self.0.drop_held();
        }
        turn.end().await;
        kept.map_err(|error| store_failed("save the tokens of a person", error))
    }

    /// Under which key the store has them; it names neither the person nor the app.
    pub fn key(&self) -> &TokenKey {
        &self.0.key
    }
}

impl TokenSource for UserTokens {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        self.0.token()
    }

    fn invalidate<'a>(&'a self, rejected: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(self.0.forget(rejected))
    }
}

/// Shows neither the person nor a token.
impl fmt::Debug for UserTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserTokens").field("key", &self.0.key).finish_non_exhaustive()
    }
}

impl Renewal for Refreshing {
    /// Without the store nobody knows what was sent.
    const ALONE: bool = false;

    fn margin(&self) -> Duration {
        self.refresh.renew_within
    }

    fn sender(&self) -> &Sender {
        &self.sender
    }

    fn bring<'a>(
        kept: &'a Kept<Self>,
        stored: Option<&'a StoredToken>,
    ) -> BoxFuture<'a, Result<Option<Held>, StoreError>> {
        Box::pin(kept.bring_pair(stored))
    }

    fn renew(
        kept: Arc<Kept<Self>>,
        turn: Option<Turn>,
        stored: Option<StoredToken>,
    ) -> BoxFuture<'static, Result<Held, Miss>> {
        // Whoever waits may go away, and then the answer must not get lost with them.
        let renewing = async move {
            let held = kept.next_pair(stored).await;
            if let Some(turn) = turn {
                turn.end().await;
            }
            held
        };
        let renewing = renewing.in_current_span();
        Box::pin(async { tokio::spawn(renewing).await.unwrap_or_else(|_| Err(again(LOST).into())) })
    }
}

/// Nothing but a new consent helps.
fn again(why: &str) -> TokenError {
    TokenError::new(format!("{why}; the person has to authorize the app again"))
        .with_retry(Retry::Never)
}
