//! Tokens: who calls, proven.
//!
//! A [`TokenSource`] hands out tokens and hears when one was not accepted; how it gets them is
//! its own business, so that store apps and vaults fit in. The runtime brings one for tokens that
//! are issued against the credentials of an app, and one for tokens of persons that are refreshed.
//! A [`TokenStore`] lets several clients or processes share those.

mod digest;
mod flight;
mod held;
mod issue;
mod kept;
mod scheme;
mod store;
mod timed;
mod token_call;
mod turn;
mod user;

pub(crate) use digest::sha256;
pub(crate) use flight::locked;
pub(crate) use issue::IssuedToken;
pub(crate) use scheme::{Available, fill};
pub use store::{
    MemoryStore, RefreshToken, StoreError, StoredToken, TokenKey, TokenLock, TokenStore,
};
pub(crate) use timed::Timed;
pub(crate) use token_call::Sender;
pub(crate) use user::Refusals;
pub use user::{Grant, UserTokens};

use crate::transport::BoxFuture;
use crate::{Retry, Secret};
use http::StatusCode;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// A token, with what the platform told beside it and wants to see in headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    value: Secret,
    extra: Arc<Vec<(String, Secret)>>,
}

impl Token {
    /// A token.
    pub fn new(value: impl Into<Secret>) -> Self {
        Self { value: value.into(), extra: Arc::default() }
    }

    /// Adds a value that headers of the scheme use, such as `ea`.
    #[must_use]
    pub fn with_extra(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Arc::make_mut(&mut self.extra).push((name.into(), value.into()));
        self
    }

    /// The token itself.
    pub fn value(&self) -> &Secret {
        &self.value
    }

    /// The values that headers use.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.extra.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Hands out the tokens of one scheme.
pub trait TokenSource: Send + Sync + 'static {
    /// A token that should be accepted now. Called before every call, so it should be cached.
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>>;

    /// The platform did not accept that token. A source that can get another one forgets it;
    /// when [`TokenSource::token`] then returns the same one, the call is not repeated.
    fn invalidate<'a>(&'a self, rejected: &'a Token) -> BoxFuture<'a, ()>;
}

/// A token that was given once and for all.
pub(crate) struct FixedToken(pub(crate) Token);

impl TokenSource for FixedToken {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn invalidate<'a>(&'a self, _: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// A token could not be got. One such error goes to every caller that waited for the token.
#[derive(Clone)]
pub struct TokenError(Arc<Details>);

#[derive(Clone)]
struct Details {
    message: String,
    code: Option<i64>,
    status: Option<StatusCode>,
    log_id: Option<String>,
    retry: Retry,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl TokenError {
    /// An error with a message, which must hold no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Arc::new(Details {
            message: message.into(),
            code: None,
            status: None,
            log_id: None,
            retry: Retry::Never,
            source: None,
        }))
    }

    /// Adds the code that the platform answered.
    #[must_use]
    pub fn with_code(self, code: i64) -> Self {
        self.change(|details| details.code = Some(code))
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        self.change(|details| details.status = Some(status))
    }

    /// Adds the id under which the platform's support finds the answer.
    #[must_use]
    pub fn with_log_id(self, log_id: impl Into<String>) -> Self {
        self.change(|details| details.log_id = Some(log_id.into()))
    }

    /// Says what may be done next; [`Retry::Never`] unless said.
    #[must_use]
    pub fn with_retry(self, retry: Retry) -> Self {
        self.change(|details| details.retry = retry)
    }

    /// Adds what caused it.
    #[must_use]
    pub fn caused_by(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.change(|details| details.source = Some(Arc::new(source)))
    }

    fn change(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// What went wrong.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The code that the platform answered.
    pub fn code(&self) -> Option<i64> {
        self.0.code
    }

    /// The HTTP status.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The id under which the platform's support finds the answer.
    pub fn log_id(&self) -> Option<&str> {
        self.0.log_id.as_deref()
    }

    /// What may be done next.
    pub fn retry(&self) -> Retry {
        self.0.retry
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match self.0.code {
            Some(code) => write!(f, " (code {code})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenError")
            .field("message", &self.0.message)
            .field("code", &self.0.code)
            .field("status", &self.0.status)
            .field("log_id", &self.0.log_id)
            .field("retry", &self.0.retry)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
