//! A store that always answers, if only to say that it did not.
//!
//! A store that hangs must not take the whole time of a call, nor hold up for ever what outlives
//! its caller, such as keeping the tokens of a person.

use super::{StoreError, StoredToken, TokenKey, TokenLock, TokenStore};
use crate::transport::BoxFuture;
use crate::{Secret, Token};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// How long an answer of the store is waited for.
const ANSWER: Duration = Duration::from_secs(3);

/// Somebody's store, which fails where it does not answer in time.
pub(crate) struct Timed(Arc<dyn TokenStore>);

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl Timed {
    pub(crate) fn new(store: Arc<dyn TokenStore>) -> Self {
        Self(store)
    }
}

fn in_time<'a, T: Send + 'a>(answer: Answer<'a, T>) -> Answer<'a, T> {
    // A caller may be dropped outside of any runtime, where there are no timers, and then nobody
    // waits for the lock that it gives back.
    if Handle::try_current().is_err() {
        return answer;
    }
    Box::pin(async move {
        let late = |_| Err(format!("it did not answer within {ANSWER:?}").into());
        timeout(ANSWER, answer).await.unwrap_or_else(late)
    })
}

impl TokenStore for Timed {
    fn load<'a>(&'a self, key: &'a TokenKey) -> Answer<'a, Option<StoredToken>> {
        in_time(self.0.load(key))
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> Answer<'a, ()> {
        in_time(self.0.save(key, token))
    }

    fn remove_if<'a>(&'a self, key: &'a TokenKey, rejected: &'a Token) -> Answer<'a, ()> {
        in_time(self.0.remove_if(key, rejected))
    }

    fn lock<'a>(&'a self, key: &'a TokenKey, lease: Duration) -> Answer<'a, Option<TokenLock>> {
        in_time(self.0.lock(key, lease))
    }

    fn unlock<'a>(&'a self, key: &'a TokenKey, lock: &'a TokenLock) -> Answer<'a, ()> {
        in_time(self.0.unlock(key, lock))
    }

    fn spend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, bool> {
        in_time(self.0.spend(key, refresh))
    }

    fn unspend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, ()> {
        in_time(self.0.unspend(key, refresh))
    }
}
