//! A quota store within one process, for several clients of one app.

use super::gates::limits;
use super::kept::Kept;
use super::window::{Log, after};
use super::{QuotaKey, QuotaStore, Take};
use crate::Quota;
use crate::auth::{StoreError, locked};
use crate::transport::BoxFuture;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// How soon is asked again after a place that hangs on calls in flight: one that turns out to be
/// never sent frees it at any time.
const AGAIN: Duration = Duration::from_millis(250);

/// Counts the calls of all clients that share it, within this process.
#[derive(Default)]
pub struct MemoryQuotas(Mutex<Kept<QuotaKey, Shelf>>);

/// The calls of one key.
struct Shelf {
    log: Log,
    /// Places that are not settled, and when their leases end.
    leases: BTreeMap<u64, Instant>,
    granted: u64,
    /// Before then nothing is granted.
    opens: Instant,
}

impl MemoryQuotas {
    /// A store in which nothing counts yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, key: &QuotaKey, change: impl FnOnce(&mut Shelf, Instant) -> T) -> T {
        let mut shelves = locked(&self.0);
        let now = Instant::now();
        let shelf = match shelves.get_mut(key) {
            Some(shelf) => shelf,
            None => shelves.add(key.clone(), Shelf::new(now), |shelf| shelf.is_idle(now)),
        };
        shelf.end_leases(now);
        change(shelf, now)
    }
}

impl Shelf {
    fn new(now: Instant) -> Self {
        Self { log: Log::default(), leases: BTreeMap::new(), granted: 0, opens: now }
    }

    /// A place whose lease is over counts as settled at its end.
    fn end_leases(&mut self, now: Instant) {
        let Self { log, leases, .. } = self;
        leases.retain(|_, end| {
            let over = *end <= now;
            if over {
                log.settle(*end, true);
            }
            !over
        });
    }

    fn is_idle(&mut self, now: Instant) -> bool {
        self.end_leases(now);
        self.opens <= now && self.log.is_empty(now)
    }

    fn take(&mut self, now: Instant, windows: &[Quota], lease: Duration) -> Take {
        if let Some(none) = windows.iter().find(|window| window.calls == 0 && limits(window)) {
            return Take::Wait(none.per);
        }
        if let Err(turn) = self.log.take(now, self.opens, windows) {
            let pause = turn.at - now;
            return Take::Wait(if turn.lag.is_zero() { pause } else { pause.min(AGAIN) });
        }
        self.granted += 1;
        self.leases.insert(self.granted, after(now, lease));
        Take::Granted(self.granted.to_string())
    }

    fn settle(&mut self, now: Instant, place: &str, counted: bool) {
        let number = place.parse().unwrap_or_default();
        // A place that is settled already, or whose lease was over, stays as it is.
        if self.leases.remove(&number).is_some() {
            self.log.settle(now, counted);
        }
    }
}

impl QuotaStore for MemoryQuotas {
    fn take<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        lease: Duration,
    ) -> BoxFuture<'a, Result<Take, StoreError>> {
        let take = self.with(key, |shelf, now| shelf.take(now, windows, lease));
        Box::pin(std::future::ready(Ok(take)))
    }

    fn settle<'a>(
        &'a self,
        key: &'a QuotaKey,
        _: &'a [Quota],
        place: &'a str,
        counted: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.with(key, |shelf, now| shelf.settle(now, place, counted));
        Box::pin(std::future::ready(Ok(())))
    }

    fn hold<'a>(
        &'a self,
        key: &'a QuotaKey,
        pause: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.with(key, |shelf, now| shelf.opens = shelf.opens.max(after(now, pause)));
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Shows no keys.
impl fmt::Debug for MemoryQuotas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryQuotas").finish_non_exhaustive()
    }
}
