//! From a spec tree to the annotated model: every name, type, doc line and decision.
//!
//! This is the only part of the generator that thinks. It expects a tree without lint errors.

mod checks;
mod docs;
mod example;
mod operation;
mod paging;
mod parts;
mod platform;
mod shared;
mod types;

pub use parts::LONGEST;

use crate::model;
use larkspur_spec::tree::Tree;

/// Annotates every platform of a tree.
pub fn annotate(tree: &Tree) -> Vec<model::Platform> {
    annotate_within(tree, LONGEST)
}

/// Annotates every platform of a tree for files of at most so many lines.
pub fn annotate_within(tree: &Tree, longest: usize) -> Vec<model::Platform> {
    tree.platforms.values().map(|platform| platform::annotate(platform, longest)).collect()
}
