use super::*;
use crate::document::{Line, Position};
use crate::page::{ErrorRow, PageExample, fixture};
use crate::platforms;
use larkspur_spec::model::Method;
use larkspur_spec::write;

fn line(text: &str) -> Line {
    Line { text: text.to_owned(), at: Position { line: 3, column: 1 } }
}

fn row(level: usize, name: &str, type_name: &str, required: Option<bool>) -> Row {
    Row {
        at: Position { line: 9, column: 1 },
        level: Some(level),
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        required,
        description: Vec::new(),
    }
}

fn reply_row(level: usize, name: &str, type_name: &str) -> Row {
    row(level, name, type_name, None)
}

fn page(method: Method, path: &str) -> Page {
    fixture::page("feishu", method, line(path), line("Jars"))
}

fn drafted(page: &Page) -> Draft {
    let platform = platforms::tree(page.platform).expect("the platform of the page");
    draft(page, &platform)
}

/// The canonical text of a draft without its title and source, and what was asked.
fn text(page: &Page) -> (String, Vec<String>) {
    let Draft { operation, doubts, .. } = drafted(page);
    let text = write::operation(&operation, "");
    let kept =
        text.lines().filter(|line| !line.starts_with("title") && !line.starts_with("source"));
    let kept: Vec<&str> = kept.take_while(|line| !line.starts_with("questions")).collect();
    (kept.join("\n"), doubts.into_iter().map(|doubt| doubt.place).collect())
}

const ENVELOPE: [(usize, &str, &str); 3] =
    [(0, "code", "int"), (0, "msg", "string"), (0, "data", "-")];

fn enveloped(more: &[(usize, &str, &str)]) -> Vec<Row> {
    ENVELOPE.iter().chain(more).map(|(level, name, ty)| reply_row(*level, name, ty)).collect()
}

#[test]
fn a_paged_list_is_read_with_its_envelope_taken_off() {
    let mut page = page(Method::Get, "/open-apis/pantry/v1/jars");
    page.query =
        vec![row(0, "page_size", "int", Some(false)), row(0, "page_token", "string", Some(false))];
    page.response = enveloped(&[
        (1, "items", "jar[]"),
        (2, "id", "string"),
        (1, "page_token", "string"),
        (1, "has_more", "boolean"),
    ]);
    page.errors = vec![ErrorRow {
        http: Some(400),
        code: 7,
        message: "no jar".to_owned(),
        ..ErrorRow::default()
    }];
    let expected = "\
http: { method: GET, path: /open-apis/pantry/v1/jars }
auth: [tenant]
query:
  page_size: { type: integer }
  page_token: { type: string }
response:
  fields:
    items:
      type: [object]
      record: Jar
      fields:
        id: { type: string }
    page_token: { type: string }
    has_more: { type: boolean }
paging: { token: page_token, more: has_more, size: page_size, items: items }
errors:
  7: { http: 400, name: no_jar }";
    assert_eq!(text(&page), (expected.to_owned(), Vec::new()));
}

#[test]
fn what_stands_beside_the_envelope_is_a_reply_under_the_root() {
    let mut page = page(Method::Get, "/open-apis/pantry/v1/owner");
    page.response = vec![
        reply_row(0, "code", "int"),
        reply_row(0, "msg", "string"),
        reply_row(0, "owner", "owner"),
        reply_row(1, "name", "string"),
    ];
    let (text, asked) = text(&page);
    assert!(text.contains("response:\n  under: root\n  fields:\n    owner:"), "{text}");
    assert_eq!(asked, Vec::<String>::new());
}

#[test]
fn a_reply_of_nothing_but_the_envelope_is_empty() {
    let mut page = page(Method::Delete, "/open-apis/pantry/v1/jars/:jar_id");
    page.path_parameters = vec![row(0, "jar_id", "string", None)];
    page.response = enveloped(&[]);
    let (text, _) = text(&page);
    assert!(text.contains("path:\n  jar_id: { type: string, required: true }"), "{text}");
    assert!(text.ends_with("response: {}"), "{text}");
}

#[test]
fn a_body_with_a_file_is_multipart() {
    let mut page = page(Method::Post, "/open-apis/pantry/v1/labels/upload");
    page.body = vec![row(0, "file", "file", Some(true))];
    assert!(text(&page).0.contains("body:\n  media: multipart"));
    page.body_media = Some(Media::Json);
    let (text, asked) = text(&page);
    assert!(text.contains("media: multipart"), "{text}");
    assert_eq!(asked, ["body.media"]);
}

#[test]
fn a_token_nobody_names_is_asked_about() {
    let mut page = page(Method::Get, "/open-apis/pantry/v1/owner");
    page.auth = None;
    let (text, asked) = text(&page);
    assert!(text.contains("auth: [tenant]"), "{text}");
    assert_eq!(asked, ["auth"]);
}

#[test]
fn a_paged_call_with_several_lists_is_asked_about() {
    let mut page = page(Method::Get, "/open-apis/pantry/v1/jars");
    page.query = vec![row(0, "page_token", "string", None)];
    page.response =
        enveloped(&[(1, "jars", "string[]"), (1, "lids", "string[]"), (1, "has_more", "boolean")]);
    assert_eq!(text(&page).1, ["paging"]);
}

#[test]
fn a_token_that_no_reply_gives_is_asked_about() {
    let mut page = page(Method::Get, "/open-apis/pantry/v1/jars");
    page.query = vec![row(0, "page_token", "string", None)];
    page.response = enveloped(&[(1, "jars", "string[]"), (1, "has_more", "boolean")]);
    let (text, asked) = text(&page);
    assert!(!text.contains("\npaging:"), "{text}");
    assert_eq!(asked, ["paging"]);
}

#[test]
fn examples_that_are_no_json_are_no_evidence_and_no_fault() {
    let mut page = page(Method::Post, "/open-apis/pantry/v1/jars");
    page.body = vec![row(0, "tags", "list", Some(false))];
    let example = |text: &str| PageExample {
        kind: ExampleKind::Request,
        at: Position::default(),
        text: text.to_owned(),
    };
    page.examples = vec![example("curl -X POST"), example("{ \"tags\": [\"a\"] }")];
    let (text, asked) = text(&page);
    assert!(text.contains("tags: { type: [string], from: { type: example } }"), "{text}");
    assert_eq!(asked, Vec::<String>::new());
}

#[test]
fn questions_carry_the_place_on_the_page() {
    let mut page = page(Method::Get, "/open-apis/pantry/v1/owner");
    page.auth = None;
    let questions = drafted(&page).operation.questions;
    assert_eq!(questions[0].page.as_deref(), Some("3:1"));
}
