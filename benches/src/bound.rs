//! The shortest time in which so many calls can be made at all, worked out apart from the client:
//! by somebody who knows how the platform counts and how long every call will take.

use std::collections::VecDeque;
use std::time::Duration;

/// How a platform counts.
#[derive(Debug, Clone, Copy)]
pub enum Counting {
    /// The calls that came in the last while.
    Sliding,
    /// The calls since the last instant of a grid; at the beginning the window is this old.
    Fixed(Duration),
}

/// So many calls in so much time, as a platform counts them.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The calls that a window takes.
    pub calls: usize,
    /// The window.
    pub per: Duration,
    /// How it is counted.
    pub counting: Counting,
}

/// The shortest time from the first call to the last answer: each call as soon as a lane and the
/// limit have room for it. A call takes the same time there as back, and is counted in between.
pub fn shortest(calls: usize, lanes: usize, round_trip: Duration, limit: Limit) -> Duration {
    let way = round_trip / 2;
    let (mut counted, mut ends) = (VecDeque::new(), VecDeque::new());
    for _ in 0..calls {
        // All calls take equally long, so the lane that was taken first is free first.
        let free = if ends.len() < lanes { Some(Duration::ZERO) } else { ends.pop_front() };
        let arrives = room(&counted, free.unwrap_or_default() + way, limit);
        counted.push_back(arrives);
        if counted.len() > limit.calls {
            counted.pop_front();
        }
        ends.push_back(arrives + way);
    }
    ends.back().copied().unwrap_or_default()
}

/// The first instant from `from` on at which the limit has room, these being the last calls.
fn room(counted: &VecDeque<Duration>, from: Duration, limit: Limit) -> Duration {
    // The call that has to be out of the window first.
    let Some(first) = counted.len().checked_sub(limit.calls).and_then(|at| counted.get(at)) else {
        return from;
    };
    let free = match limit.counting {
        Counting::Sliding => *first + limit.per,
        Counting::Fixed(age) => {
            let window = (*first + age).as_nanos() / limit.per.as_nanos();
            let ended = u32::try_from(window + 1).unwrap_or(u32::MAX);
            (limit.per * ended).saturating_sub(age)
        }
    };
    free.max(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const SLIDING: Limit = Limit { calls: 2, per: SECOND, counting: Counting::Sliding };

    #[test]
    fn bursts_follow_each_other_at_the_length_of_the_window() {
        let of = |calls| shortest(calls, 8, Duration::ZERO, SLIDING);
        assert_eq!(
            [of(0), of(2), of(3), of(6)],
            [Duration::ZERO, Duration::ZERO, SECOND, 2 * SECOND]
        );
    }

    #[test]
    fn a_slow_lane_costs_more_than_the_limit() {
        assert_eq!(shortest(5, 1, 3 * SECOND, SLIDING), 15 * SECOND);
        assert_eq!(shortest(5, 5, 3 * SECOND, SLIDING), 5 * SECOND);
    }

    #[test]
    fn a_grid_is_met_early_by_who_knows_it() {
        let late = Counting::Fixed(SECOND * 3 / 4);
        let limit = Limit { counting: late, ..SLIDING };
        assert_eq!(shortest(3, 8, Duration::ZERO, limit), SECOND / 4);
        assert_eq!(shortest(5, 8, Duration::ZERO, limit), SECOND * 5 / 4);
    }
}
