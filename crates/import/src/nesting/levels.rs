//! Tables whose rendering kept how deep each row lies.

use super::doubts::Question;
use super::evidence::{Evidence, Holds};
use super::{DEEPEST, Parents};
use crate::page::Row;
use std::collections::HashSet;

/// Whether the levels are all the same though the rows cannot all lie at the top: a name comes
/// twice, or rows follow the payload of a reply.
pub(super) fn are_lost(rows: &[Row], evidence: &Evidence) -> bool {
    let is_flat = rows.windows(2).all(|pair| pair[0].level == pair[1].level);
    let has_holder = evidence.rows.iter().any(|row| row.holds != Holds::Never);
    let follows = evidence.payload.is_some_and(|payload| payload + 1 < rows.len());
    let mut names = HashSet::new();
    is_flat && has_holder && (follows || !evidence.rows.iter().all(|row| names.insert(row.name)))
}

/// Puts every row under the nearest one before it that lies less deep. A table may start at any
/// level; a level that leaves out a step is a question.
pub(super) fn follow(rows: &[Row], evidence: &Evidence) -> (Parents, Vec<Question>) {
    let least = rows.iter().filter_map(|row| row.level).min().unwrap_or_default();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut parents: Parents = Vec::with_capacity(rows.len());
    let mut questions = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let level = row.level.unwrap_or_default().saturating_sub(least);
        let outside = open.iter().position(|(_, other)| *other >= level);
        open.truncate(outside.unwrap_or(open.len()).min(DEEPEST - 1));
        let above = open.last().copied();
        parents.push(above.map(|(parent, _)| parent));
        let is_first = above.is_none_or(|(parent, _)| parent + 1 == index);
        if is_first && above.map_or(0, |(_, other)| other + 1) < level {
            questions.push(Question::Jump(index));
        }
        match above {
            Some((parent, _)) if is_first && evidence.rows[parent].holds == Holds::Never => {
                questions.push(Question::UnderPlain(parent));
            }
            _ => {}
        }
        open.push((index, level));
    }
    (parents, questions)
}
