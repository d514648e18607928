//! What each rendering's reader makes of pages written for it.

use super::compare::differences;
use super::dump::dump;
use crate::dialect::read_bytes;
use crate::document::Document;
use crate::fixtures::{RENDERINGS, golden};
use std::path::PathBuf;

/// Of each page there is one in every rendering: `beds` in the markup of today, `sheds` in that of
/// old pages, with tables written by hand.
const PAGES: [&str; 2] = ["beds", "sheds"];

fn fixture(name: &str, file: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/dialect");
    [folder, name, file].iter().collect()
}

/// The text of a page written for a rendering.
pub(super) fn page(name: &str, page: &str) -> String {
    std::fs::read_to_string(fixture(name, &format!("{page}.md"))).unwrap()
}

fn document(name: &str, which: &str) -> Document {
    let (dialect, document) = read_bytes(page(name, which).as_bytes()).unwrap();
    assert_eq!(dialect.name, name);
    document
}

#[test]
fn documents_are_as_their_goldens_say() {
    for name in RENDERINGS {
        for page in PAGES {
            let dumped = dump(&document(name, page));
            golden(&fixture(name, &format!("{page}.txt")), &dumped);
        }
    }
}

#[test]
fn a_page_is_the_same_from_every_rendering() {
    for page in PAGES {
        let left = document(RENDERINGS[0], page);
        for name in &RENDERINGS[1..] {
            let found = differences(&left, &document(name, page));
            assert!(found.is_empty(), "{page} {name}: {found:#?}");
        }
    }
}
