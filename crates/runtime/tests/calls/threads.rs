//! Clients on many threads, listeners that call back, and what is known of the types.

use crate::platform::{Apps, Get, Scarce};
use crate::world::*;
use larkspur_runtime::*;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Waker};
use std::time::Duration;
use tokio::time::timeout;

fn may_be_moved_and_shared<T: std::marker::Send + Sync + 'static>() {}
fn may_be_moved<T: std::marker::Send + Unpin + 'static>() {}

#[test]
fn what_users_hold_can_be_moved_between_threads() {
    may_be_moved_and_shared::<Client>();
    may_be_moved_and_shared::<Draft>();
    may_be_moved_and_shared::<Error<crate::platform::Code>>();
    may_be_moved_and_shared::<TokenError>();
    may_be_moved_and_shared::<UserTokens>();
    may_be_moved_and_shared::<MemoryQuotas>();
    may_be_moved_and_shared::<MemoryStore>();
    may_be_moved_and_shared::<Cursor>();
    may_be_moved_and_shared::<Event>();
    may_be_moved_and_shared::<RetryPolicy>();
    may_be_moved_and_shared::<QuotaPolicy>();
    may_be_moved::<Send<Get>>();
    may_be_moved::<Fetch<Get>>();
}

/// 64 tasks over clones of one client, in real time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn clones_on_many_threads_keep_to_the_quota_together_and_all_get_through() {
    const SHORT: Quota = Quota { calls: 50, per: Duration::from_millis(100) };
    const LONG: Quota = Quota { calls: 300, per: Duration::from_millis(1500) };
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let world = World::new(move |sent: Sent| {
        let issued = sent.path() == "/token";
        if !issued {
            sink.lock().unwrap().push(std::time::Instant::now());
        }
        async move { if issued { token("t-1", 7200) } else { good() } }
    });
    let waits = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&waits);
    let client = app(world.builder())
        .quota(QuotaPolicy::windows([SHORT, LONG]))
        .on_event(move |_| {
            told.fetch_add(1, Ordering::Relaxed);
        })
        .build()
        .unwrap();
    let tasks: Vec<_> = (0..64_u64)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                for round in 0..8 {
                    // Some are given up wherever they are.
                    let patience = Duration::from_micros((number * 37 + round * 911) % 1500);
                    drop(timeout(patience, call(&client, Scarce)).await);
                    call(&client, Scarce).await.unwrap();
                }
            })
        })
        .collect();
    let all = async {
        for task in tasks {
            task.await.unwrap();
        }
    };
    timeout(Duration::from_secs(20), all).await.expect("somebody waits for ever");
    let seen = seen.lock().unwrap();
    assert!(seen.len() >= 512);
    for window in [SHORT, LONG] {
        let over = |index: usize| {
            let next = seen.get(index + window.calls as usize)?;
            Some(*next - seen[index]).filter(|apart| *apart < window.per)
        };
        assert_eq!((0..seen.len()).find_map(over), None, "{window:?}");
    }
    assert_eq!(world.count("/token"), 1);
    assert!(waits.load(Ordering::Relaxed) > 0);
}

/// A listener may begin a call of the same kind, and nobody polls that while the first one waits.
#[tokio::test(start_paused = true)]
async fn a_listener_that_calls_back_into_the_client_does_not_block_it() {
    let world = first(vec![coded(500, 500), throttled(&[("x-reset", "1")])]);
    let own = Arc::new(OnceLock::<Client>::new());
    let (again, calls) = (Arc::clone(&own), Arc::new(Mutex::new(Vec::new())));
    let begun = Arc::clone(&calls);
    let listener = move |_: &Event| {
        let mut begun = begun.lock().unwrap();
        if begun.len() < 3 {
            // It gets in line, or is sent, within the call that tells.
            let draft = Draft::new(again.get().unwrap()).on_event(|_| {});
            let mut send = Send::new(draft, Scarce);
            let mut cx = Context::from_waker(Waker::noop());
            assert!(Pin::new(&mut send).poll(&mut cx).is_pending());
            begun.push(send);
        }
    };
    let client = app(world.builder()).deadline(seconds(3600)).on_event(listener).build().unwrap();
    own.set(client.clone()).unwrap();
    for _ in 0..4 {
        call(&client, Scarce).await.unwrap();
    }
    let begun = std::mem::take(&mut *calls.lock().unwrap());
    assert_eq!(begun.len(), 3);
    for call in begun {
        call.await.unwrap();
    }
}

/// As in tests that share a client: each has a runtime of its own, and takes it away in the
/// middle of whatever its calls do.
#[test]
fn a_client_outlives_the_runtimes_that_it_is_used_on() {
    let world = World::new(|sent: Sent| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if sent.path() == "/token" { token("t-1", 7200) } else { good() }
    });
    let client = world.client();
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(1).enable_all().build().unwrap()
    };
    let (one, two) = (runtime(), runtime());
    // The token is being asked for on one runtime, and waited for on another.
    let (here, there) = (client.clone(), client.clone());
    let first = one.spawn(async move { call(&here, Apps).await.is_ok() });
    std::thread::sleep(Duration::from_millis(5));
    let second = two.spawn(async move { call(&there, Apps).await.is_ok() });
    std::thread::sleep(Duration::from_millis(5));
    drop(first);
    one.shutdown_background();
    let ended = two.block_on(async { timeout(Duration::from_secs(5), second).await });
    let ended = ended.expect("it waits for a runtime that is gone");
    assert!(matches!(ended, Ok(true)), "{ended:?}");
}
