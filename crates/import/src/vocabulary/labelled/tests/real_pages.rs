//! The pages of the two platforms as their publishers wrote them.

use super::{dialects_of, import};
use crate::fixtures::RENDERINGS;
use crate::page::{ExampleKind, Page, Refusal};
use crate::real_pages::{pages, shared};
use std::path::{Path, PathBuf};

/// What a page must come out as: what was found, by structure.
struct Expected {
    dialect: &'static str,
    /// Rows of path, query, body and reply.
    rows: [usize; 4],
    errors: usize,
    examples: &'static [ExampleKind],
    /// Where the doubts are put.
    doubts: &'static [&'static str],
}

/// What is refused, and in which line.
type Outcome = Result<Expected, (&'static str, u32)>;

const fn read(
    dialect: &'static str,
    rows: [usize; 4],
    examples: &'static [ExampleKind],
) -> Outcome {
    Ok(Expected { dialect, rows, errors: 0, examples, doubts: &[] })
}

const fn cut_off(line: u32) -> Outcome {
    Err(("cut-off", line))
}

use ExampleKind::{Reply, Request};

/// The pages by folder and the start of their names.
const PAGES: &[(&str, &str, Outcome)] = &[
    ("documents", "001", read("fxiaoke-text", [0, 0, 1, 17], &[Request])),
    (
        "documents",
        "003",
        Ok(Expected {
            dialect: "project-text",
            rows: [1, 0, 15, 5],
            errors: 7,
            examples: &[Request, Reply],
            doubts: &[],
        }),
    ),
    (
        "pages/feishu-project",
        "01",
        Ok(Expected {
            dialect: "project-markdown",
            rows: [0, 0, 2, 4],
            errors: 1,
            examples: &[Request, Reply],
            doubts: &[],
        }),
    ),
    ("pages/fxiaoke", "01", read("fxiaoke-markdown", [0, 0, 4, 4], &[Request, Reply])),
    ("pages/fxiaoke", "02", read("fxiaoke-site", [0, 0, 4, 4], &[Request, Reply])),
    ("pages/fxiaoke", "03", read("fxiaoke-site", [0, 0, 3, 4], &[Request, Reply])),
    ("pages/fxiaoke", "04", read("fxiaoke-markdown", [0, 0, 1, 17], &[Request])),
    ("pages/fxiaoke", "05", read("fxiaoke-markdown", [0, 0, 2, 8], &[Request, Reply])),
    ("pages/fxiaoke", "06", read("fxiaoke-markdown", [0, 0, 4, 4], &[Request, Reply])),
    (
        "pages/fxiaoke",
        "07",
        Ok(Expected {
            dialect: "fxiaoke-markdown",
            rows: [0, 0, 6, 4],
            errors: 0,
            examples: &[Request, Reply],
            doubts: &["auth"],
        }),
    ),
    ("pages/fxiaoke", "08", cut_off(30)),
    ("pages/fxiaoke", "09", cut_off(25)),
    ("pages/fxiaoke", "10", cut_off(24)),
    (
        "pages/fxiaoke",
        "11",
        Ok(Expected {
            dialect: "fxiaoke-text",
            rows: [0, 0, 0, 0],
            errors: 0,
            examples: &[],
            doubts: &["body.media", "body", "response"],
        }),
    ),
    (
        "pages/fxiaoke",
        "12",
        Ok(Expected {
            dialect: "fxiaoke-site",
            rows: [0, 0, 6, 2],
            errors: 0,
            examples: &[Request],
            doubts: &["response"],
        }),
    ),
];

#[test]
fn no_page_of_another_platform_is_taken_for_one_of_these() {
    let Some(folder) = shared("bare pages") else { return };
    let folders = RENDERINGS.iter().flat_map(|rendering| {
        let folder = folder.join("pages").join(rendering);
        [folder.join("events"), folder.join("plaintext_dump"), folder]
    });
    let mut count = 0;
    for file in folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten() {
        let path = file.expect("a file").path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let known = dialects_of(&text);
        assert!(known.iter().all(|name| name.starts_with("feishu-")), "{path:?}: {known:?}");
        count += 1;
    }
    assert!(count >= 240, "only {count} pages");
}

#[test]
fn the_publishers_pages_come_out_as_they_stand() {
    let Some(folder) = shared("bare pages") else { return };
    for (below, number, expected) in PAGES {
        let text = page(&folder.join(below), number);
        let (dialect, found) = import(&text).expect(number);
        match (expected, &found) {
            (Ok(expected), Ok(page)) => compare(number, expected, dialect.name, page),
            (Err(refused), Err(Refusal { at: Some(at), kind, .. })) => {
                assert_eq!(*refused, (*kind, at.line), "{below}/{number}");
            }
            _ => panic!("{below}/{number}: {found:?}"),
        }
    }
}

fn page(folder: &Path, number: &str) -> String {
    let mut paths = pages(folder).into_iter();
    let is_it = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number))
    };
    let path = paths.find(is_it).expect("the page is there");
    std::fs::read_to_string(path).expect("the page is text")
}

fn compare(number: &str, expected: &Expected, dialect: &str, page: &Page) {
    assert_eq!(dialect, expected.dialect, "{number}");
    let rows = [&page.path_parameters, &page.query, &page.body, &page.response].map(Vec::len);
    assert_eq!(rows, expected.rows, "{number}");
    assert_eq!(page.errors.len(), expected.errors, "{number}");
    let examples: Vec<ExampleKind> = page.examples.iter().map(|example| example.kind).collect();
    assert_eq!(examples, expected.examples, "{number}");
    let doubts: Vec<&str> = page.doubts.iter().map(|doubt| doubt.place.as_str()).collect();
    assert_eq!(doubts, expected.doubts, "{number}");
}
