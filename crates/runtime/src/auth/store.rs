//! Where issued tokens are kept, for clients and processes that share them.

use super::digest::sha256;
use super::flight::locked;
use crate::transport::BoxFuture;
use crate::{Secret, Timestamp, Token};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// Whose token it is: platform, host, scheme and a digest of the credentials. Tokens of different
/// apps, and of one app before and after its secret changed, never mix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenKey(String);

impl TokenKey {
    pub(crate) fn new<'a>(
        platform: &str,
        base: &str,
        scheme: &str,
        credentials: impl Iterator<Item = (&'a str, &'a Secret)>,
    ) -> Self {
        let mut message = Vec::new();
        for (name, value) in credentials {
            for text in [name, value.expose()] {
                // With their lengths, so that no two lists of credentials read alike.
                message.extend((text.len() as u64).to_be_bytes());
                message.extend(text.as_bytes());
            }
        }
        Self(format!("{platform} {base} {scheme} {}", sha256(&message)))
    }

    /// The key of that text, for tests of a store.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key as text; it holds no credential.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token.
    pub token: Token,
    /// Its end by the system's clock.
    pub expires_at: Timestamp,
    /// What gets the next one, for tokens of persons.
    pub refresh: Option<RefreshToken>,
}

impl StoredToken {
    /// A token that ends then.
    pub fn new(token: Token, expires_at: Timestamp) -> Self {
        Self { token, expires_at, refresh: None }
    }

    /// Adds what gets the next one.
    #[must_use]
    pub fn with_refresh(mut self, refresh: RefreshToken) -> Self {
        self.refresh = Some(refresh);
        self
    }
}

/// Gets the next pair of tokens, once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefreshToken {
    /// The refresh token.
    pub value: Secret,
    /// Its end by the system's clock.
    pub expires_at: Timestamp,
    /// Whether it was sent. While no answer is known it may have worked, so it is never sent
    /// again.
    pub spent: bool,
}

impl RefreshToken {
    /// A refresh token that was not sent yet.
    pub fn new(value: impl Into<Secret>, expires_at: Timestamp) -> Self {
        Self { value: value.into(), expires_at, spent: false }
    }
}

/// The right to get a new token for a key, held by one process at a time. The text tells it from
/// an earlier holder's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLock(pub String);

/// Why a store failed. It must hold no token.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps tokens, and lets one process at a time get a new one.
///
/// For tokens that are issued against the credentials of an app, a store that fails is passed
/// over with a warning: the client then gets a token by itself. For tokens of persons it is not,
/// because a refresh token that is sent twice may end all that came of it.
///
/// A store that does not answer within three seconds counts as one that failed; what it was
/// asked to do may be done or not.
pub trait TokenStore: Send + Sync + 'static {
    /// The token under that key.
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>>;

    /// Keeps a token, in place of an older one.
    fn save<'a>(
        &'a self,
        key: &'a TokenKey,
        token: StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets the token under that key if it is still the rejected one; another process may
    /// have put a good one in its place. A refresh token beside it is kept.
    fn remove_if<'a>(
        &'a self,
        key: &'a TokenKey,
        rejected: &'a Token,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The right to get a new token; `None` while another process has it. It ends by itself
    /// after the lease, should its holder be gone.
    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Option<TokenLock>, StoreError>>;

    /// Gives the right back, if it is still the holder's.
    fn unlock<'a>(
        &'a self,
        key: &'a TokenKey,
        lock: &'a TokenLock,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Marks a refresh token as sent. `true` for exactly one caller, in whatever process, and
    /// only while it is the one under that key.
    fn spend<'a>(
        &'a self,
        key: &'a TokenKey,
        refresh: &'a Secret,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Takes the mark back, after the platform said for sure that the refresh token was not used.
    fn unspend<'a>(
        &'a self,
        key: &'a TokenKey,
        refresh: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A store within this process, for several clients of one app.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Shelves>);

#[derive(Debug, Default)]
struct Shelves {
    all: BTreeMap<TokenKey, Shelf>,
    /// How many locks there were, so that no two have the same name.
    locks: u64,
}

/// What is kept under one key.
#[derive(Debug, Default)]
struct Shelf {
    token: Option<StoredToken>,
    lock: Option<(TokenLock, Instant)>,
}

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes what is kept under a key. Nothing stays of a key under which nothing is kept.
    fn with<T>(&self, key: &TokenKey, change: impl FnOnce(&mut Shelf) -> T) -> Answer<'static, T>
    where
        T: Send + 'static,
    {
        let all = &mut locked(&self.0).all;
        let mut empty = Shelf::default();
        let value = change(all.get_mut(key).unwrap_or(&mut empty));
        if !empty.is_empty() {
            all.insert(key.clone(), empty);
        } else if all.get(key).is_some_and(Shelf::is_empty) {
            all.remove(key);
        }
        Box::pin(std::future::ready(Ok(value)))
    }
}

impl Shelf {
    fn is_empty(&self) -> bool {
        self.token.is_none() && self.lock.is_none()
    }

    /// Marks a refresh token as sent, or not; whether that changed anything.
    fn mark(&mut self, refresh: &Secret, spent: bool) -> bool {
        let kept = self.token.as_mut().and_then(|stored| stored.refresh.as_mut());
        let kept = kept.filter(|kept| kept.value == *refresh && kept.spent != spent);
        kept.map(|kept| kept.spent = spent).is_some()
    }
}

impl TokenStore for MemoryStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> Answer<'a, Option<StoredToken>> {
        self.with(key, |shelf| shelf.token.clone())
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> Answer<'a, ()> {
        self.with(key, |shelf| shelf.token = Some(token))
    }

    fn remove_if<'a>(&'a self, key: &'a TokenKey, rejected: &'a Token) -> Answer<'a, ()> {
        self.with(key, |shelf| {
            let Some(stored) = &mut shelf.token else { return };
            if stored.token.value() != rejected.value() {
                return;
            }
            match &stored.refresh {
                Some(_) => stored.expires_at = Timestamp::from_millis(0),
                None => shelf.token = None,
            }
        })
    }

    fn lock<'a>(&'a self, key: &'a TokenKey, lease: Duration) -> Answer<'a, Option<TokenLock>> {
        let lock = {
            let mut shelves = locked(&self.0);
            shelves.locks += 1;
            TokenLock(shelves.locks.to_string())
        };
        self.with(key, |shelf| {
            let now = Instant::now();
            if shelf.lock.as_ref().is_some_and(|(_, ends)| now < *ends) {
                return None;
            }
            shelf.lock = Some((lock.clone(), now + lease));
            Some(lock)
        })
    }

    fn unlock<'a>(&'a self, key: &'a TokenKey, lock: &'a TokenLock) -> Answer<'a, ()> {
        self.with(key, |shelf| {
            if shelf.lock.as_ref().is_some_and(|(held, _)| held == lock) {
                shelf.lock = None;
            }
        })
    }

    fn spend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, bool> {
        self.with(key, |shelf| shelf.mark(refresh, true))
    }

    fn unspend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, ()> {
        self.with(key, |shelf| {
            shelf.mark(refresh, false);
        })
    }
}
