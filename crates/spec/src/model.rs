//! The plain data of a spec tree: what one YAML file says, nothing derived.
//!
//! Every type here mirrors one object of the language (`docs/language.md`); the keys, their
//! order and their meaning are described once more, as data, in [`crate::shape`], from which the
//! structural checks, the JSON Schema and the canonical writer take them. Map keys are wire
//! names, and the order of keys is the order of the page.

mod operation;
mod platform;
mod rules;
mod schema;

pub use operation::*;
pub use platform::*;
pub use rules::*;
pub use schema::*;

/// A map that keeps the order of the page.
pub type Map<V> = indexmap::IndexMap<String, V>;

pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}
