//! Every item exactly once: over both ways of paging, whatever the platform makes of the ends of
//! a window, and wherever the items lie.

use crate::fake::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (5_000, 47_500);

/// Times of items, the awkward places above all.
const SEEDS: &[&[i64]] = &[
    // Nothing at all, and one item in each window.
    &[],
    &[6_000, 16_000, 26_000, 36_000, 46_000],
    // On every edge, and a millisecond beside.
    &[5_000, 15_000, 25_000, 35_000, 45_000, 47_500],
    &[5_001, 14_999, 15_001, 24_999, 25_001, 47_499],
    // Several at one instant, of an edge and between.
    &[15_000, 15_000, 15_000, 15_000, 25_000, 25_000],
    &[20_000; 5],
    // Empty windows between full ones; an edge fuller than a page.
    &[5_000, 5_500, 35_000, 35_000, 47_000, 47_500],
    &[25_000; 9],
    // Outside on both sides; within the second of an edge.
    &[4_999, 0, 5_000, 47_500, 47_501, 99_000],
    &[5_001, 15_000, 15_001, 15_999, 44_999, 45_000, 47_001],
];

async fn every_item_once<const NUMBERED: bool>(times: &[i64], edges: Edges, of: ((i64, i64), i64)) {
    let fake = Arc::new(Fake::with(times, edges));
    let (range, size) = of;
    let expected = fake.within(range);
    let items = Items::new(draft(&fake), list::<NUMBERED>(range, size));
    assert_eq!(sorted(rest(items).await), expected, "items of {times:?}, {edges:?}, {of:?}");
    let pages = Pages::new(draft(&fake), list::<NUMBERED>(range, size));
    let all = sorted(rest_of_pages(pages).await);
    assert_eq!(all, expected, "pages of {times:?}, {edges:?}, {of:?}");
}

async fn both_styles(times: &[i64], edges: Edges, range: (i64, i64), size: i64) {
    every_item_once::<false>(times, edges, (range, size)).await;
    every_item_once::<true>(times, edges, (range, size)).await;
}

