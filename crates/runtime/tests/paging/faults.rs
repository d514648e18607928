//! A list ends when it is at its end, and in no other way without an error.

use crate::fake::*;
use crate::legs::until_error;
use larkspur_runtime::*;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

fn by_token(items: &[&str], more: bool, token: Option<&str>) -> Value {
    json!({ "items": items, "has_more": more, "page_token": token })
}

fn by_number(items: &[&str], total: i64) -> Value {
    json!({ "items": items, "total": total })
}

#[tokio::test]
async fn a_token_that_leads_nowhere_is_an_error_after_its_page() {
    let cases = [
        ("absent", vec![by_token(&["a"], true, None)], "no page token"),
        ("empty", vec![by_token(&["a"], true, Some(""))], "is empty"),
        (
            "the one just used",
            vec![by_token(&["a"], true, Some("x")), by_token(&["b"], true, Some("x"))],
            "used before",
        ),
        (
            "an earlier one",
            vec![
                by_token(&["a"], true, Some("x")),
                by_token(&["b"], true, Some("y")),
                by_token(&["c"], true, Some("x")),
            ],
            "used before",
        ),
    ];
    for (name, replies, words) in cases {
        let fake = Arc::new(Fake::replies(&replies));
        let mut items = Items::new(draft(&fake), whole::<false>(1));
        let (got, error) = until_error(&mut items).await;
        assert_eq!(got.len(), replies.len(), "{name}");
        assert_eq!(error.kind(), ErrorKind::Paging, "{name}");
        assert!(error.message().contains(words), "{name}: {error}");
        assert_eq!(items.end(), Some(End::Stopped), "{name}");
        assert_eq!(fake.requests().len(), replies.len(), "{name}");

        let mut pages = Pages::new(draft(&Arc::new(Fake::replies(&replies))), whole::<false>(1));
        for _ in &replies {
            assert_eq!(pages.next().await.unwrap().unwrap().items.len(), 1, "{name}");
            assert_eq!(pages.end(), None, "{name}");
        }
        assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), ErrorKind::Paging, "{name}");
    }
}

