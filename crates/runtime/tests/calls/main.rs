//! Whole calls against a transport in memory: what goes out, what comes back, how often.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod builder;
mod downloads;
mod platform;
mod requests;
mod retry;
mod secrets;
mod sockets;
mod spans;
mod stores;
mod threads;
mod throttling;
mod time;
mod tokens;
mod uploads;
mod world;
