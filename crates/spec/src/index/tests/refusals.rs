//! Every refusal, with the place it points at.

use super::*;

/// Asserts the diagnostics of each text, in their order.
fn check(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        assert_eq!(&found(text), expected, "{text:?}");
    }
}

#[test]
fn yaml_that_a_spec_has_no_use_for() {
    check(&[
        ("a: &x 1\nb: 2\n", &["1:4 yaml-anchor"]),
        ("名: &锚 1\n", &["1:4 yaml-anchor"]),
        ("a: &x\n  b: 1\nc: *x\n", &["1:4 yaml-anchor", "3:4 yaml-alias"]),
        ("a: &x |\n  t\n", &["1:4 yaml-anchor"]),
        ("a: &x !!str b\n", &["1:4 yaml-anchor", "1:7 yaml-tag"]),
        ("a: !!str &x b\n", &["1:4 yaml-tag", "1:10 yaml-anchor"]),
        ("a: [&x]\n", &["1:5 yaml-anchor"]),
        ("a: *x\n", &["1:4 yaml-alias"]),
        ("&x a: 1\n*x : 2\n", &["1:1 yaml-anchor", "2:1 yaml-alias"]),
        ("a: !!str 1\n", &["1:4 yaml-tag"]),
        ("a: !thing\n  b: 1\n", &["1:4 yaml-tag"]),
        ("a: !x!y 1\n", &["1:4 yaml-tag"]),
        ("- ! a\n", &["1:3 yaml-tag"]),
        ("<<: {a: 1}\n", &["1:1 yaml-merge"]),
        ("b:\n  <<: [{a: 1}]\n  c: 1\n", &["2:3 yaml-merge"]),
        ("\"<<\": 1\n", &[]),
        ("a: 1\nb: 2\na: 3\n", &["3:1 yaml-duplicate-key"]),
        ("{a: 1, \"a\": 2}\n", &["1:8 yaml-duplicate-key"]),
        ("400: a\n\"400\": b\n", &["2:1 yaml-duplicate-key"]),
        ("甲:\n  乙: 1\n  丙: 2\n  乙: 3\n", &["4:3 yaml-duplicate-key"]),
        ("? [a, b]\n: 1\nc: 2\n", &["1:3 yaml-key"]),
        ("? a: 1\n: 2\n", &["1:3 yaml-key"]),
        ("{[a]: 1}\n", &["1:2 yaml-key"]),
        (": 1\n", &["1:1 yaml-key"]),
        ("---\na: 1\n", &[]),
        ("---\na: 1\n...\n", &[]),
        ("---\na: 1\n---\nb: 2\n", &["3:1 yaml-document"]),
        ("a: 1\n---\n", &["2:1 yaml-document"]),
        ("a: 1\n...\nb: 2\n", &["3:1 yaml-document"]),
        ("%YAML 1.2\n---\na: 1\n", &["1:1 yaml-directive"]),
        ("%FOO bar\n%TAG ! x:\n---\na: 1\n", &["1:1 yaml-directive", "2:1 yaml-directive"]),
        ("", &["1:1 yaml-empty"]),
        ("\n\n", &["1:1 yaml-empty"]),
        ("---\n", &["1:1 yaml-empty"]),
        ("# words\n", &["1:1 yaml-empty", "1:1 yaml-comment"]),
    ]);
}

