//! The right to get a new token for a key, given back however its holder ends.

use super::{StoreError, TokenKey, TokenLock, TokenStore};
use crate::transport::BoxFuture;
use std::sync::Arc;
use std::task::{Context, Waker};

/// The right, while it is held.
pub(super) struct Turn {
    store: Arc<dyn TokenStore>,
    key: TokenKey,
    lock: Option<TokenLock>,
}

impl Turn {
    pub(super) fn new(store: &Arc<dyn TokenStore>, key: &TokenKey, lock: TokenLock) -> Self {
        Self { store: Arc::clone(store), key: key.clone(), lock: Some(lock) }
    }

    /// Gives the right back. Should that fail, the lease ends it.
    pub(super) async fn end(mut self) {
        let Some(lock) = &self.lock else { return };
        told(&self.key, self.store.unlock(&self.key, lock).await);
        self.lock = None;
    }
}

/// A caller that gives up must not make the others wait for the end of the lease. A store within
/// this process is done at once; another one needs a task, where there is a place for it.
impl Drop for Turn {
    fn drop(&mut self) {
        let Some(lock) = self.lock.take() else { return };
        let (store, key) = (Arc::clone(&self.store), self.key.clone());
        let mut unlocking: BoxFuture<'static, ()> = Box::pin(async move {
            told(&key, store.unlock(&key, &lock).await);
        });
        let polled = unlocking.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if polled.is_pending()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(unlocking);
        }
    }
}

fn told(key: &TokenKey, unlocked: Result<(), StoreError>) {
    if let Err(error) = unlocked {
        tracing::warn!(%key, %error, "the token store failed to unlock; the lease will end");
    }
}
