//! Numbered lists whose total counts items that the caller may not see.

use crate::fake::*;
use crate::legs::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (0, 40_000);

/// One item for each sign: `x` is shown, `-` only counted.
fn signs(signs: &str) -> Held {
    let shown = signs.chars().map(|sign| sign == 'x').collect::<Vec<_>>();
    held(&shown)
}

fn held(shown: &[bool]) -> Held {
    let item = |(n, shown): (i64, &bool)| {
        let time = n * 450;
        (time, format!("{}i{n}@{time}", if *shown { "" } else { "!" }))
    };
    (0..).zip(shown).map(item).collect()
}

/// All that a list gives, and the error it ends by.
async fn outcome(fake: &Arc<Fake>, list: ByNumber) -> (Vec<String>, Option<ErrorKind>) {
    let mut items = Items::new(draft(fake), list);
    let mut got = Vec::new();
    loop {
        match items.next().await {
            None => return (got, None),
            Some(Ok(item)) => got.push(item),
            Some(Err(error)) => return (got, Some(error.kind())),
        }
    }
}

#[tokio::test]
async fn a_list_ends_behind_its_total_whatever_was_shown() {
    // The number of calls says that nothing was read again, and nothing asked for in vain.
    for (what, calls) in [
        ("x--", 2),
        ("xxx -xx xxx", 4),
        ("xxx x-- x", 4),
        ("x-x x-x --x", 4),
        ("xxx xx-", 3),
        ("xxx xxx", 2),
        ("xx", 1),
    ] {
        let fake = Arc::new(Fake::holding(signs(&what.replace(' ', "")), Edges::BothIn));
        let (got, error) = outcome(&fake, whole(3)).await;
        assert_eq!((sorted(got), error), (fake.within(RANGE), None), "{what}");
        assert_eq!(fake.requests().len(), calls, "{what}");
    }
}

#[tokio::test]
async fn a_page_within_the_total_of_which_nothing_is_shown_is_passed_over_and_told() {
    for (what, unseen) in [("---", 3), ("xxx --- xxx", 3), ("xxx xxx -", 1), ("- -- x", 3)] {
        let fake = Arc::new(Fake::holding(signs(&what.replace(' ', "")), Edges::BothIn));
        let mut items = Items::new(draft(&fake), whole::<true>(3));
        let mut got = Vec::new();
        while let Some(item) = items.try_next().await.unwrap() {
            got.push(item);
        }
        assert_eq!((got, items.unseen()), (fake.within(RANGE), unseen), "{what}");
    }
}

/// A list of several windows, with what is hidden in each of them.
#[tokio::test]
async fn what_is_not_shown_stays_counted_when_the_list_is_gone_on_with() {
    let fake = Arc::new(Fake::holding(signs(&"x-x---xx".repeat(10)), Edges::BothIn));
    let new = || Items::new(draft(&fake), list::<true>(RANGE, 3));
    let mut whole = new();
    while whole.try_next().await.unwrap().is_some() {}
    assert_eq!(whole.windows(), (4, 4));
    assert_eq!(whole.unseen(), 40);

    let mut cursor = new().cursor();
    let mut told = Vec::new();
    loop {
        let mut items = new().resume(stored(&cursor));
        assert_eq!(Some(items.unseen()), told.last().copied().or(Some(0)), "as it was stored");
        let more = items.try_next().await.unwrap().is_some();
        assert_eq!(items.progress().unseen, items.unseen());
        told.push(items.unseen());
        cursor = items.cursor();
        if !more {
            break;
        }
    }
    let finished = new().resume(stored(&cursor));
    assert_eq!((finished.end(), finished.unseen()), (Some(End::Finished), whole.unseen()));
    told.dedup();
    assert_eq!(told.len(), 5, "told window by window: {told:?}");
}

#[tokio::test]
async fn where_no_size_is_known_the_largest_page_tells_it() {
    let unknown = Some(ErrorKind::Paging);
    for (what, error) in [
        ("xxx xx- xx", None),
        ("x-x xxx x-x", None),
        ("x-x -xx x", None),
        ("x-- --- xxx", None),
        ("--- xxx", unknown),
        ("-", unknown),
    ] {
        let fake = Arc::new(Fake::holding(signs(&what.replace(' ', "")), Edges::BothIn));
        let list = List { sizes_unknown: true, ..whole(3) };
        let all = if error.is_none() { fake.within(RANGE) } else { Vec::new() };
        assert_eq!(outcome(&fake, list).await, (all, error), "{what}");
    }
}

#[tokio::test]
async fn pages_that_are_smaller_than_asked_for_are_read_to_the_last() {
    let page = |items: &[&str]| json!({ "items": items, "total": 6 });
    let pages = [&["a", "b"][..], &["c"], &["d", "e"], &[]].map(page);
    let fake = Arc::new(Fake::replies(&pages));
    let (got, error) = outcome(&fake, whole(5)).await;
    assert_eq!((got.join(""), error), ("abcde".to_owned(), None));
}

#[tokio::test]
async fn a_page_that_came_empty_once_is_read_again_though_items_are_hidden() {
    let empty = |n: usize, _: &Query| (n == 1).then(|| json!({ "items": [], "total": 8 }));
    let fake = Arc::new(Fake::holding(signs("xx-x-xxx"), Edges::BothIn).scripted(empty));
    let (got, error) = outcome(&fake, whole(3)).await;
    assert_eq!((got, error), (fake.within(RANGE), None));
}

/// Whether a window of these items can be read to its end: how large pages are must be known, or
/// told by the first.
fn is_readable(window: &[&str], size: usize, size_is_known: bool) -> bool {
    let first = window.iter().take(size);
    size_is_known || window.is_empty() || first.clone().any(|item| is_shown(item))
}

fn windows(held: &Held, cut: bool) -> Vec<Vec<&str>> {
    let step = if cut { 10_000 } else { 40_000 };
    let starts = (0..40_000 / step).map(|n| n * step);
    let within = |start: i64| {
        let items = held.iter().filter(move |(time, _)| start <= *time && *time <= start + step);
        items.map(|(_, item)| item.as_str()).collect()
    };
    starts.map(within).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_is_hidden_all_that_is_shown_comes_once_or_an_error(
        (share, bits) in (0u8..9, prop::collection::vec(0u8..10, 0..40)),
        size in 1usize..9,
        sizes_unknown in any::<bool>(),
        cut in any::<bool>(),
        seed in any::<u32>(),
        legs in legs(prop::sample::select(vec![Order::ByWindow, Order::AsItComes])),
    ) {
        let shown: Vec<_> = bits.iter().map(|bit| *bit >= share).collect();
        let held = held(&shown);
        let mut windows = windows(&held, cut).into_iter();
        let readable = windows.all(|window| is_readable(&window, size, !sizes_unknown));
        let fake = Arc::new(Fake::holding(held, Edges::BothIn).slow(scattered(seed.into())));
        let size = i64::try_from(size).unwrap();
        let list = if cut { list(RANGE, size) } else { unlimited(RANGE, size) };
        let list = List { sizes_unknown, ..list };
        on_virtual_time(async {
            if readable {
                let got = read(&fake, &list, Duration::ZERO, &legs).await;
                prop_assert_eq!(sorted(got), fake.within(RANGE));
            } else {
                let (got, error) = outcome(&fake, list).await;
                prop_assert_eq!(error, Some(ErrorKind::Paging));
                let once: BTreeSet<_> = got.iter().collect();
                prop_assert_eq!(once.len(), got.len(), "nothing twice");
            }
            Ok(())
        })?;
    }
}
