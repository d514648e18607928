//! What is taken for a page, and what is refused with a reason.

use super::goldens::page;
use crate::dialect::{DIALECTS, read_bytes, recognise};
use crate::document::Position;
use crate::fixtures::RENDERINGS;

fn kind(bytes: &[u8]) -> &'static str {
    read_bytes(bytes).unwrap_err().kind
}

#[test]
fn what_is_no_page_is_refused_by_its_kind() {
    let menu = "x\n".repeat(40);
    let dump = format!("# T\n\n> Source: https://open.feishu.cn/document/t\n\n---\n\n{menu}");
    let cases: [(&[u8], &str); 7] = [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\t", "empty"),
        (b"# T\0", "binary"),
        (b"# \xff", "not-utf-8"),
        (b"once upon a time", "unknown-dialect"),
        (dump.as_bytes(), "site-dump"),
        (&[b'x'; (4 << 20) + 1], "too-large"),
    ];
    for (bytes, expected) in cases {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(20)]);
        assert_eq!(kind(bytes), expected, "{shown:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_pointed_at() {
    for bytes in [b"ab\ncd\xff".as_slice(), b"ab\ncd\0"] {
        let at = read_bytes(bytes).unwrap_err().at;
        assert_eq!(at, Some(Position { line: 2, column: 3 }));
    }
}

#[test]
fn the_refusal_of_an_unknown_rendering_tells_the_known_ones() {
    let why = recognise("hello").unwrap_err().why;
    for dialect in DIALECTS {
        assert!(why.contains(dialect.name) && why.contains(dialect.begins), "{why}");
    }
}

#[test]
fn exactly_one_rendering_recognises_a_page() {
    for dialect in DIALECTS.iter().filter(|dialect| dialect.platform == "feishu") {
        for which in ["beds", "sheds"] {
            let text = page(dialect.name, which);
            let names = DIALECTS.iter().filter(|other| (other.recognises)(&text));
            let names: Vec<_> = names.map(|other| other.name).collect();
            assert_eq!(names, [dialect.name], "{which}");
        }
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing_but_the_mark() {
    for name in RENDERINGS {
        for which in ["beds", "sheds"] {
            let text = page(name, which);
            let other = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            let (_, plain) = read_bytes(text.as_bytes()).unwrap();
            let (_, marked) = read_bytes(other.as_bytes()).unwrap();
            assert_eq!(plain, marked, "{name} {which}");
        }
    }
}

#[test]
fn a_page_that_stops_in_the_middle_is_not_whole() {
    let cuts = [
        ("feishu-tags", "title: 查", "no closing `-->`"),
        ("feishu-tags", "<md-td>POST", "table"),
        ("feishu-tags", "\"code\": 0", "`<md-code-json>`"),
        ("feishu-tags", "先浇水", "`<md-alert>`"),
        ("feishu-lines", "last_remote", "no closing `---`"),
        ("feishu-lines", "garden_id | str", "2 of 3 cells"),
        ("feishu-lines", "\"code\": 0", "block of code"),
        ("feishu-br", "garden_id | str", "2 of 3 cells"),
        ("feishu-br", "\"code\": 0", "block of code"),
        ("feishu-tree", "`sizes` | `arr", "2 of 4 cells"),
        ("feishu-tree", "大小，小", "4 of 4 cells"),
        ("feishu-tree", "\"code\": 0", "block of code"),
    ];
    for (name, last, what) in cuts {
        let text = page(name, "beds");
        let end = text.find(last).unwrap() + last.len();
        let dialect = DIALECTS.iter().find(|dialect| dialect.name == name).unwrap();
        let document = (dialect.read)(&text[..end]).unwrap();
        let damage = document.damage.first().map(|damage| damage.what.as_str());
        assert!(damage.is_some_and(|found| found.contains(what)), "{name} {last}: {damage:?}");
    }
}

#[test]
fn a_page_without_the_rule_under_its_head_loses_nothing() {
    let text = "# T\n\n> Source: https://open.feishu.cn/document/t\n\n# T\n\n## 请求\n\ntext\n";
    let (dialect, document) = read_bytes(text.as_bytes()).unwrap();
    assert_eq!((dialect.name, document.blocks.len()), ("feishu-br", 3));
    assert_eq!(document.meta["source"].text, "https://open.feishu.cn/document/t");
}
