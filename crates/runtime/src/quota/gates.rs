//! The gates of a client, by operation and by who draws on the quota.

use super::gate::Gate;
use super::kept::Kept;
use super::patience::Patience;
use super::permit::Permit;
use super::shared::Shared;
use super::{QuotaKey, QuotaStore};
use crate::Quota;
use crate::auth::locked;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// A call that wants to be sent.
pub(crate) struct Asking<'a> {
    pub(crate) operation: &'static str,
    /// All of them at once. None: nothing is waited for.
    pub(crate) windows: &'a [Quota],
    /// Whose quota it is, by [`Identities`](super::Identities).
    pub(crate) identity: &'a str,
    /// The latest instant at which being sent makes sense.
    pub(crate) until: Option<Instant>,
    /// The longest time that one attempt takes.
    pub(crate) lease: Duration,
    /// Told once, when it begins to wait: how long, as far as that is known.
    pub(crate) on_wait: &'a (dyn Fn(Duration) + Sync),
}

/// A call's turn would come too late for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLate {
    /// How long it would have to wait yet, at the least; `Duration::MAX` where a window allows no
    /// calls at all.
    pub(crate) pause: Duration,
    /// The window that has no place before. Where the platform or a store said so, one of the
    /// operation's.
    pub(crate) window: Quota,
}

/// The quotas of a client and its clones.
pub(crate) struct Quotas {
    platform: &'static str,
    base: Arc<str>,
    gates: Mutex<Gates>,
    shared: Option<Arc<Shared>>,
}

/// By operation and identity.
type Gates = BTreeMap<&'static str, Kept<Box<str>, Arc<Gate>>>;

impl Quotas {
    pub(crate) fn new(
        platform: &'static str,
        base: Arc<str>,
        store: Option<Arc<dyn QuotaStore>>,
    ) -> Arc<Self> {
        let shared = store.map(Shared::new);
        Arc::new(Self { platform, base, gates: Mutex::default(), shared })
    }

    /// Waits for a place in all windows at once.
    pub(crate) async fn take(self: &Arc<Self>, asking: &Asking<'_>) -> Result<Permit, TooLate> {
        let none = |window: &&Quota| window.calls == 0 && limits(window);
        if let Some(window) = asking.windows.iter().find(none) {
            return Err(TooLate { pause: Duration::MAX, window: *window });
        }
        let Some(window) = asking.windows.iter().find(|window| limits(window)) else {
            return Ok(Permit::default());
        };
        let gate = self.gate(asking);
        if self.shared.is_none() && gate.try_take(asking.windows) {
            return Ok(Permit::new(gate));
        }
        // In a box, so that calls that do not wait do not carry it around.
        Box::pin(self.wait(gate, asking, *window)).await
    }

    /// Waits in line for a place of this process, and then for one of all processes.
    async fn wait(
        self: &Arc<Self>,
        gate: Arc<Gate>,
        asking: &Asking<'_>,
        window: Quota,
    ) -> Result<Permit, TooLate> {
        let mut patience = Patience::new(asking, window);
        let in_line = gate.line_up(asking.until);
        in_line.place(asking.windows, |pause| patience.waits(pause)).await?;
        let Some(shared) = &self.shared else { return Ok(Permit::new(Arc::clone(&gate))) };
        let permit = Permit::asking(Arc::clone(&gate), shared);
        Ok(permit.granted(shared.take(&in_line, asking, &mut patience).await?))
    }

    fn gate(&self, asking: &Asking<'_>) -> Arc<Gate> {
        let Asking { operation, identity, .. } = *asking;
        let mut gates = locked(&self.gates);
        if let Some(gate) = gates.get(operation).and_then(|gates| gates.get(identity)) {
            return Arc::clone(gate);
        }
        let key = QuotaKey(format!("{} {} {operation} {identity}", self.platform, self.base));
        let now = Instant::now();
        let gates = gates.entry(operation).or_default();
        let gate = gates.add(identity.into(), Arc::new(Gate::new(key)), |gate| {
            // Whoever has the gate at hand may be about to use it.
            Arc::strong_count(gate) == 1 && gate.is_idle(now)
        });
        Arc::clone(gate)
    }

    /// How many gates there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        locked(&self.gates).values().map(Kept::len).sum()
    }
}

/// Whether a window limits anything; one without length does not.
pub(super) fn limits(window: &Quota) -> bool {
    !window.per.is_zero()
}
