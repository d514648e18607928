//! Invented pages in the markups of the two platforms, and what is read from them.

use super::dump::dump;
use super::import;
use crate::fixtures::golden;
use std::path::{Path, PathBuf};

/// Where the pages are, in one folder for each dialect.
pub(super) fn fixtures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bare");
    let folders = std::fs::read_dir(root).expect("the fixtures are there");
    let mut found = Vec::new();
    for folder in folders.filter_map(Result::ok) {
        let dialect = folder.file_name().to_string_lossy().into_owned();
        let files = std::fs::read_dir(folder.path()).expect("a folder of pages");
        let paths = files.filter_map(|file| Some(file.ok()?.path()));
        let pages = paths.filter(|path| path.extension().is_some_and(|end| end != "golden"));
        found.extend(pages.map(|path| (dialect.clone(), path)));
    }
    found.sort();
    found
}

#[test]
fn every_fixture_is_read_by_its_dialect_into_its_golden() {
    for (dialect, path) in fixtures() {
        let text = std::fs::read_to_string(&path).expect("a page");
        let (known, page) = import(&text).unwrap_or_else(|| panic!("{path:?} is known"));
        assert_eq!(known.name, dialect, "{path:?}");
        golden(&path.with_extension("golden"), &dump(&page));
    }
}
