//! A place in a list, to be stored and gone on from later, in another process or after an error.
//!
//! A cursor is one opaque text, so that every serde format and every database column holds it,
//! and so that one from a later version is a typed error rather than a failure to deserialise.

use super::fingerprint::Fnv;
use super::position::{Delivered, Position};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

const VERSION: u32 = 1;

/// A place in a list.
///
/// [`Pages::cursor`] and [`Items::cursor`] take one at any time, also after an error;
/// [`Pages::resume`] and [`Items::resume`] go on from it. It fits only the operation and the
/// parameters it was taken with, the two ends of the time range included: store those beside
/// it, and do not ask for "until now" a second time.
///
/// It holds no credential. It does hold the page token and the keys of items, which is how
/// nothing is handed out twice.
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
pub(super) struct Snapshot<'a> {
    version: u32,
    operation: Cow<'a, str>,
    parameters: u64,
    pub(super) position: Cow<'a, Position>,
    pub(super) delivered: Cow<'a, Delivered>,
}

/// Read before the rest, which another version may write otherwise.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Cursor {
    pub(super) fn new(
        operation: &str,
        parameters: u64,
        position: &Position,
        delivered: &Delivered,
    ) -> Self {
        let snapshot = Snapshot {
            version: VERSION,
            operation: Cow::Borrowed(operation),
            parameters,
            position: Cow::Borrowed(position),
            delivered: Cow::Borrowed(delivered),
        };
        // Numbers and texts can always be written. Were this ever wrong, the empty text is
        // refused when it is resumed.
        Self(serde_json::to_string(&snapshot).unwrap_or_default())
    }

    /// Reads a cursor that must belong to this operation and these parameters.
    pub(super) fn read(
        &self,
        operation: &str,
        parameters: u64,
    ) -> Result<Snapshot<'static>, String> {
        const GARBAGE: &str = "what was given as a cursor is none, or was changed";
        let head: Head = serde_json::from_str(&self.0).map_err(|_| GARBAGE)?;
        if head.version != VERSION {
            return Err(format!(
                "the cursor has version {}, only version {VERSION} is known here",
                head.version
            ));
        }
        let snapshot: Snapshot<'static> = serde_json::from_str(&self.0).map_err(|_| GARBAGE)?;
        if snapshot.operation != operation {
            let other: String = snapshot.operation.chars().take(100).collect();
            return Err(format!("the cursor belongs to another operation, {other}"));
        }
        if snapshot.parameters != parameters {
            return Err("the cursor was taken with other parameters".to_owned());
        }
        Ok(snapshot)
    }
}
