//! From a spec tree to the annotated model: every name, type, doc line and decision.
//!
//! This is the only part of the generator that thinks. It expects a tree without lint errors.

mod docs;
mod example;
mod operation;
mod paging;
mod platform;
mod shared;
mod types;

use crate::model;
use larkspur_spec::tree::Tree;

/// Annotates every platform of a tree.
pub fn annotate(tree: &Tree) -> Vec<model::Platform> {
    tree.platforms.values().map(platform::annotate).collect()
}
