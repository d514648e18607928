//! Holds the table against the model: they must describe one language.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::index::Index;
use crate::model::{Operation, Platform, Types};
use serde_json::{Value, json};

/// A value that uses every key of an object, to a depth where objects repeat.
fn full(shape: &Shape, path: &mut Vec<&'static str>) -> Value {
    match shape {
        Shape::Text => json!("text"),
        Shape::Bool => json!(true),
        Shape::Int(low, _) => json!((*low).max(1)),
        Shape::Number => json!(1.5),
        Shape::Any | Shape::AnyOrNull => json!({ "a": [1, "b"] }),
        // The last word, because the first is often the default, which is not written.
        Shape::OneOf(words) => json!(words[words.len() - 1].0),
        Shape::Type => json!([{ "map": "Shared" }]),
        Shape::List(item) => json!([full(item, path)]),
        Shape::Map(_, entry) => json!({ "17": full(entry, path) }),
        Shape::Object(object) => {
            path.push(object.name);
            let again = path.iter().filter(|name| **name == object.name).count() > 2;
            let keys = object.keys.iter().filter(|key| key.required || !again);
            let map = keys.map(|key| (key.name.to_owned(), full(&key.shape, path))).collect();
            path.pop();
            Value::Object(map)
        }
    }
}

fn full_file(kind: FileKind) -> Value {
    full(&Shape::Object(kind.object()), &mut Vec::new())
}

fn through_model(kind: FileKind, value: Value) -> Value {
    match kind {
        FileKind::Operation => {
            serde_json::to_value(serde_json::from_value::<Operation>(value).unwrap()).unwrap()
        }
        FileKind::Platform => {
            serde_json::to_value(serde_json::from_value::<Platform>(value).unwrap()).unwrap()
        }
        FileKind::Types => {
            serde_json::to_value(serde_json::from_value::<Types>(value).unwrap()).unwrap()
        }
    }
}

#[test]
fn the_model_takes_every_key_and_gives_it_back_in_order() {
    for kind in FILES {
        let value = full_file(kind);
        let text = |value: &Value| serde_json::to_string_pretty(value).unwrap();
        assert_eq!(text(&through_model(kind, value.clone())), text(&value));
    }
}

#[test]
fn a_full_file_has_the_right_form() {
    for kind in FILES {
        let value = full_file(kind);
        let checked = check(kind, value.clone(), &Index::default());
        let messages: Vec<String> = checked.problems.into_iter().map(|p| p.message).collect();
        assert_eq!(messages, Vec::<String>::new());
        assert_eq!(checked.value, Some(value));
    }
}

#[test]
fn the_model_needs_what_the_table_requires_and_nothing_else() {
    for kind in FILES {
        let least: Value = least(&Shape::Object(kind.object()));
        through_model(kind, least.clone());
        for key in kind.object().keys.iter().filter(|key| key.required) {
            let mut without = least.clone();
            without.as_object_mut().unwrap().shift_remove(key.name);
            let refused = match kind {
                FileKind::Operation => serde_json::from_value::<Operation>(without).is_err(),
                FileKind::Platform => serde_json::from_value::<Platform>(without).is_err(),
                FileKind::Types => serde_json::from_value::<Types>(without).is_err(),
            };
            assert!(refused, "{} without `{}`", kind.object().name, key.name);
        }
    }
}

/// A value with the required keys only.
fn least(shape: &Shape) -> Value {
    match shape {
        Shape::Object(object) => {
            let keys = object.keys.iter().filter(|key| key.required);
            Value::Object(keys.map(|key| (key.name.to_owned(), least(&key.shape))).collect())
        }
        Shape::Map(_, entry) => json!({ "17": least(entry) }),
        other => full(other, &mut Vec::new()),
    }
}

/// The keys that serde names when it refuses an unknown one.
fn keys_of_serde<T: serde::de::DeserializeOwned>() -> Vec<String> {
    let Err(error) = serde_json::from_value::<T>(json!({ "no such key": 1 })) else {
        return Vec::new();
    };
    let error = error.to_string();
    let (_, list) = error.split_once("expected").unwrap();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn serde_and_the_table_name_the_same_keys() {
    use crate::model::*;
    macro_rules! same {
        ($($model:ty => $name:literal),* $(,)?) => {
            let objects = reachable::from(&[&OPERATION, &PLATFORM, &TYPES]);
            let mut named = Vec::new();
            $(
                let object = objects.iter().find(|object| object.name == $name).unwrap();
                assert_eq!(keys_of_serde::<$model>(), object.key_names(), $name);
                named.push($name);
            )*
            let missing: Vec<_> =
                objects.iter().map(|o| o.name).filter(|name| !named.contains(name)).collect();
            assert_eq!(missing, Vec::<&str>::new());
        };
    }
    same! {
        Operation => "operation", Source => "source", Http => "http", Scopes => "scopes",
        Quota => "quota", Field => "field", EnumValue => "enum value", Body => "body",
        Rule => "rule", Window => "window", Requires => "requires", Reply => "reply",
        Paging => "paging", Cap => "cap", ErrorCode => "error code", Conflict => "conflict",
        Open => "open point", Question => "question", Example => "example",
        Platform => "platform", Host => "host", Envelope => "envelope",
        AuthScheme => "auth scheme", Issue => "issue", Refresh => "refresh", Types => "types",
    }
}

#[test]
fn schemas_hold_every_object_and_refer_to_nothing_else() {
    for (name, text) in json_schemas() {
        let schema: Value = serde_json::from_str(&text).unwrap();
        let defs = schema["$defs"].as_object().unwrap();
        for part in text.split("\"#/$defs/").skip(1) {
            let def = part.split('"').next().unwrap();
            assert!(defs.contains_key(def), "{name}: {def}");
        }
    }
}

#[test]
fn the_reference_names_every_key() {
    let text = reference();
    for object in reachable::from(&[&OPERATION, &PLATFORM, &TYPES]) {
        for key in object.keys {
            assert!(text.contains(&format!("| `{}` |", key.name)), "{}", key.name);
        }
    }
}
