//! Examples as pages print them, with invented content.

use super::read_example;
use serde_json::json;

#[test]
fn examples_are_read_as_far_as_they_make_sense() {
    let cases = [
        ("{\"a\": 1}", json!({"a": 1})),
        ("{\"a\": 1, // why\n \"b\": [1, 2,],}", json!({"a": 1, "b": [1, 2]})),
        ("{\"a\"：\"x\"， \"b\": 2}", json!({"a": "x", "b": 2})),
        ("{\"a\": \"\"7\"\", \"b\": 2}", json!({"a": "", "b": 2})),
        (
            "{\"a\": photo.png /* a file */ \"b\": {\"c\": 1}",
            json!({"a": "photo.png", "b": {"c": 1}}),
        ),
        ("[{\"a\": 1} {\"a\": 2}]]", json!([{"a": 1}, {"a": 2}])),
        ("{\"a\": {\"b\": \"never closed", json!({"a": {"b": "never closed"}})),
    ];
    for (text, expected) in cases {
        assert_eq!(read_example(text), Some(expected), "{text}");
    }
    for text in ["", "curl -X POST", "\"text\"", "17"] {
        assert_eq!(read_example(text), None, "{text}");
    }
}
