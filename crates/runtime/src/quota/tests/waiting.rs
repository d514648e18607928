//! Who waits, how long, and in which order.

use super::servers::earliest;
use super::*;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::task::JoinSet;

const HUNDRED: &[Quota] = &[Quota { calls: 100, per: MINUTE }];
const ONE: &[Quota] = &[Quota { calls: 1, per: MINUTE }];

/// Sends so many calls at once, each with that latency, and tells when each was sent.
async fn burst(calls: usize, windows: &'static [Quota], latency: Duration) -> Vec<Duration> {
    let (quotas, times) = (quotas(None), Times::new());
    let mut set = JoinSet::new();
    for _ in 0..calls {
        let (quotas, times) = (Arc::clone(&quotas), times.clone());
        set.spawn(async move {
            let permit = take(&quotas, windows, None).await.unwrap();
            times.note();
            tokio::time::sleep(latency).await;
            permit.settle(true).await;
        });
    }
    set.join_all().await;
    times.all()
}

#[tokio::test(start_paused = true)]
async fn a_burst_uses_the_whole_quota_at_once_and_again_after_each_window() {
    let sent = burst(250, HUNDRED, Duration::ZERO).await;
    let expected = [(100, ms(0)), (100, ms(60_001)), (50, ms(120_002))];
    let expected: Vec<_> = expected.into_iter().flat_map(|(calls, at)| vec![at; calls]).collect();
    assert_eq!(sent, expected);
}

#[tokio::test(start_paused = true)]
async fn two_windows_hold_at_once() {
    const WINDOWS: &[Quota] =
        &[Quota { calls: 1000, per: MINUTE }, Quota { calls: 50, per: Duration::from_secs(1) }];
    let sent = burst(1200, WINDOWS, Duration::ZERO).await;
    let expected: Vec<_> =
        earliest(&[0; 1200], WINDOWS).into_iter().map(Duration::from_micros).collect();
    assert_eq!(sent, expected);
    assert_eq!((sent[49], sent[50], sent[999]), (ms(0), ms(1001), ms(19_019)));
    assert_eq!((sent[1000], sent[1199]), (ms(60_001), ms(63_004)));
}

