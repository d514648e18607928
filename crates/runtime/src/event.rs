//! What happens during a call or a harvest, told as it happens: for a progress bar or a log.
//!
//! Events inform; nothing waits for them and nothing can be decided by them. That includes a
//! listener that panics, a bar on a closed pipe, say: unwinding from the middle of a harvest would
//! leave a cursor that is ahead of what was handed out.

use crate::Timestamp;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A page of a list was read.
    Page(Progress),
    /// A window of a list was read to its end.
    Window(Progress),
    /// A window held more than the platform pages through, and was cut in halves.
    Split(Progress),
    /// A list changed while its pages were read, so the window is read again from its beginning;
    /// what was delivered is not delivered again.
    Reread(Progress),
    /// A call waits before it is sent.
    Waiting {
        /// The operation.
        operation: &'static str,
        /// What it waits for.
        cause: WaitCause,
        /// For how long.
        pause: Duration,
        /// Until when, by the system's clock.
        until: Timestamp,
    },
}

/// Why a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitCause {
    /// The quota that the client keeps has no place free.
    Quota,
    /// The platform answered that its quota is used up.
    Throttled,
    /// The last attempt failed.
    Backoff,
}

/// How far a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Progress {
    /// Windows that are read to their end.
    pub windows_done: u64,
    /// All windows, as far as it is known; a list that is not cut is one.
    pub windows: u64,
    /// Pages that were read.
    pub pages: u64,
    /// Items that were handed out, or will be with the page that was just read.
    pub items: u64,
    /// Items that a list by page number counted in its totals and did not show: hidden from this
    /// caller, most often. 0 where everything that was counted came.
    pub unseen: u64,
}

/// Whoever listens.
#[derive(Clone)]
pub(crate) struct Listener(Arc<dyn Fn(&Event) + Send + Sync>);

impl Listener {
    pub(crate) fn new(listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    pub(crate) fn tell(&self, event: &Event) {
        // Nothing of ours is in the closure, so nothing of ours can be left half done.
        if catch_unwind(AssertUnwindSafe(|| (self.0)(event))).is_err() {
            tracing::error!("a listener panicked; what it listens to goes on");
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener(..)")
    }
}
