//! What quotas promise, on virtual time.

mod identities;
mod idle;
mod log;
mod races;
mod servers;
mod sharing;
mod spans;
mod threads;
mod waiting;

use super::{Asking, Permit, QuotaStore, Quotas, TooLate};
use crate::Quota;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

fn quota(calls: u64, per: Duration) -> Quota {
    Quota { calls, per }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn quotas(store: Option<Arc<dyn QuotaStore>>) -> Arc<Quotas> {
    Quotas::new("platform", "http://host.example".into(), store)
}

/// A call that knows its deadline as a span from now.
async fn take(
    quotas: &Arc<Quotas>,
    windows: &[Quota],
    within: Option<Duration>,
) -> Result<Permit, TooLate> {
    quotas
        .take(&Asking {
            operation: "list",
            windows,
            identity: "app",
            until: within.map(|within| Instant::now() + within),
            lease: MINUTE,
            on_wait: &|_| {},
        })
        .await
}

/// When calls were sent, since the beginning.
#[derive(Clone)]
struct Times(Instant, Arc<Mutex<Vec<Duration>>>);

impl Times {
    fn new() -> Self {
        Self(Instant::now(), Arc::default())
    }

    fn note(&self) {
        self.1.lock().unwrap().push(self.0.elapsed());
    }

    fn all(&self) -> Vec<Duration> {
        self.1.lock().unwrap().clone()
    }
}
