//! Input that nobody wrote on purpose: it may be refused in any way, but never with a panic, and
//! every place must be one that can be shown.

use super::*;
use crate::diagnostic::{render, to_json};
use proptest::prelude::*;

const VALID: &str = "\
# yaml-language-server: $schema=spec.json
名称: \"获取\\u4e2d\"
method: GET
tags: [a, {b: 'c # d'}, -1]
params:
  - name: id
    description: |
      第一行 # not a comment
        second
    values: {\"400\": 'one

      two', e: }
    note: >-
      folded
  -
  - - x: one
        two
";

const PIECES: &[&str] = &[
    "\n",
    " ",
    "  ",
    "\t",
    "\r",
    "\r\n",
    "- ",
    "? ",
    ": ",
    ":",
    "#",
    " # ",
    "---\n",
    "...\n",
    "%T\n",
    "&a ",
    "*a",
    "!b ",
    "!<c>",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "<<",
    "甲",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "~",
    "on",
    "017",
    "@",
    "`",
    "\u{1f980}",
    "|2+\n",
    "a",
];

fn survives(text: &str) {
    let (index, diagnostics) = Index::build("a.yaml", text);
    let mut sources = Sources::new();
    sources.insert("a.yaml", text);
    for (pointer, entry) in index.iter() {
        assert!(text.get(entry.value.clone()).is_some(), "{entry:?}");
        let key = entry.key.clone().unwrap_or_default();
        assert!(text.get(key).is_some(), "{entry:?}");
        assert_eq!(index.get(&pointer), Some(entry), "{pointer}");
    }
    for found in &diagnostics {
        let span = found.span.clone().expect("a parsed file has places");
        assert!(text.get(span).is_some(), "{found:?}");
        let shown = render(found, &sources, false);
        let raw = |c: char| c.is_control() && c != '\n';
        assert!(!shown.contains(raw), "{shown:?}");
        to_json(found, &sources);
    }
    assert!(diagnostics.is_sorted(), "{diagnostics:?}");
}

/// The valid text with pieces put in or over at some places.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (0..VALID.len(), 0..4_usize, 0..PIECES.len());
    prop::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut text = VALID.to_owned();
        for (at, length, piece) in edits {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, PIECES[piece]);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        survives(&pieces.concat());
    }

    #[test]
    fn nearly_valid(text in mutated()) {
        survives(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        match text_of("a.yaml", bytes.clone()) {
            Ok(text) => survives(&text),
            Err(error) => {
                let lossy = String::from_utf8_lossy(&bytes);
                let at = error.span.clone().expect("a place").start;
                prop_assert!(lossy.is_char_boundary(at));
                let mut sources = Sources::new();
                sources.insert("a.yaml", lossy.as_ref());
                prop_assert!(render(&error, &sources, false).contains('^'));
            }
        }
    }
}

#[test]
fn the_valid_text_is_valid() {
    super::agreement::agree(VALID, &index(VALID));
}

/// Anything quadratic takes minutes for these, so the limit can be a generous one.
#[test]
fn large_files_are_read_in_little_time() {
    for (start, unit) in [
        ("", "#\n"),
        ("", "a: 1\n"),
        ("", "a: no # x\n"),
        ("[", "a,"),
        ("[", "[],\t"),
        ("[", "{甲: 1},"),
        ("{", "a: 'b', "),
        ("", "\t"),
        ("", "\t\n"),
        ("", "- &x !y 1\n"),
        ("", "- []\n"),
        ("a: |\n", " \n"),
        ("a: \"", "\\n"),
        ("a: ", "b\n "),
        ("", "%\n"),
        ("", "? a\n"),
        ("", "'"),
        ("[", "'a' "),
        ("", "{a: "),
        ("", "\u{85}\0\r"),
        ("", "---\n"),
        ("", "!"),
        ("", "&"),
    ] {
        let text = start.to_owned() + &unit.repeat(MAX_BYTES / 4 / unit.len());
        let before = std::time::Instant::now();
        let (_, diagnostics) = Index::build("a.yaml", &text);
        assert!(diagnostics.len() < 1000);
        assert!(before.elapsed().as_secs() < 20, "{unit:?}");
    }
}
