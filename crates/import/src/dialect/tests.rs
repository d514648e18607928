//! The renderings as a reader of a page sees them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod compare;
mod dump;
mod goldens;
mod hostile;
mod intake;
mod same_page;
