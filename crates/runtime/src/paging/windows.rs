//! Cuts a range of time into windows that one call may span.
//!
//! Neighbours share their edge instant. Whether a platform counts the ends of a window in, out,
//! or cuts them to the second is often undocumented; with a shared edge nothing falls between
//! two windows in any of these cases, and what comes twice is recognised by its key.
//!
//! A window that holds more than the platform pages through is cut in halves, which are
//! neighbours like any others.
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

/// How far apart windows may be that still hold the same item: platforms that cut or round times
/// to the second widen each window by as much.
const COARSE: i128 = 1000;

impl Slice {
    pub(super) fn ends(self) -> (Timestamp, Timestamp) {
        (Timestamp::from_millis(self.from), Timestamp::from_millis(self.to))
    }

    /// Whether one item can lie in both.
    pub(super) fn touches(self, other: Self) -> bool {
        let begins_before_end =
            |one: Self, two: Self| i128::from(one.from) - COARSE <= i128::from(two.to);
        begins_before_end(self, other) && begins_before_end(other, self)
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

    /// By how many milliseconds neighbours overlap; more than can be counted is beyond any range.
    pub(super) fn overlap(&self) -> u64 {
        u64::try_from(self.overlap).unwrap_or(u64::MAX)
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

    /// The window after the one that ends there.
    pub(super) fn after(&self, to: i64) -> Option<Slice> {
        (to < self.end).then(|| self.from(i128::from(to) - self.overlap))
    }

    /// The two halves of a window, which overlap as all neighbours do; `None` where they would be
    /// shorter than a millisecond, or no shorter than what they have in common.
    pub(super) fn halves(&self, slice: Slice) -> Option<[Slice; 2]> {
        let half = (i128::from(slice.to) - i128::from(slice.from)) / 2;
        let middle = i128::from(slice.from) + half;
        (half >= 1 && half > self.overlap).then(|| {
            let (left, right) = (clamped(middle), clamped(middle - self.overlap));
            [Slice { from: slice.from, to: left }, Slice { from: right, to: slice.to }]
        })
    }

    /// How many windows the whole range has.
    pub(super) fn count(&self) -> u64 {
        self.count_from(self.start.into())
    }

    /// How many windows follow the one that ends there.
    pub(super) fn count_after(&self, to: i64) -> u64 {
        self.after(to).map_or(0, |next| self.count_from(next.from.into()))
    }

    /// Whether windows can end there.
    pub(super) fn reaches(&self, to: i64) -> bool {
        self.start <= to && to <= self.end
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
        std::iter::successors(Some(cut.first()), |slice| cut.after(slice.to)).take(10_000).collect()
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
            assert_eq!(cut.after(last.to).map(|slice| slice.to), Some(i64::MAX));
            assert_eq!(cut.count_after(last.to), 1);
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
        assert_eq!(cut.after(cut.first().to), Some(Slice { from: 9, to: 19 }));
    }

    #[test]
    fn halves_share_their_middle_and_get_no_shorter_than_a_millisecond() {
        let slice = |from, to| Slice { from, to };
        let cases = [
            (slice(0, 10), 0, Some([slice(0, 5), slice(5, 10)])),
            (slice(0, 11), 2, Some([slice(0, 5), slice(3, 11)])),
            (slice(-3, -1), 0, Some([slice(-3, -2), slice(-2, -1)])),
            (slice(0, 1), 0, None),
            (slice(4, 4), 0, None),
            (slice(9, 4), 0, None),
            (slice(0, 10), 5, None),
            (slice(0, 12), 5, Some([slice(0, 6), slice(1, 12)])),
            (slice(i64::MIN, i64::MAX), 0, Some([slice(i64::MIN, -1), slice(-1, i64::MAX)])),
        ];
        for (whole, overlap, halves) in cases {
            assert_eq!(cut(0, 100, 50, overlap).halves(whole), halves, "{whole:?}, {overlap}");
        }
    }

    #[test]
    fn windows_touch_where_a_platform_that_counts_in_seconds_finds_one_item_in_both() {
        let slice = |from, to| Slice { from, to };
        for (one, two, touch) in [
            (slice(0, 5_000), slice(5_000, 9_000), true),
            (slice(0, 5_050), slice(5_100, 5_400), true),
            (slice(0, 5_000), slice(6_001, 9_000), false),
            (slice(i64::MIN, i64::MAX), slice(0, 0), true),
        ] {
            assert_eq!((one.touches(two), two.touches(one)), (touch, touch), "{one:?} {two:?}");
        }
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
                prop_assert_eq!(cut.count_after(pair[0].to), left);
            }
            let count = 1.max(span.saturating_sub(overlap).div_ceil(step));
            prop_assert_eq!(cut.count(), u64::try_from(windows.len()).unwrap());
            prop_assert_eq!(cut.count(), count);
        }
    }
}
