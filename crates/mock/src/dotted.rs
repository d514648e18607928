//! Values at dotted paths, as specs name them: `pagination.total`, `error.code`.

use serde_json::{Map, Value};

/// The value at a path, from the root down.
pub(crate) fn get<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(root, |value, key| value.get(key))
}

/// Puts a value at a path, making the objects on the way.
pub(crate) fn set(root: &mut Value, path: &str, value: Value) {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    if !root.is_object() {
        *root = Value::Object(Map::new());
    }
    let Value::Object(map) = root else { return };
    match rest {
        None => {
            map.insert(first.to_owned(), value);
        }
        Some(rest) => set(map.entry(first).or_insert(Value::Null), rest, value),
    }
}

/// Takes away the value at a path, if there is one.
pub(crate) fn remove(root: &mut Value, path: &str) {
    let Value::Object(map) = root else { return };
    match path.split_once('.') {
        None => {
            map.shift_remove(path);
        }
        Some((first, rest)) => {
            if let Some(inner) = map.get_mut(first) {
                remove(inner, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sets_and_gets_through_missing_objects() {
        let mut root = json!({ "a": 1 });
        set(&mut root, "b.c.d", json!(2));
        set(&mut root, "b.e", json!(3));
        assert_eq!(root, json!({ "a": 1, "b": { "c": { "d": 2 }, "e": 3 } }));
        assert_eq!(get(&root, "b.c.d"), Some(&json!(2)));
        assert_eq!(get(&root, "b.x.d"), None);
        remove(&mut root, "b.c.d");
        remove(&mut root, "b.x.y");
        assert_eq!(root, json!({ "a": 1, "b": { "c": {}, "e": 3 } }));
    }
}
