//! The cheapest depth-first layout of a table.
//!
//! Row by row, each layout so far goes on in as many ways as it has open records. Layouts that are
//! the same for all that may come are one, and the cheapest of them stays. Only a bounded number
//! goes on, so time grows with the rows.

use super::cost::{self, Cost, Place};
use super::evidence::{Evidence, RowFacts};
use super::example::{Examples, ShapeId};
use super::{DEEPEST, Parents};
use std::cmp::Reverse;
use std::rc::Rc;

/// How many layouts go on after each row, and how many steps are kept in all.
const MOST_LAYOUTS: usize = 64;
const MOST_STEPS: usize = 200_000;
/// The names of a record's rows are told apart by this many marks; further ones share one.
const MOST_MARKS: usize = 4096;

/// An open record and the ones it lies in.
struct Frame {
    row: Option<usize>,
    above: Option<Rc<Frame>>,
    shape: Option<ShapeId>,
    depth: usize,
    is_empty: bool,
    has_record: bool,
    is_within_items: bool,
    /// Marks of the names of its children, as far as they come more than once.
    children: Rc<Vec<u64>>,
    /// Tells frames apart, with all above, in what matters for later rows.
    key: u64,
}

/// A layout of the rows so far.
struct State {
    cost: Cost,
    top: Rc<Frame>,
    last: Option<usize>,
}

/// A way for a layout to go on.
struct Move {
    cost: Cost,
    key: u64,
    from: usize,
    under: Rc<Frame>,
    shape: Option<ShapeId>,
}

/// A row put somewhere, and the step before.
struct Step {
    parent: Option<usize>,
    before: Option<usize>,
}

/// Finds the cheapest layout. Equal costs are decided for the deeper place.
pub(super) fn cheapest(evidence: &Evidence) -> Parents {
    let width = (MOST_STEPS / evidence.rows.len().max(1)).clamp(1, MOST_LAYOUTS);
    let mut steps: Vec<Step> = Vec::new();
    let mut states = vec![State { cost: 0, top: Rc::new(Frame::top()), last: None }];
    for row in 0..evidence.rows.len() {
        let mut moves = Vec::new();
        for (from, state) in states.iter().enumerate() {
            add_moves(evidence, row, from, state, &mut moves);
        }
        let kept = keep(moves, width);
        states = kept
            .iter()
            .map(|taken| {
                steps.push(Step { parent: taken.under.row, before: states[taken.from].last });
                let top = Rc::new(taken.opened(evidence, row));
                State { cost: taken.cost, top, last: Some(steps.len() - 1) }
            })
            .collect();
    }
    let best =
        states.iter().min_by_key(|state| state.cost.saturating_add(at_the_end(evidence, state)));
    read_off(best.and_then(|state| state.last), &steps)
}

impl Frame {
    fn top() -> Frame {
        let shape = Some(Examples::ROOT);
        let children = Rc::default();
        Frame {
            row: None,
            above: None,
            shape,
            depth: 0,
            is_empty: true,
            has_record: false,
            is_within_items: false,
            children,
            key: 0,
        }
    }

    fn place(&self, evidence: &Evidence, row: usize) -> Place {
        let facts = &evidence.rows[row];
        Place {
            row: self.row,
            shape: self.shape,
            depth: self.depth,
            is_empty: self.is_empty,
            has_record: self.has_record,
            is_within_items: self.is_within_items,
            has_double: facts.repeated.is_some_and(|name| self.has(name)),
            is_within_own_type: facts.record.is_some() && self.is_within(evidence, facts.record),
        }
    }

    fn is_within(&self, evidence: &Evidence, record: Option<usize>) -> bool {
        let is_it = |row: usize| evidence.rows[row].record == record;
        let mut frame = Some(self);
        while let Some(at) = frame {
            if at.row.is_some_and(is_it) {
                return true;
            }
            frame = at.above.as_deref();
        }
        false
    }

