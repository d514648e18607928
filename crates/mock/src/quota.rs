//! Quotas: how many calls a window of time takes, and when there is room again.
//!
//! Whether the windows of a platform slide or stand on a grid is not documented, so a mock has
//! both kinds. A call that is refused takes no room.

use larkspur_spec::duration;
use larkspur_spec::model::Quota;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whether a mock keeps to the quotas of its specs, and how it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Enforce {
    /// Every call is taken.
    #[default]
    Off,
    /// A call counts for the length of the window after it came.
    Sliding,
    /// Windows stand on a grid: all of one length begin at once, one after the other.
    Fixed {
        /// How old the windows are when the mock is made.
        phase: Duration,
    },
}

/// So many calls in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    calls: usize,
    per: Duration,
}

/// The windows that a spec names.
pub(crate) fn windows(quotas: &[Quota]) -> Vec<Window> {
    let window = |quota: &Quota| {
        let calls = usize::try_from(quota.calls).unwrap_or(usize::MAX);
        Some(Window { calls, per: duration::parse(&quota.per).ok()? })
    };
    quotas.iter().filter_map(window).collect()
}

/// The times at which calls came, the oldest first.
type Calls = VecDeque<Duration>;

/// Who called what, and when.
#[derive(Debug)]
pub(crate) struct Ledger {
    enforce: Enforce,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    books: BTreeMap<String, Book>,
    refused: BTreeMap<String, usize>,
}

/// The calls of one operation.
#[derive(Debug, Default)]
struct Book {
    /// By whoever has a quota of its own.
    calls: BTreeMap<String, Calls>,
    /// What others made of everybody's quota before anybody called.
    others: Calls,
}

