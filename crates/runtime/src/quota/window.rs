//! The calls that count against a quota, as a log of places.
//!
//! When a platform counts a call is not known; only that it is not before the call was sent, nor
//! after its answer came. So a call holds a place from the moment it is granted, and gives it back
//! a window's length after its answer. Then any two calls of which the second took the place of
//! the first are counted more than a window apart, whenever within its flight each is counted,
//! and whether windows slide or stand still. Nothing here waits, and time is an argument.

use super::gates::limits;
use crate::Quota;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// A platform may count both ends of a window in.
const EDGE: Duration = Duration::from_millis(1);
/// In place of an instant that no clock can hold.
const FAR: Duration = Duration::from_secs(30 * 365 * 86_400);

/// The calls of one operation and identity: in flight, or over and still counted.
#[derive(Debug, Default)]
pub(super) struct Log {
    in_flight: usize,
    /// When the answers came, in order.
    settled: VecDeque<Instant>,
    /// The longest window that anybody has asked for; places are kept for as long.
    longest: Duration,
}

/// When a call's turn can come at the earliest, if all calls before it are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// The instant; one that is not after now means at once.
    pub(super) at: Instant,
    /// How long after an answer that has not come, or a call that is ahead, it comes at the least.
    /// As long as those do not happen, `at` moves with the clock; else it stays.
    pub(super) lag: Duration,
    /// The window that has no place before.
    pub(super) window: Quota,
}

impl Log {
    /// Takes a place for the first in line, or tells when its turn comes. `opens`: not before.
    pub(super) fn take(
        &mut self,
        now: Instant,
        opens: Instant,
        windows: &[Quota],
    ) -> Result<(), Turn> {
        // Mostly there is room even if all that is written down still counts.
        let counted = self.in_flight + self.settled.len();
        let room = windows.iter().all(|window| counted < calls(*window));
        if !room || opens > now {
            self.forget(now);
            let turn = self.turn(now, 0, opens, windows);
            if let Some(turn) = turn.filter(|turn| turn.at > now) {
                return Err(turn);
            }
        }
        for window in windows {
            self.longest = self.longest.max(window.per);
        }
        self.in_flight += 1;
        Ok(())
    }

    /// The call that had a place is over. If it was counted, then at that instant at the latest.
    pub(super) fn settle(&mut self, at: Instant, counted: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        // Where a window has room for more calls than ever come, nobody looks what is over.
        if self.settled.len() == self.settled.capacity() {
            self.forget(at);
        }
        match self.settled.back() {
            _ if !counted => {}
            Some(last) if at < *last => {
                let index = self.settled.partition_point(|other| *other <= at);
                self.settled.insert(index, at);
            }
            _ => self.settled.push_back(at),
        }
    }

    /// When the turn comes of a call with so many `ahead` of it, in all windows at once, and not
    /// before `opens`. `None`: no window limits anything.
    pub(super) fn turn(
        &self,
        now: Instant,
        ahead: usize,
        opens: Instant,
        windows: &[Quota],
    ) -> Option<Turn> {
        let limiting = windows.iter().filter(|window| limits(window));
        let turns = limiting.map(|window| self.turn_in(*window, now, ahead, opens));
        turns.reduce(|one, other| Turn {
            lag: one.lag.max(other.lag),
            ..if other.at > one.at { other } else { one }
        })
    }

    fn turn_in(&self, window: Quota, now: Instant, ahead: usize, opens: Instant) -> Turn {
        let calls = calls(window);
        // Those ahead fill the window as often as they can; what is left of them shares one.
        let (rounds, ahead) = (ahead / calls, ahead % calls);
        let (from, lag) = self.place_in(window, now, (ahead + 1).saturating_add(self.in_flight));
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        let behind = length(window).saturating_mul(rounds);
        let at = after(after(from, lag).max(opens), behind);
        Turn { at, lag: lag.saturating_add(behind).min(FAR), window }
    }

    /// When a window has room for so many calls beside those that are settled: an instant, and how
    /// long after it.
    fn place_in(&self, window: Quota, now: Instant, places: usize) -> (Instant, Duration) {
        let calls = calls(window);
        if places.saturating_add(self.settled.len()) <= calls {
            return (now, Duration::ZERO);
        }
        let length = length(window);
        let over = now.checked_sub(length);
        let free = over.map_or(0, |over| self.settled.partition_point(|at| *at <= over));
        let counted = self.settled.len() - free;
        let Some(lacking) = places.saturating_add(counted).checked_sub(calls + 1) else {
            return (now, Duration::ZERO);
        };
        match self.settled.get(free + lacking) {
            Some(at) => (after(*at, length), Duration::ZERO),
            None => (now, length),
        }
    }

    /// Whether no call counts any more.
    pub(super) fn is_empty(&mut self, now: Instant) -> bool {
        self.forget(now);
        self.in_flight == 0 && self.settled.is_empty()
    }

    /// How many calls it remembers.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.settled.len()
    }

    fn forget(&mut self, now: Instant) {
        let Some(over) = now.checked_sub(self.longest.saturating_add(EDGE)) else { return };
        while self.settled.front().is_some_and(|at| *at <= over) {
            self.settled.pop_front();
        }
    }
}

/// How many calls a window allows; a window of none lets nobody get this far.
fn calls(window: Quota) -> usize {
    usize::try_from(window.calls).unwrap_or(usize::MAX).max(1)
}

/// How long a place is held after the answer.
fn length(window: Quota) -> Duration {
    window.per.saturating_add(EDGE)
}

/// An instant that much later, or so late that it makes no difference.
pub(super) fn after(instant: Instant, pause: Duration) -> Instant {
    instant.checked_add(pause.min(FAR)).unwrap_or(instant)
}
