//! A list that is stopped anywhere and gone on with elsewhere gives every item exactly once.

use crate::fake::*;
use larkspur_runtime::*;
use serde_json::{Value, json};
use std::sync::Arc;

const RANGE: (i64, i64) = (5_000, 47_500);
const TIMES: &[i64] = &[
    5_000, 5_000, 7_000, 15_000, 15_000, 15_000, 16_000, 25_000, 36_000, 36_000, 36_000, 45_000,
    45_000, 47_500,
];

fn platform() -> Arc<Fake> {
    Arc::new(Fake::with(TIMES, Edges::BothIn))
}

/// A cursor with other content: what it says is changed as whoever tampers with it would.
fn forged(cursor: &Cursor, change: impl FnOnce(&mut Value)) -> Cursor {
    let text: String = serde_json::from_value(serde_json::to_value(cursor).unwrap()).unwrap();
    let mut content = serde_json::from_str(&text).unwrap();
    change(&mut content);
    serde_json::from_value(json!(content.to_string())).unwrap()
}

async fn stopped_after_each_item<const NUMBERED: bool>(parameters: List<NUMBERED>) {
    let (fake, mut got) = (platform(), Vec::new());
    let mut cursor = Items::new(draft(&fake), parameters.clone()).cursor();
    loop {
        let mut items = Items::new(draft(&fake), parameters.clone()).resume(stored(&cursor));
        let Some(item) = items.try_next().await.unwrap() else { break };
        got.push(item);
        cursor = items.cursor();
    }
    assert_eq!(sorted(got), fake.within(RANGE));
}

async fn stopped_after_each_page<const NUMBERED: bool>(parameters: List<NUMBERED>) {
    let (fake, mut got) = (platform(), Vec::new());
    let mut cursor = Pages::new(draft(&fake), parameters.clone()).cursor();
    loop {
        let mut pages = Pages::new(draft(&fake), parameters.clone()).resume(stored(&cursor));
        let Some(page) = pages.try_next().await.unwrap() else { break };
        got.extend(page.into_inner().items);
        cursor = pages.cursor();
    }
    assert_eq!(sorted(got), fake.within(RANGE));
}

#[tokio::test]
async fn a_process_for_every_single_item_or_page_gives_each_item_once() {
    for size in [1, 2, 3, 100] {
        stopped_after_each_item::<false>(list(RANGE, size)).await;
        stopped_after_each_item::<true>(list(RANGE, size)).await;
        stopped_after_each_page::<false>(list(RANGE, size)).await;
        stopped_after_each_page::<true>(list(RANGE, size)).await;
    }
}

async fn stopped_once_anywhere<const NUMBERED: bool>(size: i64) {
    let fake = platform();
    for stop in 0..=TIMES.len() {
        let new = || Items::new(draft(&fake), list::<NUMBERED>(RANGE, size));
        let (mut first, mut got) = (new(), Vec::new());
        for _ in 0..stop {
            got.extend(first.try_next().await.unwrap());
        }
        // As items, and as pages of which the first is what was left of one.
        let pages = Pages::new(draft(&fake), list::<NUMBERED>(RANGE, size));
        let mut as_pages = got.clone();
        as_pages.extend(rest_of_pages(pages.resume(stored(&first.cursor()))).await);
        got.extend(rest(new().resume(stored(&first.cursor()))).await);
        assert_eq!(sorted(got), fake.within(RANGE), "stopped after {stop}");
        assert_eq!(sorted(as_pages), fake.within(RANGE), "stopped after {stop}");
    }
}

#[tokio::test]
async fn stopped_once_anywhere_the_rest_is_the_rest() {
    for size in [1, 3, 100] {
        stopped_once_anywhere::<false>(size).await;
        stopped_once_anywhere::<true>(size).await;
    }
}

#[tokio::test]
async fn after_an_error_of_any_request_the_cursor_goes_on_there() {
    for broken in 0..12 {
        let breaks = move |n: usize, _: &Query| (n == broken).then_some(Value::Null);
        let fake = Arc::new(Fake::with(TIMES, Edges::BothIn).scripted(breaks));
        let mut items = Items::new(draft(&fake), list::<false>(RANGE, 2));
        let mut got = Vec::new();
        while let Some(Ok(item)) = items.next().await {
            got.push(item);
        }
        let resumed = Items::new(draft(&fake), list::<false>(RANGE, 2));
        got.extend(rest(resumed.resume(stored(&items.cursor()))).await);
        assert_eq!(sorted(got), fake.within(RANGE), "request {broken}");
    }
}

