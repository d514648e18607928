//! Quotas that several processes draw on together, as a trait.
//!
//! The store counts; who waits, how long, and what happens when the store is away is decided by
//! the client. Each process keeps to the quota by itself as well, so that a store that fails is
//! passed over with a warning and no process alone can use more than the whole.

use crate::Quota;
use crate::auth::StoreError;
use crate::transport::BoxFuture;
use std::fmt;
use std::time::Duration;

/// Whose quota it is: platform, host, operation and a digest of what draws on it together, an app
/// or a token. It holds no credential.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuotaKey(pub(crate) String);

impl QuotaKey {
    /// The key of that text, for tests of a store.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QuotaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a store says to a call that wants to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Take {
    /// It has a place in every window, under this name.
    Granted(String),
    /// Not before that much time has passed; then ask again.
    Wait(Duration),
}

/// Counts calls over several processes, by a clock that they share.
pub trait QuotaStore: Send + Sync + 'static {
    /// Takes a place in all windows at once, or in none. A place that is never settled counts
    /// as used until `lease` is over, and from then on for the length of each window.
    fn take<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        lease: Duration,
    ) -> BoxFuture<'a, Result<Take, StoreError>>;

    /// The call that held the place is over. If it was counted, it counts from now on for the
    /// length of each window; if it was never sent, the place is free at once.
    fn settle<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        place: &'a str,
        counted: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The platform said that nothing is free before that much time has passed. A later instant
    /// that was said before stays.
    fn hold<'a>(
        &'a self,
        key: &'a QuotaKey,
        pause: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}
