//! Tells what was delivered before from what is new, at the moment a page is opened.

use super::keys::KeySet;
use super::lane::Lane;
use super::plan::Plan;
use super::position::{Position, Turn};
use crate::{PageStyle, Paged};
use std::collections::BTreeSet;

/// Drops the items of a window's page that were delivered before, and notes the keys of all.
pub(super) fn drop_known<E: Paged>(
    plan: &Plan,
    lanes: &[Lane<E>],
    index: usize,
    items: &mut Vec<E::Item>,
    turn: &mut Turn,
) {
    let own = &lanes[index].position;
    let keeps_keys = keeps_keys::<E>(plan);
    if !keeps_keys && own.delivered.is_empty() {
        return;
    }
    let neighbours = Neighbours::of(plan, lanes, index);
    let mut delivered = own.delivered.recogniser();
    if keeps_keys {
        // In a list that shifted they may be on a later page by now.
        turn.before.extend(own.delivered.keys().map(ToOwned::to_owned));
    }
    items.retain(|item| {
        let key = E::key(item);
        let mut known = delivered.takes(key.as_deref());
        if keeps_keys {
            let Some(key) = key else {
                turn.unkeyed += 1;
                return !known;
            };
            known |= own.has(&key) || neighbours.hold(&key);
            known |= !turn.keys.insert(key.into_owned());
        }
        !known
    });
    if !keeps_keys {
        turn.left = delivered.left();
    }
}

/// How many items of a numbered page the pages before it had, too.
pub(super) fn repeated<E: Paged>(position: &Position, items: &[E::Item]) -> u64 {
    if matches!(E::STYLE, PageStyle::Token) || position.keys.is_empty() {
        return 0;
    }
    let repeats = |item: &&E::Item| E::key(item).is_some_and(|key| position.keys.contains(&key));
    items.iter().filter(repeats).count() as u64
}

/// Whether items must be told from those of other pages: between windows, and in numbered lists,
/// which shift. In a single window of a list by token nothing is expected twice.
fn keeps_keys<E: Paged>(plan: &Plan) -> bool {
    let numbered = matches!(E::STYLE, PageStyle::Number { .. });
    numbered || plan.cut.is_some_and(|cut| cut.count() > 1)
}

/// What other windows handed out that an item of this one can be, too.
struct Neighbours<'a> {
    keys: Vec<&'a KeySet>,
    delivered: BTreeSet<&'a str>,
}

impl<'a> Neighbours<'a> {
    fn of<E: Paged>(plan: &'a Plan, lanes: &'a [Lane<E>], index: usize) -> Self {
        let mut found = Self { keys: Vec::new(), delivered: BTreeSet::new() };
        let Some(window) = lanes[index].position.window else { return found };
        let edges = plan.edges.iter().filter(|edge| edge.window.touches(window));
        found.keys.extend(edges.map(|edge| &edge.keys));
        for (other, lane) in lanes.iter().enumerate() {
            let position = &lane.position;
            if other != index && position.window.is_some_and(|near| near.touches(window)) {
                let own = [&position.keys, &position.before];
                found.keys.extend(own.into_iter().filter(|keys| !keys.is_empty()));
                found.delivered.extend(position.delivered.keys());
            }
        }
        found
    }

    fn hold(&self, key: &str) -> bool {
        self.keys.iter().any(|keys| keys.contains(key)) || self.delivered.contains(key)
    }
}
