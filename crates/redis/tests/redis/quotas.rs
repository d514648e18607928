//! What a store of quotas promises.

use crate::server::Server;
use larkspur_redis::RedisStore;
use larkspur_runtime::{Quota, QuotaKey, QuotaStore, Take};
use std::time::{Duration, Instant};

const LEASE: Duration = Duration::from_secs(30);
const PLACES: &str = "larkspur:quota:{feishu approvals 0123}:places";
const HOLD: &str = "larkspur:quota:{feishu approvals 0123}:hold";

fn key() -> QuotaKey {
    QuotaKey::from_text("feishu approvals 0123")
}

fn window(calls: u64, millis: u64) -> Quota {
    Quota { calls, per: Duration::from_millis(millis) }
}

async fn take(store: &RedisStore, windows: &[Quota]) -> Take {
    store.take(&key(), windows, LEASE).await.expect("an answer")
}

async fn taken(store: &RedisStore, windows: &[Quota]) -> String {
    match take(store, windows).await {
        Take::Granted(place) => place,
        other => panic!("{other:?}"),
    }
}

async fn wait(store: &RedisStore, windows: &[Quota]) -> Duration {
    match take(store, windows).await {
        Take::Wait(wait) => wait,
        other => panic!("{other:?}"),
    }
}

async fn settle(store: &RedisStore, windows: &[Quota], place: &str, counted: bool) {
    store.settle(&key(), windows, place, counted).await.expect("an answer");
}

#[tokio::test]
async fn the_whole_quota_can_be_used_in_a_burst_and_no_more() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(20, 60_000)];
    let mut places = Vec::new();
    for _ in 0..20 {
        places.push(taken(&store, &windows).await);
    }
    wait(&store, &windows).await;
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 20, "each place has a name of its own");
}

#[tokio::test]
async fn a_place_counts_for_a_window_from_the_end_of_its_call() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(1, 400)];
    let place = taken(&store, &windows).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let end = Instant::now();
    settle(&store, &windows, &place, true).await;
    let told = wait(&store, &windows).await;
    assert!(told <= Duration::from_millis(401), "{told:?}");
    tokio::time::sleep(told).await;
    taken(&store, &windows).await;
    assert!(end.elapsed() >= Duration::from_millis(401), "{:?}", end.elapsed());
}

#[tokio::test]
async fn a_call_that_was_never_sent_gives_its_place_back() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(1, 60_000)];
    let place = taken(&store, &windows).await;
    settle(&store, &windows, &place, false).await;
    taken(&store, &windows).await;
}

#[tokio::test]
async fn a_place_that_is_never_settled_counts_until_its_lease_and_a_window_are_over() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(1, 200)];
    let begin = Instant::now();
    let lease = Duration::from_millis(300);
    let first = store.take(&key(), &windows, lease).await.expect("an answer");
    assert!(matches!(first, Take::Granted(_)));
    while let Take::Wait(wait) = take(&store, &windows).await {
        tokio::time::sleep(wait).await;
    }
    assert!(begin.elapsed() >= Duration::from_millis(501), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_call_that_is_settled_after_its_lease_still_counts() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(1, 100)];
    let lease = Duration::from_millis(1);
    let Take::Granted(place) = store.take(&key(), &windows, lease).await.expect("an answer") else {
        panic!("the first is free");
    };
    tokio::time::sleep(Duration::from_millis(150)).await;
    let long = [window(1, 60_000)];
    settle(&store, &long, &place, true).await;
    wait(&store, &long).await;
}

#[tokio::test]
async fn who_waits_for_a_call_in_flight_asks_again_soon() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(1, 60_000)];
    let place = taken(&store, &windows).await;
    assert_eq!(wait(&store, &windows).await, Duration::from_millis(100));
    settle(&store, &windows, &place, true).await;
    let told = wait(&store, &windows).await;
    assert!(told > Duration::from_secs(50), "{told:?}");
}

#[tokio::test]
async fn all_windows_have_room_or_no_place_is_taken() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(2, 300), window(3, 60_000)];
    for _ in 0..2 {
        let place = taken(&store, &windows).await;
        settle(&store, &windows, &place, true).await;
    }
    let short = wait(&store, &windows).await;
    assert!(short <= Duration::from_millis(301), "{short:?}");
    tokio::time::sleep(short).await;
    let place = taken(&store, &windows).await;
    settle(&store, &windows, &place, true).await;
    let long = wait(&store, &windows).await;
    assert!(long > Duration::from_secs(50), "{long:?}");
    let members: u64 = server.ask(&["ZCARD", PLACES]);
    assert_eq!(members, 3 + 1, "three places and the longest window");
}

