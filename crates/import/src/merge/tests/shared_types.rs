//! Shared types, which a page knows nothing of.

use super::*;

#[test]
fn a_shared_type_stays_while_the_page_says_the_same() {
    let list = json!({ "type": ["Item"], "doc": "Things." });
    let hand =
        json!({ "query/kind/type": "Kind", "query/kind/enum": null, "response/fields/list": list });
    check(vec![
        ("both", hand.clone(), json!({}), hand.clone(), &[]),
        (
            "and another fact comes",
            hand.clone(),
            json!({ "query/kind/default": "a" }),
            json!({ "query/kind": { "type": "Kind", "default": "a" }, "response/fields/list": list }),
            &["query.kind default Arrived"],
        ),
        (
            "and is left when the page changes",
            hand.clone(),
            json!({ "query/kind/enum/c": {}, "response/fields/list/fields/new": { "type": "integer" } }),
            json!({
                "query/kind/enum": { "a": { "doc": "First." }, "b": {}, "c": {} },
                "response/fields/list": { "type": ["object"], "record": "Item", "doc": "Things.", "fields": {
                    "id": { "type": "string", "doc": "The id." },
                    "kind": { "type": "Kind" },
                    "new": { "type": "integer" },
                } },
            }),
            &[
                "query.kind type SharedTypeLeft",
                "query.kind enum Arrived",
                "response.fields.list type SharedTypeLeft",
                "response.fields.list.fields.new - EntryAdded",
            ],
        ),
    ]);
}

#[test]
fn what_the_page_changes_below_a_shared_type_of_the_hand_is_told() {
    let list = json!({ "type": ["Item"], "hand": { "type": ["object"] } });
    let hand = json!({ "response/fields/list": list, "response/fields/list/fields": null });
    let page = json!({
        "response/fields/list/fields": { "id": { "type": "integer" }, "new": { "type": "string" } },
    });
    let found = merged(&base(), &json!({ "response/fields/list": list }), &page);
    assert_eq!(found.spec["response"]["fields"]["list"], list);
    let told = [
        "response.fields.list.fields.id - BothChanged",
        "response.fields.list.fields.new - BothChanged",
        "response.fields.list.fields.kind - BothChanged",
    ];
    assert_eq!(found.told(), told);
    let unchanged = merged(&base(), &hand, &json!({}));
    assert_eq!(unchanged.told(), ["response.fields.list type CaughtUp"]);
}

#[test]
fn a_shared_type_that_says_otherwise_is_marked() {
    let hand = json!({
        "query/size": { "type": "Kind" },
        "response/fields/token": { "type": ["Item"], "doc": "Things." },
    });
    let found = merged(&base(), &hand, &json!({}));
    let size = json!({ "type": "Kind", "hand": {
        "type": "integer", "minimum": 1, "maximum": 100,
    } });
    assert_eq!(found.spec["query"]["size"], size);
    let token = json!({ "type": ["Item"], "doc": "Things.", "hand": { "type": "string" } });
    assert_eq!(found.spec["response"]["fields"]["token"], token);
}

#[test]
fn a_whole_reply_of_a_shared_type_follows_the_same_rules() {
    let list = &base()["response"]["fields"]["list"]["fields"];
    let page = edited(
        &base(),
        &json!({
            "response": { "type": ["object"], "fields": list }, "paging": null,
        }),
    );
    let hand = json!({ "response": { "type": ["Item"] } });
    assert_eq!(merged(&page, &hand, &json!({})).told(), [""; 0]);
    let found = merged(&page, &hand, &json!({ "response/fields/id/format": "uuid" }));
    assert_eq!(
        found.told(),
        ["response response.type SharedTypeLeft", "response.fields.id format Arrived"]
    );
    let other = json!({ "response": { "type": "Item" } });
    let found = merged(&page, &other, &json!({}));
    assert_eq!(found.told(), ["response response.type Marked"]);
    assert_eq!(found.spec["hand"], json!({ "response.type": ["object"] }));
}
