//! What a platform can count, written apart from what the client does about it: it knows when
//! calls arrived and nothing else. Times are microseconds.

use crate::Quota;

/// How a platform counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counting {
    /// All calls of the last so many microseconds, both ends included.
    Sliding,
    /// All calls since the window began; windows follow one another from this instant on.
    Fixed { phase: u64 },
}

/// The calls that are refused, of calls that arrive at these times.
pub(super) fn refused(arrivals: &[u64], windows: &[Quota], counting: Counting) -> usize {
    let mut arrivals = arrivals.to_vec();
    arrivals.sort_unstable();
    let mut accepted: Vec<u64> = Vec::new();
    for arrival in &arrivals {
        let full = windows.iter().any(|window| {
            let per = u64::try_from(window.per.as_micros()).unwrap();
            let same = |other: &&u64| match counting {
                Counting::Sliding => arrival - **other <= per,
                Counting::Fixed { phase } => (arrival + phase) / per == (**other + phase) / per,
            };
            accepted.iter().rev().take_while(same).count() as u64 >= window.calls
        });
        if !full {
            accepted.push(*arrival);
        }
    }
    arrivals.len() - accepted.len()
}

/// The earliest times at which calls that come at these times, in order, can be sent so that no
/// platform refuses one, if each is counted at once: a millisecond more than a window after the
/// call whose place they take.
pub(super) fn earliest(comes: &[u64], windows: &[Quota]) -> Vec<u64> {
    let mut sent: Vec<u64> = Vec::new();
    for (index, comes) in comes.iter().enumerate() {
        let mut at = (*comes).max(sent.last().copied().unwrap_or_default());
        for window in windows {
            if let Some(before) = index.checked_sub(usize::try_from(window.calls).unwrap()) {
                at = at.max(sent[before] + u64::try_from(window.per.as_micros()).unwrap() + 1000);
            }
        }
        sent.push(at);
    }
    sent
}
