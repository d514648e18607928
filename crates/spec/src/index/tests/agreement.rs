//! The index and the reader of the values must mean the same node by the same pointer.

use super::*;
use serde_yaml::Value;

/// All pointers of a value in document order, with the text of those that are strings.
pub(super) fn pointers(value: &Value, pointer: String, out: &mut Vec<(String, Option<String>)>) {
    out.push((pointer.clone(), value.as_str().map(str::to_owned)));
    match value {
        Value::Sequence(items) => {
            for (at, item) in items.iter().enumerate() {
                pointers(item, child(&pointer, &at.to_string()), out);
            }
        }
        Value::Mapping(fields) => {
            for (key, field) in fields {
                let key = match key {
                    Value::String(text) => text.clone(),
                    other => serde_yaml::to_string(other).expect("a scalar key").trim().to_owned(),
                };
                pointers(field, child(&pointer, &key), out);
            }
        }
        _ => {}
    }
}

/// Asserts that both readers see the same nodes, and the same text in those that are strings.
pub(super) fn agree(text: &str, index: &Index) {
    let value: Value = serde_yaml::from_str(text).unwrap_or_else(|e| panic!("{text:?}: {e}"));
    let mut expected = Vec::new();
    pointers(&value, String::new(), &mut expected);
    let seen: Vec<_> = index.iter().collect();
    assert_eq!(seen.len(), expected.len(), "{text:?}: {seen:?}");
    for ((pointer, entry), (expected, string)) in seen.iter().zip(&expected) {
        assert_eq!(pointer, expected, "{text:?}");
        assert_eq!(index.get(pointer), Some(*entry), "{text:?}");
        if let Some(string) = string {
            let text = entry.scalar.as_ref().map(|scalar| &scalar.text);
            assert_eq!(text, Some(string), "{pointer} of {text:?}");
        }
    }
}

#[test]
fn with_the_reader_of_the_values() {
    for text in [
        "just text\n",
        "- 1\n- - 2\n  - 3\n-\n- - - 4\n",
        "{a: 1, b: [2, {c: 3}], d: {}, e: []}\n",
        "[a: 1, b, {c}, d: [e: 2]]\n",
        "{\"a\":1,'b':\"\",c: ,d}\n",
        "a: one\n  two\n\n  three\nb: 1\n",
        "a: |\n  one\n   two\n\n  three\nb: >-\n  four\n  five\n\n  six\nc: |+\n  seven\n\nd: |2\n   x\n",
        "\"a/b\": 1\n'c~d': 2\n\"e f\":\n  \"\": 3\n",
        "名称: 值\n接口:\n  - 路径: /一/二\n    说明: |\n      第一行\n      第二行\n  - 路径: 三\n",
        "a:\nb:\n  c:\n  d: null\ne: \"\"\n",
        "a: \"one\\r\\ntwo\\tthree\\u4e2d\"\nb: 'it''s'\n",
        "a: \"one\n  two\\\n  three\"\nb: 'one\n\n  two'\n",
        "a:\n- 1\n- b: 2\n  c: 3\n-  - 4\n",
        "400: a\n-1: b\ntrue: c\n1.5: d\nnull: e\n",
        "? a\n: 1\n? |\n  b\n: 2\n",
        "---\na: http://x/y?z#w\nb: x:y\nc: -d\n...\n",
        "a: [1,\n  2,\n  3,\n  ]\n",
        "a: {\n  b: [\n    c, d\n  ],\n  e: f\n}\ng: h\n",
        "a: |\n  no line break",
        "a: >+\n  no line break\n ",
        "🦀:\n  - 🦀🦀: 1\n",
    ] {
        agree(text, &index(text));
    }
}

#[test]
fn on_where_things_are() {
    let text = "名: 值\n列:\n  - 甲\n  - {乙: [1, 2], 丙: }\n文: |\n  一\n  二\n\n\"a/b\": 'c'\nd:\n  e: f\n    g\n";
    let index = index(text);
    let value = |pointer: &str| {
        let entry = index.get(pointer).expect("the node is there");
        &text[entry.value.clone()]
    };
    let key = |pointer: &str| index.get(pointer).and_then(|entry| entry.key.clone());
    assert_eq!(value(""), "名: 值");
    assert_eq!(value("/名"), "值");
    assert_eq!(key("/名"), Some(0..3));
    assert_eq!(value("/列"), "- 甲");
    assert_eq!(value("/列/0"), "甲");
    assert_eq!(key("/列/0"), None);
    assert_eq!(value("/列/1"), "{乙: [1, 2], 丙: }");
    assert_eq!(value("/列/1/乙"), "[1, 2]");
    assert_eq!(value("/列/1/乙/1"), "2");
    assert_eq!(value("/列/1/丙"), "");
    assert_eq!(value("/文"), "一\n  二");
    assert_eq!(key("/a~1b").map(|key| &text[key]), Some("\"a/b\""));
    assert_eq!(value("/a~1b"), "'c'");
    assert_eq!(value("/d"), "e: f");
    assert_eq!(value("/d/e"), "f\n    g");
}

#[test]
fn with_the_parent_when_nothing_is_there() {
    let text = "a:\n  b: 1\nc: [2, 3]\n";
    let index = index(text);
    let span = |pointer| index.span(pointer).map(|span| &text[span]);
    let value_span = |pointer| index.value_span(pointer).map(|span| &text[span]);
    assert_eq!(span("/a/b"), Some("b"));
    assert_eq!(value_span("/a/b"), Some("1"));
    assert_eq!(span("/a/x/y"), Some("a"));
    assert_eq!(value_span("/a/x"), Some("b: 1"));
    assert_eq!(span("/c/1"), Some("3"));
    assert_eq!(span("/c/2"), Some("c"));
    assert_eq!(span("/c/01"), Some("c"));
    assert_eq!(span("/x"), Some("a:"));
    assert_eq!(span("x"), Some("a:"));
    assert_eq!(index.get("/x"), None);
    assert_eq!(index.get("/a/"), None);
    assert_eq!(Index::default().span(""), None);
}

#[test]
fn on_quotes() {
    let index = index("a: 400\nb: \"400\"\nc: '400'\nd: |\n  400\ne: [400]\nf:\n");
    let plain = |pointer: &str| {
        let scalar = index.get(pointer).and_then(|entry| entry.scalar.as_ref());
        scalar.map(|scalar| (scalar.text.as_str(), scalar.plain))
    };
    assert_eq!(plain("/a"), Some(("400", true)));
    assert_eq!(plain("/b"), Some(("400", false)));
    assert_eq!(plain("/c"), Some(("400", false)));
    assert_eq!(plain("/d"), Some(("400\n", false)));
    assert_eq!(plain("/e"), None);
    assert_eq!(plain("/e/0"), Some(("400", true)));
    assert_eq!(plain("/f"), Some(("", true)));
}
