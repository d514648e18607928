//! Quota stores that hang, lie or panic: a call keeps its answer and its deadline.

use crate::platform::{Apps, Scarce};
use crate::world::*;
use larkspur_runtime::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What a store does when it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Well,
    Hangs,
    Waits(Duration),
}

/// A store with a mood for each question.
struct Moody {
    take: Mood,
    settle: Mood,
    hold: Mood,
}

fn in_mood<'a, T: std::marker::Send + 'a>(
    mood: Mood,
    well: T,
) -> BoxFuture<'a, Result<T, StoreError>> {
    Box::pin(async move {
        if mood == Mood::Hangs {
            std::future::pending::<()>().await;
        }
        Ok(well)
    })
}

impl QuotaStore for Moody {
    fn take<'a>(
        &'a self,
        _: &'a QuotaKey,
        _: &'a [Quota],
        _: Duration,
    ) -> BoxFuture<'a, Result<Take, StoreError>> {
        let granted = match self.take {
            Mood::Waits(pause) => Take::Wait(pause),
            _ => Take::Granted("one".to_owned()),
        };
        in_mood(self.take, granted)
    }

    fn settle<'a>(
        &'a self,
        _: &'a QuotaKey,
        _: &'a [Quota],
        _: &'a str,
        _: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        in_mood(self.settle, ())
    }

    fn hold<'a>(&'a self, _: &'a QuotaKey, _: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        in_mood(self.hold, ())
    }
}

const WELL: Moody = Moody { take: Mood::Well, settle: Mood::Well, hold: Mood::Well };

fn client(world: &World, store: Moody) -> Client {
    app(world.builder()).quota_store(Arc::new(store)).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_came_in_time_is_not_lost_to_a_store_that_hangs() {
    let client = client(&first(vec![]), Moody { settle: Mood::Hangs, ..WELL });
    let start = Instant::now();
    let draft = Draft::new(&client).with_deadline(seconds(1));
    assert!(with(draft, Scarce).await.is_ok());
    assert!(start.elapsed() <= seconds(1), "the deadline holds for the store too");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_came_in_time_is_told_although_a_store_hangs() {
    for (answer, retry) in
        [(coded(200, 1001), Retry::Never), (throttled(&[("x-reset", "30")]), Retry::Quota)]
    {
        let store = Moody { settle: Mood::Hangs, hold: Mood::Hangs, ..WELL };
        let client = client(&first(vec![answer]), store);
        let start = Instant::now();
        let draft = Draft::new(&client).with_deadline(seconds(1));
        let error = with(draft, Scarce).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Api, retry), "{error}");
        assert!(start.elapsed() <= seconds(1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_says_never_is_an_error_at_once_where_there_is_a_deadline() {
    for pause in [seconds(2), Duration::from_secs(u64::MAX), Duration::MAX] {
        let client = client(&first(vec![]), Moody { take: Mood::Waits(pause), ..WELL });
        let start = Instant::now();
        let draft = Draft::new(&client).with_deadline(seconds(1));
        let error = with(draft, Scarce).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0), "{error}");
        assert!(start.elapsed() < Duration::from_millis(10));
    }
    // One that says "at once" again and again is not asked in a tight loop.
    let client = client(&first(vec![]), Moody { take: Mood::Waits(Duration::ZERO), ..WELL });
    let draft = Draft::new(&client).with_deadline(seconds(1));
    assert_eq!(with(draft, Scarce).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_never_answers_holds_up_one_call_and_not_the_next() {
    let hangs = Moody { take: Mood::Hangs, settle: Mood::Hangs, hold: Mood::Hangs };
    let client = client(&first(vec![]), hangs);
    let start = Instant::now();
    with(Draft::new(&client), Scarce).await.unwrap();
    let one = start.elapsed();
    assert!(one < seconds(3), "{one:?}");
    with(Draft::new(&client), Scarce).await.unwrap();
    assert!(start.elapsed() - one < seconds(1));
    with(Draft::new(&client), Apps).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn no_deadline_is_too_long_and_none_too_short() {
    let longest = Duration::from_secs(i64::MAX.unsigned_abs());
    for deadline in [Duration::MAX, longest, Duration::from_secs(u64::MAX >> 2), seconds(1 << 40)] {
        let client = client(&first(vec![throttled(&[])]), WELL);
        let answers = (0..4).map(|_| with(Draft::new(&client).with_deadline(deadline), Scarce));
        for answer in answers {
            answer.await.unwrap();
        }
    }
    let client = client(&first(vec![]), WELL);
    let error = with(Draft::new(&client).with_deadline(Duration::ZERO), Scarce).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}