#[tokio::test]
async fn a_cursor_taken_while_a_call_is_under_way_asks_for_that_page() {
    let fake = Arc::new(Fake::with(TIMES, Edges::BothIn).stalling());
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 100));
    let mut got = Vec::new();
    for _ in 0..4 {
        got.extend(items.try_next().await.unwrap());
    }
    tokio::select! {
        biased;
        item = items.next() => got.extend(item.map(Result::unwrap)),
        () = std::future::ready(()) => {}
    }
    let resumed = Items::new(draft(&fake), list::<false>(RANGE, 100)).resume(items.cursor());
    got.extend(rest(resumed).await);
    assert_eq!(sorted(got), fake.within(RANGE));
}

#[tokio::test]
async fn what_came_new_into_a_begun_page_is_not_lost() {
    let old = json!({ "items": ["a", "b"], "has_more": false });
    let new = json!({ "items": ["fresh", "a", "b"], "has_more": false });
    let fake = Arc::new(Fake::replies(&[old, new]));
    let mut items = Items::new(draft(&fake), whole::<false>(3));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    let resumed = Items::new(draft(&fake), whole::<false>(3)).resume(stored(&items.cursor()));
    assert_eq!(rest(resumed).await, ["fresh", "b"]);
}

#[tokio::test]
async fn items_without_a_key_and_items_that_come_twice_are_counted() {
    let held = ["?x", "a", "?y", "a", "?z"].map(|item| (6_000, item.to_owned()));
    for stop in 0..=held.len() {
        let fake = Arc::new(Fake::holding(held.to_vec(), Edges::BothIn));
        let mut items = Items::new(draft(&fake), whole::<false>(10));
        let mut got = Vec::new();
        for _ in 0..stop {
            got.extend(items.try_next().await.unwrap());
        }
        let resumed = Items::new(draft(&fake), whole::<false>(10));
        got.extend(rest(resumed.resume(stored(&items.cursor()))).await);
        assert_eq!(got, ["?x", "a", "?y", "a", "?z"], "stopped after {stop}");
    }
}

#[tokio::test]
async fn the_cursor_of_a_finished_list_is_at_its_end_without_a_request() {
    let fake = platform();
    let mut items = Items::new(draft(&fake), list::<true>(RANGE, 5));
    for _ in TIMES {
        items.try_next().await.unwrap();
    }
    while items.try_next().await.unwrap().is_some() {}
    let sent = fake.requests().len();
    let resumed = Items::new(draft(&fake), list::<true>(RANGE, 5)).resume(stored(&items.cursor()));
    assert_eq!((resumed.end(), resumed.windows()), (Some(End::Finished), (5, 5)));
    assert!(rest(resumed).await.is_empty());
    assert_eq!(fake.requests().len(), sent);
}

#[tokio::test]
async fn a_cursor_replaces_what_was_begun() {
    let fake = platform();
    let new = || Items::new(draft(&fake), list::<false>(RANGE, 3));
    let (beginning, mut items) = (new().cursor(), new());
    for _ in 0..5 {
        items.try_next().await.unwrap();
    }
    assert_eq!(sorted(rest(items.resume(beginning)).await), fake.within(RANGE));
}

#[tokio::test]
async fn windows_read_before_are_counted() {
    let fake = platform();
    let mut pages = Pages::new(draft(&fake), list::<false>(RANGE, 100));
    for _ in 0..3 {
        pages.try_next().await.unwrap();
    }
    let resumed = Pages::new(draft(&fake), list::<false>(RANGE, 100)).resume(pages.cursor());
    assert_eq!((resumed.windows(), resumed.pages()), ((3, 5), 0));
}