#[tokio::test]
async fn every_item_comes_once_whatever_the_platform_makes_of_the_ends() {
    // Ranges that begin within a second, too.
    for range in [RANGE, (5_300, 47_900), (4_999, 15_000)] {
        for times in SEEDS {
            for edges in [Edges::BothIn, Edges::EndOut, Edges::StartOut, Edges::Seconds] {
                for size in [1, 2, 3, 100] {
                    both_styles(times, edges, range, size).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn with_an_overlap_every_item_comes_once_where_neither_end_counts() {
    for times in SEEDS {
        for overlap in [Duration::from_millis(1), Duration::from_secs(1), Duration::from_secs(9)] {
            let fake = Arc::new(Fake::with(times, Edges::BothOut));
            let items = Items::new(draft(&fake), list::<false>(RANGE, 2)).overlap(overlap);
            assert_eq!(sorted(rest(items).await), fake.within(RANGE), "{times:?}, {overlap:?}");
            let pages = Pages::new(draft(&fake), list::<true>(RANGE, 2)).overlap(overlap);
            let all = sorted(rest_of_pages(pages).await);
            assert_eq!(all, fake.within(RANGE), "{times:?}, {overlap:?}");
        }
    }
}

#[tokio::test]
async fn without_an_overlap_an_edge_that_counts_for_neither_window_is_lost() {
    let fake = Arc::new(Fake::with(&[15_000, 16_000], Edges::BothOut));
    let items = Items::new(draft(&fake), list::<false>(RANGE, 2));
    assert_eq!(rest(items).await, ["i1@16000"], "which is why `overlap` is there");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_item_comes_once_wherever_it_lies(
        times in prop::collection::vec((0i64..120).prop_map(|half| half * 500), 0..40),
        start in 0i64..20_000,
        span in 0i64..40_000,
        size in 1i64..6,
        edges in prop::sample::select(
            vec![Edges::BothIn, Edges::EndOut, Edges::StartOut, Edges::Seconds]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let range = (start, start + span);
            both_styles(&times, edges, range, size).await;
        });
    }
}

#[tokio::test]
async fn thirty_days_at_ten_units_are_72_requests_over_shared_edges() {
    let range = (0, 720_000);
    let fake = Arc::new(Fake::with(&[], Edges::BothIn));
    let mut pages = Pages::new(draft(&fake), list::<false>(range, 100));
    assert_eq!(pages.windows(), (0, 72));
    let mut seen = 0;
    while pages.try_next().await.unwrap().is_some() {
        seen += 1;
        assert_eq!(pages.windows(), (seen, 72));
    }
    let requests = fake.requests();
    assert_eq!((requests.len(), pages.pages()), (72, 72));
    assert_eq!((&*requests[0]["start"], &*requests[71]["end"]), ("0", "720000"));
    for pair in requests.windows(2) {
        assert_eq!(pair[0]["end"], pair[1]["start"]);
    }
}

#[tokio::test]
async fn one_instant_is_one_request() {
    let fake = Arc::new(Fake::with(&[7_000], Edges::BothIn));
    let items = Items::new(draft(&fake), list::<false>((7_000, 7_000), 10));
    assert_eq!(items.windows(), (0, 1));
    assert_eq!(rest(items).await, ["i0@7000"]);
    assert_eq!(fake.requests().len(), 1);
}

#[tokio::test]
async fn a_list_without_a_range_is_one_window() {
    let fake = Arc::new(Fake::with(&[1, 2, 3], Edges::BothIn));
    let mut items = Items::new(draft(&fake), whole::<false>(2));
    assert_eq!(items.windows(), (0, 1));
    while items.try_next().await.unwrap().is_some() {}
    assert_eq!((items.windows(), items.pages(), items.items()), ((1, 1), 2, 3));
    assert!(fake.requests().iter().all(|request| !request.contains_key("start")));
}

#[tokio::test]
async fn all_of_time_begins_at_once() {
    let fake = Arc::new(Fake::with(&[i64::MIN, i64::MIN], Edges::BothIn));
    let mut items = Items::new(draft(&fake), list::<false>((i64::MIN, i64::MAX), 10));
    assert!(items.try_next().await.unwrap().is_some());
    assert_eq!(items.windows(), (0, u64::MAX.div_ceil(10_000)));
    let fake = Arc::new(Fake::with(&[i64::MAX], Edges::BothIn));
    let items = Items::new(draft(&fake), list::<false>((i64::MAX - 15_000, i64::MAX), 10));
    assert_eq!(rest(items).await.len(), 1);
}

#[tokio::test]
async fn a_page_set_by_the_caller_does_not_leak_into_the_windows() {
    let fake = Arc::new(Fake::with(&[6_000, 16_000, 26_000], Edges::BothIn));
    let parameters = ByNumber { page_num: Some(9), ..list(RANGE, 2) };
    assert_eq!(rest(Items::new(draft(&fake), parameters)).await.len(), 3);
}

#[tokio::test]
async fn items_without_a_key_all_come_but_twice_on_a_shared_edge() {
    let items = [6_000, 6_000, 15_000].map(|time| (time, format!("?@{time}")));
    let fake = Arc::new(Fake::holding(items.to_vec(), Edges::BothIn));
    let items = Items::new(draft(&fake), list::<false>((5_000, 25_000), 2));
    assert_eq!(rest(items).await, ["?@6000", "?@6000", "?@15000", "?@15000"]);
}

#[tokio::test]
async fn what_comes_twice_within_one_of_several_windows_comes_once() {
    let twice = ["a", "a", "b", "c", "a", "b"].map(|item| (6_000, item.to_owned()));
    for size in [1, 2, 10] {
        let fake = Arc::new(Fake::holding(twice.to_vec(), Edges::BothIn));
        let items = Items::new(draft(&fake), list::<false>(RANGE, size));
        assert_eq!(rest(items).await, ["a", "b", "c"]);
    }
}

#[tokio::test]
async fn a_single_window_is_handed_out_as_it_comes() {
    let twice = vec![(6_000, "a".to_owned()), (6_000, "a".to_owned())];
    let fake = Arc::new(Fake::holding(twice, Edges::BothIn));
    let items = Items::new(draft(&fake), list::<false>((5_000, 15_000), 10));
    assert_eq!(rest(items).await, ["a", "a"], "what comes twice is not the paging's doing");
}

#[tokio::test]
async fn dropping_next_loses_nothing_and_repeats_nothing() {
    let fake = Arc::new(Fake::with(&[6_000, 16_000, 26_000], Edges::BothIn).stalling());
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 2));
    let mut got = Vec::new();
    loop {
        // Polled once and dropped, over and over.
        let once = tokio::select! {
            biased;
            item = items.next() => Some(item),
            () = std::future::ready(()) => None,
        };
        match once {
            None => {}
            Some(Some(item)) => got.push(item.unwrap()),
            Some(None) => break,
        }
    }
    assert_eq!(sorted(got), fake.within(RANGE));
    assert_eq!(fake.requests().len(), 5);
}

#[tokio::test]
async fn both_are_streams() {
    use futures_core::Stream;
    let fake = Arc::new(Fake::with(&[6_000, 16_000], Edges::BothIn));
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 2));
    let item = poll_fn(|cx| Pin::new(&mut items).poll_next(cx)).await;
    assert_eq!(item.unwrap().unwrap(), "i0@6000");
    let mut pages = Pages::new(draft(&fake), list::<true>(RANGE, 2));
    let page = poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await;
    assert_eq!(page.unwrap().unwrap().items, ["i0@6000"]);
}

#[test]
fn both_can_be_moved_between_threads_and_stored_anywhere() {
    fn fine<T: std::marker::Send + Unpin + 'static>(_: T) {}
    let fake = Arc::new(Fake::with(&[], Edges::BothIn));
    let mut pages = Pages::new(draft(&fake), list::<false>(RANGE, 2));
    fn sendable<T: std::marker::Send>(_: T) {}
    sendable(pages.next());
    fine(pages);
    fine(Items::new(draft(&fake), list::<true>(RANGE, 2)));
}

#[tokio::test]
async fn debug_shows_how_far_it_is_and_nothing_of_what_is_asked() {
    let fake = Arc::new(Fake::with(&[6_000, 7_000], Edges::BothIn));
    let parameters = ByToken { tag: "private".to_owned(), ..list(RANGE, 1) };
    let mut items = Items::new(draft(&fake), parameters);
    items.try_next().await.unwrap();
    let shown = format!("{items:?} {:?}", items.cursor());
    assert!(shown.contains("fake.by_token") && shown.contains("windows: (0, 5)"), "{shown}");
    assert!(!shown.contains("private") && !shown.contains("i0"), "{shown}");
}