#[tokio::test]
async fn a_caller_with_short_windows_forgets_nothing_that_another_counts() {
    let server = Server::start();
    let store = server.store().await;
    let (short, long) = ([window(9, 1)], [window(1, 60_000)]);
    let place = taken(&store, &long).await;
    settle(&store, &long, &place, true).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let place = taken(&store, &short).await;
    settle(&store, &short, &place, false).await;
    wait(&store, &long).await;
}

#[tokio::test]
async fn no_window_grants_and_an_empty_one_never_does() {
    let server = Server::start();
    let store = server.store().await;
    taken(&store, &[]).await;
    assert_eq!(wait(&store, &[window(0, 500)]).await, Duration::from_millis(501));
    taken(&store, &[Quota { calls: u64::MAX, per: Duration::MAX }]).await;
}

#[tokio::test]
async fn a_hold_is_never_shortened() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(9, 1_000)];
    store.hold(&key(), Duration::from_secs(60)).await.expect("an answer");
    store.hold(&key(), Duration::from_millis(1)).await.expect("an answer");
    let told = wait(&store, &windows).await;
    assert!(told > Duration::from_secs(50) && told < Duration::from_secs(61), "{told:?}");
    store.hold(&key(), Duration::MAX).await.expect("also the longest");
    let left: i64 = server.ask(&["TTL", HOLD]);
    assert!(left > 9 * 365 * 86_400, "{left}");
}

#[tokio::test]
async fn a_hold_ends() {
    let server = Server::start();
    let store = server.store().await;
    let begin = Instant::now();
    store.hold(&key(), Duration::from_millis(200)).await.expect("an answer");
    while let Take::Wait(wait) = take(&store, &[window(9, 1_000)]).await {
        tokio::time::sleep(wait).await;
    }
    let passed = begin.elapsed();
    assert!(passed >= Duration::from_millis(200), "{passed:?}");
}

#[tokio::test]
async fn nothing_stays_for_ever() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(9, 100)];
    let lease = Duration::from_millis(100);
    let first = store.take(&key(), &windows, lease).await.expect("an answer");
    assert!(matches!(first, Take::Granted(_)));
    store.hold(&key(), Duration::from_millis(50)).await.expect("an answer");
    let kept: u64 = server.ask(&["DBSIZE"]);
    assert_eq!(kept, 2);
    let begin = Instant::now();
    while server.ask::<u64>(&["DBSIZE"]) > 0 {
        assert!(
            begin.elapsed() < Duration::from_secs(20),
            "{:?}",
            server.ask::<Vec<String>>(&["KEYS", "*"])
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn places_that_count_no_more_are_cleared_away() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(9, 50)];
    for _ in 0..3 {
        let place = taken(&store, &windows).await;
        settle(&store, &windows, &place, true).await;
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    taken(&store, &windows).await;
    let members: u64 = server.ask(&["ZCARD", PLACES]);
    assert_eq!(members, 1 + 1, "one place and the longest window");
}

#[tokio::test]
async fn all_keys_of_a_quota_lie_on_one_server_of_a_cluster() {
    let server = Server::start_with(&["--cluster-enabled", "yes"]);
    let _: String = server.ask(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    let begin = Instant::now();
    while !server.ask::<String>(&["CLUSTER", "INFO"]).contains("cluster_state:ok") {
        assert!(begin.elapsed() < Duration::from_secs(20), "the cluster does not start");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let store = server.store().await;
    let windows = [window(1, 60_000)];
    let place = taken(&store, &windows).await;
    settle(&store, &windows, &place, true).await;
    store.hold(&key(), Duration::from_secs(1)).await.expect("an answer");
    wait(&store, &windows).await;
}

#[tokio::test]
async fn instants_are_kept_to_the_microsecond() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(20, 60_000)];
    for _ in 0..20 {
        let place = taken(&store, &windows).await;
        settle(&store, &windows, &place, true).await;
    }
    let places: Vec<(String, u64)> = server.ask(&["ZRANGE", PLACES, "1", "-1", "WITHSCORES"]);
    assert_eq!(places.len(), 20);
    assert!(places.iter().any(|(_, score)| score % 100 != 0), "{places:?}");
}

#[tokio::test]
async fn a_place_whose_answer_nobody_waits_for_is_given_back() {
    let server = Server::start();
    let store = server.store().await;
    let windows = [window(1, 60_000)];
    server.hang();
    let given_up = tokio::time::timeout(Duration::from_millis(50), take(&store, &windows)).await;
    assert!(given_up.is_err(), "{given_up:?}");
    server.go_on();
    let start = Instant::now();
    while let Take::Wait(_) = take(&store, &windows).await {
        assert!(start.elapsed() < Duration::from_secs(5), "the place is lost");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_timeout_that_no_clock_can_hold_is_none() {
    let server = Server::start();
    let store = server.store().await.timeout(Duration::MAX);
    taken(&store, &[window(1, 60_000)]).await;
}