impl Ledger {
    pub(crate) fn new(enforce: Enforce) -> Ledger {
        Ledger { enforce, pages: Mutex::default() }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a call, or says how long there will be no room for it.
    pub(crate) fn take(
        &self,
        operation: &str,
        whose: &str,
        windows: &[Window],
        now: Duration,
    ) -> Result<(), Duration> {
        if self.enforce == Enforce::Off || windows.is_empty() {
            return Ok(());
        }
        let mut pages = self.pages();
        let Book { calls, others } = pages.book(operation);
        let calls = calls.entry(whose.to_owned()).or_insert_with(|| others.clone());
        forget(calls, windows, now);
        let wait = wait(self.enforce, calls, windows, now);
        if wait.is_zero() {
            calls.push_back(now);
            return Ok(());
        }
        *pages.refused.entry(operation.to_owned()).or_default() += 1;
        Err(wait)
    }

    /// Counts calls that others made, against everybody.
    pub(crate) fn use_up(&self, operation: &str, calls: usize, now: Duration) {
        if self.enforce != Enforce::Off {
            let mut pages = self.pages();
            let book = pages.book(operation);
            let everybody = book.calls.values_mut().chain([&mut book.others]);
            everybody.for_each(|taken| taken.extend(std::iter::repeat_n(now, calls)));
        }
    }

    /// How many calls found no room.
    pub(crate) fn refused(&self, wanted: impl Fn(&str) -> bool) -> usize {
        let pages = self.pages();
        let found = pages.refused.iter().filter(|(id, _)| wanted(id));
        found.map(|(_, count)| count).sum()
    }
}

impl Pages {
    fn book(&mut self, operation: &str) -> &mut Book {
        self.books.entry(operation.to_owned()).or_default()
    }
}

/// Drops what no window reaches back to.
fn forget(calls: &mut Calls, windows: &[Window], now: Duration) {
    let longest = windows.iter().map(|window| window.per).max().unwrap_or_default();
    while calls.front().is_some_and(|at| *at + longest <= now) {
        calls.pop_front();
    }
}

/// How long it is until every window has room: nothing where all have.
fn wait(enforce: Enforce, calls: &Calls, windows: &[Window], now: Duration) -> Duration {
    let one = |window: &Window| match enforce {
        Enforce::Off => Duration::ZERO,
        Enforce::Sliding => sliding(calls, *window, now),
        Enforce::Fixed { phase } => fixed(calls, *window, now, phase),
    };
    windows.iter().map(one).max().unwrap_or_default()
}

fn sliding(calls: &Calls, window: Window, now: Duration) -> Duration {
    let first = calls.partition_point(|at| *at + window.per <= now);
    // The call whose leaving makes room for one more.
    match (calls.len() - first).checked_sub(window.calls) {
        None => Duration::ZERO,
        Some(beyond) => match calls.get(first + beyond) {
            Some(at) => (*at + window.per).saturating_sub(now),
            // A window that takes nothing at all has never room.
            None => window.per,
        },
    }
}

fn fixed(calls: &Calls, window: Window, now: Duration, phase: Duration) -> Duration {
    let Some(age) = (now + phase).as_nanos().checked_rem(window.per.as_nanos()) else {
        return Duration::ZERO;
    };
    let age = u64::try_from(age).map_or(window.per, Duration::from_nanos);
    // What came before the window began is not in it, also when the mock is younger than it.
    let began = now.saturating_sub(age);
    let count = calls.len() - calls.partition_point(|at| *at < began);
    if count < window.calls { Duration::ZERO } else { window.per - age }
}

/// A wait as a reset header has it: whole seconds, after which there really is room.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn ledger(enforce: Enforce, windows: &[Window], at: &[u64]) -> Vec<Result<(), u64>> {
        let ledger = Ledger::new(enforce);
        let take = |at: &u64| {
            ledger.take("op", "", windows, Duration::from_millis(*at)).map_err(whole_seconds)
        };
        at.iter().map(take).collect()
    }

    const TWO_IN_TEN: &[Window] = &[Window { calls: 2, per: s(10) }];

    #[test]
    fn a_sliding_window_has_room_when_its_oldest_call_is_as_old_as_the_window() {
        let found =
            ledger(Enforce::Sliding, TWO_IN_TEN, &[0, 4_000, 5_500, 9_999, 10_000, 10_001, 14_000]);
        assert_eq!(found, [Ok(()), Ok(()), Err(5), Err(1), Ok(()), Err(4), Ok(())]);
    }

    #[test]
    fn a_fixed_window_has_room_when_the_next_one_begins() {
        let phase = s(7);
        let found =
            ledger(Enforce::Fixed { phase }, TWO_IN_TEN, &[0, 0, 1_000, 3_000, 3_000, 12_500]);
        assert_eq!(found, [Ok(()), Ok(()), Err(2), Ok(()), Ok(()), Err(1)]);
    }

    #[test]
    fn all_windows_hold_at_once_and_the_longest_wait_is_told() {
        let windows = [Window { calls: 1, per: s(1) }, Window { calls: 2, per: s(60) }];
        let found = ledger(Enforce::Sliding, &windows, &[0, 500, 1_000, 2_000, 60_000]);
        assert_eq!(found, [Ok(()), Err(1), Ok(()), Err(58), Ok(())]);
    }

    #[test]
    fn what_others_used_counts_and_refusals_do_not() {
        let ledger = Ledger::new(Enforce::Sliding);
        ledger.use_up("op", 5, s(0));
        assert_eq!(ledger.take("op", "me", TWO_IN_TEN, s(1)), Err(s(9)));
        assert_eq!(ledger.take("op", "you", TWO_IN_TEN, s(2)), Err(s(8)));
        for whose in ["me", "me", "you"] {
            assert_eq!(ledger.take("op", whose, TWO_IN_TEN, s(10)), Ok(()));
        }
        assert_eq!(ledger.take("op", "me", TWO_IN_TEN, s(11)), Err(s(9)));
        assert_eq!(ledger.take("op", "you", TWO_IN_TEN, s(11)), Ok(()));
        assert_eq!(ledger.refused(|id| id == "op"), 3);
        assert_eq!(ledger.refused(|id| id == "other"), 0);
    }
}
