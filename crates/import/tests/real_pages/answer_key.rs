//! What was imported, against the field lists of a vendor's SDK: an answer key that shares nothing
//! with this project.

use crate::support::{Difference, into_empty_tree, judge, operations, pages, shared};
use larkspur_spec::model::{Field, Map, Operation};
use larkspur_spec::resolve::with_parameters;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the SDK says about one endpoint.
#[derive(Deserialize)]
struct Key {
    path: Vec<String>,
    query: Vec<String>,
    body: Vec<String>,
    required_query: Vec<String>,
    required_body: Vec<String>,
    /// `None`: the SDK has no type for it.
    response: Option<Vec<String>>,
}

#[test]
fn imported_fields_are_those_of_the_vendors_sdk() {
    let Some(shared) = shared("answer key") else { return };
    let text =
        std::fs::read_to_string(shared.join("keys/feishu-sdk-fields.json")).expect("the key");
    let keys: BTreeMap<String, Key> = serde_json::from_str(&text).expect("the key is JSON");
    // The SDK is younger than every crawl; the renderings are read from the youngest to the eldest,
    // so that of each page the youngest edit counts.
    let mut files = Vec::new();
    for folder in ["feishu-tags", "feishu-tree"] {
        files.extend(pages(&shared.join("pages").join(folder)));
    }
    let imported = operations(&into_empty_tree(&files));
    let mut found = Vec::new();
    for (line, key) in &keys {
        let mut same = imported.values().filter(|operation| {
            request_line(operation) == *line
                && !operation.source.url.as_deref().unwrap_or_default().contains("historic")
        });
        let operation = same.next().unwrap_or_else(|| panic!("{line} was imported"));
        compare(line, operation, key, &mut found);
    }
    assert_eq!(keys.len(), 48, "the key has all its endpoints");
    judge(&found, include_str!("accepted/answer_key.json"), MOST);
}

/// The list may only become shorter.
const MOST: usize = 163;

/// `GET /open-apis/x/{}`, as the key has it.
fn request_line(operation: &Operation) -> String {
    let path = with_parameters(&operation.http.path, |_| "{}".to_owned());
    format!("{} {path}", operation.http.method.as_str())
}

fn compare(line: &str, operation: &Operation, key: &Key, found: &mut Vec<Difference>) {
    let no_fields = Map::new();
    let body = operation.body.as_ref().map_or(&no_fields, |body| &body.fields);
    let mut differ = |what: &str, page: BTreeSet<String>, sdk: &[String]| {
        let sdk: BTreeSet<String> = sdk.iter().cloned().collect();
        let mut tell = |field: &String, one: &str, other: &str| {
            found.push(Difference {
                operation: line.to_owned(),
                field: format!("{what} {field}"),
                one: one.to_owned(),
                other: other.to_owned(),
            });
        };
        topmost(&page, &sdk)
            .into_iter()
            .for_each(|field| tell(field, "on the page", "not in the SDK"));
        topmost(&sdk, &page)
            .into_iter()
            .for_each(|field| tell(field, "not on the page", "in the SDK"));
    };
    differ("path", operation.path.keys().cloned().collect(), &key.path);
    differ("query", operation.query.keys().cloned().collect(), &key.query);
    differ("body", dotted(body, ""), &key.body);
    differ("required query", required(&operation.query), &key.required_query);
    differ("required body", required(body), &key.required_body);
    if let Some(response) = &key.response {
        differ("response", reply(operation), response);
    }
}

/// What only the one has, without what lies below a field that only it has.
fn topmost<'a>(one: &'a BTreeSet<String>, other: &BTreeSet<String>) -> Vec<&'a String> {
    let is_alone = |field: &str| one.contains(field) && !other.contains(field);
    let above = |field: &str| field.rsplit_once('.').is_some_and(|(above, _)| is_alone(above));
    one.iter().filter(|field| is_alone(field) && !above(field)).collect()
}

fn required(fields: &Map<Field>) -> BTreeSet<String> {
    fields.iter().filter(|(_, field)| field.required).map(|(name, _)| name.clone()).collect()
}

/// Every field below, through lists and maps.
fn dotted(fields: &Map<Field>, above: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (name, field) in fields {
        let path = format!("{above}{name}");
        all.extend(dotted(&field.fields, &format!("{path}.")));
        all.insert(path);
    }
    all
}

/// The fields of the whole answer, with the envelope's.
fn reply(operation: &Operation) -> BTreeSet<String> {
    let response = &operation.response;
    let envelope = ["code", "msg"].map(str::to_owned);
    if response.under.as_deref() == Some("root") {
        return dotted(&response.fields, "").into_iter().chain(envelope).collect();
    }
    let data = (!response.fields.is_empty()).then(|| "data".to_owned());
    dotted(&response.fields, "data.").into_iter().chain(envelope).chain(data).collect()
}
