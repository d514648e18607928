//! The same page from four renderings gives the same facts.

use crate::dialect::read_bytes;
use crate::fixtures::{RENDERINGS, import};
use crate::page::{Doubt, Page, Row};
use crate::real_pages::{pages, shared};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Numbers that hold different pages of one method and path.
const OTHER_PAGES: [usize; 3] = [7, 46, 56];

/// Facts that the vendor changed between the days on which the renderings were saved.
const EDITS: [(usize, &str, &str, &str); 6] = [
    (5, "feishu-tree", "any of", "a scope for sending as a person was added"),
    (5, "feishu-tree", "auth", "the call takes a person's token since"),
    (5, "feishu-tree", "doubts", "the text groups the scopes by kind of token since"),
    (8, "feishu-tree", "codes", "230100 was added"),
    (20, "feishu-tree", "body", "need_reaction was added"),
    (20, "feishu-tree", "response", "reactions were added"),
];

/// The folder with the pages of the renderings.
fn folder() -> Option<PathBuf> {
    shared("facts of one page").map(|folder| folder.join("pages"))
}

/// The facts that every rendering tells, one a line.
fn facts(page: &Page) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut put = |key: &str, value: String| facts.insert(key.to_owned(), value);
    put(
        "call",
        format!("{:?} {:?} {} {:?}", page.method, page.host, page.path.text, page.fixed_query),
    );
    put("title", page.title.text.clone());
    put("apps", page.apps.join(" "));
    put("auth", format!("{:?}", page.auth));
    put("any of", page.scopes.any_of.join(" "));
    put("all of", page.scopes.all_of.join(" "));
    put("sensitive", page.scopes.sensitive.join(" "));
    put("quota", page.quota.iter().map(|q| format!("{}/{} ", q.calls, q.per)).collect());
    put("media", format!("{:?} {:?}", page.body_media, page.response_media));
    put("deprecated", format!("{:?}", page.deprecated));
    put("doubts", page.doubts.iter().map(|doubt| format!("{} ", doubt.place)).collect());
    put("examples", page.examples.iter().map(|example| format!("{:?} ", example.kind)).collect());
    put(
        "codes",
        page.errors
            .iter()
            .map(|row| format!("{:?}:{} ", row.http.unwrap_or(0), row.code))
            .collect(),
    );
    for (place, rows) in [
        ("path", &page.path_parameters),
        ("query", &page.query),
        ("header", &page.header),
        ("body", &page.body),
        ("response", &page.response),
    ] {
        put(place, rows.iter().map(row).collect());
    }
    facts
}

fn row(row: &Row) -> String {
    format!(
        "{}:{}:{} ",
        row.name,
        row.type_name,
        row.required.map_or("", |required| if required { "!" } else { "?" })
    )
}

#[test]
fn every_page_of_an_endpoint_is_read_and_every_event_refused() {
    let Some(shared) = folder() else { return };
    for rendering in RENDERINGS {
        let found = pages(&shared.join(rendering));
        assert_eq!(found.len(), 60);
        for path in found {
            let page = import(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            for Doubt { at, place, asks, assumed } in &page.doubts {
                eprintln!("{}:{at} {place}: {asks} ({assumed:?})", path.display());
            }
        }
        for path in pages(&shared.join(rendering).join("events")) {
            let refusal = import(&path).expect_err("an event is no endpoint");
            assert_eq!(refusal.kind, "no-endpoint", "{}: {refusal}", path.display());
        }
    }
}

#[test]
fn four_renderings_of_a_page_tell_the_same_facts() {
    let Some(shared) = folder() else { return };
    let folders: Vec<_> =
        RENDERINGS.iter().map(|rendering| pages(&shared.join(rendering))).collect();
    let mut found = Vec::new();
    for number in (0..60).filter(|number| !OTHER_PAGES.contains(number)) {
        let read: Vec<_> = folders
            .iter()
            .map(|files| facts(&import(&files[number]).expect("the page is read")))
            .collect();
        for (rendering, other) in RENDERINGS.iter().zip(&read).skip(1) {
            for (fact, value) in other.iter().filter(|(fact, value)| read[0][*fact] != **value) {
                eprintln!("{number:02} {fact}\n  tags: {}\n  {rendering}: {value}", read[0][fact]);
                found.push((number, *rendering, fact.clone()));
            }
        }
    }
    let edits: Vec<_> =
        EDITS.iter().map(|(number, name, fact, _)| (*number, *name, (*fact).to_owned())).collect();
    assert_eq!(found, edits);
}

#[test]
fn the_day_of_an_instant_is_the_one_that_the_vendor_prints() {
    let Some(shared) = folder() else { return };
    let mut compared = 0;
    for path in pages(&shared.join("feishu-lines")) {
        let (_, mut document) = read_bytes(&std::fs::read(&path).expect("the page is there"))
            .expect("the page is read");
        let printed = document.meta.remove("last_remote_update").map(|line| line.text);
        assert_eq!(super::source::source(&document.meta).updated, printed, "{}", path.display());
        compared += usize::from(printed.is_some());
    }
    assert_eq!(compared, 60);
}
