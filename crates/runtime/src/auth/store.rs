//! Where issued tokens are kept, for clients and processes that share them.

use super::digest::sha256;
use super::flight::locked;
use crate::transport::BoxFuture;
use crate::{Secret, Timestamp, Token};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

/// Whose token it is: platform, host, scheme and a digest of the credentials. Tokens of different
/// apps, and of one app before and after its secret changed, never mix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenKey(String);

impl TokenKey {
    pub(super) fn new<'a>(
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
pub struct StoredToken {
    /// The token.
    pub token: Token,
    /// Its end by the system's clock.
    pub expires_at: Timestamp,
}

/// Why a store failed. It must hold no token.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps issued tokens. A store that fails is passed over: the client then gets a token itself.
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
    /// have put a good one in its place.
    fn remove_if<'a>(
        &'a self,
        key: &'a TokenKey,
        rejected: &'a Token,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A store within this process, for several clients of one app.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<BTreeMap<TokenKey, StoredToken>>);

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenStore for MemoryStore {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        let found = locked(&self.0).get(key).cloned();
        Box::pin(std::future::ready(Ok(found)))
    }

    fn save<'a>(
        &'a self,
        key: &'a TokenKey,
        token: StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        locked(&self.0).insert(key.clone(), token);
        Box::pin(std::future::ready(Ok(())))
    }

    fn remove_if<'a>(
        &'a self,
        key: &'a TokenKey,
        rejected: &'a Token,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let mut tokens = locked(&self.0);
        if tokens.get(key).is_some_and(|stored| stored.token.value() == rejected.value()) {
            tokens.remove(key);
        }
        Box::pin(std::future::ready(Ok(())))
    }
}
