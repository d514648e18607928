//! The specs that are part of the crate, and how a folder of other specs takes their place.

use crate::error::MockError;
use larkspur_spec::diagnostic::{Severity, render};
use larkspur_spec::load::{Loaded, load, load_texts};
use larkspur_spec::tree::Tree;
use std::path::Path;

/// Path within the tree and text of every spec at the time of building.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/specs.rs"));

/// The embedded specs.
pub(crate) fn tree() -> Result<Tree, MockError> {
    let files = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    sound(load_texts(files))
}

/// The specs of a folder.
pub(crate) fn folder(path: &Path) -> Result<Tree, MockError> {
    sound(load(path))
}

fn sound(loaded: Loaded) -> Result<Tree, MockError> {
    let mut errors = loaded.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    match errors.next() {
        None => Ok(loaded.tree),
        Some(first) => {
            let more = errors.count();
            let shown = render(first, &loaded.sources, false);
            Err(MockError::Specs(format!("{shown}\n({more} further errors)")))
        }
    }
}
