//! What each kind of evidence weighs.
//!
//! A layout's cost is the sum over its rows; the cheapest layout is taken. Weights are relative to
//! each other only: a name that comes twice among siblings outweighs any convention, an example
//! outweighs a type, and a difference of [`CLOSE_CALL`] or less is a question.

use super::DEEPEST;
use super::evidence::{Evidence, Holds};
use super::example::{Says, ShapeId};

/// A weight.
pub(super) type Cost = u32;

/// Two layouts that differ by this or less are told as a question.
pub(super) const CLOSE_CALL: Cost = 15;

/// The example has a record here, and this name is none of its keys.
const KEY_LACKS: Cost = 50;
/// The example does not show the place.
const UNSHOWN: Cost = 30;
/// Neither does, but other records of the same type have the name.
const SHOWN_ELSEWHERE: Cost = 10;
/// The example has a plain value where a record would be.
const PLAIN: Cost = 80;
/// The name comes twice among siblings.
const DOUBLE: Cost = 200;
/// Rows under a plain value, or under a word that is hardly a record's.
const UNDER_PLAIN: Cost = 150;
const UNDER_HARDLY: Cost = 30;
/// A record without rows: one the page names, one it calls an object; one that the example fills.
const EMPTY_NAMED: Cost = 25;
const EMPTY_OBJECT: Cost = 5;
const EMPTY_BUT_SHOWN: Cost = 15;
const EMPTY_PAYLOAD: Cost = 60;
/// A record is left though the next row is not known to lie outside of it.
const LEFT: Cost = 10;
const LEFT_FOR_KNOWN: Cost = 1;
/// The same where the next row is a record: those stand beside each other as often as not.
const LEFT_FOR_RECORD: Cost = 0;
/// On top, where the record is an item of a list.
const LEFT_ITEMS: Cost = 5;
/// A record where none stood so far, and nothing shows it there: they stand together.
const RECORD_UNSHOWN: Cost = 5;
/// The next row is behind all that a record of the same type has.
const BEHIND_TWIN: Cost = 30;
/// A record within one of the same type, unless as `children` lie within `children`.
const WITHIN_ITSELF: Cost = 25;
/// A type that names its outer type, elsewhere.
const OUTSIDE_ITS_TYPE: Cost = 30;
/// A row such as `has_more` within the items of a list.
const WITHIN_ITEMS: Cost = 30;
/// A word of a reply's envelope within a record.
const ENVELOPE_WITHIN: Cost = 40;
/// A row of a reply beside the payload.
const BESIDE_PAYLOAD: Cost = 60;
/// Each level away from the one the page tells.
const OFF_LEVEL: Cost = 300;

/// A record that is open while rows are laid out; without a row, the top.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) row: Option<usize>,
    pub(super) shape: Option<ShapeId>,
    pub(super) depth: usize,
    pub(super) is_empty: bool,
    /// Whether it holds a record already.
    pub(super) has_record: bool,
    /// Whether it or a record above is an item of a list.
    pub(super) is_within_items: bool,
    /// Whether a child of the row's name is there already.
    pub(super) has_double: bool,
    /// Whether the row's own record type is open here or above.
    pub(super) is_within_own_type: bool,
}

/// What it costs to put a row under an open record, and where the example shows the row then.
pub(super) fn put(evidence: &Evidence, row: usize, under: &Place) -> (Cost, Option<ShapeId>) {
    let facts = &evidence.rows[row];
    let is_of_type = under.row.and_then(|above| evidence.type_holds(above, facts.name));
    let (mut cost, shape) = match evidence.examples.say(under.shape, facts.name) {
        Says::Has(shape) => (0, Some(shape)),
        Says::Lacks | Says::Nothing if is_of_type == Some(true) => (SHOWN_ELSEWHERE, None),
        Says::Nothing if is_of_type == Some(false) => (KEY_LACKS, None),
        Says::Lacks => (KEY_LACKS, None),
        Says::Nothing => (UNSHOWN, None),
        Says::Plain => (PLAIN, None),
    };
    if under.has_double {
        cost += DOUBLE;
    }
    let repeats_itself = under.row.is_some_and(|above| evidence.rows[above].name == facts.name);
    if under.is_within_own_type && !repeats_itself {
        cost += WITHIN_ITSELF;
    }
    if let Some(level) = facts.level {
        cost += OFF_LEVEL * level.abs_diff(under.depth).min(DEEPEST) as Cost;
    }
    let cost = cost + by_parent(evidence, row, under, shape.is_some());
    (cost, shape)
}

/// What the record above has to do with it.
fn by_parent(evidence: &Evidence, row: usize, under: &Place, is_shown: bool) -> Cost {
    let facts = &evidence.rows[row];
    let mut cost = 0;
    let above = under.row.map(|parent| &evidence.rows[parent]);
    let goes_by = |word: usize| {
        above.is_some_and(|above| above.name == word || above.record_word == Some(word))
    };
    if facts.outer_word.is_some_and(|word| !goes_by(word)) {
        cost += OUTSIDE_ITS_TYPE;
    }
    let Some(above) = above else {
        let is_beside = evidence.payload.is_some_and(|payload| row > payload);
        return cost + if is_beside && !is_shown { BESIDE_PAYLOAD } else { 0 };
    };
    if under.is_empty {
        cost += match above.holds {
            Holds::Never => UNDER_PLAIN,
            Holds::Hardly => UNDER_HARDLY,
            Holds::Perhaps | Holds::Surely => 0,
        };
    }
    if is_shown {
        return cost;
    }
    if facts.holds == Holds::Surely && !under.is_empty && !under.has_record {
        cost += RECORD_UNSHOWN;
    }
    if above.twin_end.is_some_and(|end| row > end) {
        cost += BEHIND_TWIN;
    }
    if facts.is_envelope {
        cost += ENVELOPE_WITHIN;
    }
    if facts.is_beside_a_list && under.is_within_items {
        cost += WITHIN_ITEMS;
    }
    cost
}

/// What it costs to leave a record that has rows for a row outside of it.
pub(super) fn leave(evidence: &Evidence, record: usize, next: usize, next_is_shown: bool) -> Cost {
    let (next, is_list) = (&evidence.rows[next], evidence.rows[record].is_list);
    if next_is_shown || next.is_envelope || next.is_beside_a_list && is_list {
        return LEFT_FOR_KNOWN;
    }
    let left = if next.is_record() { LEFT_FOR_RECORD } else { LEFT };
    left + if is_list { LEFT_ITEMS } else { 0 }
}

/// What it costs that no rows lie under a row.
pub(super) fn empty(evidence: &Evidence, row: usize, shape: Option<ShapeId>) -> Cost {
    let by_type = match evidence.rows[row].holds {
        Holds::Surely => EMPTY_NAMED,
        Holds::Perhaps => EMPTY_OBJECT,
        Holds::Hardly | Holds::Never => return 0,
    };
    let is_shown = shape.is_some_and(|shape| evidence.examples.is_record(shape));
    by_type
        + if is_shown { EMPTY_BUT_SHOWN } else { 0 }
        + if evidence.payload == Some(row) { EMPTY_PAYLOAD } else { 0 }
}
