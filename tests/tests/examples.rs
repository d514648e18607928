//! Examples: those of the specs, which are ours, and those of the vendors' pages.
//!
//! A field that a spec lacks is lost in silence, since replies are read leniently. What shows it
//! is an example: read by the generated client and written again, it has to hold every key that
//! it held before. The mock serves the same examples, so that each operation can be called.
//!
//! The pages' own examples differ from their tables here and there. Each such place was looked
//! at and stands on a counted list, which may only become shorter.

mod examples {
    pub(crate) mod compare;
    pub(crate) mod mocked;
    pub(crate) mod pages;
    pub(crate) mod readers;
    pub(crate) mod reply;
}
#[path = "../../crates/import/tests/real_pages/support.rs"]
#[allow(dead_code, clippy::print_stdout, reason = "it serves other tests too")]
mod support;

use examples::readers::readers;
use examples::{mocked, pages, reply};
use larkspur::runtime::Place;
use larkspur_spec::model::Media;
use larkspur_spec::tree::Tree;
use larkspur_tests::workspace;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The list may only become shorter.
const MOST: usize = 18;

/// What the pages held when they were last read; less would mean that some are no longer found.
const AT_LEAST: (usize, usize) = (356, 57);

/// The specs as they lie in the workspace.
fn specs() -> Tree {
    let loaded = larkspur_spec::load(&workspace::root().join("specs"));
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    loaded.tree
}

#[test]
fn every_operation_that_answers_json_has_a_reader() {
    let tree = specs();
    let json = tree.operations().filter(|(_, at)| at.operation.response.media != Media::Binary);
    let wanted: BTreeSet<_> = json.map(|(_, at)| at.id.as_str()).collect();
    let readers = readers();
    let known: BTreeSet<_> = readers.iter().map(|reader| reader.operation.id).collect();
    assert_eq!(known, wanted, "`examples/readers.rs` names every operation");
    assert_eq!(readers.len(), known.len(), "and each of them once");
}

#[test]
fn replies_of_the_specs_are_read_without_loss() {
    let tree = specs();
    let mut faults = Vec::new();
    let mut replies = 0;
    for reader in readers() {
        let id = reader.operation.id;
        let (platform, at) =
            tree.operations().find(|(_, at)| at.id == id).expect("each reader has a spec");
        for whole in at.operation.examples.iter().filter_map(|example| example.reply.as_ref()) {
            replies += 1;
            let found = reply::faults(platform, &at.operation, &reader, whole);
            faults.extend(found.into_iter().map(|fault| format!("{id}: {fault:?}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    eprintln!("{replies} replies of the specs");
}

#[test]
fn a_field_that_no_spec_knows_is_found_in_every_reply() {
    let tree = specs();
    for reader in readers() {
        let id = reader.operation.id;
        let (platform, at) =
            tree.operations().find(|(_, at)| at.id == id).expect("each reader has a spec");
        let shown = at.operation.examples.iter().find_map(|example| example.reply.as_ref());
        let mut whole = shown.unwrap_or_else(|| panic!("{id} shows no reply")).clone();
        let content = match reader.operation.place {
            Place::Root => &mut whole,
            Place::Key(key) => &mut whole[key],
        };
        match content {
            Value::Array(list) => list[0]["nobody_knows_it"] = json!(1),
            record => record["nobody_knows_it"] = json!(1),
        }
        let found = reply::faults(platform, &at.operation, &reader, &whole);
        assert_eq!(found.len(), 1, "{id}: {found:?}");
    }
}

#[test]
fn examples_of_the_pages_are_read_without_loss() {
    let Some(shared) = support::shared("examples of the pages") else { return };
    let found = pages::held_against(&shared, &specs());
    eprintln!("{} examples of {} operations", found.examples, found.operations.len());
    eprintln!("no JSON: {:?}", found.no_json);
    eprintln!("no spec: {:?}", found.no_spec);
    let found_now = (found.examples, found.operations.len());
    assert!(found_now.0 >= AT_LEAST.0 && found_now.1 >= AT_LEAST.1, "only {found_now:?}");
    support::judge(&found.differences, include_str!("../accepted/examples.json"), MOST);
}

#[tokio::test]
async fn the_mock_takes_every_call_of_the_specs_and_its_answer_is_read_without_loss() {
    let tree = specs();
    let mock = mocked::with_credentials_of(&tree).start().await.expect("the specs can be served");
    let readers = readers();
    let mut faults = Vec::new();
    let mut calls = 0;
    for (platform, at) in tree.operations() {
        let id = &at.id;
        assert!(!at.operation.examples.is_empty(), "{id} shows no call");
        for example in &at.operation.examples {
            calls += 1;
            let before = mock.calls(id);
            let example = mocked::of_the_first_page(&at.operation, example);
            let request = mocked::call(&mock, platform, &at.operation, &example).await;
            let reply = request.send(mock.address().expect("it listens")).await;
            let received = mock.last_request().expect("the call arrived");
            assert_eq!(mock.calls(id), before + 1, "{id}: taken for {:?}", received.operation);
            let complaints = [received.faults, received.unknown_fields].concat();
            if ![200, 206].contains(&reply.status) || !complaints.is_empty() {
                faults.push(format!("{id}: HTTP {} {complaints:?}", reply.status));
                continue;
            }
            let Some(reader) = readers.iter().find(|reader| reader.operation.id == id) else {
                assert!(!reply.body.is_empty(), "{id}: a file");
                continue;
            };
            let found = reply::faults(platform, &at.operation, reader, &reply.json());
            faults.extend(found.into_iter().map(|fault| format!("{id}: {fault:?}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    eprintln!("{calls} calls of {} operations", tree.operations().count());
}
