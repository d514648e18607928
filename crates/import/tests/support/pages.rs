//! The publishers' own pages, which are not ours to keep in the repository: `LARKSPUR_SHARED` names
//! the folder they lie in. Tests over them say so and pass where it is not set.

use std::path::{Path, PathBuf};

/// The folder with the publishers' pages, or a line that tells which test is left out.
pub(crate) fn shared(test: &str) -> Option<PathBuf> {
    let found = std::env::var_os("LARKSPUR_SHARED").map(PathBuf::from);
    if found.is_none() {
        eprintln!("{test}: left out, because LARKSPUR_SHARED names no folder of real pages");
    }
    found
}

/// The pages directly in a folder, in order.
pub(crate) fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of pages");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}
