//! Several windows at once, and pages fetched ahead.

use crate::fake::*;
use crate::legs::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (0, 100_000);

/// Ten windows with seven items each, of which two lie on edges.
fn platform() -> Fake {
    let times: Vec<_> = (0..61).map(|index| index * 5 / 3 * 1_000).collect();
    Fake::with(&times, Edges::BothIn)
}

#[tokio::test(start_paused = true)]
async fn by_windows_it_is_the_list_as_read_one_window_after_the_other() {
    let sequential = rest(Items::new(draft(&Arc::new(platform())), list::<false>(RANGE, 3))).await;
    for windows in [1, 2, 4, 30] {
        for seed in 0..20 {
            let fake = Arc::new(platform().slow(scattered(seed)));
            let items = Items::new(draft(&fake), list::<false>(RANGE, 3)).parallel(windows);
            assert_eq!(rest(items).await, sequential, "{windows} at once, seed {seed}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn as_it_comes_every_item_comes_once_and_slow_windows_hold_up_nobody() {
    let slow_first = |n: usize| millis(if n == 0 { 500 } else { 10 });
    let fake = Arc::new(platform().slow(slow_first));
    let items = Items::new(draft(&fake), list::<true>(RANGE, 3)).parallel(3);
    let got = rest(items.order(Order::AsItComes)).await;
    assert_ne!(got, sorted(got.clone()));
    assert!(got[0].ends_with("@10000"), "{got:?}");
    assert_eq!(sorted(got), fake.within(RANGE));
}

#[tokio::test(start_paused = true)]
async fn as_many_windows_are_read_at_once_as_were_asked_for() {
    for (windows, most) in [(0, 1), (1, 1), (3, 3), (10, 10), (usize::MAX, 10)] {
        let fake = Arc::new(platform().slow(|_| millis(10)));
        let items = Items::new(draft(&fake), list::<false>(RANGE, 100)).parallel(windows);
        let started = tokio::time::Instant::now();
        rest(items).await;
        assert_eq!(fake.in_flight(), (0, most));
        let rounds = 10_usize.div_ceil(most) as u128;
        assert_eq!(started.elapsed().as_millis(), rounds * 10, "{windows}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_than_64_windows_are_read_at_once_however_many_were_asked_for() {
    let items: Vec<_> = (0..100).map(|window| window * 10_000 + 1).collect();
    for (windows, most) in [(63, 63), (64, 64), (65, 64), (usize::MAX, 64)] {
        let fake = Arc::new(Fake::with(&items, Edges::BothIn).slow(|_| millis(10)));
        let stream = Items::new(draft(&fake), list::<false>((0, 1_000_000), 100));
        assert_eq!(rest(stream.parallel(windows)).await.len(), 100);
        assert_eq!(fake.in_flight(), (0, most), "{windows}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_the_calls_of_all_windows_at_once() {
    let slow_others = |n: usize| millis(if n == 0 { 1 } else { 60_000 });
    let broken = |n: usize, _: &Query| (n == 0).then_some(Value::Null);
    let fake = Arc::new(platform().slow(slow_others).scripted(broken));
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 3)).parallel(4);
    assert!(items.next().await.is_some_and(|first| first.is_err()));
    tokio::task::yield_now().await;
    assert_eq!(fake.in_flight(), (0, 4), "while the stream is still there");
    drop(items);
}

#[tokio::test(start_paused = true)]
async fn windows_behind_the_first_hold_one_page_each() {
    let fake = Arc::new(platform().slow(|n| millis(if n == 0 { 900 } else { 1 })));
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 1)).parallel(4);
    items.try_next().await.unwrap();
    assert_eq!(fake.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn without_prefetch_nothing_is_asked_for_while_a_page_is_consumed() {
    let fake = Arc::new(platform().slow(|_| millis(10)));
    let mut pages = Pages::new(draft(&fake), list::<false>(RANGE, 3));
    for read in 1..=5 {
        pages.try_next().await.unwrap();
        tokio::time::sleep(millis(100)).await;
        assert_eq!(fake.requests().len(), read);
    }
}

#[tokio::test(start_paused = true)]
async fn with_prefetch_the_next_page_is_there_when_the_last_is_consumed() {
    // Over pages of a window, and over windows of a page.
    for (size, calls) in [(3, 33), (100, 10)] {
        let fake = Arc::new(platform().slow(|_| millis(10)));
        let mut pages = Pages::new(draft(&fake), list::<false>(RANGE, size)).prefetch();
        let started = tokio::time::Instant::now();
        while pages.try_next().await.unwrap().is_some() {
            tokio::time::sleep(millis(10)).await;
            assert!(fake.requests().len() as u64 <= pages.pages() + 1);
        }
        let calls = calls.min(fake.requests().len() as u128);
        assert_eq!(started.elapsed().as_millis(), 10 + calls * 10, "pages of {size}");

        let fake = Arc::new(platform().slow(|_| millis(10)));
        let mut items = Items::new(draft(&fake), list::<false>(RANGE, size)).prefetch();
        items.try_next().await.unwrap();
        tokio::time::sleep(millis(50)).await;
        assert_eq!(fake.requests().len(), 2, "one ahead, not more");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_stream_ends_its_calls() {
    let fake = Arc::new(platform().slow(|n| millis(if n == 0 { 1 } else { 1_000 })));
    let mut items = Items::new(draft(&fake), list::<false>(RANGE, 100)).parallel(5);
    items.try_next().await.unwrap();
    assert_eq!(fake.in_flight().0, 4);
    drop(items);
    tokio::task::yield_now().await;
    assert_eq!(fake.in_flight().0, 0);
}

#[tokio::test(start_paused = true)]
async fn an_error_waits_for_its_window_and_ends_the_list_there() {
    let breaks = |n: usize, _: &Query| (n == 2).then_some(Value::Null);
    let sequential = rest(Items::new(draft(&Arc::new(platform())), list::<false>(RANGE, 9))).await;
    for windows in [1, 2, 3, 8] {
        let fake = Arc::new(platform().slow(|_| millis(5)).scripted(breaks));
        let new = || Items::new(draft(&fake), list::<false>(RANGE, 9)).parallel(windows);
        let (mut items, mut got) = (new(), Vec::new());
        while let Some(item) = items.next().await {
            match item {
                Ok(item) => got.push(item),
                Err(error) => assert_eq!(error.kind(), ErrorKind::Transport),
            }
        }
        assert_eq!((items.end(), items.windows()), (Some(End::Stopped), (2, 10)));
        got.extend(rest(new().resume(stored(&items.cursor()))).await);
        assert_eq!(got, sequential);
    }
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the script of the test")]
async fn a_panic_in_a_task_goes_on_where_the_stream_is_polled() {
    let fake = platform().scripted(|_, _: &_| panic!("the script of the test"));
    let _ = Items::new(draft(&Arc::new(fake)), list::<false>(RANGE, 9)).prefetch().next().await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn however_it_is_read_every_item_comes_once(
        times in prop::collection::vec((0i64..120).prop_map(|half| half * 500), 0..60),
        start in 0i64..20_000,
        span in 0i64..45_000,
        size in 1i64..6,
        overlap in prop::sample::select(vec![0u64, 1, 1_000, 9_000]),
        edges in prop::sample::select(
            vec![Edges::BothIn, Edges::EndOut, Edges::StartOut, Edges::Seconds]),
        seed in any::<u32>(),
        faults in prop::collection::vec(0usize..60, 0..6),
        legs in legs(prop::sample::select(vec![Order::ByWindow, Order::AsItComes])),
    ) {
        let range = (start, start + span);
        let breaks = move |n: usize, _: &Query| faults.contains(&n).then_some(Value::Null);
        let fake = Fake::with(&times, edges).slow(scattered(seed.into())).scripted(breaks);
        let fake = Arc::new(fake);
        on_virtual_time(async {
            let got = read(&fake, &list::<false>(range, size), millis(overlap), &legs).await;
            prop_assert_eq!(sorted(got), fake.within(range));
            let got = read(&fake, &list::<true>(range, size), millis(overlap), &legs).await;
            prop_assert_eq!(sorted(got), fake.within(range));
            Ok(())
        })?;
    }

    #[test]
    fn by_windows_the_order_is_always_the_same(
        times in prop::collection::vec((0i64..120).prop_map(|half| half * 500), 0..60),
        size in 1i64..6,
        seed in any::<u32>(),
        faults in prop::collection::vec(0usize..60, 0..6),
        legs in legs(Just(Order::ByWindow)),
    ) {
        let range = (2_000, 47_000);
        let breaks = move |n: usize, _: &Query| faults.contains(&n).then_some(Value::Null);
        let fake = Fake::with(&times, Edges::BothIn).slow(scattered(seed.into())).scripted(breaks);
        let (fake, calm) = (Arc::new(fake), Arc::new(Fake::with(&times, Edges::BothIn)));
        on_virtual_time(async {
            let got = read(&fake, &list::<false>(range, size), Duration::ZERO, &legs).await;
            let sequential = rest(Items::new(draft(&calm), list::<false>(range, size))).await;
            prop_assert_eq!(got, sequential);
            Ok(())
        })?;
    }
}