#[test]
fn comments_and_what_only_looks_like_one() {
    check(&[
        ("# yaml-language-server: $schema=../spec.json\na: 1\n", &[]),
        ("# yaml-language-server: x\na: 1\n", &["1:1 yaml-comment"]),
        ("\n# yaml-language-server: $schema=a\na: 1\n", &["2:1 yaml-comment"]),
        ("a: 1 # words\n", &["1:6 yaml-comment"]),
        ("a: 值 # 话\n# 中文\nb: 2\n", &["1:6 yaml-comment", "2:1 yaml-comment"]),
        ("a: 1\n# after", &["2:1 yaml-comment"]),
        ("a: # words\n  b: 1\n", &["1:4 yaml-comment"]),
        ("a: | # words\n  # text\n", &["1:6 yaml-comment"]),
        ("a: >-\n  # text\n # words\nb: 1\n", &["3:2 yaml-comment"]),
        ("a: &x # words\n  b: 1\n", &["1:4 yaml-anchor", "1:7 yaml-comment"]),
        ("a: &x | # words\n  # text\n", &["1:4 yaml-anchor", "1:9 yaml-comment"]),
        ("[a, # words\n b, # more\n c]\n", &["1:5 yaml-comment", "2:5 yaml-comment"]),
        ("[a,#words\n b]\n", &["1:4 yaml-syntax"]),
        ("--- # words\na: 1\n", &["1:5 yaml-comment"]),
        ("a: x#y\nb: \"x # y\"\nc: 'x # y'\n", &[]),
        ("a: \"x\n  # y\"\n", &[]),
        ("a: |\n  # text\n\n  # text\nb: '#'\n", &[]),
        ("a: b\n  c#d\n", &[]),
        ("a#b: [c#d, e]\n", &[]),
    ]);
}

#[test]
fn characters_that_readers_disagree_about() {
    check(&[
        ("a: 1\r\nb: 2\r\n", &["1:5 yaml-crlf"]),
        ("a: 1\rb: 2\n", &["1:5 yaml-line-break"]),
        ("a: \"值\u{85}x\"\n", &["1:6 yaml-line-break"]),
        ("a: \"x\u{2028}\u{2029}\"\n", &["1:6 yaml-line-break"]),
        ("a: \"\\u2028\\x85\\r\\0\"\n", &[]),
        ("\u{feff}a: 1\n", &["1:1 yaml-bom"]),
        ("a: x\u{feff}y\n", &["1:5 yaml-bom"]),
        ("a: x\u{7}y\n", &["1:5 yaml-control"]),
        ("a: x\0y\n", &["1:5 yaml-control"]),
        ("a: \u{9b}y\u{7f}\n", &["1:4 yaml-control"]),
        ("a: \u{fffe}\n", &["1:4 yaml-control"]),
        ("a: 🦀\n", &[]),
    ]);
}

#[test]
fn tabs_outside_of_text() {
    check(&[
        ("a:\n\tb: 1\n", &["2:1 yaml-tab"]),
        ("a:\n  b: 1\n\tc: 2\n", &["3:1 yaml-tab"]),
        ("a:\n  \tb: 1\n", &["2:3 yaml-tab"]),
        ("a: x\n  y\n\n\tb: 1\n", &["4:1 yaml-tab"]),
        ("[\n\ta,\n\tb]\n", &["2:1 yaml-tab", "3:1 yaml-tab"]),
        ("a: 1\n\t\nb: 2\t\n", &["2:1 yaml-tab", "3:5 yaml-tab"]),
        ("a:\t1\n", &["1:3 yaml-tab"]),
        ("-\ta\n", &["1:2 yaml-tab"]),
        ("a: |\n  \tb\n  c\n", &["2:3 yaml-tab"]),
        ("a: 'x\n\ty'\n", &["2:1 yaml-tab"]),
        ("a: |\n  b\tc\n  \td\n", &[]),
        ("a: 'x\n \ty'\nb: \"\tz\"\nc: x\ty\n", &[]),
    ]);
}

#[test]
fn words_that_readers_disagree_about() {
    for word in [
        "y", "N", "yes", "No", "ON", "off", "~", "Null", "NULL", "017", "-017", "00", "08", "0o17",
        "0b11", "1_000", "1_0.5", "0x_ff", "1:30", "12:30:45", "-1:30.5", ".inf", "-.INF", "+.inf",
        ".NaN", "1e3", "1E+3", "1.5e3",
    ] {
        assert_eq!(found(&format!("a: {word}\n")), ["1:4 yaml-ambiguous"], "{word}");
        assert_eq!(found(&format!("{word}: a\n")), ["1:1 yaml-ambiguous"], "{word}");
        assert_eq!(found(&format!("- [\"{word}\", '{word}']\n")), [""; 0], "{word}");
    }
    for word in [
        "yes please",
        "yesterday",
        "null",
        "true",
        "0",
        "-1",
        "400",
        "0.5",
        "1.5e+3",
        "0x1f",
        "1.2.3",
        "1:60",
        "1:300",
        "v1_0",
        "_1",
        "a:1",
        "2026-01-02",
        "10.0.0.1:80",
        "1e",
        "e1",
        "甲",
        "0.0.0_a",
        ".",
        "-.",
        "..",
    ] {
        assert_eq!(found(&format!("a: {word}\n")), [""; 0], "{word}");
    }
}

