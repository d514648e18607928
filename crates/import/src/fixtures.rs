//! What tests of several modules share: the renderings of one page, how a page is taken from its
//! bytes to its facts, and texts that stand in the repository as they are expected.

use crate::dialect::read_bytes;
use crate::page::{Page, Refusal};
use crate::vocabulary;
use std::path::Path;

/// The renderings that the same pages exist in.
pub(crate) const RENDERINGS: [&str; 4] =
    ["feishu-tags", "feishu-lines", "feishu-br", "feishu-tree"];

/// Reads a page as a run does.
pub(crate) fn import(path: &Path) -> Result<Page, Refusal> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (dialect, document) = read_bytes(&bytes)?;
    vocabulary::read(document, dialect.rendering())
}

/// Compares a text with its golden; `UPDATE_GOLDENS=1` writes the golden anew, to be read as a diff.
pub(crate) fn golden(golden: &Path, text: &str) {
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(golden, text).expect("the golden can be written");
    }
    let expected = std::fs::read_to_string(golden).unwrap_or_default();
    assert_eq!(text, expected, "{}", golden.display());
}
