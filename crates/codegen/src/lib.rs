//! The generator: resolved specs go in, a Rust client comes out.
//!
//! Three rooms, walked once: [`annotate()`] turns a spec tree into a plain model that holds every
//! decision; [`emit()`] writes that model as Rust; [`output`] puts the files in place, or says which
//! ones are out of date. [`features`] keeps the client's feature list in
//! step, and [`stamp`] remembers a run, so that the next one may have nothing to do.

pub mod annotate;
pub mod emit;
pub mod features;
pub mod model;
pub mod names;
pub mod output;
pub mod stamp;

pub use annotate::{LONGEST, annotate, annotate_within};
pub use emit::{EmitError, Files, emit};
