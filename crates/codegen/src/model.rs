//! The annotated model: every Rust name, type, doc line and decision of the generated crate, as
//! plain data. [`crate::annotate()`] computes it once; [`crate::emit()`] writes it down and decides
//! nothing.

mod operation;
mod platform;
mod types;

pub use operation::*;
pub use platform::*;
pub use types::*;
