//! A place in a list, to be stored and gone on from later, in another process or after an error.
//!
//! A cursor is one opaque text, so that every serde format and every database column holds it,
//! and so that one from a later version is a typed error rather than a failure to deserialise.
//! Earlier versions lie in people's databases, and are read for ever.

mod file;
mod version1;

use super::fingerprint::Fnv;
use super::plan::{Ahead, Edge, Plan};
use super::position::Position;
use super::windows::Cut;
use crate::PageStyle;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

pub use file::CursorError;

const VERSION: u32 = 2;

/// A place in a list.
///
/// [`Pages::cursor`] and [`Items::cursor`] take one at any time, also after an error and also in
/// the middle of several windows; [`Pages::resume`] and [`Items::resume`] go on from it, with as
/// many windows at once as they are told. It fits only the operation and the parameters it was
/// taken with, the two ends of the time range and the overlap of windows included: store those
/// beside it, and do not ask for "until now" a second time.
///
/// It holds no credential. It does hold page tokens and the keys of items, which is how
/// nothing is handed out twice: in a numbered list those of the whole window, so that it may be
/// long, and is better stored every few seconds than with every page.
///
/// ```
/// use larkspur_runtime::{Cursor, Items, Paged};
///
/// fn stored<E: Paged>(items: &Items<E>) -> serde_json::Result<String> {
///     serde_json::to_string(&items.cursor())
/// }
///
/// fn resumed<E: Paged>(items: Items<E>, stored: &str) -> serde_json::Result<Items<E>> {
///     let cursor: Cursor = serde_json::from_str(stored)?;
///     Ok(items.resume(cursor))
/// }
/// ```
///
/// [`Cursor::save`] and [`Cursor::load`] keep one in a file.
///
/// [`Pages::cursor`]: crate::Pages::cursor
/// [`Pages::resume`]: crate::Pages::resume
/// [`Items::cursor`]: crate::Items::cursor
/// [`Items::resume`]: crate::Items::resume
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

/// Tells cursors apart without showing their content, which may be long.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({} bytes, {:016x})", self.0.len(), Fnv::of(&self.0))
    }
}

/// What a cursor says.
#[derive(Serialize, Deserialize)]
struct Snapshot<T> {
    version: u32,
    operation: String,
    parameters: u64,
    #[serde(flatten)]
    place: T,
}

/// Where a list stands.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored<'a> {
    /// How many windows are finished.
    pub(super) done: u64,
    /// How many items they counted and did not show.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(super) unseen: u64,
    /// By how many milliseconds its windows overlap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) overlap: Option<u64>,
    /// Those that are begun and not finished.
    pub(super) lanes: Vec<Cow<'a, Position>>,
    pub(super) ahead: Ahead,
    #[serde(default, skip_serializing_if = "<[Edge]>::is_empty")]
    pub(super) edges: Cow<'a, [Edge]>,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

impl<'a> Stored<'a> {
    pub(super) fn of(plan: &'a Plan, lanes: impl Iterator<Item = &'a Position>) -> Self {
        Self {
            done: plan.done,
            unseen: plan.unseen,
            overlap: plan.overlap,
            lanes: lanes.map(Cow::Borrowed).collect(),
            ahead: plan.ahead,
            edges: Cow::Borrowed(&plan.edges),
        }
    }

    /// Whether the list was read to its end.
    pub(super) fn finished(&self) -> bool {
        self.lanes.is_empty() && self.ahead == Ahead::Nothing
    }

    /// Whether a list of that kind can stand there.
    fn fits(&self, style: PageStyle, cut: Option<&Cut>) -> bool {
        let alone = match (self.ahead, cut) {
            (Ahead::Start, _) => self.lanes.is_empty(),
            (_, None) => self.lanes.len() <= 1,
            _ => true,
        };
        let lanes = self.lanes.iter().all(|position| position.fits(style, cut));
        alone && lanes && Plan::fits(self.ahead, &self.edges, cut)
    }
}

/// Read before the rest, which another version may write otherwise.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

const GARBAGE: &str = "what was given as a cursor is none, or was changed";

impl Cursor {
    pub(super) fn new(operation: &str, parameters: u64, place: &Stored<'_>) -> Self {
        let operation = operation.to_owned();
        let snapshot = Snapshot { version: VERSION, operation, parameters, place };
        // Numbers and texts can always be written. Were this ever wrong, the empty text is
        // refused when it is resumed.
        Self(serde_json::to_string(&snapshot).unwrap_or_default())
    }

    /// Reads a cursor that must belong to this operation and these parameters.
    pub(super) fn read(
        &self,
        operation: &str,
        parameters: u64,
        style: PageStyle,
        cut: Option<&Cut>,
    ) -> Result<Stored<'static>, String> {
        let head: Head = serde_json::from_str(&self.0).map_err(|_| GARBAGE)?;
        let stored = match head.version {
            1 => self.snapshot::<version1::Stored>(operation, parameters)?.into_current(cut),
            VERSION => self.snapshot(operation, parameters)?,
            other => {
                return Err(format!(
                    "the cursor has version {other}, only those up to {VERSION} are known here"
                ));
            }
        };
        let fits = stored.fits(style, cut);
        fits.then_some(stored).ok_or_else(|| "the cursor was changed".to_owned())
    }

    fn snapshot<T: for<'de> Deserialize<'de>>(
        &self,
        operation: &str,
        parameters: u64,
    ) -> Result<T, String> {
        let snapshot: Snapshot<T> = serde_json::from_str(&self.0).map_err(|_| GARBAGE)?;
        if snapshot.operation != operation {
            let other: String = snapshot.operation.chars().take(100).collect();
            return Err(format!("the cursor belongs to another operation, {other}"));
        }
        if snapshot.parameters != parameters {
            return Err("the cursor was taken with other parameters".to_owned());
        }
        Ok(snapshot.place)
    }
}
