//! What of a list is read, and which window is begun next: everything about a harvest that
//! belongs to no window in particular.

use super::keys::KeySet;
use super::windows::{Cut, Slice};
use crate::{ErrorKind, Paged};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What of a list was never begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Ahead {
    /// All of it.
    Start,
    /// Everything behind the window that ends there.
    After(i64),
    /// Nothing.
    Nothing,
}

/// What a finished window held. A neighbour may hold some of it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Edge {
    pub(super) window: Slice,
    pub(super) keys: KeySet,
}

/// The windows of a list apart from those being read.
#[derive(Debug)]
pub(super) struct Plan {
    /// `None` where the list has no range of time.
    pub(super) cut: Option<Cut>,
    pub(super) ahead: Ahead,
    /// Finished windows that touch one which is not.
    pub(super) edges: Vec<Edge>,
    /// How many windows are finished.
    pub(super) done: u64,
    /// How many items finished windows counted and did not show.
    pub(super) unseen: u64,
    /// By how many milliseconds neighbours overlap since the list was begun; `None` before that,
    /// and where it is not known.
    pub(super) overlap: Option<u64>,
}

impl Plan {
    pub(super) fn new(cut: Option<Cut>) -> Self {
        Self { cut, ahead: Ahead::Start, edges: Vec::new(), done: 0, unseen: 0, overlap: None }
    }

    /// Sees to it that all windows of a list, from its beginning to its end, overlap by the same
    /// span, and that each ends later than the one before it.
    ///
    /// What finished windows held is remembered as far as the next window reaches back: with a
    /// larger overlap it would reach back further, and items would come twice; with a smaller one
    /// those between the two would be lost.
    pub(super) fn settle(&mut self) -> Result<(), (ErrorKind, String)> {
        let Some(cut) = self.cut else { return Ok(()) };
        if !cut.advances() {
            let why = "neighbouring windows must overlap by less than the longest window spans";
            return Err((ErrorKind::Invalid, why.to_owned()));
        }
        let (begun, now) = (self.overlap, cut.overlap());
        if let Some(begun) = begun.filter(|begun| *begun != now) {
            let why = format!(
                "the list was begun with windows that overlap by {begun} ms, and {now} ms are set: \
                 set {begun} ms to go on, or read it from its beginning"
            );
            return Err((ErrorKind::Paging, why));
        }
        self.overlap = Some(now);
        Ok(())
    }

    /// Begins the next window; in a list without a range the only one, which is `None`.
    pub(super) fn begin(&mut self) -> Option<Option<Slice>> {
        let begun = match (self.ahead, &self.cut) {
            (Ahead::Start, None) => None,
            (Ahead::Start, Some(cut)) => Some(cut.first()),
            _ => Some(self.next()?),
        };
        let end = begun.map(|window| window.to);
        let more = self.cut.as_ref().zip(end).and_then(|(cut, end)| cut.after(end));
        self.ahead = more.and(end).map_or(Ahead::Nothing, Ahead::After);
        Some(begun)
    }

    /// The window that would be begun next, where the list has a range.
    fn next(&self) -> Option<Slice> {
        let cut = self.cut.as_ref()?;
        match self.ahead {
            Ahead::Start => Some(cut.first()),
            Ahead::After(to) => cut.after(to),
            Ahead::Nothing => None,
        }
    }

    /// How many windows were never begun.
    pub(super) fn unbegun(&self) -> u64 {
        match (self.ahead, &self.cut) {
            (Ahead::Nothing, _) => 0,
            (Ahead::Start, None) => 1,
            (Ahead::Start, Some(cut)) => cut.count(),
            (Ahead::After(to), cut) => cut.map_or(0, |cut| cut.count_after(to)),
        }
    }

    /// Keeps what a window held, be it finished or cut in halves.
    pub(super) fn keep(&mut self, window: Option<Slice>, keys: KeySet) {
        if let Some(window) = window.filter(|_| !keys.is_empty()) {
            self.edges.push(Edge { window, keys });
        }
    }

    /// Forgets what cannot come again, these being the windows that are still read.
    pub(super) fn forget(&mut self, reading: impl Iterator<Item = Slice> + Clone) {
        // Whatever follows the next window touches no more than that one does.
        let next = self.next();
        self.edges
            .retain(|edge| reading.clone().chain(next).any(|window| edge.window.touches(window)));
    }

    /// Whether a list of that kind can stand here.
    pub(super) fn fits(ahead: Ahead, edges: &[Edge], cut: Option<&Cut>) -> bool {
        let ahead = match (ahead, cut) {
            (Ahead::After(to), Some(cut)) => cut.reaches(to),
            (Ahead::After(_), None) => false,
            (Ahead::Start | Ahead::Nothing, _) => true,
        };
        ahead && (cut.is_some() || edges.is_empty())
    }
}

/// How the range of a call is cut. Without a longest span it is one window, which can still be
/// cut in halves.
pub(super) fn cut<E: Paged>(parameters: &E, overlap: Option<Duration>) -> Option<Cut> {
    let window = parameters.window()?;
    let overlap = overlap.unwrap_or(window.overlap);
    Some(Cut::new(window.start, window.end, window.longest.unwrap_or(Duration::MAX), overlap))
}
