//! Tests of the reports: the exact text for the common case, and what must never get through.

use super::*;

fn sample(file: &str, span: Option<Range<usize>>) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        rule: "yaml-anchor",
        file: file.to_owned(),
        span,
        message: "anchors are not allowed".to_owned(),
        help: "write the value out in both places".to_owned(),
    }
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.insert("a.yaml", text);
    sources
}

#[test]
fn a_caret_stands_under_its_place_after_wide_text() {
    let text = "名: 值\n标题: &甲 b\n";
    let at = text.find('&').expect("there is an anchor");
    let shown = render(&sample("a.yaml", Some(at..at + "&甲".len())), &sources(text), false);
    let expected = "\
error[yaml-anchor]: anchors are not allowed
 --> a.yaml:2:5
  |
2 | 标题: &甲 b
  |       ^^^
  |
help: write the value out in both places";
    assert_eq!(shown, expected);
}

#[test]
fn a_file_that_cannot_be_read_has_no_place() {
    let shown = render(&sample("gone.yaml", None), &Sources::new(), false);
    let expected = "\
error[yaml-anchor]: gone.yaml: anchors are not allowed
 |
help: write the value out in both places";
    assert_eq!(shown, expected);
}

#[test]
fn an_empty_span_at_the_end_still_has_a_caret() {
    for text in ["", "a", "a\n", "值"] {
        let shown = render(&sample("a.yaml", Some(text.len()..text.len())), &sources(text), false);
        assert!(shown.contains('^'), "{shown}");
    }
}

#[test]
fn long_lines_are_trimmed_around_the_mark() {
    let text = format!("a: {}&x {}", "甲".repeat(9000), "b".repeat(1 << 22));
    let at = text.find('&').expect("there is an anchor");
    for span in [at..at + 2, at..text.len(), 0..text.len()] {
        let shown = render(&sample("a.yaml", Some(span)), &sources(&text), false);
        assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
        assert!(shown.contains('^'), "{shown}");
    }
    let shown = render(&sample("a.yaml", Some(at..at + 2)), &sources(&text), false);
    assert!(shown.contains("a.yaml:1:9004"), "{shown}");
    assert!(shown.contains("&x"), "{shown}");
}

#[test]
fn nothing_reaches_the_terminal_raw() {
    let text = "\u{feff}a\u{1b}[31m\0\u{9b}\u{202e}\r: \u{7f}b\u{2028}";
    let mut diagnostic = sample("a.yaml", Some(4..text.len()));
    diagnostic.message = "bad \u{1b}[2J\nkey".to_owned();
    diagnostic.help = "mend\u{7}\tit".to_owned();
    let shown = render(&diagnostic, &sources(text), false);
    for c in shown.chars() {
        assert!(c == '\n' || !is_unseen(c), "{c:?} in {shown:?}");
    }
    assert!(shown.starts_with("error[yaml-anchor]: bad \\u{1b}[2J\\nkey\n --> a.yaml:1:3\n"));
    assert!(shown.ends_with("help: mend\\u{7}\\tit"));
}

#[test]
fn colour_only_when_asked() {
    let diagnostic = sample("a.yaml", Some(0..1));
    assert!(!render(&diagnostic, &sources("abc"), false).contains('\u{1b}'));
    assert!(render(&diagnostic, &sources("abc"), true).contains('\u{1b}'));
}

#[test]
fn json_counts_lines_and_columns_from_one() {
    let json = to_json(&sample("a.yaml", Some(4..8)), &sources("一\n二三\n"));
    assert_eq!(json["line"], 2);
    assert_eq!(json["column"], 1);
    assert_eq!(json["end_line"], 2);
    assert_eq!(json["end_column"], 2);
    assert_eq!(json["severity"], "error");
    let json = to_json(&sample("a.yaml", None), &Sources::new());
    assert!(json["line"].is_null());
}

#[test]
fn diagnostics_sort_by_file_and_place() {
    let mut all = [
        sample("b", Some(0..1)),
        sample("a", Some(5..6)),
        sample("a", Some(2..9)),
        sample("a", None),
    ];
    all.sort();
    let order: Vec<_> = all.iter().map(|d| (d.file.as_str(), d.span.clone())).collect();
    let expected = [("a", None), ("a", Some(2..9)), ("a", Some(5..6)), ("b", Some(0..1))];
    assert_eq!(order, expected);
}

#[test]
fn any_byte_has_a_line_and_column() {
    let sources = sources("é\nb");
    assert_eq!(sources.line_column("a.yaml", 1), (1, 1));
    assert_eq!(sources.line_column("a.yaml", 2), (1, 2));
    assert_eq!(sources.line_column("a.yaml", 3), (2, 1));
    assert_eq!(sources.line_column("a.yaml", usize::MAX), (2, 2));
    assert_eq!(sources.line_column("other", 3), (1, 1));
}
