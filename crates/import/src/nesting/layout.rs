//! A layout, and what it would cost to end its records elsewhere.

use super::cost::{self, CLOSE_CALL, Cost, Place};
use super::evidence::Evidence;
use super::example::{Examples, ShapeId};
use std::collections::HashSet;

/// How many rows behind a record are tried as its last ones.
const MOST_TAKEN_IN: usize = 8;

/// A layout with what is needed to weigh it against its neighbours.
pub(super) struct Layout<'a> {
    evidence: &'a Evidence,
    parents: &'a [Option<usize>],
    /// The top, then one for each row.
    records: Vec<Record>,
    /// Which names lie under which row.
    names: HashSet<(Option<usize>, usize)>,
    /// The number of each row among its siblings.
    turns: Vec<usize>,
}

/// The top or a row, as what other rows lie under.
#[derive(Default)]
struct Record {
    children: Vec<usize>,
    shape: Option<ShapeId>,
    depth: usize,
    first_record: Option<usize>,
    is_within_items: bool,
}

/// A row, and the record that it and what follows may as well belong to.
pub(super) type OtherEnd = (usize, Option<usize>);

impl<'a> Layout<'a> {
    pub(super) fn new(evidence: &'a Evidence, parents: &'a [Option<usize>]) -> Self {
        let top = Record { shape: Some(Examples::ROOT), ..Record::default() };
        let mut layout = Layout {
            evidence,
            parents,
            records: vec![top],
            names: HashSet::new(),
            turns: Vec::with_capacity(parents.len()),
        };
        let shapes = evidence.examples.shapes_of(&evidence.rows, parents);
        for (row, (parent, shape)) in parents.iter().zip(shapes).enumerate() {
            let facts = &evidence.rows[row];
            layout.names.insert((*parent, facts.name));
            let above = &mut layout.records[slot(*parent)];
            layout.turns.push(above.children.len());
            above.children.push(row);
            if facts.is_record() {
                above.first_record.get_or_insert(row);
            }
            let is_within_items = above.is_within_items || facts.is_list;
            let depth = above.depth + 1;
            layout.records.push(Record { shape, depth, is_within_items, ..Record::default() });
        }
        layout
    }

    fn record(&self, of: Option<usize>) -> &Record {
        &self.records[slot(of)]
    }

    /// The rows under a row.
    pub(super) fn children(&self, row: usize) -> &[usize] {
        &self.record(Some(row)).children
    }

    /// Where else a record may end, about as well: earlier, or else later.
    pub(super) fn other_end(&self, record: usize) -> Option<OtherEnd> {
        self.earlier_end(record).or_else(|| self.later_end(record))
    }

    /// The row from which on a record's rows may as well lie beside it.
    fn earlier_end(&self, record: usize) -> Option<OtherEnd> {
        let beside = self.parents[record];
        let mut moved: i64 = 0;
        let mut found = None;
        for row in self.children(record).iter().rev() {
            let (here, _) = self.put(*row, Some(record));
            let (there, is_shown) = self.put(*row, beside);
            moved += i64::from(there) - i64::from(here);
            let left = self.leave(record, self.turns[*row] == 0, *row, is_shown);
            if moved + i64::from(left) <= i64::from(CLOSE_CALL) {
                found = Some((*row, beside));
            }
        }
        found
    }

    /// The row beside a record that may as well lie within, alone or with some that follow.
    fn later_end(&self, record: usize) -> Option<OtherEnd> {
        let beside = self.parents[record];
        let behind = &self.record(beside).children[self.turns[record] + 1..];
        let next = *behind.first()?;
        let (_, is_shown) = self.put(next, beside);
        let left = self.leave(record, self.children(record).is_empty(), next, is_shown);
        let mut moved = -i64::from(left);
        for row in behind.iter().take(MOST_TAKEN_IN) {
            let (here, _) = self.put(*row, beside);
            let (there, _) = self.put(*row, Some(record));
            moved += i64::from(there) - i64::from(here);
            if moved <= i64::from(CLOSE_CALL) {
                return Some((next, Some(record)));
            }
        }
        None
    }

    /// What a row costs under a record, and whether an example shows it there.
    fn put(&self, row: usize, under: Option<usize>) -> (Cost, bool) {
        let facts = &self.evidence.rows[row];
        let above = self.record(under);
        let is_there = self.parents[row] == under;
        let place = Place {
            row: under,
            shape: above.shape,
            depth: above.depth,
            is_empty: above.children.is_empty(),
            has_record: above.first_record.is_some_and(|first| first < row),
            is_within_items: above.is_within_items,
            has_double: !is_there && self.names.contains(&(under, facts.name)),
            is_within_own_type: facts.record.is_some() && self.is_within(under, facts.record),
        };
        let (cost, shape) = cost::put(self.evidence, row, &place);
        (cost, shape.is_some())
    }

    fn leave(&self, record: usize, is_empty: bool, next: usize, is_shown: bool) -> Cost {
        match is_empty {
            true => cost::empty(self.evidence, record, self.record(Some(record)).shape),
            false => cost::leave(self.evidence, record, next, is_shown),
        }
    }

    fn is_within(&self, record: Option<usize>, of: Option<usize>) -> bool {
        let mut at = record;
        while let Some(row) = at {
            if self.evidence.rows[row].record == of {
                return true;
            }
            at = self.parents[row];
        }
        false
    }
}

/// Where a record lies among all, the top first.
fn slot(of: Option<usize>) -> usize {
    of.map_or(0, |row| row + 1)
}
