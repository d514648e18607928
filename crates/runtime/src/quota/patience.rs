//! What a call that waits for a quota tells, and how long it is ready to.

use super::gate::InLine;
use super::gates::{Asking, TooLate};
use super::window::after;
use crate::Quota;
use std::time::Duration;
use tokio::time::Instant;
use tracing::Span;

/// The wait of one call, which may be for several things, one after another.
pub(super) struct Patience<'a> {
    asking: &'a Asking<'a>,
    /// The window to name where it is not known which one has no place.
    window: Quota,
    /// Open from the first wait to the end.
    span: Option<Span>,
}

impl<'a> Patience<'a> {
    pub(super) fn new(asking: &'a Asking<'a>, window: Quota) -> Self {
        Self { asking, window, span: None }
    }

    /// It waits, for so long as far as that is known. Told once.
    pub(super) fn waits(&mut self, pause: Duration) {
        if self.span.is_some() {
            return;
        }
        self.span = Some(tracing::info_span!(
            "larkspur.wait",
            operation = self.asking.operation,
            cause = "quota",
            pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
        ));
        (self.asking.on_wait)(pause);
    }

    /// Waits for so long, if that is not too long.
    pub(super) async fn sleep(
        &mut self,
        in_line: &InLine<'_>,
        pause: Duration,
    ) -> Result<(), TooLate> {
        let due = after(Instant::now(), pause);
        if self.asking.until.is_some_and(|until| due > until) {
            return Err(TooLate { pause, window: self.window });
        }
        self.waits(pause);
        in_line.stands_until(due);
        tokio::time::sleep_until(due).await;
        Ok(())
    }
}
