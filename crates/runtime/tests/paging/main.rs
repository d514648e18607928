//! Lists against a platform in memory: every item exactly once, or an error.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod cursors;
mod fake;
mod faults;
mod windows;
