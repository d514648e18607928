//! The right to send one call, and what is to be done with it when the call is over.

use super::gate::Gate;
use super::shared::{Place, Shared};
use std::sync::Arc;
use std::time::Duration;

/// The right to send one call. Dropped, it counts as used from that moment. The default is for a
/// call that no quota limits.
#[must_use = "a call holds its permit until it is over"]
#[derive(Default)]
pub(crate) struct Permit(Option<Held>);

struct Held {
    gate: Arc<Gate>,
    shared: Option<Arc<Shared>>,
    /// In the store, until it is settled.
    place: Option<Place>,
    /// Whether it holds a place in its gate.
    in_flight: bool,
    /// What a drop settles.
    counted: bool,
}

impl Permit {
    /// For a call that has a place in its gate.
    pub(super) fn new(gate: Arc<Gate>) -> Self {
        let (in_flight, counted) = (true, true);
        Self(Some(Held { gate, shared: None, place: None, in_flight, counted }))
    }

    /// For a call that has a place in its gate and still asks for one in the store; until it is
    /// [`granted`](Self::granted), a drop means that nothing was sent.
    pub(super) fn asking(gate: Arc<Gate>, shared: &Arc<Shared>) -> Self {
        let (in_flight, counted) = (true, false);
        let shared = Some(Arc::clone(shared));
        Self(Some(Held { gate, shared, place: None, in_flight, counted }))
    }

    /// It may be sent, with a place in the store or, where that fails, without.
    pub(super) fn granted(mut self, place: Option<Place>) -> Self {
        if let Some(held) = &mut self.0 {
            held.place = place;
            held.counted = true;
        }
        self
    }

    /// Whether a store has to hear what becomes of it.
    pub(crate) fn is_shared(&self) -> bool {
        self.0.as_ref().is_some_and(|held| held.shared.is_some())
    }

    /// The call is over, and the platform may have counted it, or cannot have.
    pub(crate) async fn settle(mut self, counted: bool) {
        let Some(held) = &mut self.0 else { return };
        held.counted = counted;
        held.settle_here();
        if let (Some(shared), Some(place)) = (&held.shared, &held.place) {
            shared.settle(&held.gate.key, place, counted).await;
            held.place = None;
        }
    }

    /// The platform said that nothing is free before that much time has passed: nobody with the
    /// same quota is sent until then. A later instant that was said before stays.
    pub(crate) async fn hold(&self, pause: Duration) {
        let Some(held) = &self.0 else { return };
        held.gate.hold(pause);
        if let Some(shared) = &held.shared {
            shared.hold(&held.gate.key, pause).await;
        }
    }
}

impl Held {
    fn settle_here(&mut self) {
        if std::mem::take(&mut self.in_flight) {
            self.gate.settle(self.counted);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.settle_here();
        let (Some(shared), Some(place)) = (self.shared.take(), self.place.take()) else { return };
        // Without a runtime the place ends by itself, with its lease.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (gate, counted) = (Arc::clone(&self.gate), self.counted);
        runtime.spawn(async move { shared.settle(&gate.key, &place, counted).await });
    }
}
