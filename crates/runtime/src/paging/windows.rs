//! Cuts a range of time into windows that one call may span.
//!
//! Neighbours share their edge instant. Whether a platform counts the ends of a window in, out,
//! or cuts them to the second is often undocumented; with a shared edge nothing falls between
//! two windows in any of these cases, and what comes twice is recognised by its key.
//!
//! Windows are computed one at a time, in 128 bits: a range may hold more of them than memory,
//! and none of the sums can overflow.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One window, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slice {
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Slice {
    pub(super) fn ends(self) -> (Timestamp, Timestamp) {
        (Timestamp::from_millis(self.from), Timestamp::from_millis(self.to))
    }
}

/// A range and the rule it is cut by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    start: i64,
    end: i64,
    longest: i128,
    overlap: i128,
}

impl Cut {
    pub(super) fn new(
        start: Timestamp,
        end: Timestamp,
        longest: Duration,
        overlap: Duration,
    ) -> Self {
        Self {
            start: start.as_millis(),
            end: end.as_millis(),
            longest: millis(longest),
            // Rounded up, since an overlap smaller than asked for may lose what lies on an edge.
            overlap: millis(overlap.saturating_add(Duration::from_nanos(999_999))),
        }
    }

    /// Whether each window ends later than the one before it.
    pub(super) fn advances(&self) -> bool {
        self.overlap < self.longest
    }

    /// The first window. A range that is turned round stays whole: the call that is made for it
    /// says what is wrong.
    pub(super) fn first(&self) -> Slice {
        self.from(self.start.into())
    }

    /// The window after that one.
    pub(super) fn after(&self, slice: Slice) -> Option<Slice> {
        (slice.to < self.end).then(|| self.from(i128::from(slice.to) - self.overlap))
    }

    /// How many windows the whole range has.
    pub(super) fn count(&self) -> u64 {
        self.count_from(self.start.into())
    }

    /// How many windows follow that one.
    pub(super) fn count_after(&self, slice: Slice) -> u64 {
        self.after(slice).map_or(0, |next| self.count_from(next.from.into()))
    }

    /// Whether that can be a window of this range.
    pub(super) fn holds(&self, slice: Slice) -> bool {
        let turned = self.end < self.start;
        let ordered = self.start <= slice.from && slice.from <= slice.to && slice.to <= self.end;
        if turned { slice == self.first() } else { ordered }
    }

    fn from(&self, from: i128) -> Slice {
        let from = from.max(self.start.into());
        let to = (from + self.longest).min(self.end.into());
        // Both lie within the range, so neither is ever clamped.
        Slice { from: clamped(from), to: clamped(to) }
    }

    fn count_from(&self, from: i128) -> u64 {
        let beyond = i128::from(self.end) - from - self.longest;
        if beyond <= 0 || !self.advances() {
            return 1;
        }
        let step = self.longest - self.overlap;
        u64::try_from(1 + (beyond + step - 1) / step).unwrap_or(u64::MAX)
    }
}

fn millis(span: Duration) -> i128 {
    i128::try_from(span.as_millis()).unwrap_or(i128::MAX / 4)
}

fn clamped(millis: i128) -> i64 {
    i64::try_from(millis).unwrap_or(if millis < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(start: i64, end: i64, longest: u64, overlap: u64) -> Cut {
        Cut::new(
            Timestamp::from_millis(start),
            Timestamp::from_millis(end),
            Duration::from_millis(longest),
            Duration::from_millis(overlap),
        )
    }

    fn all(cut: &Cut) -> Vec<Slice> {
        std::iter::successors(Some(cut.first()), |slice| cut.after(*slice)).take(10_000).collect()
    }

    #[test]
    fn thirty_days_at_ten_hours_are_72_windows() {
        let cut = cut(0, 30 * 24 * 3_600_000, 10 * 3_600_000, 0);
        assert_eq!((cut.count(), all(&cut).len()), (72, 72));
    }

    #[test]
    fn one_instant_is_one_window() {
        let cut = cut(7, 7, 10, 0);
        assert_eq!((cut.count(), all(&cut)), (1, vec![Slice { from: 7, to: 7 }]));
    }

    #[test]
    fn a_range_turned_round_stays_whole() {
        let cut = cut(9, 7, 10, 0);
        assert_eq!((cut.count(), all(&cut)), (1, vec![Slice { from: 9, to: 7 }]));
    }

    #[test]
    fn all_of_time_by_the_millisecond_is_neither_allocated_nor_overflown() {
        for overlap in [0, 1] {
            let cut = cut(i64::MIN, i64::MAX, 1 + overlap, overlap);
            assert_eq!(cut.count(), u64::MAX - overlap);
            assert_eq!(cut.first().from, i64::MIN);
            let last = Slice { from: i64::MAX - 2, to: i64::MAX - 1 };
            assert_eq!(cut.after(last).map(|slice| slice.to), Some(i64::MAX));
            assert_eq!(cut.count_after(last), 1);
        }
        let whole = Cut::new(
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
            Duration::MAX,
            Duration::ZERO,
        );
        assert_eq!(all(&whole), [Slice { from: i64::MIN, to: i64::MAX }]);
    }

    #[test]
    fn a_part_of_a_millisecond_counts_as_a_whole_one_of_overlap() {
        let (start, end) = (Timestamp::from_millis(0), Timestamp::from_millis(20));
        let cut = Cut::new(start, end, Duration::from_millis(10), Duration::from_nanos(1));
        assert_eq!(cut.after(cut.first()), Some(Slice { from: 9, to: 19 }));
    }

    #[test]
    fn an_overlap_as_long_as_a_window_does_not_advance() {
        assert!(!cut(0, 100, 10, 10).advances());
        assert!(!cut(0, 100, 0, 0).advances());
        assert!(cut(0, 100, 10, 9).advances());
    }

    proptest! {
        #[test]
        fn windows_cover_the_range_and_share_their_edges(
            start in any::<i64>(),
            parts in 0u64..2_000,
            rest in 0u64..1_000,
            longest in 1u64..1_000_000_000,
            overlap in 0u64..1_000_000_000,
        ) {
            let overlap = overlap % longest;
            let step = longest - overlap;
            let span = i64::try_from(parts * step + rest % step).unwrap();
            let end = start.saturating_add(span);
            let span = end.abs_diff(start);
            let cut = cut(start, end, longest, overlap);
            let windows = all(&cut);

            prop_assert_eq!(windows[0].from, start);
            prop_assert_eq!(windows[windows.len() - 1].to, end);
            for window in &windows {
                prop_assert!(window.from <= window.to);
                prop_assert!(window.to.abs_diff(window.from) <= longest);
                prop_assert!(cut.holds(*window));
            }
            for (index, pair) in windows.windows(2).enumerate() {
                prop_assert_eq!(pair[0].to.abs_diff(pair[1].from), overlap);
                prop_assert!(pair[0].to < pair[1].to);
                let left = u64::try_from(windows.len() - index - 1).unwrap();
                prop_assert_eq!(cut.count_after(pair[0]), left);
            }
            let count = 1.max(span.saturating_sub(overlap).div_ceil(step));
            prop_assert_eq!(cut.count(), u64::try_from(windows.len()).unwrap());
            prop_assert_eq!(cut.count(), count);
        }
    }
}
