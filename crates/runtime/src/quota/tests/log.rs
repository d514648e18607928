//! The log of places against platforms of every kind.

use super::servers::{Counting, earliest, refused};
use super::*;
use crate::quota::window::Log;
use proptest::prelude::*;

/// A call that wants to be sent.
#[derive(Debug, Clone, Copy)]
struct Wish {
    comes: u64,
    latency: u64,
    /// When it is counted, in thousandths of its latency; `None`: it never reaches the platform.
    counted: Option<u64>,
}

/// When calls were sent, and when they were counted.
struct Run {
    sent: Vec<u64>,
    counted: Vec<u64>,
}

/// Sends the calls, in order, as soon as the log lets them.
fn run(wishes: &[Wish], windows: &[Quota]) -> Run {
    let start = Instant::now();
    let instant = |at: u64| start + Duration::from_micros(at);
    let mut log = Log::default();
    let mut flying: Vec<(u64, bool)> = Vec::new();
    let (mut run, mut now) = (Run { sent: vec![], counted: vec![] }, 0);
    for wish in wishes {
        now = now.max(wish.comes);
        loop {
            flying.sort_unstable();
            while flying.first().is_some_and(|(over, _)| *over <= now) {
                let (over, counted) = flying.remove(0);
                log.settle(instant(over), counted);
            }
            let Err(turn) = log.take(instant(now), start, windows) else { break };
            let due = u64::try_from((turn.at - start).as_micros()).unwrap();
            now = flying.first().map_or(due, |(over, _)| due.min(*over));
        }
        flying.push((now + wish.latency, wish.counted.is_some()));
        run.sent.push(now);
        run.counted.extend(wish.counted.map(|part| now + wish.latency * part / 1000));
    }
    run
}

/// Also where so many calls are allowed that none ever has to wait.
#[tokio::test(start_paused = true)]
async fn what_is_over_is_forgotten_however_many_calls_are_allowed() {
    let (start, windows) = (Instant::now(), [quota(u64::MAX, ms(10))]);
    let mut log = Log::default();
    for call in 0..100_000 {
        let now = start + ms(call);
        log.take(now, start, &windows).unwrap();
        log.settle(now, true);
    }
    assert!(log.remembered() < 100, "{}", log.remembered());
}

fn a_window() -> impl Strategy<Value = Quota> {
    (1_u64..8, 1_u64..3000).prop_map(|(calls, per)| quota(calls, ms(per)))
}

fn windows() -> impl Strategy<Value = Vec<Quota>> {
    proptest::collection::vec(a_window(), 1..4)
}

prop_compose! {
    /// Bursts and pauses, fast and slow answers.
    fn wishes()(wishes in proptest::collection::vec(
        (
            prop_oneof![3 => Just(0), 1 => 0_u64..4_000_000],
            prop_oneof![1 => Just(0), 2 => 0_u64..20_000, 1 => 0_u64..5_000_000],
            prop_oneof![8 => (0_u64..=1000).prop_map(Some), 1 => Just(None)],
        ),
        1..60,
    )) -> Vec<Wish> {
        let mut comes = 0;
        wishes.into_iter().map(|(pause, latency, counted)| {
            comes += pause;
            Wish { comes, latency, counted }
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_platform_refuses_a_call_whatever_it_counts_and_when(
        windows in windows(),
        wishes in wishes(),
        phase in 0_u64..3_000_000,
    ) {
        let run = run(&wishes, &windows);
        for counting in [Counting::Sliding, Counting::Fixed { phase }] {
            prop_assert_eq!(refused(&run.counted, &windows, counting), 0, "{:?}", counting);
        }
    }

    #[test]
    fn no_call_waits_longer_than_needed_if_answers_come_at_once(
        windows in windows(),
        wishes in wishes(),
    ) {
        let at_once = |wish: Wish| Wish { latency: 0, counted: Some(0), ..wish };
        let wishes: Vec<_> = wishes.into_iter().map(at_once).collect();
        let comes: Vec<_> = wishes.iter().map(|wish| wish.comes).collect();
        prop_assert_eq!(run(&wishes, &windows).sent, earliest(&comes, &windows));
    }

    #[test]
    fn those_who_wait_are_told_a_time_that_never_comes_earlier(
        windows in windows(),
        wishes in wishes(),
        ahead in 0_usize..40,
    ) {
        // All at once, so that the last one has all the others ahead of it.
        let wishes: Vec<_> = wishes.iter().map(|wish| Wish {
            comes: 0,
            counted: wish.counted.or(Some(0)),
            ..*wish
        }).collect();
        let ahead = ahead.min(wishes.len() - 1);
        let start = Instant::now();
        let turn = Log::default().turn(start, ahead, start, &windows).unwrap();
        let sent = run(&wishes, &windows).sent[ahead];
        prop_assert!(turn.at <= start + Duration::from_micros(sent));
    }
}

#[test]
fn a_call_that_was_never_sent_gives_its_place_back() {
    let (start, windows) = (Instant::now(), [quota(1, MINUTE)]);
    let mut log = Log::default();
    log.take(start, start, &windows).unwrap();
    assert_eq!(log.turn(start, 0, start, &windows).unwrap().at, start + ms(60_001));
    log.settle(start, false);
    assert_eq!(log.turn(start, 0, start, &windows).unwrap().at, start);
    assert!(log.is_empty(start));
}

#[test]
fn windows_that_no_clock_can_hold_neither_panic_nor_end() {
    let start = Instant::now();
    let windows = [quota(1, Duration::MAX)];
    let mut log = Log::default();
    log.take(start, start, &windows).unwrap();
    log.settle(start, true);
    for ahead in [0, 1, usize::MAX] {
        let turn = log.turn(start, ahead, start, &windows).unwrap();
        assert!(turn.at > start + 9000 * 24 * 60 * MINUTE, "{turn:?}");
    }
    let many = [quota(u64::MAX, Duration::MAX)];
    assert_eq!(log.turn(start, 9, start, &many).unwrap().at, start);
    let none = [quota(1, Duration::ZERO)];
    assert_eq!(Log::default().turn(start, 9, start, &none), None);
}