#[tokio::test]
async fn a_loop_of_tokens_is_found_even_when_every_page_is_read_by_another_process() {
    let loops = |_: usize, query: &Query| {
        let next = if query.get("page_token").is_some_and(|t| t == "x") { "y" } else { "x" };
        Some(by_token(&["a"], true, Some(next)))
    };
    let fake = Arc::new(Fake::with(&[], Edges::BothIn).scripted(loops));
    let mut cursor = Pages::new(draft(&fake), whole::<false>(1)).cursor();
    for _ in 0..3 {
        let mut pages = Pages::new(draft(&fake), whole::<false>(1)).resume(stored(&cursor));
        assert!(pages.next().await.unwrap().is_ok());
        cursor = pages.cursor();
    }
    // The third page was read, and its token refused: all that is left is to ask it again.
    let mut pages = Pages::new(draft(&fake), whole::<false>(1)).resume(stored(&cursor));
    assert!(pages.next().await.unwrap().unwrap().items.is_empty());
    assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn a_page_that_led_nowhere_is_asked_again_and_its_items_do_not_come_twice() {
    let replies = [
        by_token(&["a"], true, Some("x")),
        by_token(&["b", "c"], true, Some("")),
        by_token(&["b", "c"], true, Some("y")),
        by_token(&["d"], false, None),
    ];
    let fake = Arc::new(Fake::replies(&replies));
    let mut items = Items::new(draft(&fake), whole::<false>(2));
    let (mut got, _) = until_error(&mut items).await;
    let resumed = Items::new(draft(&fake), whole::<false>(2)).resume(stored(&items.cursor()));
    got.extend(rest(resumed).await);
    assert_eq!(got, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn has_more_decides_and_nothing_else() {
    let replies = [
        by_token(&[], true, Some("x")),
        by_token(&["a"], true, Some("y")),
        by_token(&[], true, Some("z")),
        by_token(&["b"], false, Some("a token beside has_more: false")),
    ];
    let fake = Arc::new(Fake::replies(&replies));
    let items = Items::new(draft(&fake), whole::<false>(1));
    assert_eq!(rest(items).await, ["a", "b"]);
    assert_eq!(fake.requests().len(), 4);
}

#[tokio::test]
async fn numbered_pages_end_with_the_total_or_an_empty_page() {
    let cases: &[(&str, Vec<Value>)] = &[
        ("the total is reached", vec![by_number(&["a", "b"], 4), by_number(&["c", "d"], 4)]),
        ("nothing at all", vec![by_number(&[], 0)]),
        (
            "a short page is no end",
            vec![by_number(&["a", "b"], 5), by_number(&["c"], 5), by_number(&["d", "e"], 5)],
        ),
        (
            "a total that grows",
            vec![by_number(&["a", "b"], 3), by_number(&["c", "d"], 5), by_number(&["e"], 5)],
        ),
        ("a total that is none", vec![by_number(&["a", "b"], -1), by_number(&[], -1)]),
    ];
    for (name, replies) in cases {
        let fake = Arc::new(Fake::replies(replies));
        let all = rest(Items::new(draft(&fake), whole::<true>(2))).await;
        let sent: usize = replies.iter().map(|r| r["items"].as_array().unwrap().len()).sum();
        assert_eq!((all.len(), fake.requests().len()), (sent, replies.len()), "{name}");
        let numbers: Vec<_> = fake.requests().iter().map(|r| r["page_num"].clone()).collect();
        let expected: Vec<_> = (1..=replies.len()).map(|number| number.to_string()).collect();
        assert_eq!(numbers, expected, "{name}");
    }
}

#[tokio::test]
async fn beyond_the_cap_is_an_error_before_the_request() {
    for (count, capped) in [(39, false), (40, false), (41, true), (100, true)] {
        let fake = Arc::new(Fake::with(&vec![6_000; count], Edges::BothIn));
        let mut items = Items::new(draft(&fake), whole::<true>(10));
        if !capped {
            assert_eq!(rest(items).await.len(), count);
            continue;
        }
        let (got, error) = until_error(&mut items).await;
        assert_eq!((got.len(), fake.requests().len()), (40, 4));
        assert_eq!(error.kind(), ErrorKind::BeyondCap);
        for words in ["40 hits", "no range of time", "narrow the filters"] {
            assert!(error.message().contains(words), "{error}");
        }
        // The cursor stands where the error was, and says so again without a request.
        let cursor = stored(&items.cursor());
        let mut again = Items::new(draft(&fake), whole::<true>(10)).resume(cursor);
        assert_eq!(again.next().await.unwrap().unwrap_err().kind(), ErrorKind::BeyondCap);
        assert_eq!(fake.requests().len(), 4);
    }
}

#[tokio::test]
async fn the_cap_is_counted_per_window() {
    let times: Vec<_> = (0..90).map(|index| 5_000 + index * 450).collect();
    let fake = Arc::new(Fake::with(&times, Edges::BothIn));
    let items = Items::new(draft(&fake), list::<true>((5_000, 47_500), 10));
    assert_eq!(rest(items).await.len(), 90);
}

#[tokio::test]
async fn after_an_error_the_stream_is_over_and_says_that_it_was_stopped() {
    let breaks = |n: usize, _: &Query| (n == 2).then_some(Value::Null);
    let fake = Fake::with(&[6_000, 7_000, 8_000, 9_000], Edges::BothIn).scripted(breaks);
    let fake = Arc::new(fake);
    let mut items = Items::new(draft(&fake), whole::<false>(1));
    assert_eq!(items.end(), None);
    let (got, error) = until_error(&mut items).await;
    assert_eq!((got.len(), error.kind()), (2, ErrorKind::Transport));
    for _ in 0..3 {
        assert!(items.next().await.is_none());
        assert_eq!(items.end(), Some(End::Stopped));
    }
    let mut finished = Pages::new(draft(&fake), whole::<false>(9));
    while finished.try_next().await.unwrap().is_some() {}
    assert!(finished.next().await.is_none());
    assert_eq!(finished.end(), Some(End::Finished));
}

#[tokio::test]
async fn a_range_turned_round_is_one_error_before_the_network() {
    let fake = Arc::new(Fake::with(&[6_000], Edges::BothIn));
    let mut items = Items::new(draft(&fake), list::<false>((50_000, 5_000), 1));
    let (_, error) = until_error(&mut items).await;
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.violations().len(), 1, "{error}");
    assert!(items.next().await.is_none() && fake.requests().is_empty());
}

#[tokio::test]
async fn windows_that_overlap_by_all_of_themselves_are_an_error_before_the_network() {
    let fake = Arc::new(Fake::with(&[6_000], Edges::BothIn));
    for overlap in [LONGEST, Duration::MAX] {
        let items = Items::new(draft(&fake), list::<false>((5_000, 50_000), 1));
        let (_, error) = until_error(&mut items.overlap(overlap)).await;
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.message().contains("overlap"), "{error}");
    }
    assert!(fake.requests().is_empty());
}