#[tokio::test(start_paused = true)]
async fn a_place_is_free_a_window_after_its_answer() {
    let sent = burst(3, ONE, ms(500)).await;
    assert_eq!(sent, [ms(0), ms(60_501), ms(121_002)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_never_sent_lets_the_next_one_pass_at_once() {
    let quotas = quotas(None);
    let permit = take(&quotas, ONE, None).await.unwrap();
    let start = Instant::now();
    let next = async {
        let permit = take(&quotas, ONE, None).await.unwrap();
        permit.settle(true).await;
        start.elapsed()
    };
    let unsent = async {
        tokio::time::sleep(ms(7)).await;
        permit.settle(false).await;
    };
    assert_eq!(tokio::join!(next, unsent).0, ms(7));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_permit_counts_from_that_moment() {
    let quotas = quotas(None);
    let permit = take(&quotas, ONE, None).await.unwrap();
    tokio::time::sleep(ms(300)).await;
    drop(permit);
    let start = Instant::now();
    let _permit = take(&quotas, ONE, None).await.unwrap();
    assert_eq!(start.elapsed(), ms(60_001));
}

#[tokio::test(start_paused = true)]
async fn calls_are_sent_in_the_order_in_which_they_came() {
    let quotas = quotas(None);
    let order = Arc::new(Mutex::new(vec![]));
    let mut set = JoinSet::new();
    for number in 0..30_u64 {
        let (quotas, order) = (Arc::clone(&quotas), Arc::clone(&order));
        set.spawn(async move {
            // They come one after another, faster than they can go.
            tokio::time::sleep(ms(number * 400)).await;
            let windows = [quota(4, Duration::from_secs(5))];
            let permit = take(&quotas, &windows, None).await.unwrap();
            order.lock().unwrap().push(number);
            tokio::time::sleep(ms(number * 7919 % 900)).await;
            permit.settle(number % 5 != 0).await;
        });
    }
    set.join_all().await;
    assert_eq!(*order.lock().unwrap(), (0..30).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn who_comes_when_a_place_is_free_does_not_overtake_who_was_woken_for_it() {
    let quotas = quotas(None);
    let permit = take(&quotas, ONE, None).await.unwrap();
    let mut waiting = Box::pin(take(&quotas, ONE, None));
    assert!(tokio::time::timeout(ms(5), &mut waiting).await.is_err());
    permit.settle(false).await;
    let mut late = Box::pin(take(&quotas, ONE, None));
    assert!(tokio::time::timeout(Duration::ZERO, &mut late).await.is_err());
    let start = Instant::now();
    let _permit = waiting.await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_waiting_costs_the_others_nothing() {
    // Of ten that wait for one place a minute, these give up after a while.
    for gone in [vec![1], vec![9], vec![5], vec![1, 2, 3], vec![1, 5, 9], vec![8, 9]] {
        let (quotas, times) = (quotas(None), Times::new());
        let mut tasks = vec![];
        for _ in 0..10 {
            let (quotas, times) = (Arc::clone(&quotas), times.clone());
            tasks.push(tokio::spawn(async move {
                let permit = take(&quotas, ONE, None).await.unwrap();
                times.note();
                permit.settle(true).await;
            }));
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(ms(10)).await;
        gone.iter().for_each(|index| tasks[*index].abort());
        for task in tasks {
            let _ = task.await;
        }
        let expected: Vec<_> = (0..10 - gone.len() as u64).map(|n| ms(n * 60_001)).collect();
        assert_eq!(times.all(), expected, "{gone:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_platform_says_closes_the_gate_for_everybody_and_a_later_instant_stays() {
    let (quotas, start) = (quotas(None), Instant::now());
    let permit = take(&quotas, HUNDRED, None).await.unwrap();
    permit.hold(ms(9000)).await;
    permit.hold(ms(2000)).await;
    permit.settle(true).await;
    let (one, other) = tokio::join!(take(&quotas, HUNDRED, None), take(&quotas, HUNDRED, None));
    assert_eq!(start.elapsed(), ms(9000));
    one.unwrap().hold(ms(1000)).await;
    other.unwrap().settle(true).await;
    let _permit = take(&quotas, HUNDRED, None).await.unwrap();
    assert_eq!(start.elapsed(), ms(10_000));
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_sent_in_time_is_told_at_once() {
    let (quotas, start) = (quotas(None), Instant::now());
    let mut set = JoinSet::new();
    for number in 0..350 {
        let quotas = Arc::clone(&quotas);
        set.spawn(async move {
            let taken = take(&quotas, HUNDRED, Some(ms(65_000))).await;
            let error = taken.as_ref().err().copied();
            if let Ok(permit) = taken {
                permit.settle(true).await;
            }
            (number, start.elapsed(), error)
        });
    }
    let mut ends = set.join_all().await;
    ends.sort_unstable_by_key(|(number, ..)| *number);
    let window = HUNDRED[0];
    for (number, at, error) in ends {
        // Those who are told leave the line, so all of them are the hundred and first to wait.
        let expected = match number {
            0..100 => (ms(0), None),
            100..200 => (ms(60_001), None),
            _ => (ms(0), Some(TooLate { pause: ms(120_002), window })),
        };
        assert_eq!((at, error), expected, "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_can_no_longer_be_sent_in_time_is_told_as_soon_as_that_is_certain() {
    // Each answer takes ten seconds, so that the third call would be sent after 140 seconds. That
    // is certain when the first answer is late; or later, when the second one is.
    for (within, told) in [(120_500, ms(499)), (125_000, ms(4999)), (132_000, ms(71_999))] {
        let (quotas, start) = (quotas(None), Instant::now());
        let slow = || async {
            let permit = take(&quotas, ONE, None).await.unwrap();
            tokio::time::sleep(ms(10_000)).await;
            permit.settle(true).await;
        };
        let third = async {
            let error = take(&quotas, ONE, Some(ms(within))).await.err();
            (start.elapsed(), error.map(|error| error.window))
        };
        let (_, _, (at, window)) = tokio::join!(slow(), slow(), third);
        assert_eq!(window, Some(ONE[0]));
        assert!(at >= told && at <= told + ms(2), "{within}: {at:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_window_that_hangs_on_late_answers_decides_even_if_another_one_is_longer() {
    // One place is free in a minute, the other one a second after an answer that does not come.
    const WINDOWS: [Quota; 2] =
        [Quota { calls: 2, per: MINUTE }, Quota { calls: 1, per: Duration::from_secs(10) }];
    for windows in [WINDOWS, [WINDOWS[1], WINDOWS[0]]] {
        let (quotas, start) = (quotas(None), Instant::now());
        take(&quotas, &windows, None).await.unwrap().settle(true).await;
        let _late = take(&quotas, &windows, None).await.unwrap();
        assert_eq!(start.elapsed(), ms(10_001));
        // The first place is free at 60.001; the answer has to come before 53.999.
        let error = take(&quotas, &windows, Some(ms(53_999))).await.err().unwrap();
        assert_eq!((start.elapsed(), error.window), (ms(54_000), WINDOWS[1]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_hold_tells_those_at_once_for_whom_it_is_too_long() {
    let quotas = quotas(None);
    let permit = take(&quotas, ONE, None).await.unwrap();
    let start = Instant::now();
    let waiting = |within| {
        let quotas = &quotas;
        async move {
            let taken = take(quotas, ONE, Some(ms(within))).await;
            (start.elapsed(), taken.map(drop).map_err(|error| error.pause))
        }
    };
    let hold = async {
        tokio::time::sleep(ms(5)).await;
        permit.hold(ms(100_000)).await;
        permit.settle(true).await;
    };
    let (short, long, ()) = tokio::join!(waiting(70_000), waiting(170_000), hold);
    assert_eq!(short, (ms(5), Err(ms(100_000))));
    assert_eq!(long, (ms(100_005), Ok(())));
}

#[tokio::test(start_paused = true)]
async fn windows_without_calls_or_without_length_neither_hang_nor_panic() {
    let (quotas, start) = (quotas(None), Instant::now());
    let none = [quota(5, MINUTE), quota(0, MINUTE)];
    for within in [None, Some(MINUTE)] {
        let error = take(&quotas, &none, within).await.err().unwrap();
        assert_eq!(error, TooLate { pause: Duration::MAX, window: none[1] });
    }
    for windows in [&[][..], &[quota(1, Duration::ZERO)], &[quota(0, Duration::ZERO)]] {
        let permits = [take(&quotas, windows, None).await, take(&quotas, windows, None).await];
        for permit in permits {
            permit.unwrap().hold(MINUTE).await;
        }
    }
    assert_eq!((start.elapsed(), quotas.count()), (Duration::ZERO, 0));
}

#[tokio::test(start_paused = true)]
async fn who_waits_tells_so_once_and_who_does_not_wait_tells_nothing() {
    let (quotas, told) = (quotas(None), Mutex::new(vec![]));
    for _ in 0..3 {
        let on_wait = |pause| told.lock().unwrap().push(pause);
        let until = None;
        let (operation, identity, lease) = ("list", "app", MINUTE);
        let asking = Asking { operation, windows: ONE, identity, until, lease, on_wait: &on_wait };
        quotas.take(&asking).await.unwrap().settle(true).await;
    }
    assert_eq!(*told.lock().unwrap(), [ms(60_001); 2]);
}

#[tokio::test(start_paused = true)]
async fn gates_that_nobody_uses_are_forgotten_and_others_are_not() {
    let (quotas, windows) = (quotas(None), [quota(1, ms(100))]);
    fn asking<'a>(windows: &'a [Quota], identity: &'a str) -> Asking<'a> {
        let (operation, until, lease) = ("list", None, MINUTE);
        Asking { operation, windows, identity, until, lease, on_wait: &|_| {} }
    }
    let _held = quotas.take(&asking(&windows, "held")).await.unwrap();
    for number in 0..20_000 {
        let identity = number.to_string();
        quotas.take(&asking(&windows, &identity)).await.unwrap().settle(true).await;
        tokio::time::advance(ms(5)).await;
    }
    assert!(quotas.count() <= 100, "{}", quotas.count());
    let again = Asking { until: Some(Instant::now() + ms(99)), ..asking(&windows, "held") };
    assert!(quotas.take(&again).await.is_err(), "its place was forgotten");
}

/// Counts how often a future is polled.
struct Polls<F>(Pin<Box<F>>, Arc<AtomicUsize>);

impl<F: Future> Future for Polls<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.as_mut().poll(cx)
    }
}

#[tokio::test(start_paused = true)]
async fn a_free_place_wakes_one_waiter_and_not_all_of_them() {
    let (quotas, polls) = (quotas(None), Arc::new(AtomicUsize::new(0)));
    let mut set = JoinSet::new();
    for _ in 0..1000 {
        let quotas = Arc::clone(&quotas);
        let work = async move {
            let permit = take(&quotas, HUNDRED, Some(20 * MINUTE)).await.unwrap();
            permit.settle(true).await;
        };
        set.spawn(Polls(Box::pin(work), Arc::clone(&polls)));
    }
    set.join_all().await;
    // One to line up, and one to be sent; the first hundred need no second. A few are tokio's own.
    let polls = polls.load(Ordering::Relaxed);
    assert!((1900..1950).contains(&polls), "{polls}");
}
