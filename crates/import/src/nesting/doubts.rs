//! What a layout leaves open, as questions on the page.

use super::evidence::{Evidence, Holds};
use super::layout::{Layout, OtherEnd};
use crate::page::{Doubt, Row};

/// More questions about one table than this help nobody; how many are left out is told.
const MOST: usize = 50;

/// How the question begins that a rendering without levels leads to.
const EITHER: &str = "from `";
const EITHER_OF: &str = "` on, rows may belong to ";

/// Whether a question is one that only a page without levels leaves open.
pub(crate) fn asks_for_level(asks: &str) -> bool {
    asks.strip_prefix(EITHER).is_some_and(|rest| rest.contains(EITHER_OF))
}

/// Something about a row that the page does not say.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question {
    /// From this row on, rows may belong to another record.
    Either(OtherEnd),
    /// It is told as a plain value and has rows under it.
    UnderPlain(usize),
    /// It lies more than one level deeper than the row it follows.
    Jump(usize),
}

impl Question {
    fn row(&self) -> usize {
        match self {
            Question::Either((row, _)) | Question::UnderPlain(row) | Question::Jump(row) => *row,
        }
    }
}

/// The questions about a layout that was searched for.
///
/// A record's end is the only thing that a list of rows does not tell. So the question is put once
/// for each record whose end is open: would its last rows cost about the same beside it, or the rows
/// behind it about the same within?
pub(super) fn of_layout(evidence: &Evidence, parents: &[Option<usize>]) -> Vec<Question> {
    let layout = Layout::new(evidence, parents);
    let mut questions = Vec::new();
    for (row, facts) in evidence.rows.iter().enumerate() {
        questions.extend(layout.other_end(row).map(Question::Either));
        if facts.holds == Holds::Never && !layout.children(row).is_empty() {
            questions.push(Question::UnderPlain(row));
        }
    }
    questions
}

/// Puts questions into words, in the order of the page.
pub(super) fn write(
    mut questions: Vec<Question>,
    rows: &[Row],
    place: &str,
    parents: &[Option<usize>],
) -> Vec<Doubt> {
    let paths = Paths { rows, place, parents };
    questions.sort_by_key(Question::row);
    let mut doubts: Vec<Doubt> =
        questions.iter().take(MOST).map(|question| paths.doubt(question)).collect();
    let left_out = questions.len() - doubts.len();
    if let (Some(last), true) = (doubts.last_mut(), left_out > 0) {
        last.asks.push_str(&format!(" (and {left_out} more such questions)"));
    }
    doubts
}

/// The dotted places of rows.
struct Paths<'a> {
    rows: &'a [Row],
    place: &'a str,
    parents: &'a [Option<usize>],
}

impl Paths<'_> {
    fn doubt(&self, question: &Question) -> Doubt {
        let row = question.row();
        let Row { at, name, type_name, .. } = &self.rows[row];
        let above = self.record(self.parents[row]);
        let (asks, assumed) = match question {
            Question::Either((_, other)) => {
                let other = self.record(*other);
                let asks = format!(
                    "{EITHER}{name}{EITHER_OF}{above} or to {other}: the page does not say"
                );
                (asks, above)
            }
            Question::UnderPlain(_) => {
                let asks = format!(
                    "`{name}` is told as `{type_name}`, yet rows lie under it: is it a record?"
                );
                (asks, "a record".to_owned())
            }
            Question::Jump(_) => {
                (format!("the level of `{name}` leaves out a step: where does it belong?"), above)
            }
        };
        Doubt { at: *at, place: self.dotted(self.place, row), asks, assumed: Some(assumed) }
    }

    /// A record within the table, for a sentence.
    fn record(&self, row: Option<usize>) -> String {
        row.map_or_else(|| "the top".to_owned(), |row| format!("`{}`", self.dotted("", row)))
    }

    fn dotted(&self, start: &str, row: usize) -> String {
        let mut names = Vec::new();
        let mut at = Some(row);
        while let Some(row) = at {
            names.push(self.rows[row].name.as_str());
            at = self.parents[row];
        }
        names.extend(Some(start).filter(|start| !start.is_empty()));
        names.reverse();
        names.join(".")
    }
}