#[tokio::test]
async fn a_cursor_that_does_not_fit_is_an_error_before_the_network_and_is_kept() {
    let fake = platform();
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 2));
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    let own = items.cursor();
    let other = Items::new(draft(&fake), list::<true>(RANGE, 2)).cursor();
    let text = |text: &str| serde_json::from_value::<Cursor>(json!(text)).unwrap();
    let cases = [
        (other, "another operation, fake.by_number"),
        (forged(&own, |c| c["version"] = json!(3)), "version 3"),
        (text(""), "is none"),
        (text("garbage"), "is none"),
        (text("[]"), "is none"),
        (text(r#"{"version":1}"#), "is none"),
        (text(r#"{"version":2}"#), "is none"),
        (forged(&own, |c| c["lanes"][0]["page"] = json!({ "Number": 2 })), "was changed"),
        (forged(&own, |c| c["lanes"][0]["page"] = json!({ "Token": "" })), "was changed"),
        (forged(&own, |c| c["lanes"][0]["window"] = Value::Null), "was changed"),
        (forged(&own, |c| c["lanes"][0]["window"]["from"] = json!(-1)), "was changed"),
        (forged(&own, |c| c["lanes"][0]["window"]["to"] = json!(i64::MAX)), "was changed"),
        (forged(&own, |c| c["ahead"] = json!({ "After": -1 })), "was changed"),
        (forged(&own, |c| c["ahead"] = json!({ "After": i64::MAX })), "was changed"),
        (forged(&own, |c| c["ahead"] = json!("Start")), "was changed"),
        (forged(&own, |c| c["ahead"] = json!("End")), "is none"),
    ];
    let sent = fake.requests().len();
    for (cursor, words) in cases {
        let mut resumed = Items::new(draft(&fake), list::<false>(RANGE, 2)).resume(cursor.clone());
        let error = resumed.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(error.message().contains(words), "{words}: {error}");
        assert!(resumed.next().await.is_none());
        assert_eq!((resumed.end(), resumed.cursor()), (Some(End::Stopped), cursor));
    }
    assert_eq!(fake.requests().len(), sent);
}

#[tokio::test]
async fn a_cursor_fits_only_the_parameters_it_was_taken_with() {
    let fake = platform();
    let own: ByToken = list(RANGE, 2);
    let mut items = Items::new(draft(&fake), own.clone());
    items.try_next().await.unwrap();
    let cursor = items.cursor();
    let others = [
        ByToken { tag: "other".to_owned(), ..own.clone() },
        ByToken { size: Some(3), ..own.clone() },
        ByToken { start: Some(Timestamp::from_millis(5_001)), ..own.clone() },
        ByToken { end: Some(Timestamp::from_millis(47_501)), ..own.clone() },
        ByToken { start: None, end: None, ..own.clone() },
    ];
    for other in others {
        let mut resumed = Items::new(draft(&fake), other.clone()).resume(cursor.clone());
        let error = resumed.next().await.unwrap().unwrap_err();
        assert!(error.message().contains("other parameters"), "{other:?}: {error}");
    }
    // Nor where the wire does not show the difference.
    let rounded = ByToken { rounds: true, ..own.clone() };
    let cursor_of_rounded = Items::new(draft(&fake), rounded.clone()).cursor();
    for end in [47_499, 47_501] {
        let other = ByToken { end: Some(Timestamp::from_millis(end)), ..rounded.clone() };
        let resumed =
            Items::new(draft(&fake), other).resume(cursor_of_rounded.clone()).next().await;
        assert_eq!(resumed.unwrap().unwrap_err().kind(), ErrorKind::Paging);
    }
    // Which page was asked for is no part of what is asked.
    let same = ByToken { page_token: Some("p3".to_owned()), ..own };
    assert!(Items::new(draft(&fake), same).resume(cursor).next().await.unwrap().is_ok());
}

#[tokio::test]
async fn keys_are_held_for_two_windows_at_most_and_for_none_where_nothing_is_cut() {
    let times: Vec<_> = (0..400).map(|index| 5_000 + index * 100).collect();
    let fake = Arc::new(Fake::with(&times, Edges::BothIn));
    let content = |cursor: &Cursor| serde_json::to_string(cursor).unwrap();
    let mut pages = Pages::new(draft(&fake), list::<false>((5_000, 45_000), 10));
    while pages.try_next().await.unwrap().is_some() {
        let held = content(&pages.cursor()).matches("\\\"i").count();
        assert!(held <= 202, "{held} keys");
    }
    let mut pages = Pages::new(draft(&fake), whole::<false>(10));
    while pages.try_next().await.unwrap().is_some() {
        assert_eq!(content(&pages.cursor()).matches("\\\"i").count(), 0);
    }
}
