//! Lists: pages and items, over any range of time, resumable.
//!
//! Lists are where clients lose data without anybody noticing: a flag ignored, an error of a
//! later page swallowed, an item between two time windows. So what does not add up is an error
//! here, never an end, and an end by error is told apart from the end of the list.

mod cursor;
mod fingerprint;
mod items;
mod pages;
mod position;
mod walk;
mod windows;

pub use cursor::Cursor;
pub use items::Items;
pub use pages::Pages;

use crate::Paged;
use std::fmt;

/// How a stream of pages or items came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The list was read to its end.
    Finished,
    /// An error was returned; the list may have more.
    Stopped,
}

fn described<E: Paged>(
    name: &str,
    walk: &walk::Walk<E>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.debug_struct(name)
        .field("operation", &E::OPERATION.id)
        .field("windows", &walk.windows())
        .field("pages", &walk.pages)
        .field("items", &walk.items)
        .field("end", &walk.end())
        .finish_non_exhaustive()
}
