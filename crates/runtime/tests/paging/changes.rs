//! Numbered lists whose data change while they are read.

use crate::fake::*;
use crate::legs::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (0, 40_000);

fn keyed(count: i64) -> Held {
    (0..count).map(|n| (n * 100, format!("i{n}"))).collect()
}

#[tokio::test]
async fn a_list_that_shrinks_is_read_again_and_what_moved_is_found() {
    for (removed, gone) in [(0, 1), (3, 2), (5, 1)] {
        let shrink = move |n: usize, held: &mut Held| {
            if n == 1 {
                held.drain(removed..removed + gone);
            }
        };
        let fake = Arc::new(Fake::holding(keyed(9), Edges::BothIn).changing(shrink));
        let got = rest(Items::new(draft(&fake), whole::<true>(3))).await;
        let all: BTreeSet<_> = got.iter().cloned().collect();
        assert_eq!(all.len(), got.len(), "nothing twice: {got:?}");
        assert!(fake.within(RANGE).iter().all(|item| all.contains(item)), "{got:?}");
    }
}

#[tokio::test]
async fn an_item_that_comes_new_in_front_repeats_nothing() {
    let grow = |n: usize, held: &mut Held| {
        if n == 1 {
            held.insert(0, (0, "new".to_owned()));
        }
    };
    let fake = Arc::new(Fake::holding(keyed(7), Edges::BothIn).changing(grow));
    let got = rest(Items::new(draft(&fake), whole::<true>(3))).await;
    assert_eq!(got, ["i0", "i1", "i2", "i3", "i4", "i5", "i6"]);
}

#[tokio::test]
async fn what_was_handed_out_of_a_begun_page_is_known_on_whatever_page_it_comes() {
    let fake = Arc::new(Fake::holding(keyed(5), Edges::BothIn));
    let mut items = Items::new(draft(&fake), whole::<true>(2));
    let mut got: Vec<_> = items.try_next().await.unwrap().into_iter().collect();
    let twice = |n: usize, held: &mut Held| {
        if n == 0 {
            held.insert(0, (0, "new".to_owned()));
            held.insert(0, (0, "newer".to_owned()));
        }
    };
    let fake = Arc::new(Fake::holding(keyed(5), Edges::BothIn).changing(twice));
    let resumed = Items::new(draft(&fake), whole::<true>(2)).resume(stored(&items.cursor()));
    got.extend(rest(resumed).await);
    assert_eq!(got, ["i0", "newer", "new", "i1", "i2", "i3", "i4"]);
}

#[tokio::test]
async fn a_list_that_never_stops_shrinking_is_an_error_from_which_it_goes_on() {
    let shrink = |n: usize, held: &mut Held| {
        if n % 2 == 1 && n < 14 {
            held.pop();
        }
    };
    let fake = Arc::new(Fake::holding(keyed(30), Edges::BothIn).changing(shrink));
    let (mut got, error, items) = stopped::<true>(Items::new(draft(&fake), whole(3))).await;
    assert_eq!((error.kind(), got.len()), (ErrorKind::Paging, 3));
    assert!(error.message().contains("read again 5 times"), "{error}");
    let resumed = Items::new(draft(&fake), whole::<true>(3)).resume(stored(&items.cursor()));
    got.extend(rest(resumed).await);
    assert_eq!(sorted(got), fake.within(RANGE));
}

/// Each page within the total is asked for twice, and nothing is passed over in silence.
#[tokio::test]
async fn fewer_items_than_the_total_are_told() {
    let short = |_: usize, query: &Query| {
        let items: &[&str] = if query["page_num"] == "1" { &["a", "b"] } else { &[] };
        Some(json!({ "items": items, "total": 9 }))
    };
    let fake = Arc::new(Fake::with(&[], Edges::BothIn).scripted(short));
    let mut items = Items::new(draft(&fake), whole::<true>(2));
    let mut got = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        got.push(item);
    }
    assert_eq!((got.join(""), items.end()), ("ab".to_owned(), Some(End::Finished)));
    assert_eq!((items.unseen(), fake.requests().len()), (7, 1 + 4 * 2 + 1));
}

#[tokio::test]
async fn items_without_a_key_are_not_read_again() {
    let replies = [json!({ "items": ["?"], "total": 3 }), json!({ "items": ["?"], "total": 2 })];
    let fake = Arc::new(Fake::replies(&replies));
    let (got, error, _) = stopped::<true>(Items::new(draft(&fake), whole(1))).await;
    assert_eq!((got.len(), error.kind()), (1, ErrorKind::Paging));
    assert!(error.message().contains("no key"), "{error}");
    assert_eq!(fake.requests().len(), 2);
}

