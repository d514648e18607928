//! Where the calls of one operation and identity wait for their places, first come, first served.
//!
//! Only the one in front can be granted a place, and it wakes the next one when it leaves; so no
//! event wakes more than those whom it concerns. A waiter whose turn cannot come before its
//! deadline leaves at once. Locks are held for a look, never across an await.
//!
//! A future that is kept and not polled, as the loser of a `select!`, stays in line and takes no
//! place. So whoever does not look when it was going to is passed over until it looks again.

use super::window::{Log, after};
use super::{QuotaKey, TooLate};
use crate::Quota;
use crate::auth::locked;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// How much later than the last instant that would do a waiter looks again.
const TICK: Duration = Duration::from_millis(1);
/// How late a waiter may look before it is passed over.
const GRACE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Gate {
    pub(super) key: QuotaKey,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    log: Log,
    /// Before then nobody passes.
    opens: Instant,
    queue: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    until: Option<Instant>,
    /// When it looks next, at the latest.
    looks: Instant,
    wake: Arc<Notify>,
}

impl Waiter {
    /// Makes it look now.
    fn wake(&mut self, now: Instant) {
        self.looks = self.looks.min(now);
        self.wake.notify_one();
    }

    /// Whether nobody polls it.
    fn is_idle(&self, now: Instant) -> bool {
        after(self.looks, GRACE) <= now
    }
}

impl State {
    /// The index of a waiter, and behind how many it is to be served.
    fn stand(&self, ticket: u64, now: Instant) -> (usize, usize) {
        let found = self.queue.binary_search_by_key(&ticket, |waiter| waiter.ticket);
        let index = found.unwrap_or_else(|index| index);
        let idle = self.queue.iter().take(index).take_while(|waiter| waiter.is_idle(now)).count();
        (index, index - idle)
    }

    /// Makes the one in front look.
    fn wake_front(&mut self, now: Instant) {
        if let Some(front) = self.queue.iter_mut().find(|waiter| !waiter.is_idle(now)) {
            front.wake(now);
        }
    }
}

/// What a waiter sees when it looks.
enum Look {
    Taken,
    /// Nothing before that much time has passed; look again then, or when woken.
    Wait(Duration, Instant),
    TooLate(TooLate),
}

impl Gate {
    pub(super) fn new(key: QuotaKey) -> Self {
        let queue = VecDeque::new();
        let state = State { log: Log::default(), opens: Instant::now(), queue, next_ticket: 0 };
        Self { key, state: Mutex::new(state) }
    }

    /// Takes a place if one is free and nobody waits.
    pub(super) fn try_take(&self, windows: &[Quota]) -> bool {
        let mut state = locked(&self.state);
        let opens = state.opens;
        state.queue.is_empty() && state.log.take(Instant::now(), opens, windows).is_ok()
    }

    /// The call that had a place is over.
    pub(super) fn settle(&self, counted: bool) {
        let mut state = locked(&self.state);
        let now = Instant::now();
        state.log.settle(now, counted);
        if !counted {
            state.wake_front(now);
        }
    }

    /// Lets nobody pass before that much time has passed.
    pub(super) fn hold(&self, pause: Duration) {
        let mut state = locked(&self.state);
        let now = Instant::now();
        let opens = after(now, pause).max(state.opens);
        state.opens = opens;
        let in_vain = |waiter: &&mut Waiter| waiter.until.is_some_and(|until| until < opens);
        state.queue.iter_mut().filter(in_vain).for_each(|waiter| waiter.wake(now));
    }

    /// When calls may pass again.
    pub(super) fn opens(&self) -> Instant {
        locked(&self.state).opens
    }

    /// Whether it would do no harm to forget this gate.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let mut state = locked(&self.state);
        state.queue.is_empty() && state.opens <= now && state.log.is_empty(now)
    }

    /// Gets in line.
    pub(super) fn line_up(&self, until: Option<Instant>) -> InLine<'_> {
        let wake = Arc::new(Notify::new());
        let mut state = locked(&self.state);
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        let looks = Instant::now();
        state.queue.push_back(Waiter { ticket, until, looks, wake: Arc::clone(&wake) });
        InLine { gate: self, ticket, until, wake }
    }
}

/// A place in the line of a gate; dropping it leaves the line.
pub(super) struct InLine<'a> {
    gate: &'a Gate,
    ticket: u64,
    until: Option<Instant>,
    wake: Arc<Notify>,
}

impl<'a> InLine<'a> {
    /// Where it stands.
    pub(super) fn gate(&self) -> &'a Gate {
        self.gate
    }

    /// Waits for a place in the windows. Then it still stands in front, until it is dropped.
    pub(super) async fn place(
        &self,
        windows: &[Quota],
        mut on_wait: impl FnMut(Duration),
    ) -> Result<(), TooLate> {
        loop {
            let again = match self.look(windows) {
                Look::Taken => return Ok(()),
                Look::TooLate(too_late) => return Err(too_late),
                Look::Wait(pause, again) => {
                    on_wait(pause);
                    again
                }
            };
            // It is woken, or it is time: it looks again in any case.
            drop(timeout_at(again, self.wake.notified()).await);
        }
    }

    fn look(&self, windows: &[Quota]) -> Look {
        let mut state = locked(&self.gate.state);
        let now = Instant::now();
        let (index, ahead) = state.stand(self.ticket, now);
        let opens = state.opens;
        let turn = match ahead {
            0 => state.log.take(now, opens, windows).err(),
            _ => state.log.turn(now, ahead, opens, windows),
        };
        let Some(turn) = turn else { return Look::Taken };
        let pause = turn.at.saturating_duration_since(now);
        let doubtful = match self.until {
            Some(until) if turn.at > until => {
                return Look::TooLate(TooLate { pause, window: turn.window });
            }
            // Unless something happens before, it cannot be sent in time any more.
            Some(until) => Some(after(until.checked_sub(turn.lag).unwrap_or(now), TICK)),
            None => None,
        };
        let due = match state.queue.front().filter(|_| ahead > 0) {
            // It is woken before, unless nobody polls those ahead.
            Some(front) => after(turn.at.max(front.looks), GRACE),
            None => turn.at,
        };
        let again = doubtful.map_or(due, |doubtful| doubtful.min(due));
        if let Some(waiter) = state.queue.get_mut(index) {
            waiter.looks = again;
        }
        Look::Wait(pause, again)
    }

    /// It has a place, and stands in front for something else; until then it need not look.
    pub(super) fn stands_until(&self, then: Instant) {
        let mut state = locked(&self.gate.state);
        let (index, _) = state.stand(self.ticket, then);
        if let Some(waiter) = state.queue.get_mut(index) {
            waiter.looks = then;
        }
    }
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        let mut state = locked(&self.gate.state);
        let found = state.queue.binary_search_by_key(&self.ticket, |waiter| waiter.ticket);
        let Ok(index) = found else { return };
        state.queue.remove(index);
        let now = Instant::now();
        if state.queue.iter().take(index).all(|waiter| waiter.is_idle(now)) {
            state.wake_front(now);
        }
    }
}
