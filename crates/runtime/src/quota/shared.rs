//! The quota that several processes draw on together, as far as their store answers.
//!
//! A call asks here only with a place of its own process at hand. So a store that fails, or does
//! not answer in time, is passed over: no process alone uses more than the whole.

use super::gate::InLine;
use super::gates::{Asking, TooLate, limits};
use super::patience::Patience;
use super::{QuotaKey, QuotaStore, Take};
use crate::Quota;
use crate::auth::{StoreError, locked};
use crate::transport::BoxFuture;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// How long an answer of the store is waited for.
const ANSWER: Duration = Duration::from_secs(2);
/// How long a store that failed is left alone, so that not every call waits for it.
const AWAY: Duration = Duration::from_secs(1);
/// The shortest wait before a store is asked again.
const AGAIN: Duration = Duration::from_millis(1);

pub(super) struct Shared {
    store: Arc<dyn QuotaStore>,
    /// Until when it is left alone; stays until it answers again.
    away: Mutex<Option<Instant>>,
}

/// A place in the store.
pub(super) struct Place {
    name: String,
    windows: Vec<Quota>,
}

impl Shared {
    pub(super) fn new(store: Arc<dyn QuotaStore>) -> Arc<Self> {
        Arc::new(Self { store, away: Mutex::new(None) })
    }

    /// Waits for a place in the store; `None` where it is passed over.
    pub(super) async fn take(
        &self,
        in_line: &InLine<'_>,
        asking: &Asking<'_>,
        patience: &mut Patience<'_>,
    ) -> Result<Option<Place>, TooLate> {
        let limiting = asking.windows.iter().filter(|window| limits(window));
        let windows: Vec<_> = limiting.copied().collect();
        let gate = in_line.gate();
        loop {
            in_line.stands_until(Instant::now() + ANSWER);
            // The platform may have closed the gate since this call passed it.
            let closed = gate.opens().saturating_duration_since(Instant::now());
            if !closed.is_zero() {
                patience.sleep(in_line, closed).await?;
                continue;
            }
            match self.ask(|store| store.take(&gate.key, &windows, asking.lease)).await {
                None => return Ok(None),
                Some(Take::Granted(name)) => return Ok(Some(Place { name, windows })),
                Some(Take::Wait(pause)) => patience.sleep(in_line, pause.max(AGAIN)).await?,
            }
        }
    }

    pub(super) async fn settle(&self, key: &QuotaKey, place: &Place, counted: bool) {
        self.ask(|store| store.settle(key, &place.windows, &place.name, counted)).await;
    }

    pub(super) async fn hold(&self, key: &QuotaKey, pause: Duration) {
        self.ask(|store| store.hold(key, pause)).await;
    }

    /// What the store answers, if it does.
    async fn ask<'a, T>(
        &'a self,
        question: impl FnOnce(&'a dyn QuotaStore) -> BoxFuture<'a, Result<T, StoreError>>,
    ) -> Option<T> {
        if locked(&self.away).is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let answer = tokio::time::timeout(ANSWER, question(&*self.store)).await;
        let error = match answer {
            Ok(Ok(answer)) => {
                *locked(&self.away) = None;
                return Some(answer);
            }
            Ok(Err(error)) => error,
            Err(_) => format!("it did not answer within {ANSWER:?}").into(),
        };
        let before = locked(&self.away).replace(Instant::now() + AWAY);
        if before.is_none() {
            tracing::warn!(%error, "the quota store failed; this process keeps the quota by itself");
        }
        None
    }
}
