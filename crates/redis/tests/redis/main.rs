//! The stores against a real Redis: every test starts a server of its own.

mod clients;
mod outage;
mod processes;
mod proxy;
mod quotas;
mod server;
mod tokens;
