//! What a rendering loses, and what is around the facts.

use super::*;

#[test]
fn app_types_that_a_rendering_lost_are_not_lost() {
    let lossy = json!({ "scopes": { "any_of": ["s"] } });
    let found = merged_with(&base(), &json!({}), &lossy, &[Lost::ScopeApps]);
    assert_eq!(found.told(), [""; 0]);
    assert_eq!(found.spec["scopes"], base()["scopes"]);
    // The rendering that has them finds them as it left them.
    let whole = edited(&base(), &json!({ "scopes/apps": { "s": ["isv"] } }));
    let spec: Operation = from_value(found.spec).unwrap();
    let found = outcome(&spec, &operation(&whole), &types(), &[]);
    assert_eq!(found.told(), ["scopes.apps scopes.apps Arrived"]);
    // Where the first rendering never had them, they come later.
    let without = edited(&base(), &lossy);
    let spec = first(&operation(&without), &types(), &[Lost::ScopeApps]);
    let found = outcome(&spec, &operation(&base()), &types(), &[]);
    assert_eq!(found.told(), ["scopes.apps scopes.apps Arrived"]);
}

#[test]
fn an_answered_question_stays_away_until_the_page_changes_there() {
    let asks = |at: &str, line: &str| json!({ "at": at, "asks": "Which?", "page": line });
    let both = json!([asks("query.size", "3:1"), asks("response.fields.list", "9:1")]);
    let base = edited(&base(), &json!({ "questions": both }));
    let mine = json!({ "at": "http", "asks": "Mine?" });
    let answered = json!({ "questions": [both[1], mine] });

    let moved = json!([asks("query.size", "4:1"), asks("response.fields.list", "10:1")]);
    let found = merged(&base, &answered, &json!({ "questions": moved }));
    assert_eq!(found.spec["questions"], json!([moved[1], mine]));

    let page = json!({ "questions": moved, "query/size/maximum": 9 });
    let found = merged(&base, &answered, &page);
    assert_eq!(found.spec["questions"], json!([moved[0], moved[1], mine]));

    let found = merged(&base, &answered, &json!({ "questions": null }));
    assert_eq!(found.spec["questions"], json!([mine]));
}

#[test]
fn the_source_keeps_what_a_rendering_does_not_say_and_the_newer_day() {
    let base = edited(
        &base(),
        &json!({
            "source": { "url": "https://example.com/a", "id": "1", "updated": "2024-02-01" },
        }),
    );
    let of = |source: Value| {
        let mut found =
            merged(&base, &json!({ "source/note": "Kept." }), &json!({ "source": source }));
        found.spec["source"].as_object_mut().unwrap().shift_remove("digest");
        found.spec["source"].clone()
    };
    let kept = |day: &str| json!({ "url": "https://example.com/a", "id": "1", "updated": day, "note": "Kept." });
    assert_eq!(of(json!({})), kept("2024-02-01"));
    assert_eq!(of(json!({ "updated": "2023-01-01" })), kept("2024-02-01"));
    assert_eq!(of(json!({ "updated": "2024-03-01" })), kept("2024-03-01"));
}

#[test]
fn where_a_fact_comes_from_follows_the_fact() {
    let base = edited(&base(), &json!({ "query/size/from": { "maximum": "errors" } }));
    let page = json!({ "query/size/maximum": 50, "query/size/from": null });
    let found = merged(&base, &json!({}), &page);
    assert_eq!(
        found.spec["query"]["size"],
        json!({ "type": "integer", "minimum": 1, "maximum": 50 })
    );
    let page = json!({ "query/size/maximum": 50, "query/size/from": { "maximum": "example" } });
    let found = merged(&base, &json!({}), &page);
    assert_eq!(found.spec["query"]["size"]["from"], json!({ "maximum": "example" }));
}

#[test]
fn nesting_that_a_rendering_lost_is_taken_from_the_spec() {
    let id = json!({ "type": "string" });
    // The rendering put everything at one level, and the page has a new field in the record.
    let flat = json!({ "response/fields": {
        "list": { "type": ["object"] },
        "id": id, "new": { "type": "boolean" }, "kind": base()["response"]["fields"]["list"]["fields"]["kind"],
        "token": { "type": "string" },
    } });
    let found = merged_with(&base(), &json!({}), &flat, &[Lost::Levels]);
    assert_eq!(found.told(), ["response.fields.list.fields.new - EntryAdded"]);
    let fields = found.spec["response"]["fields"]["list"]["fields"].as_object().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["id", "new", "kind"]);
    // Where the depths make no sense on the page, its own stay.
    let other = json!({ "response/fields": { "list": { "type": "string" }, "id": id } });
    let found = merged_with(&base(), &json!({}), &other, &[Lost::Levels]);
    assert_eq!(found.spec["response"]["fields"]["id"], id);
}

#[test]
fn a_level_that_the_spec_knows_is_not_asked_for_by_a_rendering_without_levels() {
    let ask = |name: &str, at: &str| {
        let asks = format!(
            "from `{name}` on, rows may belong to `data.list` or to `data`: the page does not say"
        );
        json!({ "at": at, "asks": asks, "page": "9:1" })
    };
    let known = ask("kind", "response.fields.list.fields.kind");
    let new = ask("new", "response.fields.list.fields.new");
    let beside = ask("kind", "body.fields.kind");
    let page = json!({
        "questions": [known, new, beside],
        "response/fields/list/fields/new": { "type": "string" }
    });
    let found = merged_with(&base(), &json!({}), &page, &[Lost::Levels]);
    assert_eq!(found.spec["questions"], json!([new, beside]));
    // One that is open already stays open.
    let open = edited(&base(), &json!({ "questions": [known] }));
    let found = merged_with(&open, &json!({}), &page, &[Lost::Levels]);
    assert_eq!(found.spec["questions"], json!([known, new, beside]));
}
