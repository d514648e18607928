//! Lists against a platform in memory: every item exactly once, or an error.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod caps;
mod changes;
mod cursors;
mod events;
mod fake;
mod faults;
mod files;
mod hidden;
mod hostile;
mod legs;
mod overlaps;
mod parallel;
mod version1;
mod windows;
