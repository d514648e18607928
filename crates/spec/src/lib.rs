//! The spec language of Larkspur: what the documents of a platform say, as facts in YAML.
//!
//! A vendor's page is prose with tables and mistakes in it; a client has to be generated from
//! something that can be checked, compared and mended by hand. That something is a tree of small
//! files, one for each operation, and this crate is everything that knows how such a tree is
//! written: reading it with every place remembered, refusing what is wrong in a way that says how
//! to mend it, following its names, and writing it in the one canonical form.
//!
//! ```
//! use larkspur_spec::{check, load_texts};
//!
//! let platform = "language: 1\ntitle: Demo\nhosts: {}\nenvelopes: {}\nauth: {}\n";
//! let operation = "title: Ping\nhttp: { method: GET, path: ping }\nresponse: {}\n";
//! let loaded = load_texts(vec![
//!     ("demo/platform.yaml".to_owned(), platform.to_owned()),
//!     ("demo/ping.yaml".to_owned(), operation.to_owned()),
//! ]);
//! let found = check(&loaded);
//! assert!(found.iter().any(|found| found.rule == "path-form"));
//! ```
//!
//! The way of a tree: [`load()`] gives the [`tree::Tree`] and the places of everything in it,
//! [`check()`] adds the [`lint`]s to what loading found, [`resolve`] follows names, and [`mod@write`]
//! turns the [`model`] back into text. The language itself is a table, in [`shape`].

pub mod diagnostic;
pub mod duration;
pub mod facts;
pub mod index;
pub mod lint;
pub mod load;
pub mod model;
pub mod openapi;
pub mod parallel;
pub mod resolve;
pub mod shape;
mod suggest;
pub mod tree;
mod values;
pub mod write;

pub use diagnostic::{Diagnostic, Severity, Sources};
pub use lint::check;
pub use load::{Loaded, load, load_texts};
pub use shape::{json_schemas, reference};
pub use tree::Tree;

/// The version of the language that this crate reads.
pub const LANGUAGE: u32 = 1;