/// The page number is ignored, or a cache answers: what comes again stands where others should.
#[tokio::test]
async fn a_page_that_comes_again_in_place_of_another_is_not_the_end() {
    let again = |_: usize, _: &Query| Some(json!({ "items": ["a", "b"], "total": 6 }));
    let fake = Arc::new(Fake::with(&[], Edges::BothIn).scripted(again));
    let (got, error, _) = stopped::<true>(Items::new(draft(&fake), whole(2))).await;
    assert_eq!((got, error.kind()), (vec!["a".to_owned(), "b".to_owned()], ErrorKind::Paging));
}

/// As in a list by the time of the last change: the moved item is repeated by nobody, but it
/// pushes another one from the page before to the next.
#[tokio::test]
async fn an_item_that_moves_to_the_front_while_it_is_read_is_not_lost() {
    let moves = |n: usize, held: &mut Held| {
        if n == 1 {
            let moved = held.remove(7);
            held.insert(0, moved);
        }
    };
    let fake = Arc::new(Fake::holding(keyed(9), Edges::BothIn).changing(moves));
    let got = rest(Items::new(draft(&fake), whole::<true>(3))).await;
    assert_eq!(sorted(got), fake.within(RANGE));
}

/// Reads all in legs, nothing twice.
fn each_once(
    fake: &Arc<Fake>,
    cut: bool,
    size: i64,
    legs: &[Leg],
) -> Result<BTreeSet<String>, TestCaseError> {
    let parameters = if cut { list(RANGE, size) } else { unlimited(RANGE, size) };
    let got = on_virtual_time(read(fake, &parameters, Duration::ZERO, legs));
    let all: BTreeSet<_> = got.iter().cloned().collect();
    prop_assert_eq!(all.len(), got.len(), "nothing twice");
    Ok(all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_disappears_all_that_stays_comes_once(
        count in 0i64..90,
        size in 1i64..9,
        removals in prop::collection::vec((0usize..60, 0usize..90), 0..8),
        seed in any::<u32>(),
        cut in any::<bool>(),
        legs in legs(prop::sample::select(vec![Order::ByWindow, Order::AsItComes])),
    ) {
        let shrink = move |n: usize, held: &mut Held| {
            for (_, index) in removals.iter().filter(|removal| removal.0 == n) {
                if !held.is_empty() {
                    held.remove(index % held.len());
                }
            }
        };
        let held = (0..count).map(|n| (n * 450, format!("i{n}@{}", n * 450))).collect();
        let fake = Fake::holding(held, Edges::BothIn).changing(shrink).slow(scattered(seed.into()));
        let fake = Arc::new(fake);
        let all = each_once(&fake, cut, size, &legs)?;
        for item in fake.within(RANGE) {
            prop_assert!(all.contains(&item), "{} is lost", item);
        }
    }

    /// As where a list goes by the time of the last change.
    #[test]
    fn whatever_moves_all_comes_once(
        count in 1i64..60,
        size in 1i64..9,
        moves in prop::collection::vec((1usize..30, 0usize..60, 0usize..60), 0..5),
        cut in any::<bool>(),
        legs in legs(prop::sample::select(vec![Order::ByWindow, Order::AsItComes])),
    ) {
        let moving = move |n: usize, held: &mut Held| {
            for (_, from, to) in moves.iter().filter(|(at, ..)| *at == n) {
                let from = held.remove(from % held.len());
                held.insert(to % (held.len() + 1), from);
            }
        };
        let held = (0..count).map(|n| (n * 650, format!("i{n}@{}", n * 650))).collect();
        let fake = Arc::new(Fake::holding(held, Edges::BothIn).changing(moving));
        let all = each_once(&fake, cut, size, &legs)?;
        prop_assert_eq!(all.into_iter().collect::<Vec<_>>(), fake.within(RANGE));
    }

    #[test]
    fn whatever_appears_all_that_was_there_comes_once(
        count in 0i64..60,
        size in 1i64..9,
        inserts in prop::collection::vec((0usize..60, 0usize..90), 0..8),
        seed in any::<u32>(),
        cut in any::<bool>(),
        legs in legs(prop::sample::select(vec![Order::ByWindow, Order::AsItComes])),
    ) {
        let grow = move |n: usize, held: &mut Held| {
            for (at, index) in inserts.iter().filter(|insert| insert.0 == n) {
                let index = index % (held.len() + 1);
                let time = held.get(index).map_or(0, |item| item.0);
                held.insert(index, (time, format!("new{at}-{index}-{}@{time}", held.len())));
            }
        };
        let held: Held = (0..count).map(|n| (n * 450, format!("i{n}@{}", n * 450))).collect();
        let there = held.clone();
        let fake = Fake::holding(held, Edges::BothIn).changing(grow).slow(scattered(seed.into()));
        let fake = Arc::new(fake);
        let all = each_once(&fake, cut, size, &legs)?;
        for (_, item) in there {
            prop_assert!(all.contains(&item), "{} is lost", item);
        }
    }
}
