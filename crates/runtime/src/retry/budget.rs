//! The repetitions that a client can still afford, shared by its clones.

use super::RetryBudget;
use std::sync::atomic::{AtomicU64, Ordering};

/// What one repetition costs. Parts of it are earned, so it is counted in thousandths.
const COST: u64 = 1000;

/// A token bucket: full at first, emptied by repetitions, refilled by successes.
#[derive(Debug)]
pub(crate) struct Budget {
    most: u64,
    earned: u64,
    saved: AtomicU64,
}

impl Budget {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        let most = u64::from(budget.most) * COST;
        // The cast takes what is no number, or below zero, for zero.
        let earned = (budget.earned * COST as f64).round() as u64;
        Self { most, earned, saved: AtomicU64::new(most) }
    }

    /// A call succeeded.
    pub(crate) fn earn(&self) {
        // Mostly nothing is missing, and then nothing is written.
        self.change(|saved| {
            (saved < self.most).then(|| self.most.min(saved.saturating_add(self.earned)))
        });
    }

    /// Pays for a repetition; `false` when it cannot be afforded.
    pub(crate) fn pay(&self) -> bool {
        self.change(|saved| saved.checked_sub(COST))
    }

    fn change(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        self.saved.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn afforded(budget: &Budget) -> usize {
        std::iter::repeat_with(|| budget.pay()).take(1000).take_while(|paid| *paid).count()
    }

    #[test]
    fn it_is_full_at_first_and_earned_back_in_parts() {
        let budget = Budget::new(RetryBudget::new(3, 0.25));
        assert_eq!(afforded(&budget), 3);
        for (successes, repetitions) in [(1, 0), (3, 1), (7, 1), (1, 1), (1000, 3)] {
            (0..successes).for_each(|_| budget.earn());
            assert_eq!(afforded(&budget), repetitions, "after {successes} successes");
        }
    }

    #[test]
    fn what_is_no_sensible_number_earns_nothing_or_all() {
        for (earned, afterwards) in
            [(f64::NAN, 0), (-1.0, 0), (f64::NEG_INFINITY, 0), (1e300, 2), (f64::INFINITY, 2)]
        {
            let budget = Budget::new(RetryBudget { most: 2, earned });
            afforded(&budget);
            budget.earn();
            assert_eq!(afforded(&budget), afterwards, "{earned}");
        }
        assert_eq!(afforded(&Budget::new(RetryBudget::new(0, 1.0))), 0);
    }

    #[test]
    fn what_is_earned_beyond_all_bounds_fills_it_and_no_more() {
        for saved in 1..=3 {
            let budget = Budget::new(RetryBudget::new(3, 1e300));
            (saved..3).for_each(|_| assert!(budget.pay()));
            assert!(budget.pay());
            budget.earn();
            assert_eq!(afforded(&budget), 3, "with {saved} left");
        }
    }

    #[test]
    fn threads_never_pay_more_than_there_is() {
        let budget = Budget::new(RetryBudget::new(500, 0.0));
        let paid: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| afforded(&budget))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
        });
        assert_eq!(paid, 500);
    }
}
