//! Names are followed one way, whoever asks.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::load::load_texts;

const PLATFORM: &str = "language: 1\ntitle: T\nhosts: {}\nenvelopes: {}\nauth: {}\n";

const TYPES: &str = "\
types:
  Filter:
    type: object
    fields:
      since: { type: string }
      inner: { type: Inner }
  Inner:
    type: object
    fields:
      deep: { type: string }
  Ids: { type: [string] }
  Same: { type: Ids }
  One: { type: Two }
  Two: { type: One }
";

const OPERATION: &str = "\
title: T
http: { method: POST, path: \"/a/:id/b/:key\" }
path:
  id: { type: string }
query:
  size: { type: integer }
  both: { type: string }
  dotted.name: { type: string }
body:
  fields:
    both: { type: string, rust: body_both }
    filter: { type: Filter }
    ids: { type: Same }
    body: { type: object, fields: { query: { type: string } } }
    gone: { type: Gone }
response:
  fields:
    page: { type: object, fields: { next: { type: string } } }
";

fn with<R>(ask: impl FnOnce(&PlatformTree, &Operation) -> R) -> R {
    let files = [("p/platform.yaml", PLATFORM), ("p/types.yaml", TYPES), ("p/a.yaml", OPERATION)];
    let owned = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let loaded = load_texts(owned.to_vec());
    assert_eq!(loaded.diagnostics, []);
    let platform = &loaded.tree.platforms["p"];
    ask(platform, &platform.operations["p.a"].operation)
}

fn place(path: &str) -> Result<(Location, String), PathError> {
    with(|platform, operation| {
        let found = platform.parameter(operation, path)?;
        Ok((found.location, found.path.join("/")))
    })
}

#[test]
fn parameters_are_found_wherever_they_travel() {
    let found = |location, path: &str| Ok((location, path.to_owned()));
    assert_eq!(place("size"), found(Location::Query, "size"));
    assert_eq!(place("dotted.name"), found(Location::Query, "dotted.name"));
    assert_eq!(place("id"), found(Location::Path, "id"));
    assert_eq!(place("filter.since"), found(Location::Body, "filter/since"));
    assert_eq!(place("filter.inner.deep"), found(Location::Body, "filter/inner/deep"));
    assert_eq!(place("query.both"), found(Location::Query, "both"));
    assert_eq!(place("body.both"), found(Location::Body, "both"));
    assert_eq!(place("body.query"), found(Location::Body, "body/query"));
    assert_eq!(place("ids"), found(Location::Body, "ids"));
}

#[test]
fn a_name_that_leads_nowhere_says_why() {
    assert_eq!(place("both"), Err(PathError::Ambiguous(vec![Location::Query, Location::Body])));
    assert_eq!(place("ids.first"), Err(PathError::NoRecord("ids".to_owned())));
    assert_eq!(place("gone.first"), Err(PathError::Unknown("gone".to_owned())));
    assert!(
        matches!(place("filter.until"), Err(PathError::Missing { name, .. }) if name == "until")
    );
    assert!(matches!(place("nothing"), Err(PathError::Missing { known, .. }) if known.len() == 8));
}

#[test]
fn types_are_followed_through_names_and_never_in_circles() {
    with(|platform, _| {
        let ids = &platform.types["Same"].field;
        assert_eq!(platform.described(ids).unwrap().ty, Type::List(Box::new(Type::String)));
        let circle = &platform.types["One"].field;
        assert_eq!(platform.described(circle), None);
        assert_eq!(platform.resolve(&circle.ty, &circle.fields), Resolved::Unknown);
    });
}

#[test]
fn replies_and_templates() {
    with(|platform, operation| {
        let (path, _) = platform.reply_field(&operation.response, "page.next").unwrap();
        assert_eq!(path, ["page", "next"]);
        let names: Vec<&str> = template_parameters(&operation.http.path).collect();
        assert_eq!(names, ["id", "key"]);
    });
}
