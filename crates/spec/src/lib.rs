//! The spec language of Larkspur.
pub mod diagnostic;
pub mod duration;
pub mod index;
pub mod lint;
pub mod load;
pub mod model;
pub mod resolve;
pub mod shape;
mod suggest;
pub mod tree;
mod values;
pub mod write;

/// The version of the language that this crate reads.
pub const LANGUAGE: u32 = 1;
