//! What is written reads back as the same value, and writes again as the same bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::load::load_texts;
use crate::shape::{Names, Shape};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Texts that some reader of YAML takes for something else, or that break naive writers.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "", " ", "a: b", "a:b", "a :b", ":a", "a:", "a #b", "a#b", "#a", "- a", "-a", "-", "? a", "?",
    "yes", "No", "on", "OFF", "y", "N", "true", "False", "null", "Null", "~", "=", "<<", "1",
    "-1", "+1", "01", "1.0", ".5", "5.", "1e3", "1_000", "0x1F", "0o17", "0b11", "1:30",
    "190:20:30.5", ".inf", "-.INF", ".nan", "2025-08-29", "2001-12-14t21:59:43.10-05:00", "10h",
    "5d21c9ea", "1e", "'a'", "\"a\"", "it's", "a \"b\" c", "a\\b", "[a]", "{a}", "a, b", "a]",
    "}b", "&a", "*a", "!a", "|", "> a", "%a", "@a", "`a`", " a", "a ", "\ta", "a\tb", "a\nb",
    "\n", "a\r\nb", "中文：说明", "　全角", "a\u{a0}b", "\u{feff}a", "a\u{85}b", "a\u{2028}b", "\u{200b}",
    "😀", "👩‍👩‍👧", "\u{0}", "\u{7f}", "\u{e0001}", "\u{fffe}", "---", "...", "--- a", "... a",
    "https://a.b/c?d=e&f=g#h", "/a/:b/c", "a:, b", "approval:approval:readonly", "^@i18n@", "🇨🇳",
    "e\u{301}", "\u{10ffff}",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(ODD).prop_map(str::to_owned),
        2 => "[a-z_]{1,12}",
        2 => "[ -~]{0,24}",
        1 => "\\PC{0,12}",
        1 => any::<String>().prop_map(|text| text.chars().take(12).collect()),
        1 => "[a-z ,.:]{90,130}",
    ]
}

fn number() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter("finite", |float| float.is_finite());
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-9i64..9).prop_map(Value::from),
        float.prop_map(Value::from),
        prop::sample::select(vec![0.0, -0.0, 1e16, 1e-7, 1.5e300, 0.1]).prop_map(Value::from),
    ]
}

fn any_value() -> BoxedStrategy<Value> {
    let leaf =
        prop_oneof![text().prop_map(Value::from), number(), any::<bool>().prop_map(Value::from),];
    let nested = leaf.prop_recursive(3, 12, 4, |inner| {
        let inner = prop_oneof![8 => inner, 1 => Just(Value::Null)];
        let map = prop::collection::vec((text(), inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            map.prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    nested.boxed()
}

fn type_value() -> BoxedStrategy<Value> {
    let words = prop::sample::select(vec!["string", "integer", "object", "Shared", "yes", "any"]);
    let word = words.prop_map(Value::from);
    word.prop_recursive(2, 4, 1, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| json!([item])),
            inner.prop_map(|value| json!({ "map": value })),
        ]
    })
    .boxed()
}

/// Any value of a shape. `depth` bounds how often objects hold objects.
fn value(shape: &'static Shape, depth: u32) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text => text().prop_map(Value::from).boxed(),
        Shape::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Int(low, high) => (*low..=*high).prop_map(Value::from).boxed(),
        Shape::Number => number().boxed(),
        Shape::Any => any_value(),
        Shape::AnyOrNull => prop_oneof![8 => any_value(), 1 => Just(Value::Null)].boxed(),
        Shape::OneOf(words) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            prop::sample::select(words).prop_map(Value::from).boxed()
        }
        Shape::Type => type_value(),
        Shape::List(item) => {
            prop::collection::vec(value(item, depth), 0..3).prop_map(Value::from).boxed()
        }
        Shape::Map(names, entry) => {
            let name = match names {
                Names::Free => text().boxed(),
                Names::Codes => any::<i64>().prop_map(|code| code.to_string()).boxed(),
            };
            prop::collection::vec((name, value(entry, depth)), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect()))
                .boxed()
        }
        Shape::Object(object) => object_value(object, depth),
    }
}

