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
    "\n", " ", "  ", "\t", "\r", "\r\n", "- ", "? ", ": ", ":", "#", " # ", "---\n", "...\n", "%T\n",
    "&a ", "*a", "!b ", "!<c>", "|\n", ">-\n", "'", "\"", "\\", "[", "]", "{", "}", ",", "<<", "甲",
    "\u{85}", "\u{2028}", "\u{feff}", "\0", "~", "on", "017", "@", "`", "\u{1f980}", "|2+\n", "a",
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

#[test]
fn zz_diff() {
    use proptest::test_runner::*;
    let strategies = [mutated().boxed(), prop::collection::vec(prop::sample::select(PIECES), 0..25).prop_map(|p| p.concat()).boxed(),
      prop::collection::vec(prop::sample::select(vec!["a","b"," ","  ","\n","\n  ","- ",": ","{","}","[","]",",","'x'","\"y\"","\n- ","? ","|\n","1"]), 0..16).prop_map(|p| p.concat()).boxed()];
    let mut ok = 0; let mut bad = std::collections::BTreeMap::new();
    for s in &strategies {
    let mut r = TestRunner::new(ProptestConfig::with_cases(1));
    for _ in 0..300000 {
        let text = s.new_tree(&mut r).unwrap().current();
        let (index, d) = Index::build("a", &text);
        if d.is_empty() { if index.nodes[0].entry.scalar.is_some() { continue; } ok += 1;
            let res = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| super::agreement::agree(&text, &index)));
            if let Err(e) = res { let m = e.downcast_ref::<String>().cloned().unwrap_or_default(); let k: String = m.rsplit(": ").next().unwrap_or("").chars().filter(|c| !c.is_ascii_digit()).take(60).collect();
              let e = bad.entry(k).or_insert((0, text.clone(), m.clone())); e.0 += 1; if text.len() < e.1.len() { e.1 = text.clone(); e.2 = m; } }
        } else { survives(&text); }
    } }
    println!("ok {ok}"); for (k,(n,t,m)) in bad { println!("{n} x {k}\n   {t:?}\n   {m}"); }
}