#[test]
fn broken_syntax_has_a_place() {
    check(&[
        ("a: b: c\n", &["1:5 yaml-syntax"]),
        ("a: @b\n", &["1:4 yaml-syntax"]),
        ("a: \"x\n", &["1:4 yaml-syntax"]),
        ("a: [1, 2\n", &["2:1 yaml-syntax"]),
        ("中文: 'x' y\n", &["1:9 yaml-syntax"]),
        ("a:\n  b: 1\n c: 2\n", &["3:2 yaml-syntax"]),
        ("a: \"\\q\"\n", &["1:4 yaml-syntax"]),
        ("a: 1 # words\nb: @\n", &["1:6 yaml-comment", "2:4 yaml-syntax"]),
    ]);
}

#[test]
fn size_and_depth_are_bounded() {
    let depth = |count| format!("{}1{}\n", "[".repeat(count), "]".repeat(count));
    assert_eq!(found(&depth(MAX_DEPTH)), [""; 0]);
    assert_eq!(found(&depth(MAX_DEPTH + 1)), ["1:65 yaml-depth"]);
    assert_eq!(found(&"[".repeat(1 << 22)), ["1:257 yaml-depth"]);
    assert_eq!(found(&"[']', ".repeat(1 << 19)), ["1:1537 yaml-depth"]);
    assert_eq!(found(&"- ".repeat(1 << 21)), ["1:129 yaml-depth"]);
    assert_eq!(found(&"? ".repeat(1 << 21)).last().map(String::as_str), Some("1:129 yaml-depth"));
    let block: String = (0..=MAX_DEPTH).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert_eq!(found(&block), ["65:65 yaml-depth"]);
    assert_eq!(found(&"a".repeat(MAX_BYTES)), [""; 0]);
    assert_eq!(found(&"a".repeat(MAX_BYTES + 1)), ["1:1 yaml-size"]);
}

#[test]
fn many_faults_of_one_kind_are_counted() {
    let (_, diagnostics) = Index::build("a.yaml", &"#\n".repeat(250));
    assert_eq!(diagnostics.len(), 101);
    assert!(diagnostics[100].message.ends_with("(and 150 more like it)"));
    let (_, diagnostics) = Index::build("a.yaml", "a: 1\r\nb: 1\r\nc: 1\r\n");
    assert!(diagnostics[0].message.ends_with("(and 2 more like it)"));
}

#[test]
fn messages_name_what_they_are_about() {
    let message = |text| Index::build("a.yaml", text).1[0].message.clone();
    assert_eq!(message("a: 1\n\na: 2\n"), "the key `a` is on line 1 already");
    assert_eq!(message("a: &x 1\n"), "the anchor `&x` is not allowed");
    let (_, diagnostics) = Index::build("a.yaml", "a: No\n");
    assert_eq!(
        diagnostics[0].message,
        "`No` is a boolean to some readers of YAML and not to others"
    );
    assert_eq!(
        diagnostics[0].help,
        "quote it as \"No\", or write `true` or `false` if that is meant"
    );
    assert_eq!(diagnostics[0].span, Some(3..5));
}

#[test]
fn bytes_that_are_not_utf8() {
    assert_eq!(text_of("a", "甲: 1".into()), Ok("甲: 1".to_owned()));
    for (bytes, at, place) in [
        (&b"a: \xff\n"[..], 3, "byte 0xff at line 1, column 4"),
        (b"\xe7\x94\xb2\n\xe7\x94", 4, "byte 0xe7 at line 2, column 1"),
        (b"\xff\xfea\0", 0, "byte 0xff at line 1, column 1"),
    ] {
        let error = text_of("a", bytes.to_vec()).expect_err("the bytes are bad");
        assert_eq!(error.rule, "yaml-encoding");
        assert_eq!(error.span, Some(at..at + 1));
        assert_eq!(error.message, format!("{place} is not UTF-8"));
    }
}
