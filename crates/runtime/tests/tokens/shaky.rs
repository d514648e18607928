//! A store as one process sees it: slow, failing, or gone with the process.

use larkspur_runtime::*;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;

/// What happens to one use of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// It works, after so many milliseconds on the way there and as many back.
    Slow(u64),
    /// It never answers, and nothing was done.
    Hang,
    /// It never answers, though it was done.
    Late,
    /// It fails, and nothing was done.
    FailBefore,
    /// It fails, though it was done.
    FailAfter,
    /// The process ends before it.
    DieBefore,
    /// The process ends after it.
    DieAfter,
}

/// A store that several processes use, from one of them.
pub(crate) struct Shaky {
    store: Arc<MemoryStore>,
    acts: Mutex<VecDeque<Act>>,
    /// Whether the process has ended; then nothing of it goes on.
    dead: Arc<AtomicBool>,
    used: Mutex<Vec<&'static str>>,
    key: Mutex<String>,
}

impl Shaky {
    pub(crate) fn new(
        store: &Arc<MemoryStore>,
        acts: impl IntoIterator<Item = Act>,
        dead: &Arc<AtomicBool>,
    ) -> Arc<Self> {
        Arc::new(Self {
            store: Arc::clone(store),
            acts: Mutex::new(acts.into_iter().collect()),
            dead: Arc::clone(dead),
            used: Mutex::default(),
            key: Mutex::default(),
        })
    }

    /// A store that does so and nothing else.
    pub(crate) fn steady(store: &Arc<MemoryStore>) -> Arc<Self> {
        Self::new(store, [], &Arc::default())
    }

    /// From now on that happens.
    pub(crate) fn then(&self, acts: impl IntoIterator<Item = Act>) {
        *self.acts.lock().unwrap() = acts.into_iter().collect();
    }

    /// The names of what was used, in order.
    pub(crate) fn used(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.used.lock().unwrap())
    }

    /// The key that it was last asked for.
    pub(crate) fn key(&self) -> String {
        self.key.lock().unwrap().clone()
    }

    fn act<'a, T: std::marker::Send + 'a>(
        &'a self,
        name: &'static str,
        work: impl FnOnce() -> BoxFuture<'a, Result<T, StoreError>> + std::marker::Send + 'a,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        Box::pin(async move {
            alive(&self.dead).await;
            self.used.lock().unwrap().push(name);
            let act = self.acts.lock().unwrap().pop_front().unwrap_or(Act::Slow(0));
            match act {
                Act::Slow(0) => work().await,
                Act::Slow(millis) => {
                    sleep(Duration::from_millis(millis)).await;
                    alive(&self.dead).await;
                    let done = work().await;
                    sleep(Duration::from_millis(millis)).await;
                    done
                }
                Act::Hang => std::future::pending().await,
                Act::Late => {
                    let _ = work().await;
                    std::future::pending().await
                }
                Act::FailBefore => Err("it is down".into()),
                Act::FailAfter => {
                    let _ = work().await;
                    Err("it went down".into())
                }
                Act::DieBefore => end(&self.dead).await,
                Act::DieAfter => {
                    let _ = work().await;
                    end(&self.dead).await
                }
            }
        })
    }
}

/// Goes on only in a process that lives.
pub(crate) async fn alive(dead: &AtomicBool) {
    if dead.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
}

async fn end<T>(dead: &AtomicBool) -> T {
    dead.store(true, Ordering::SeqCst);
    std::future::pending().await
}

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl TokenStore for Shaky {
    fn load<'a>(&'a self, key: &'a TokenKey) -> Answer<'a, Option<StoredToken>> {
        *self.key.lock().unwrap() = key.to_string();
        self.act("load", || self.store.load(key))
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> Answer<'a, ()> {
        self.act("save", || self.store.save(key, token))
    }

    fn remove_if<'a>(&'a self, key: &'a TokenKey, rejected: &'a Token) -> Answer<'a, ()> {
        self.act("remove_if", || self.store.remove_if(key, rejected))
    }

    fn lock<'a>(&'a self, key: &'a TokenKey, lease: Duration) -> Answer<'a, Option<TokenLock>> {
        self.act("lock", move || self.store.lock(key, lease))
    }

    fn unlock<'a>(&'a self, key: &'a TokenKey, lock: &'a TokenLock) -> Answer<'a, ()> {
        self.act("unlock", || self.store.unlock(key, lock))
    }

    fn spend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, bool> {
        self.act("spend", || self.store.spend(key, refresh))
    }

    fn unspend<'a>(&'a self, key: &'a TokenKey, refresh: &'a Secret) -> Answer<'a, ()> {
        self.act("unspend", || self.store.unspend(key, refresh))
    }
}
