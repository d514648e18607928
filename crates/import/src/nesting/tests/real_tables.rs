//! Tables of real pages whose rendering kept the levels: taken away, they have to be found again.

use crate::fixtures::import;
use crate::nesting::{read_example, resolve};
use crate::page::{ExampleKind, Page, Row};
use crate::real_pages::{pages, shared};
use serde_json::Value;

/// A table of a real page: its rows with their levels, where they go, and its examples.
type Table = (Vec<Row>, &'static str, Vec<Value>);

fn tables_of(page: Page) -> [Table; 2] {
    let examples = |kind: ExampleKind| {
        let of_kind = page.examples.iter().filter(|example| example.kind == kind);
        of_kind.filter_map(|example| read_example(&example.text)).collect()
    };
    let (requests, replies) = (examples(ExampleKind::Request), examples(ExampleKind::Reply));
    [(page.body, "body.fields", requests), (page.response, "response.fields", replies)]
}

#[test]
fn real_tables_are_found_again_without_their_levels_or_asked_about() {
    let Some(shared) = shared("real tables") else { return };
    let files = pages(&shared.join("pages/feishu-tags")).into_iter();
    let pages = files.filter_map(|file| import(&file).ok());
    let is_told = |table: &Table| {
        table.0.iter().all(|row| row.level.is_some())
            && table.0.iter().any(|row| row.level > Some(0))
    };
    let (mut all, mut right, mut silent) = (0, 0, Vec::new());
    for (mut rows, place, examples) in pages.flat_map(tables_of).filter(is_told) {
        let told = resolve(&rows, place, &examples).roots;
        rows.iter_mut().for_each(|row| row.level = None);
        let found = resolve(&rows, place, &examples);
        all += 1;
        if found.roots == told {
            right += 1;
        } else if found.doubts.is_empty() {
            silent.push(rows);
        }
    }
    eprintln!("{right} of {all} tables are right, {} wrong without a question", silent.len());
    assert!(all > 50 && right * 100 >= all * 90, "{right} of {all}");
    // On two pages the table and its example contradict each other, and the example is believed.
    assert!(silent.len() <= 2, "{silent:#?}");
}