    fn has(&self, name: usize) -> bool {
        let (word, bit) = mark(name);
        self.children.get(word).is_some_and(|marks| marks & bit != 0)
    }

    /// The key with one more child. What was there before it is the same in any order.
    fn key_with(&self, child: &RowFacts) -> u64 {
        let mut key = self.key;
        if child.is_record() && !self.has_record {
            key ^= mix(0, self.row);
        }
        match child.repeated {
            Some(name) if !self.has(name) => key ^ mix(1 + (name % MOST_MARKS) as u64, self.row),
            _ => key,
        }
    }
}

fn mark(name: usize) -> (usize, u64) {
    let name = name % MOST_MARKS;
    (name / 64, 1 << (name % 64))
}

/// Stirs a number and a row into bits that look like chance.
fn mix(number: u64, row: Option<usize>) -> u64 {
    let row = row.map_or(0, |row| row as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ row;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Puts the row under each open record of a layout, the deepest first.
fn add_moves(evidence: &Evidence, row: usize, from: usize, state: &State, to: &mut Vec<Move>) {
    let (mut left_shown, mut left) = (0, 0);
    let mut at = Some(&state.top);
    while let Some(frame) = at {
        if frame.depth < DEEPEST {
            let (put, shape) = cost::put(evidence, row, &frame.place(evidence, row));
            let left = if shape.is_some() { left_shown } else { left };
            to.push(Move {
                cost: state.cost.saturating_add(put).saturating_add(left),
                key: mix(frame.key_with(&evidence.rows[row]), Some(row)),
                from,
                under: Rc::clone(frame),
                shape,
            });
        }
        if let Some(record) = frame.row {
            let leave = |is_shown| match frame.is_empty {
                true => cost::empty(evidence, record, frame.shape),
                false => cost::leave(evidence, record, row, is_shown),
            };
            left_shown += leave(true);
            left += leave(false);
        }
        at = frame.above.as_ref();
    }
}

/// Of the layouts that are the same from here on, the cheapest; of those, the cheapest ones.
fn keep(mut moves: Vec<Move>, width: usize) -> Vec<Move> {
    let order = |one: &Move| (one.cost, one.from, Reverse(one.under.depth));
    moves.sort_by_key(|one| (one.key, order(one)));
    moves.dedup_by_key(|one| one.key);
    moves.sort_by_key(order);
    moves.truncate(width);
    moves
}

impl Move {
    /// The row as the deepest open record.
    fn opened(&self, evidence: &Evidence, row: usize) -> Frame {
        let under = &self.under;
        let facts = &evidence.rows[row];
        let mut children = Rc::clone(&under.children);
        if let Some((word, bit)) = facts.repeated.map(mark) {
            let marks = Rc::make_mut(&mut children);
            if marks.len() <= word {
                marks.resize(word + 1, 0);
            }
            marks[word] |= bit;
        }
        let above = Rc::new(Frame {
            row: under.row,
            above: under.above.clone(),
            shape: under.shape,
            depth: under.depth,
            is_empty: false,
            has_record: under.has_record || facts.is_record(),
            is_within_items: under.is_within_items,
            children,
            key: under.key_with(facts),
        });
        Frame {
            row: Some(row),
            depth: under.depth + 1,
            above: Some(above),
            shape: self.shape,
            is_empty: true,
            has_record: false,
            is_within_items: under.is_within_items || facts.is_list,
            children: Rc::default(),
            key: self.key,
        }
    }
}

/// At the end nothing but an empty record tells against a layout.
fn at_the_end(evidence: &Evidence, state: &State) -> Cost {
    let top = &state.top;
    top.row.map_or(0, |row| cost::empty(evidence, row, top.shape))
}

/// Goes back from the last step.
fn read_off(last: Option<usize>, steps: &[Step]) -> Parents {
    let mut parents = Vec::new();
    let mut at = last;
    while let Some(step) = at {
        parents.push(steps[step].parent);
        at = steps[step].before;
    }
    parents.reverse();
    parents
}
