//! The specs of this repository against the pages they describe.

use super::*;
use larkspur_spec::facts::View;
use std::path::Path;

/// The page as the spec remembers it: everything written out, and what the marks say instead of
/// what a person set.
fn page_of(operation: &Operation, types: &SharedTypes) -> Operation {
    let mut plain = types.expand_operation(&facts::plain(operation), View::Page).into_owned();
    unmark(&mut plain);
    for part in ["body", "response"] {
        if let Some(part) = plain.get_mut(part).and_then(Value::as_object_mut) {
            part.shift_remove("record");
        }
    }
    // A part whose every fact a person added is no part of the page.
    if plain.get("paging").is_some_and(|paging| paging.get("items").is_none()) {
        plain.as_object_mut().unwrap().shift_remove("paging");
    }
    from_value(plain).unwrap()
}

fn unmark(entry: &mut Value) {
    let Some(entry) = entry.as_object_mut() else { return };
    if let Some(Value::Object(marks)) = entry.shift_remove("hand") {
        for (fact, says) in marks {
            // What is said about a part is marked at the whole: `paging.key`, `fields.id`,
            // `response.fields.id`.
            let (mut entry, mut fact) = (&mut *entry, fact.as_str());
            while let Some((part, rest)) = fact.split_once('.') {
                let part =
                    entry.entry(part).or_insert_with(|| Value::Object(serde_json::Map::new()));
                (entry, fact) = (part.as_object_mut().unwrap(), rest);
            }
            match says {
                Value::Null => entry.shift_remove(fact),
                says => entry.insert(fact.to_owned(), says),
            };
        }
    }
    // The page has nothing of an entry that a person added.
    let is_added = |entry: &Value| {
        ["/hand/type", "/hand/name"].iter().any(|at| entry.pointer(at) == Some(&Value::Null))
    };
    entry.retain(|_, entry| !is_added(entry));
    entry.values_mut().for_each(unmark);
}

#[test]
fn a_spec_and_its_own_page_have_nothing_to_tell() {
    let loaded = larkspur_spec::load(Path::new("../../specs"));
    let mut seen = 0;
    for (platform, at) in loaded.tree.operations() {
        let types = SharedTypes::new(platform);
        let page = page_of(&at.operation, &types);
        let found = merge(&at.operation, &page, &types, &[]).unwrap();
        assert_eq!(found.changes, [], "{}", at.id);
        assert!(merge(&found.operation, &page, &types, &[]).unwrap().changes.is_empty());
        seen += 1;
    }
    assert!(seen > 5, "only {seen} specs were seen");
}
