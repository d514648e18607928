//! What a harvest must come to, judged from the platform's own data and never through a client.

use crate::scenario::Scenario;
use std::collections::{BTreeMap, BTreeSet};

/// What the platform had.
#[derive(Debug, Clone, Default)]
pub(crate) struct Truth {
    /// The keys of what was asked for and was there all the time, in order.
    pub(crate) always: Vec<String>,
    /// The keys of all that was ever there.
    pub(crate) ever: BTreeSet<String>,
}

/// What became of a harvest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Harvested {
    /// The keys of what was handed out, in order.
    pub(crate) keys: Vec<String>,
    /// The errors that stopped it, each followed by a continuation.
    pub(crate) stops: Vec<String>,
    /// How often its process was killed.
    pub(crate) kills: u32,
    /// Whether it came to the end of the list.
    pub(crate) finished: bool,
    /// What went wrong beside the data.
    pub(crate) wrongs: Vec<String>,
}

/// Everything that is wrong with a harvest; nothing, when it is exact.
pub(crate) fn judge(scenario: &Scenario, truth: &Truth, harvested: &Harvested) -> Vec<String> {
    let mut wrongs = harvested.wrongs.clone();
    if !harvested.finished {
        wrongs.push(format!("it did not end after {} stops", harvested.stops.len()));
        return wrongs;
    }
    let mut times = BTreeMap::<&str, usize>::new();
    for key in &harvested.keys {
        *times.entry(key).or_default() += 1;
    }
    let lost = truth.always.iter().filter(|key| !times.contains_key(key.as_str()));
    wrongs.extend(lost.map(|key| format!("lost: {key}")));
    wrongs.extend(
        times
            .iter()
            .filter(|(_, times)| **times > 1)
            .map(|(key, times)| format!("handed out {times} times: {key}")),
    );
    let invented = times.keys().filter(|key| !truth.ever.contains(**key));
    wrongs.extend(invented.map(|key| format!("never there: {key}")));
    if wrongs.is_empty() && scenario.in_order() {
        let lasting: BTreeSet<_> = truth.always.iter().collect();
        let found: Vec<_> = harvested.keys.iter().filter(|key| lasting.contains(key)).collect();
        if !found.iter().copied().eq(&truth.always) {
            wrongs.push(format!("out of order: {found:?}"));
        }
    }
    wrongs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Style;
    use larkspur::Order;

    fn judged(order: Order, keys: &[&str]) -> Vec<String> {
        let scenario = Scenario { order, parallel: 4, ..Scenario::drawn(Style::Token, 0) };
        let always = ["a", "b", "c"].map(String::from).to_vec();
        let ever = always.iter().cloned().chain(["passing".to_owned()]).collect();
        let keys = keys.iter().map(ToString::to_string).collect();
        let harvested = Harvested { keys, finished: true, ..Harvested::default() };
        judge(&scenario, &Truth { always, ever }, &harvested)
    }

    #[test]
    fn what_is_lost_doubled_invented_or_out_of_order_is_seen() {
        for order in [Order::ByWindow, Order::AsItComes] {
            assert_eq!(judged(order, &["a", "b", "c"]), [""; 0]);
            assert_eq!(judged(order, &["a", "passing", "b", "c"]), [""; 0]);
            assert_eq!(judged(order, &["a", "c"]), ["lost: b"]);
            assert_eq!(judged(order, &["a", "b", "c", "b"]), ["handed out 2 times: b"]);
            assert_eq!(judged(order, &["a", "b", "d", "c"]), ["never there: d"]);
        }
        assert_eq!(judged(Order::AsItComes, &["b", "a", "c"]), [""; 0]);
        assert_eq!(judged(Order::ByWindow, &["b", "a", "c"]).len(), 1);
    }

    #[test]
    fn what_does_not_end_is_no_result() {
        let scenario = Scenario::drawn(Style::Token, 0);
        assert_eq!(judge(&scenario, &Truth::default(), &Harvested::default()).len(), 1);
    }
}
