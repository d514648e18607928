//! What a platform refuses to page through is cut in halves until it fits, or named.

use crate::fake::*;
use crate::legs::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (0, 40_000);

/// Items so many milliseconds apart.
fn every(step: i64) -> Vec<i64> {
    (0..=RANGE.1 / step).map(|index| index * step).collect()
}

#[tokio::test]
async fn a_window_beyond_the_cap_is_cut_until_each_part_fits() {
    // 41 hits in each window of ten seconds, told by the total; 161 in the range, told by the code.
    for parameters in [list(RANGE, 10), unlimited(RANGE, 10)] {
        let fakes = [Fake::with(&every(250), Edges::BothIn), {
            Fake::with(&every(250), Edges::BothIn).capping()
        }];
        for fake in fakes.map(Arc::new) {
            let mut items = Items::new(draft(&fake), parameters.clone());
            let mut got = Vec::new();
            while let Some(item) = items.try_next().await.unwrap() {
                got.push(item);
            }
            assert_eq!((items.windows(), items.end()), ((8, 8), Some(End::Finished)));
            let expected: Vec<_> =
                every(250).iter().enumerate().map(|(n, time)| format!("i{n}@{time}")).collect();
            assert_eq!(got, expected, "in the order of time");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_cut_is_named_and_so_is_what_to_do() {
    let fake = Arc::new(Fake::with(&[20_000; 50], Edges::BothIn).capping());
    let (got, error, _) = stopped(Items::new(draft(&fake), unlimited(RANGE, 10))).await;
    assert_eq!((got.len(), error.kind()), (0, ErrorKind::BeyondCap));
    assert_eq!(error.code().map(Code::code), Some(TOO_MANY));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    for words in ["no; the platform", "1970-01-01T00:00:20.000Z", "40 hits", "narrow the filters"] {
        assert!(error.message().contains(words), "{words}: {error}");
    }
    // No half is shorter than a millisecond, so that it ends.
    assert!(fake.requests().len() < 40, "{}", fake.requests().len());
}

#[tokio::test]
async fn without_a_range_the_refusal_says_that_one_would_help() {
    let fake = Arc::new(Fake::with(&[20_000; 50], Edges::BothIn).capping());
    let (_, error, items) = stopped::<true>(Items::new(draft(&fake), whole(10))).await;
    assert_eq!(error.kind(), ErrorKind::BeyondCap);
    assert!(error.message().contains("no range of time is given"), "{error}");
    assert_eq!(items.windows(), (0, 1));
}

#[tokio::test]
async fn an_uncut_part_is_read_up_to_the_cap() {
    let fake = Arc::new(Fake::with(&[20_000; 50], Edges::BothIn));
    let (got, error, items) = stopped(Items::new(draft(&fake), unlimited(RANGE, 10))).await;
    assert_eq!((got.len(), error.kind()), (40, ErrorKind::BeyondCap));
    let sent = fake.requests().len();
    let ahead = Items::new(draft(&fake), unlimited(RANGE, 10)).prefetch();
    assert_eq!(stopped(ahead).await.0.len(), 40);
    assert_eq!(fake.requests().len(), 2 * sent, "nothing is asked for beyond it, nor ahead");
    let again = Items::new(draft(&fake), unlimited(RANGE, 10)).resume(stored(&items.cursor()));
    assert_eq!(stopped(again).await.0.len(), 0);
}

#[tokio::test]
async fn passing_trouble_with_the_same_code_costs_a_cut_and_no_item() {
    for troubled in 0..12 {
        let trouble = move |n: usize, _: &Query| (n == troubled).then_some(json!(TOO_MANY));
        let fake = Arc::new(Fake::with(&every(1_000), Edges::BothIn).scripted(trouble));
        let items = Items::new(draft(&fake), list::<true>(RANGE, 3));
        let cut = rest(items).await;
        assert_eq!(sorted(cut), fake.within(RANGE), "request {troubled}");
    }
}

#[tokio::test]
async fn where_the_total_fits_the_code_is_passing_trouble() {
    let trouble = |n: usize, _: &Query| (n == 1).then_some(json!(TOO_MANY));
    let fake = Arc::new(Fake::with(&every(10_000), Edges::BothIn).scripted(trouble));
    let (got, error, items) = stopped::<true>(Items::new(draft(&fake), whole(3))).await;
    assert_eq!((got.len(), error.kind()), (3, ErrorKind::Api));
    let items = Items::new(draft(&fake), whole::<true>(3)).resume(items.cursor());
    assert_eq!(rest(items).await.len(), 2);
}

#[tokio::test]
async fn items_without_a_key_are_not_cut_once_they_were_handed_out() {
    let held: Vec<_> = (0..39).map(|n| (n * 1_000, "?".to_owned())).collect();
    // The list grows beyond the cap behind its first page.
    let grow = |n: usize, held: &mut Held| {
        if n == 1 {
            held.extend((0..9).map(|n| (n * 1_000, "?".to_owned())));
        }
    };
    let fake = Arc::new(Fake::holding(held, Edges::BothIn).changing(grow));
    let (got, error, _) = stopped(Items::new(draft(&fake), unlimited(RANGE, 10))).await;
    assert_eq!((got.len(), error.kind()), (40, ErrorKind::BeyondCap));
    assert!(error.message().contains("without a key"), "{error}");
}

#[tokio::test]
async fn nor_when_they_were_handed_out_of_a_page_that_was_begun() {
    let held = |count| (0..count).map(|n| (n * 800, "?".to_owned())).collect::<Vec<_>>();
    let few = Arc::new(Fake::holding(held(39), Edges::BothIn));
    let mut items = Items::new(draft(&few), unlimited(RANGE, 10));
    for _ in 0..2 {
        assert!(items.try_next().await.unwrap().is_some());
    }
    let many = Arc::new(Fake::holding(held(49), Edges::BothIn));
    let resumed = Items::new(draft(&many), unlimited(RANGE, 10)).resume(items.cursor());
    let (got, error, _) = stopped(resumed).await;
    assert_eq!((got.len(), error.kind()), (38, ErrorKind::BeyondCap));
}

#[tokio::test]
async fn a_list_that_grows_beyond_the_cap_is_cut_and_nothing_comes_twice() {
    let grow = |n: usize, held: &mut Held| {
        if n == 1 {
            held.extend((0..9).map(|n| (n * 1_000, format!("late{n}"))));
        }
    };
    let fake = Arc::new(Fake::with(&every(1_050), Edges::BothIn).changing(grow));
    let got = rest(Items::new(draft(&fake), unlimited(RANGE, 10))).await;
    assert_eq!(sorted(got), fake.within(RANGE));
}

#[tokio::test]
async fn an_overlap_stays_between_halves() {
    let fake = Arc::new(Fake::with(&every(500), Edges::BothOut));
    let items = Items::new(draft(&fake), unlimited(RANGE, 10)).overlap(Duration::from_millis(1));
    assert_eq!(sorted(rest(items).await), fake.within(RANGE));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn however_full_a_range_is_every_item_comes_once(
        times in prop::collection::vec((0i64..40_000).prop_map(|time| time / 100 * 100), 0..400),
        size in 1i64..25,
        refuses in any::<bool>(),
        cut in any::<bool>(),
        seed in any::<u32>(),
        faults in prop::collection::vec(0usize..90, 0..6),
        legs in legs(prop::sample::select(vec![Order::ByWindow, Order::AsItComes])),
    ) {
        // No more than 40 in any second, which a platform that counts in seconds cannot tell apart.
        let mut counts = std::collections::BTreeMap::new();
        let mut times = times;
        times.retain(|time| {
            let count = counts.entry(time / 1000).or_insert(0);
            *count += 1;
            *count <= 20
        });
        let breaks = move |n: usize, _: &Query| faults.contains(&n).then_some(Value::Null);
        let edges = [Edges::BothIn, Edges::Seconds, Edges::EndOut][seed as usize % 3];
        let fake = Fake::with(&times, edges).slow(scattered(seed.into())).scripted(breaks);
        let fake = Arc::new(if refuses { fake.capping() } else { fake });
        let parameters = if cut { list(RANGE, size) } else { unlimited(RANGE, size) };
        on_virtual_time(async {
            let got = read(&fake, &parameters, Duration::ZERO, &legs).await;
            prop_assert_eq!(sorted(got), fake.within(RANGE));
            Ok(())
        })?;
    }
}
