//! The pieces that readers of Markdown share.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::inline::{line, plain, whole_code};
use super::levels::{Indent, levels};
use super::piece::Piece;
use super::{Fence, heading_depth, table};
use crate::document::Position;

fn levels_of(names: &[&str]) -> Vec<Option<usize>> {
    levels(&names.iter().map(|name| Indent::of(name)).collect::<Vec<_>>())
}

#[test]
fn a_width_means_something_only_beside_the_other_rows() {
    let cases: [(&[&str], &[usize]); 5] = [
        (&["data", "∟a", "∟b"], &[0, 1, 1]),
        (&["data", "&emsp;∟a", "&emsp;&emsp;&emsp;∟b", "&emsp;∟c"], &[0, 1, 2, 1]),
        (&["data", "∟a", "&nbsp;&nbsp;&nbsp;∟b", "&nbsp;∟c"], &[0, 1, 2, 2]),
        (&["data", "&nbsp;&nbsp;a", "&nbsp;&nbsp;&nbsp;&nbsp;b", "c"], &[0, 1, 2, 0]),
        (&["&nbsp;&nbsp;└ a", "b"], &[1, 0]),
    ];
    for (names, expected) in cases {
        let expected: Vec<_> = expected.iter().copied().map(Some).collect();
        assert_eq!(levels_of(names), expected, "{names:?}");
    }
}

#[test]
fn a_table_without_signs_tells_no_levels() {
    assert_eq!(levels_of(&["code", " data"]), [None, None]);
}

#[test]
fn escapes_are_undone_outside_of_code_and_entities_everywhere() {
    let cases = [
        (r"string\[\]", "string[]"),
        (r"\-", "-"),
        ("map&lt;a, b&gt;", "map<a, b>"),
        (r#""{\"a\":1}\n""#, r#""{\"a\":1}\n""#),
        (r"`a\[` b\]", r"`a\[` b]"),
        ("`a&lt;` &amp;lt;", "`a<` &lt;"),
        (r"a ` b\[", "a ` b["),
        ("&unknown;", "&unknown;"),
    ];
    for (page, expected) in cases {
        assert_eq!(plain(page), expected, "{page}");
    }
}

#[test]
fn a_line_stands_where_its_first_word_does() {
    let mut piece = Piece::whole("一\n 二 &nbsp;三 ");
    piece.take_line();
    let line = line(piece).unwrap();
    assert_eq!((line.text.as_str(), line.at), ("二  三", Position { line: 2, column: 2 }));
}

#[test]
fn only_text_that_is_code_as_a_whole_loses_its_marks() {
    let cases = [("`a`", Some("a")), ("`a` `b`", None), ("``", None), ("a", None)];
    for (text, expected) in cases {
        assert_eq!(whole_code(text), expected, "{text}");
    }
}

#[test]
fn a_table_starts_where_dashes_divide_a_line_from_its_rows() {
    let cases = [
        ("a | b\n---|---\n", true),
        ("|a|b|\n|-|-|\n", true),
        ("a |b\n-- | :--:\n", true),
        ("a | b\n---\n", false),
        ("a\n---|---\n", false),
        ("a | b\nc | d\n", false),
        ("a | b", false),
    ];
    for (text, expected) in cases {
        assert_eq!(table::start(Piece::whole(text)).is_some(), expected, "{text:?}");
    }
}

#[test]
fn headings_and_fences_are_told_from_text_that_looks_like_them() {
    let headings = [("# a", Some(1)), ("######  a", Some(6)), ("#a", None), ("# ", None)];
    for (text, expected) in headings {
        assert_eq!(heading_depth(text), expected, "{text}");
    }
    for (text, expected) in [("```json", true), ("~~~", true), ("```a``` b", false), ("``", false)]
    {
        assert_eq!(Fence::opens(text).is_some(), expected, "{text}");
    }
}
