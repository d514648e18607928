//! How calls keep to quotas, and heed a platform that says that one is used up.

use crate::platform::{Apps, Scarce};
use crate::world::*;
use larkspur_runtime::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn a_minute(calls: u64) -> QuotaPolicy {
    QuotaPolicy::windows([Quota { calls, per: seconds(60) }])
}

/// Makes so many calls at once on clones of the client, and says how they ended.
async fn at_once(client: &Client, count: usize) -> Vec<bool> {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client, Scarce).await.is_ok() })
        })
        .collect();
    let mut outcomes = Vec::new();
    for call in calls {
        outcomes.push(call.await.unwrap());
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn a_documented_quota_is_kept_and_the_wait_is_told() {
    let (world, waits) = (first(vec![]), Waits::default());
    let client = app(world.builder()).on_event(waits.listener()).build().unwrap();
    let start = Instant::now();
    assert_eq!(at_once(&client, 5).await, [true; 5]);
    // Two at once, two after a minute, one after another.
    assert_eq!(start.elapsed().as_secs(), 120);
    assert_eq!(waits.all().len(), 3);
    assert!(waits.all().iter().all(|(cause, _)| *cause == WaitCause::Quota));
    assert_eq!(world.count("/scarce"), 5);
}

#[tokio::test(start_paused = true)]
async fn a_quota_can_be_another_one_or_none() {
    for (of_client, of_call, expected) in [
        (QuotaPolicy::Documented, None, 60),
        (QuotaPolicy::Off, None, 0),
        (a_minute(1), None, 180),
        (QuotaPolicy::Documented, Some(QuotaPolicy::Off), 0),
        (QuotaPolicy::Off, Some(QuotaPolicy::Documented), 60),
        (QuotaPolicy::Off, Some(a_minute(3)), 60),
    ] {
        let client = app(first(vec![]).builder()).quota(of_client.clone()).build().unwrap();
        let start = Instant::now();
        for _ in 0..4 {
            let draft = Draft::new(&client);
            let draft = match &of_call {
                Some(policy) => draft.with_quota(policy.clone()),
                None => draft,
            };
            with(draft, Scarce).await.unwrap();
        }
        assert_eq!(start.elapsed().as_secs(), expected, "{of_client:?} {of_call:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_never_sent_gives_its_place_back() {
    let refused = || broken(TransportErrorKind::Connect);
    let world = first(vec![refused(), refused(), refused()]);
    let client = world.client();
    let start = Instant::now();
    for _ in 0..2 {
        call(&client, Scarce).await.unwrap();
    }
    assert_eq!((world.count("/scarce"), start.elapsed().as_secs() < 3), (5, true));
    // One that may have arrived does not.
    let world = first(vec![broken(TransportErrorKind::Sent)]);
    let client = world.client();
    let start = Instant::now();
    for _ in 0..2 {
        call(&client, Scarce).await.unwrap();
    }
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_token_takes_no_place() {
    let world = World::new(|_| std::future::ready(coded(200, 402)));
    let client = world.client();
    let start = Instant::now();
    for _ in 0..9 {
        assert_eq!(call(&client, Scarce).await.unwrap_err().kind(), ErrorKind::Token);
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
}

/// The instants of all requests to that path, in seconds since the world began.
fn clocked(answers: Vec<Answer>) -> (World, Arc<Mutex<Vec<u64>>>) {
    let (start, instants) = (Instant::now(), Arc::<Mutex<Vec<u64>>>::default());
    let (keep, answers) = (Arc::clone(&instants), Mutex::new(answers.into_iter()));
    let world = World::with_tokens(move |_| {
        keep.lock().unwrap().push(start.elapsed().as_secs());
        answers.lock().unwrap().next().unwrap_or_else(good)
    });
    (world, instants)
}

#[tokio::test(start_paused = true)]
async fn what_the_platform_says_to_one_call_all_clones_heed() {
    let (world, instants) = clocked(vec![throttled(&[("x-reset", "20")])]);
    let client = app(world.builder()).quota(a_minute(100)).build().unwrap();
    let other = client.clone();
    let first = tokio::spawn(async move { call(&other, Scarce).await.is_ok() });
    sleep(seconds(1)).await;
    // It would have a place, but comes after the platform has closed the quota.
    assert_eq!(at_once(&client, 3).await, [true; 3]);
    assert!(first.await.unwrap());
    assert_eq!(*instants.lock().unwrap(), [0, 20, 20, 20, 20]);
    // Another operation has a quota of its own.
    let (world, instants) = clocked(vec![throttled(&[("x-reset", "20")])]);
    let client = app(world.builder()).quota(a_minute(100)).build().unwrap();
    let other = client.clone();
    let first = tokio::spawn(async move { call(&other, Scarce).await.is_ok() });
    sleep(seconds(1)).await;
    call(&client, Apps).await.unwrap();
    assert!(first.await.unwrap());
    assert_eq!(*instants.lock().unwrap(), [0, 1, 20]);
}

/// A gateway that tells an instant, or nonsense, must not close the quota for years: to no call
/// of this client, nor, through a store, to other processes.
#[tokio::test(start_paused = true)]
async fn a_reset_that_no_quota_can_mean_is_not_believed() {
    for wild in ["1763740800", "4294967295", "86401", "-5", "NaN", "1e3", ""] {
        let (world, _) = clocked(vec![throttled(&[("x-reset", wild), ("retry-after", wild)])]);
        let store = Arc::new(MemoryQuotas::new());
        let client = app(world.builder()).quota_store(store.clone()).build().unwrap();
        let start = Instant::now();
        call(&client, Scarce).await.unwrap();
        let other = app(first(vec![]).builder()).quota_store(store).build().unwrap();
        sleep(seconds(60)).await;
        call(&other, Scarce).await.unwrap();
        assert!(start.elapsed() < seconds(62), "{wild}: {:?}", start.elapsed());
    }
    let (world, instants) = clocked(vec![throttled(&[("x-reset", "86400")])]);
    let patient = Draft::new(&world.client()).with_deadline(seconds(100_000));
    with(patient, Scarce).await.unwrap();
    assert_eq!(*instants.lock().unwrap(), [0, 86400]);
}

#[tokio::test(start_paused = true)]
async fn the_clones_also_heed_what_ended_the_call_that_was_told() {
    let (world, instants) = clocked(vec![throttled(&[("x-reset", "20")])]);
    let client = world.client();
    let draft = Draft::new(&client).with_deadline(seconds(5));
    assert_eq!(with(draft, Scarce).await.unwrap_err().retry(), Retry::Quota);
    call(&client, Scarce).await.unwrap();
    assert_eq!(*instants.lock().unwrap(), [0, 20]);
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_too_late_is_refused_at_once() {
    let world = first(vec![]);
    let client = world.client();
    assert_eq!(at_once(&client, 2).await, [true; 2]);
    let start = Instant::now();
    let draft = Draft::new(&client).with_deadline(seconds(30));
    let error = with(draft, Scarce).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Timeout, Retry::Quota));
    assert_eq!((error.attempts(), error.waited()), (0, Duration::ZERO));
    assert_eq!(error.reset_after().unwrap().as_secs(), 60);
    let said = error.to_string();
    assert!(said.contains("the quota of 2 calls in 60s has no place before 60."), "{said}");
    assert!(said.contains("the deadline passes in 30s"), "{said}");
    let none = Draft::new(&client).with_quota(a_minute(0));
    let said = with(none, Scarce).await.unwrap_err().to_string();
    assert!(said.contains("the quota of 0 calls in 60s never has a place for it"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_repetition_whose_turn_comes_too_late_tells_what_was_said_before() {
    let world = first(vec![coded(500, 500)]);
    let client = app(world.builder()).quota(a_minute(1)).build().unwrap();
    let error = with(Draft::new(&client).with_deadline(seconds(30)), Scarce).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.retry(), error.attempts()),
        (ErrorKind::Timeout, Retry::Quota, 1)
    );
    assert_eq!(error.name(), Some("busy"));
    let said = error.to_string();
    assert!(said.contains("; the last attempt: refused by the platform: so it is"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_deadline_ends_is_counted() {
    let world = World::new(|sent: Sent| async move {
        match sent.path().as_str() {
            "/token" => token("t-1", 7200),
            _ => std::future::pending().await,
        }
    });
    // How long the one ahead takes is not known, so waiting for it makes sense.
    let client = app(world.builder()).quota(a_minute(1)).timeout(seconds(600)).build().unwrap();
    let ahead = client.clone();
    let ahead = tokio::spawn(async move { call(&ahead, Scarce).await.is_ok() });
    sleep(seconds(1)).await;
    let draft = Draft::new(&client).with_deadline(seconds(90));
    let error = with(draft, Scarce).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(error.waited() > Duration::ZERO && error.waited() <= seconds(90), "{error}");
    assert!(error.to_string().contains(" of waiting"), "{error}");
    ahead.abort();
}

/// Dropped at any point, a call leaves no place taken for longer than the quota lasts.
#[tokio::test(start_paused = true)]
async fn a_call_can_be_dropped_anywhere_and_leaves_its_place() {
    for polls in 0..30 {
        let world = first(vec![coded(500, 9), throttled(&[("x-reset", "1")]), coded(200, 401)]);
        let client = app(world.builder()).quota(a_minute(1)).build().unwrap();
        let mut calling = Box::pin(call(&client, Scarce));
        let mut ended = false;
        for _ in 0..polls {
            ended = ended || ends_now(calling.as_mut()).await;
            sleep(seconds(10)).await;
        }
        drop(calling);
        // It ends: had the place been lost, the deadline would pass.
        let draft = Draft::new(&client).with_deadline(seconds(600));
        let again = with(draft, Scarce).await;
        assert!(again.is_ok(), "after {polls} polls: {again:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_token_cannot_be_renewed_after_the_wait_gives_its_place_back() {
    let count = Mutex::new(0);
    let world = World::new(move |sent: Sent| {
        let mut count = count.lock().unwrap();
        *count += usize::from(sent.path() == "/token");
        let reply = match (sent.path().as_str(), *count) {
            ("/token", 2) => coded(200, 402),
            ("/token", _) => token("t-1", 40),
            _ => good(),
        };
        async move { reply }
    });
    let client = app(world.builder()).quota(a_minute(1)).build().unwrap();
    let start = Instant::now();
    assert_eq!(at_once(&client, 3).await, [true, false, true]);
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_while_a_call_waits_for_its_turn_is_not_sent() {
    let issued = Mutex::new(0);
    let world = World::new(move |sent: Sent| {
        let reply = match sent.path().as_str() {
            "/token" => {
                let mut issued = issued.lock().unwrap();
                *issued += 1;
                token(&format!("t-{issued}"), 40)
            }
            _ => good(),
        };
        async move { reply }
    });
    let client = app(world.builder()).quota(a_minute(1)).build().unwrap();
    assert_eq!(at_once(&client, 2).await, [true; 2]);
    let sent = world.sent();
    let tokens: Vec<_> = sent.iter().filter_map(|sent| sent.header("authorization")).collect();
    assert_eq!(tokens, ["Bearer t-1", "Bearer t-2"]);
}
