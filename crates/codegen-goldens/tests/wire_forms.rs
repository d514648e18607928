//! What generated types make of JSON, and JSON of generated types.

use larkspur_codegen_goldens::course::naming::odd::names;
use larkspur_codegen_goldens::course::shapes::v1::body::json;
use larkspur_codegen_goldens::course::shapes::v1::paging::{nested, numbered};
use larkspur_codegen_goldens::course::shapes::v1::reply::root;
use larkspur_codegen_goldens::course::types::{Tone, Tree};
use larkspur_runtime::{Endpoint, Timestamp, Violations};
use serde_json::{Value, from_value, json, to_value};

#[test]
fn every_kind_of_value_comes_back_as_it_went_out() {
    let wire = json!({
        "tree": { "name": "root", "parent": { "name": "up", "children": [], "by_name": {} },
                  "children": [{ "name": "leaf", "children": [], "by_name": {} }],
                  "by_name": { "a": { "name": "b", "children": [], "by_name": {} } } },
        "ping": { "pong": { "tone": 1 } },
        "option": { "value": [1, "two", { "three": null }] },
        "id_type": "union_id",
        "tones": [0, -1, 7],
        "at": "1760000000",
        "always_at": 1_760_000_000_123_i64,
        "numbers": { "half": 0.5 },
        "deep": [{ "key": [{ "leaf": "12" }] }],
    });
    let reply: root::Reply = from_value(wire.clone()).expect("the reply is read");
    assert_eq!(reply.at, Some(Timestamp::from_seconds(1_760_000_000)));
    assert_eq!(reply.always_at, Timestamp::from_millis(1_760_000_000_123));
    assert_eq!(reply.tones[2], Tone::Other("7".to_owned()));
    assert_eq!(to_value(&reply).expect("the reply is written"), wire);
}

#[test]
fn odd_values_are_read_leniently() {
    for (wire, expected) in [
        (json!({ "at": 0 }), None),
        (json!({ "at": "0" }), None),
        (json!({ "at": "" }), None),
        (json!({ "at": null }), None),
        (json!({}), None),
        (json!({ "at": 5 }), Some(Timestamp::from_seconds(5))),
        (json!({ "at": " 5 ", "unknown": [{}] }), Some(Timestamp::from_seconds(5))),
        (json!({ "at": 5.0 }), Some(Timestamp::from_seconds(5))),
    ] {
        let reply: root::Reply = from_value(wire.clone()).expect("read leniently");
        assert_eq!(reply.at, expected, "{wire}");
    }
    let tree: Tree = from_value(json!({ "name": 7, "children": null })).expect("read leniently");
    assert_eq!((tree.name.as_deref(), tree.children), (Some("7"), None));
}

#[test]
fn what_cannot_be_read_without_guessing_is_an_error() {
    for wire in [
        json!({ "tree": [] }),
        json!({ "tree": "text" }),
        json!({ "tones": {} }),
        json!({ "at": "soon" }),
        json!({ "at": 1.5 }),
        json!({ "numbers": [1] }),
        json!([]),
    ] {
        assert!(from_value::<root::Reply>(wire.clone()).is_err(), "{wire}");
    }
}

#[test]
fn a_list_is_not_read_without_what_steers_it() {
    let nested = |wire: Value| from_value::<nested::Reply>(wire);
    assert!(nested(json!({ "page": { "more": false } })).is_ok());
    assert!(nested(json!({ "page": { "more": true, "list": [] } })).is_ok());
    for wire in [json!({}), json!({ "page": {} }), json!({ "page": { "more": true } })] {
        assert!(nested(wire.clone()).is_err(), "{wire}");
    }
    let numbered = |wire: Value| from_value::<numbered::Reply>(wire);
    assert!(numbered(json!({ "total": "0" })).is_ok());
    assert!(numbered(json!({ "total": 1, "rows": [{}] })).is_ok());
    for wire in [json!({ "rows": [] }), json!({ "total": 3 }), json!({ "total": null })] {
        assert!(numbered(wire.clone()).is_err(), "{wire}");
    }
}

#[test]
fn every_violation_is_found_at_once_with_its_path() {
    let mut parameters = json::Parameters::default();
    parameters.id = Some("..".to_owned());
    parameters.number = Some(4);
    parameters.share = Some(f64::NAN);
    parameters.tags = Some(Vec::new());
    parameters.guessed = Some("longer than guessed".to_owned());
    parameters.members = Some(vec![
        json::Member::default().id("one"),
        json::Member::default().id("").role("other"),
        json::Member::default(),
    ]);
    parameters.flag = Some(true);
    let mut violations = Violations::new();
    parameters.validate(&mut violations);
    let found: Vec<_> = violations.into_vec().into_iter().map(|v| v.to_string()).collect();
    assert_eq!(
        found,
        [
            "id: must not be \"..\", which would change the path",
            "number: must be -3 to 3, is 4",
            "share: must be a finite number",
            "tags: must be 1 to 2 items long, is 0",
            "members[1].id: must be at least 1 characters long, is 0",
            "members[2].id: is required and was not given",
            "number, share: exactly one of these must be given, 2 were",
            "until: is required when flag is given",
        ]
    );
}

#[test]
fn constants_are_written_and_enumerations_stay_open() {
    let member = json::Member::default().id("one").role("stranger");
    let wire = to_value(&member).expect("the record is written");
    assert_eq!(wire, json!({ "kind": 3, "id": "one", "role": "stranger" }));
    assert_eq!(Tone::from("1"), Tone::Loud);
    assert_eq!(names::RequestOption::from("zh-CN").as_str(), "zh-CN");
}
