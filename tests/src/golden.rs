//! The goldens on disk, and how to read values out of them.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn folder(kind: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "goldens", kind].iter().collect()
}

/// The operations that have a golden of this kind, `wire` or `reply`.
pub fn operations(kind: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(kind)).expect("the goldens lie beside this package");
    let names = entries.map(|entry| entry.expect("a readable folder").file_name());
    let names = names.map(|name| name.into_string().expect("an operation id"));
    names.map(|name| name.strip_suffix(".json").expect("a JSON file").to_owned()).collect()
}

/// The golden of an operation.
pub fn read(kind: &str, operation: &str) -> Value {
    let path = folder(kind).join(format!("{operation}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The list under a key; nothing where the key is missing.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text under a key.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("`{key}` is text in {value}"))
}

/// The value at a path such as `items[0].creator.id`; `None` for what is absent or null.
pub fn at<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    let steps = path.split(['.', '[']).filter(|step| !step.is_empty());
    let found = steps.into_iter().try_fold(root, |value, step| match step.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().expect("an index")),
        None => value.get(step),
    });
    found.filter(|value| !value.is_null())
}
