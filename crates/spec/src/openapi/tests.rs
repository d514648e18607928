//! The export as a specification: what each part of a spec becomes, and that every document
//! holds together. Outside validators are run by hand and by the continuous integration.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sound;
mod values;

use super::*;
use crate::diagnostic::Severity;
use crate::load::{load, load_texts};
use sound::faults;
use std::fs;
use std::path::Path;

const PLATFORM: &str = "\
language: 1
title: Demo
hosts:
  beta: { url: https://beta.example }
  main: { url: https://demo.example, default: true }
envelopes:
  usual: { code: code, message: msg, data: data }
  flat: { code: errorCode }
auth:
  app: { headers: { X-Token: \"{token}\", X-User: \"{user}\" } }
log_id: [x-log]
errors:
  9: { http: 429, name: too_many, retry: quota }
";

const TYPES: &str = "\
types:
  Kind: { type: string, enum: { a: {}, b: { scopes: [s] } } }
  Holder: { type: object, fields: { kind: { type: Kind }, plain: { type: Plain } } }
  Plain: { type: object, fields: { text: { type: string } } }
  Ids: { type: [string] }
";

/// A tree of one platform with these operations, by the name of the file.
fn tree(operations: &[(&str, &str)]) -> Loaded {
    let mut files = vec![
        ("demo/platform.yaml".to_owned(), PLATFORM.to_owned()),
        ("demo/types.yaml".to_owned(), TYPES.to_owned()),
    ];
    let own =
        operations.iter().map(|(name, text)| (format!("demo/{name}.yaml"), (*text).to_owned()));
    files.extend(own);
    without_errors(load_texts(files))
}

fn without_errors(loaded: Loaded) -> Loaded {
    let found = crate::check(&loaded).into_iter();
    let errors: Vec<_> = found.filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    loaded
}

/// A sound document of a tree.
fn exported(loaded: &Loaded, platform: Option<&str>) -> Export {
    let export = export(loaded, platform).unwrap();
    assert_eq!(faults(&export.document), Vec::<String>::new());
    export
}

/// What the only operation of a tree becomes.
fn operation(text: &str) -> Value {
    let export = exported(&tree(&[("group/get", text)]), None);
    let paths = export.document["paths"].as_object().unwrap();
    let item = paths.values().next().unwrap().as_object().unwrap();
    item.values().next().unwrap().clone()
}

fn golden(name: &str, text: &str) {
    let path = Path::new("fixtures/openapi").join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == expected,
        "{} differs; UPDATE_GOLDENS=1 writes it anew, read the diff",
        path.display()
    );
}

#[test]
fn the_obstacle_course_becomes_the_golden_document() {
    let loaded = without_errors(load(Path::new("../codegen-goldens/specs")));
    let export = exported(&loaded, None);
    assert_eq!(export.warnings, Vec::<String>::new());
    golden("course.yaml", &export.to_yaml());
}

#[test]
fn every_document_of_the_real_tree_is_sound() {
    let loaded = without_errors(load(Path::new("../../specs")));
    let names: Vec<&str> = loaded.tree.platforms.keys().map(String::as_str).collect();
    for platform in names.iter().copied().map(Some).chain([None]) {
        let export = exported(&loaded, platform);
        let known =
            loaded.tree.operations().filter(|(at, _)| platform.is_none_or(|p| at.name == p));
        assert_eq!(export.operations, known.count());
    }
}

#[test]
fn yaml_and_json_say_the_same() {
    for folder in ["../codegen-goldens/specs", "../../specs"] {
        let export = exported(&load(Path::new(folder)), None);
        assert_eq!(serde_yaml::from_str::<Value>(&export.to_yaml()).unwrap(), export.document);
        assert_eq!(serde_json::from_str::<Value>(&export.to_json()).unwrap(), export.document);
    }
    let odd = json!({
        "": [[], {}, [[1, [2]], { "a": [] }], -1, 1.5e300, null, true],
        "yes": "no", "2026-01-01": "2026-01-01", "1:30": "017", "null": "~", "a: b #": " - x ",
        "text": "line\nbreak\ttab \u{85}\u{2028}\u{feff}\u{7f} \"quoted\" \\ 中文",
        "nested": { "deeper": { "list": [{ "a": 1, "b": [{ "c": 2 }] }] } },
    });
    assert_eq!(serde_yaml::from_str::<Value>(&yaml::text(&odd)).unwrap(), odd);
}

#[test]
fn a_platform_that_is_not_there_is_refused_with_those_that_are() {
    let error = export(&tree(&[]), Some("dmo")).unwrap_err();
    let text = "the tree has no platform `dmo`: did you mean `demo`? its platforms are: `demo`";
    assert_eq!(error.to_string(), text);
    assert_eq!(export(&load_texts(Vec::new()), None).unwrap_err(), ExportError::Empty);
}

#[test]
fn hosts_become_servers_with_the_usual_one_first() {
    let document = exported(&tree(&[]), None).document;
    let urls = document["servers"].as_array().unwrap().iter().map(|server| &server["url"]);
    assert_eq!(urls.collect::<Vec<_>>(), ["https://demo.example", "https://beta.example"]);
}

#[test]
fn platforms_in_one_document_keep_apart() {
    let operation = "title: T\nhttp: { method: GET, path: /same }\nauth: [app]\n\
                     query: { kind: { type: Kind } }\nresponse: {}\n";
    let mut files = Vec::new();
    for platform in ["one", "two"] {
        files.push((format!("{platform}/platform.yaml"), PLATFORM.to_owned()));
        files.push((format!("{platform}/types.yaml"), TYPES.to_owned()));
        files.push((format!("{platform}/group/get.yaml"), operation.to_owned()));
    }
    let export = exported(&without_errors(load_texts(files)), None);
    let document = export.document;
    assert!(document.get("servers").is_none(), "hosts of one platform do not serve the other");
    let one = &document["paths"]["/same"]["get"];
    assert_eq!(one["servers"][0]["url"], "https://demo.example");
    assert_eq!(one["tags"][0], "one.group");
    assert_eq!(one["security"], json!([{ "one.app": [], "one.app.X-User": [] }]));
    let schema = &one["parameters"][0]["schema"];
    assert_eq!(schema, &json!({ "$ref": "#/components/schemas/one.Kind" }));
    assert_eq!(one["x-larkspur-also"][0]["operationId"], "two.group.get");
}

#[test]
fn operations_of_one_call_are_kept_under_the_first_that_is_in_use() {
    let text = |more: &str| {
        format!(
            "title: T\n{more}http: {{ method: GET, path: /a }}\nnote: Two pages.\nresponse: {{}}\n"
        )
    };
    let loaded = tree(&[
        ("group/a", &text("deprecated: Use b.\n")),
        ("group/b", &text("")),
        ("group/c", &text("")),
    ]);
    let export = exported(&loaded, None);
    let first = &export.document["paths"]["/a"]["get"];
    assert_eq!(first["operationId"], "demo.group.b");
    let also = first["x-larkspur-also"].as_array().unwrap();
    let also: Vec<_> = also.iter().map(|at| &at["operationId"]).collect();
    assert_eq!(also, ["demo.group.c", "demo.group.a"]);
    assert!(export.warnings[0].starts_with("demo.group.c makes the same call as demo.group.b"));
    assert_eq!((export.operations, export.paths()), (3, 1));
}

#[test]
fn paths_that_differ_in_names_alone_are_one() {
    let loaded = tree(&[
        (
            "group/a",
            "title: T\nhttp: { method: GET, path: \"/a/:id/b/:key\" }\n\
             path: { key: { type: string, required: true }, id: { type: string, required: true } }\n\
             response: {}\n",
        ),
        (
            "group/b",
            "title: T\nhttp: { method: DELETE, path: \"/a/:key/b/:b_id\" }\n\
             path: { key: { type: string, required: true }, b_id: { type: string, required: true } }\n\
             response: {}\nexamples: [{ parameters: { key: one, b_id: two } }]\n",
        ),
    ]);
    let document = exported(&loaded, None).document;
    let parameters = &document["paths"]["/a/{id}/b/{key}"]["delete"]["parameters"];
    let names = |key: &str| [&parameters[0][key], &parameters[1][key]];
    assert_eq!(names("name"), ["id", "key"]);
    assert_eq!(names("x-larkspur-name"), ["key", "b_id"]);
    assert_eq!(parameters[1]["examples"]["call1"]["value"], "two");
}

#[test]
fn parameters_travel_as_text() {
    let of = operation(
        "title: T\nhttp: { method: GET, path: \"/a/:id\", query: { v: \"2\" } }\n\
         path: { id: { type: integer, wire: string, required: true, example: \"5\" } }\n\
         query:\n  ids: { type: Ids }\n  old: { type: boolean, doc: Old., deprecated: Use ids. }\n\
         \x20 at: { type: timestamp, unit: s, wire: string, required: true }\n\
         header: { X-One: { type: string, const: one }, Authorization: { type: string } }\n\
         response: {}\n",
    );
    let integer = json!({ "type": "integer", "format": "int64", "examples": [5] });
    let mut at = json!({ "type": "integer", "format": "int64" });
    at["x-larkspur-timestamp"] = json!({ "unit": "s" });
    let ids = json!({ "$ref": "#/components/schemas/Ids" });
    let expected = json!([
        { "name": "id", "in": "path", "required": true, "schema": integer },
        { "name": "v", "in": "query", "required": true,
          "schema": { "type": "string", "const": "2" } },
        { "name": "ids", "in": "query", "style": "form", "explode": true, "schema": ids },
        { "name": "old", "in": "query", "description": "Old.\n\nDeprecated: Use ids.",
          "deprecated": true, "schema": { "type": "boolean" } },
        { "name": "at", "in": "query", "required": true, "schema": at },
        { "name": "X-One", "in": "header", "schema": { "type": "string", "const": "one" } },
    ]);
    assert_eq!(of["parameters"], expected);
    assert_eq!(of["x-larkspur-header"], json!({ "Authorization": { "type": "string" } }));
}

#[test]
fn files_go_up_in_multipart_bodies() {
    let of = operation(
        "title: T\nhttp: { method: POST, path: /a }\n\
         body:\n  media: multipart\n  fields:\n    size: { type: integer, wire: string }\n\
         \x20   file: { type: file, required: true }\nresponse: {}\n",
    );
    let form = &of["requestBody"]["content"]["multipart/form-data"];
    assert_eq!(form["schema"]["properties"]["size"]["type"], "integer");
    assert_eq!(form["schema"]["properties"]["file"]["format"], "binary");
    assert_eq!(form["schema"]["required"], json!(["file"]));
    assert_eq!(form["encoding"]["file"]["contentType"], "application/octet-stream");
    assert_eq!(of["requestBody"]["required"], true);
}

#[test]
fn a_reply_lies_where_the_envelope_or_the_spec_says() {
    let schema = |response: &str| {
        let text = format!("title: T\nhttp: {{ method: GET, path: /a }}\nresponse: {response}\n");
        operation(&text)["responses"]["200"]["content"]["application/json"]["schema"].clone()
    };
    let usual = json!({ "$ref": "#/components/schemas/Envelope.usual" });
    let flat = json!({ "$ref": "#/components/schemas/Envelope.flat" });
    let text = json!({ "type": "string" });
    let record = json!({ "type": "object", "properties": { "a": text } });
    let under = |key: &str, inner: &Value| json!({ "allOf": [usual, { "type": "object", "properties": { key: inner } }] });
    let with_free_keys = json!({
        "type": "object", "required": ["errorCode"],
        "properties": { "errorCode": {
            "type": "integer", "format": "int64",
            "description": "The call went well where this is 0.", "x-larkspur-success": 0,
        } },
        "additionalProperties": text,
    });
    for (response, expected) in [
        ("{}", usual.clone()),
        ("{ fields: { a: { type: string } } }", under("data", &record)),
        ("{ under: b, fields: { a: { type: string } } }", under("b", &record)),
        (
            "{ under: /root, type: [string] }",
            under("root", &json!({ "type": "array", "items": text })),
        ),
        ("{ under: root, fields: { a: { type: string } } }", json!({ "allOf": [usual, record] })),
        ("{ envelope: flat, fields: { a: { type: string } } }", json!({ "allOf": [flat, record] })),
        ("{ envelope: flat, type: { map: string } }", with_free_keys),
        ("{ envelope: flat, type: any }", flat.clone()),
        ("{ envelope: flat, type: [string] }", json!({ "type": "array", "items": text })),
    ] {
        assert_eq!(schema(response), expected, "{response}");
    }
}

#[test]
fn replies_without_json_say_so() {
    for (response, header, statuses) in [
        ("{ media: none }", "{}", vec!["2XX", "default"]),
        ("{ media: binary }", "{}", vec!["200", "default"]),
        ("{ media: binary }", "{ Range: { type: string } }", vec!["200", "206", "default"]),
    ] {
        let of = operation(&format!(
            "title: T\nhttp: {{ method: GET, path: /a }}\nheader: {header}\nresponse: {response}\n"
        ));
        let responses = of["responses"].as_object().unwrap();
        assert_eq!(responses.keys().collect::<Vec<_>>(), statuses);
        assert!(responses[statuses[0]]["content"].get("application/json").is_none());
    }
}

#[test]
fn codes_stand_with_their_status() {
    let of = operation(
        "title: T\nhttp: { method: GET, path: /a }\nresponse: { media: binary }\nerrors:\n\
         \x20 1: { http: 200, name: odd, doc: Odd. }\n  2: { http: 400, name: bad }\n\
         \x20 3: { name: other, retry: backoff }\n",
    );
    let responses = of["responses"].as_object().unwrap();
    assert_eq!(responses.keys().collect::<Vec<_>>(), ["200", "400", "default"]);
    let failure = json!({ "schema": { "$ref": "#/components/schemas/Envelope.usual" } });
    assert_eq!(responses["200"]["content"]["application/json"], failure);
    assert_eq!(responses["200"]["description"], "The reply.\n\nOr a failure.\n\n- `1` odd: Odd.");
    assert_eq!(responses["400"]["x-larkspur-errors"]["2"]["name"], "bad");
    let other = json!({ "3": { "name": "other", "retry": "backoff" } });
    assert_eq!(responses["default"]["x-larkspur-errors"], other);
    assert!(responses["default"]["headers"].get("x-log").is_some());
}

#[test]
fn an_auth_scheme_of_two_headers_asks_for_both() {
    let text = "title: T\nhttp: { method: GET, path: /a }\nauth: [app]\nresponse: {}\n";
    assert_eq!(operation(text)["security"], json!([{ "app": [], "app.X-User": [] }]));
    let open = "title: T\nhttp: { method: GET, path: /a }\nauth: []\nresponse: {}\n";
    assert_eq!(operation(open)["security"], json!([]));
}

#[test]
fn keys_of_components_hold_only_what_openapi_takes() {
    assert_eq!(names::component("a.B-c_1"), "a.B-c_1");
    assert_eq!(names::component("审批 x"), "_u5BA1_u6279_u0020x");
}
