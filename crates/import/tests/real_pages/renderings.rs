//! The same page in four renderings gives the same spec.

use crate::support::{Difference, into_empty_tree, judge, operations, pages, shared};
use larkspur_spec::facts::{SharedTypes, entries};
use larkspur_spec::model::Operation;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rendering that loses least, and those that are held against it.
const FIRST: &str = "feishu-tags";
const OTHERS: [&str; 3] = ["feishu-lines", "feishu-br", "feishu-tree"];

/// Numbers that hold different pages of one method and path in different folders.
const DIFFERENT_PAGES: [&str; 3] = ["07", "46", "56"];

/// The list may only become shorter.
const MOST: usize = 18;

#[test]
fn renderings_of_one_page_give_one_spec() {
    let Some(shared) = shared("renderings") else { return };
    let folder = |name: &str| each_alone(&shared.join("pages").join(name));
    let first = folder(FIRST);
    assert_eq!(first.len(), 60, "every page of {FIRST} is imported");
    let mut found = Vec::new();
    for other in OTHERS {
        let specs = folder(other);
        assert_eq!(specs.len(), 60, "every page of {other} is imported");
        for (number, (file, operation)) in &first {
            if DIFFERENT_PAGES.contains(&number.as_str()) {
                continue;
            }
            let (other_file, other_operation) = &specs[number];
            assert_eq!(file, other_file, "{number} has one name");
            compare(&format!("{number} {other}"), operation, other_operation, &mut found);
        }
    }
    judge(&found, include_str!("accepted/renderings.json"), MOST);
}

/// The spec of each page of a folder by its number, each imported into an empty tree.
fn each_alone(folder: &Path) -> BTreeMap<String, (String, Operation)> {
    let mut specs = BTreeMap::new();
    for file in pages(folder) {
        let run = into_empty_tree(std::slice::from_ref(&file));
        let number: String =
            file.file_name().unwrap_or_default().to_string_lossy().chars().take(2).collect();
        let imported = operations(&run).into_iter().next();
        specs.insert(
            number,
            imported.unwrap_or_else(|| panic!("{}: {}", file.display(), run.outcomes[0].text())),
        );
    }
    specs
}

/// What a rendering loses is no difference between pages: only one of them tells which app types
/// may hold a single scope.
fn is_lost(entry: &str) -> bool {
    entry == "scopes.apps"
}

/// Tables whose nesting a rendering lost and nothing else on the page tells: their specs ask. The
/// fields are compared there without their place.
const LOST_NESTING: [(&str, &str); 8] = [
    ("19 feishu-br", "body.fields"),
    ("19 feishu-br", "response.fields"),
    ("19 feishu-lines", "body.fields"),
    ("19 feishu-lines", "response.fields"),
    ("33 feishu-br", "response.fields"),
    ("33 feishu-lines", "response.fields"),
    ("49 feishu-br", "response.fields"),
    ("49 feishu-lines", "response.fields"),
];

fn compare(page: &str, first: &Operation, other: &Operation, found: &mut Vec<Difference>) {
    let lost = LOST_NESTING.iter().filter(|(of, _)| *of == page).map(|(_, table)| *table);
    let lost: BTreeSet<&str> = lost.collect();
    for table in &lost {
        assert!(asks_for_nesting(other, table), "{page}: {table} is wrong and nobody is asked");
        assert!(
            !agree(&facts(first, &NONE), &facts(other, &NONE), table),
            "{page}: {table} is right by now"
        );
    }
    let (first, other) = (facts(first, &lost), facts(other, &lost));
    let keys: BTreeSet<&String> = first.keys().chain(other.keys()).collect();
    let said = |facts: &BTreeMap<String, String>, key: &String| {
        facts.get(key).cloned().unwrap_or_else(|| "-".to_owned())
    };
    for key in keys {
        let (one, two) = (said(&first, key), said(&other, key));
        if one != two {
            let (operation, field) = (page.to_owned(), key.clone());
            found.push(Difference { operation, field, one, other: two });
        }
    }
}

const NONE: BTreeSet<&str> = BTreeSet::new();

/// Whether two specs say the same in a table.
fn agree(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>, table: &str) -> bool {
    let of = |facts: &BTreeMap<String, String>| -> Vec<(String, String)> {
        facts
            .iter()
            .filter(|(at, _)| at.starts_with(table))
            .map(|(at, said)| (at.clone(), said.clone()))
            .collect()
    };
    of(one) == of(other)
}

fn asks_for_nesting(operation: &Operation, table: &str) -> bool {
    operation
        .questions
        .iter()
        .any(|question| question.at.starts_with(table) && question.asks.contains("may belong"))
}

/// The facts of an operation by place and name. In the tables given, a field's place is its name
/// and how often that came before.
fn facts(operation: &Operation, without_place: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let entries = entries(operation, &SharedTypes::default());
    for entry in entries.into_iter().filter(|entry| !is_lost(&entry.path)) {
        let path = match without_place.iter().find(|table| entry.path.starts_with(**table)) {
            None => entry.path.clone(),
            Some(table) => {
                let name =
                    format!("{table}..{}", entry.path.rsplit('.').next().unwrap_or_default());
                let before = seen.entry(name.clone()).or_default();
                *before += 1;
                format!("{name} {before}")
            }
        };
        all.insert(path.clone(), "there".to_owned());
        for (fact, value) in &entry.facts {
            all.insert(format!("{path} {fact}"), value.to_string());
        }
    }
    all
}
