//! The codes of a page. A table may name code and message twice, as they stand in the reply and
//! within its error object; the inner message is often the more telling one.

use super::super::labelled::Part;
use super::super::tables::joined;
use super::super::wording::label;
use super::Section;
use crate::document::TableRow;
use crate::page::{Doubt, ErrorRow};

/// The heads of the columns that repeat code and message from within the error object.
const INNER_CODE: &str = "err.code";
const INNER_MESSAGE: &str = "err.msg";

/// The documented codes of a part.
pub(super) fn codes(part: &Part<'_, Section>, doubts: &mut Vec<Doubt>) -> Vec<ErrorRow> {
    let mut errors = part.errors(doubts);
    // Rows without a code were left out, the others kept their order.
    let mut rest = errors.iter_mut().peekable();
    for (_, head, rows) in part.tables() {
        let column = |wanted: &str| head.iter().position(|head| label(head) == wanted);
        let inner = (column(INNER_CODE), column(INNER_MESSAGE));
        for row in rows {
            if let Some(error) = rest.next_if(|error| error.at == row.at) {
                add_inner(error, row, inner, doubts);
            }
        }
    }
    errors
}

fn add_inner(
    error: &mut ErrorRow,
    row: &TableRow,
    (code, message): (Option<usize>, Option<usize>),
    doubts: &mut Vec<Doubt>,
) {
    let cell = |column: Option<usize>| column.and_then(|at| row.cells.get(at));
    let inner = cell(code).map(|cell| joined(cell)).unwrap_or_default();
    let outer = error.code.to_string();
    if !inner.is_empty() && inner != outer {
        let place = format!("errors.{outer}");
        let asks = format!("Which code counts? The page has {outer} and, within `err`, `{inner}`.");
        doubts.push(Doubt::new(row.at, place, asks, outer));
    }
    let differs = cell(message).filter(|cell| joined(cell) != error.message);
    error.advice.splice(0..0, differs.into_iter().flatten().cloned());
}
