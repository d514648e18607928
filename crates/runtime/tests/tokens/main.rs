//! Tokens that many processes share, and tokens of persons: how often anything is asked for, and
//! what is left when a store, a platform or a process fails.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod authority;
mod issued;
mod persons;
#[allow(dead_code, reason = "shared with the tests of calls, which need all of it")]
#[path = "../calls/platform.rs"]
mod platform;
mod races;
mod shaky;
#[allow(dead_code, reason = "shared with the tests of calls, which need all of it")]
#[path = "../calls/world.rs"]
mod world;