fn object_value(object: &'static crate::shape::Object, depth: u32) -> BoxedStrategy<Value> {
    let mut map = Just(Map::new()).boxed();
    for key in object.keys.iter().filter(|key| key.required || depth > 0) {
        let inner = value(&key.shape, depth.saturating_sub(1));
        let entry = match key.required {
            true => inner.prop_map(Some).boxed(),
            false => prop::option::weighted(0.25, inner).boxed(),
        };
        map = (map, entry)
            .prop_map(|(mut map, entry)| {
                map.extend(entry.map(|entry| (key.name.to_owned(), entry)));
                map
            })
            .boxed();
    }
    map.prop_map(Value::Object).boxed()
}

const PLATFORM: &str = "language: 1\ntitle: T\nhosts: {}\nenvelopes: {}\nauth: {}\n";

static OPERATION_SHAPE: Shape = Shape::Object(&crate::shape::OPERATION);
static PLATFORM_SHAPE: Shape = Shape::Object(&crate::shape::PLATFORM);
static TYPES_SHAPE: Shape = Shape::Object(&crate::shape::TYPES);

const LINE: &str = "# yaml-language-server: $schema=../.schema/operation.json";

/// Reads a text as the file of that name and gives the tree back.
fn read(name: &str, text: &str) -> Loaded {
    let mut files = vec![(format!("p/{name}"), text.to_owned())];
    if name != "platform.yaml" {
        files.push(("p/platform.yaml".to_owned(), PLATFORM.to_owned()));
    }
    let loaded = load_texts(files);
    let shown: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|found| crate::diagnostic::render(found, &loaded.sources, false))
        .collect();
    assert!(shown.is_empty(), "{}\n{text}", shown.join("\n"));
    assert_eq!(canonical(&loaded, &format!("p/{name}")).as_deref(), Some(text));
    loaded
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn operations_read_back(value in value(&OPERATION_SHAPE, 5)) {
        let wanted: Operation = serde_json::from_value(value).unwrap();
        let text = operation(&wanted, LINE);
        let loaded = read("x.yaml", &text);
        prop_assert_eq!(&loaded.tree.platforms["p"].operations["p.x"].operation, &wanted);
    }

    #[test]
    fn platforms_read_back(value in value(&PLATFORM_SHAPE, 4)) {
        let wanted: Platform = serde_json::from_value(value).unwrap();
        let text = platform(&wanted, "");
        let loaded = read("platform.yaml", &text);
        prop_assert_eq!(&loaded.tree.platforms["p"].platform, &wanted);
    }

    #[test]
    fn types_read_back(value in value(&TYPES_SHAPE, 4)) {
        let wanted: Types = serde_json::from_value(value).unwrap();
        let text = types(&wanted, LINE);
        let loaded = read("types.yaml", &text);
        prop_assert_eq!(&loaded.types[0].types, &wanted);
    }
}

#[test]
fn every_odd_text_reads_back_as_value_and_as_key() {
    for odd in ODD {
        let value = json!({
            "title": odd,
            "http": { "method": "GET", "path": odd, "query": { *odd: odd } },
            "response": {},
            "apps": [odd, odd],
            "query": { *odd: { "type": "string", "doc": odd } },
        });
        let wanted: Operation = serde_json::from_value(value).unwrap();
        let text = operation(&wanted, "");
        let loaded = read("x.yaml", &text);
        assert_eq!(loaded.tree.platforms["p"].operations["p.x"].operation, wanted, "{text}");
    }
}

#[test]
fn facts_stand_on_lines_and_text_stands_plain_where_it_can() {
    let value = json!({
        "title": "List things: all of them",
        "source": { "url": "https://example.com/a?b=c", "updated": "2025-08-29" },
        "http": { "method": "GET", "path": "/things/:id" },
        "auth": [],
        "quota": [{ "calls": 100, "per": "1m" }],
        "query": {
            "size": { "type": "integer", "minimum": 1, "maximum": 100 },
            "yes": { "type": "string", "enum": { "1": {}, "a b": { "doc": "One, two" } } },
        },
        "rules": [{ "one_of": ["a", "b"] }, { "at_least_one": ["a", "b"], "note": "Note" }],
        "response": { "fields": { "list": { "type": ["object"], "fields": { "id": { "type": "string" } } } } },
        "errors": { "-1": { "name": "x" }, "400": { "name": "z", "http": 400 } },
    });
    let wanted: Operation = serde_json::from_value(value).unwrap();
    assert_eq!(operation(&wanted, ""), include_str!("tests/lines.yaml"));
}
