//! Which row belongs under which, where a rendering lost it.
//!
//! A table of a page lists the fields of a tree depth first. Some renderings keep how deep each row
//! lies, others only the order. Where the depth is kept it is trusted; where it is not, every
//! depth-first layout is a candidate, and a bounded search keeps the ones that fit the evidence
//! best: the examples of the page, the types of the rows, names that come twice, conventions. Where
//! two layouts fit about as well, the better one is taken and the row is put as a question.

mod cost;
mod doubts;
mod evidence;
mod example;
mod layout;
mod levels;
mod loose;
mod search;
#[cfg(test)]
mod tests;

use crate::page::{Doubt, Row};
pub(crate) use doubts::asks_for_level;
use evidence::Evidence;
pub(crate) use loose::read_example;

/// Deeper than any page nests its rows; also the bound of every walk over the tree.
pub(crate) const DEEPEST: usize = 16;

/// A row with the rows under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Node {
    /// The index of the row.
    pub(crate) row: usize,
    /// The rows under it, in order.
    pub(crate) children: Vec<Node>,
}

/// The rows of a table as a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Nested {
    /// The rows at the top, in order.
    pub(crate) roots: Vec<Node>,
    /// What the page leaves open.
    pub(crate) doubts: Vec<Doubt>,
}

/// Where each row lies: the index of the row above it, `None` at the top.
type Parents = Vec<Option<usize>>;

/// Puts the rows of a table under each other. `place` is where they go in the spec (`body.fields`);
/// `examples` are those of the same section, from the root of the body or reply.
///
/// Every row occurs once, in its order, and no deeper than [`DEEPEST`].
pub(crate) fn resolve(rows: &[Row], place: &str, examples: &[serde_json::Value]) -> Nested {
    let mut evidence = Evidence::gather(rows, place, examples);
    let are_lost = levels::are_lost(rows, &evidence);
    let (parents, questions) = if !are_lost && rows.iter().all(|row| row.level.is_some()) {
        levels::follow(rows, &evidence)
    } else {
        if are_lost {
            evidence.forget_levels();
        }
        // The first layout shows what each type of record holds; the second one uses that.
        evidence.learn(&search::cheapest(&evidence));
        let parents = search::cheapest(&evidence);
        let questions = doubts::of_layout(&evidence, &parents);
        (parents, questions)
    };
    let doubts = doubts::write(questions, rows, place, &parents);
    Nested { roots: tree(&parents), doubts }
}

/// The tree that the parents describe.
fn tree(parents: &[Option<usize>]) -> Vec<Node> {
    let mut open: Vec<Node> =
        (0..parents.len()).map(|row| Node { row, children: Vec::new() }).collect();
    let mut roots = Vec::new();
    // From the last row on, so that a row has all of its own before it is put under another.
    while let Some(mut node) = open.pop() {
        node.children.reverse();
        match parents.get(node.row).copied().flatten().and_then(|above| open.get_mut(above)) {
            Some(above) => above.children.push(node),
            None => roots.push(node),
        }
    }
    roots.reverse();
    roots
}
