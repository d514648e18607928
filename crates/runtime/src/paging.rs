//! Lists: pages and items, over any range of time, resumable.
//!
//! Lists are where clients lose data without anybody noticing: a flag ignored, an error of a
//! later page swallowed, an item between two time windows. So what does not add up is an error
//! here, never an end, and an end by error is told apart from the end of the list.

mod controls;
mod cursor;
mod delivered;
mod fetch;
mod fingerprint;
mod harvest;
mod items;
mod keys;
mod known;
mod lane;
mod numbered;
mod pages;
mod plan;
mod position;
mod windows;

pub use cursor::{Cursor, CursorError};
pub use items::Items;
pub use pages::Pages;

/// In which order a list that is read in several windows at once is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// Window by window, in the order of time, as if they were read one after the other.
    #[default]
    ByWindow,
    /// As the pages come.
    AsItComes,
}

/// How a stream of pages or items came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The list was read to its end.
    Finished,
    /// An error was returned; the list may have more.
    Stopped,
}
