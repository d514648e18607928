//! Quotas, kept on the client's side so that the platform never has to refuse.
//!
//! A documented quota is so many calls in a window of time. Whether the platform's windows are
//! fixed or slide is not documented, and when a call is counted is not either. So a call holds its
//! place in every window from the moment it is sent, and for the length of the window after its
//! answer came: however the platform counts, within any stretch of time as long as a window it
//! counts no more calls than are allowed. The whole quota can be used in a burst.

mod gate;
mod gates;
mod identity;
mod kept;
mod memory;
mod patience;
mod permit;
mod shared;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
mod window;

pub(crate) use gates::{Asking, Quotas, TooLate};
pub(crate) use identity::{Drawer, Identities, Proofs};
pub use memory::MemoryQuotas;
pub(crate) use permit::Permit;
pub use store::{QuotaKey, QuotaStore, Take};

use crate::Quota;
use std::sync::Arc;

/// What a client, or a call, does about quotas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum QuotaPolicy {
    /// Keeps to the quotas of the spec.
    #[default]
    Documented,
    /// Keeps to these windows instead, all at once: for an app with a quota of its own, or one
    /// that leaves a share to others.
    Windows(Arc<[Quota]>),
    /// Waits for nothing before a call is sent. What the platform answers is still heeded.
    Off,
}

impl QuotaPolicy {
    /// Keeps to these windows.
    pub fn windows(windows: impl Into<Arc<[Quota]>>) -> Self {
        Self::Windows(windows.into())
    }
}
