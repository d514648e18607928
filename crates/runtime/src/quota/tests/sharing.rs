//! Several clients and one store, and what happens when it fails.

use super::*;
use crate::auth::StoreError;
use crate::quota::{MemoryQuotas, QuotaKey, Take};
use crate::transport::BoxFuture;
use tokio::task::JoinSet;

const TEN: &[Quota] = &[Quota { calls: 10, per: MINUTE }];

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Well,
    Failing,
    Silent,
}

/// A store that can fail, and is asked.
struct Moody {
    store: MemoryQuotas,
    mood: Mutex<Mood>,
    asked: Mutex<usize>,
}

impl Moody {
    fn new() -> Arc<Self> {
        let (mood, asked) = (Mutex::new(Mood::Well), Mutex::new(0));
        Arc::new(Self { store: MemoryQuotas::new(), mood, asked })
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }

    fn answer<'a, T: Send + 'a>(
        &'a self,
        work: impl FnOnce() -> BoxFuture<'a, Result<T, StoreError>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        *self.asked.lock().unwrap() += 1;
        Box::pin(async move {
            // A real store is a moment away.
            tokio::time::sleep(ms(1)).await;
            let mood = *self.mood.lock().unwrap();
            match mood {
                Mood::Well => work().await,
                Mood::Failing => Err("the store is away".into()),
                Mood::Silent => std::future::pending().await,
            }
        })
    }
}

impl QuotaStore for Moody {
    fn take<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        lease: Duration,
    ) -> BoxFuture<'a, Result<Take, StoreError>> {
        self.answer(move || self.store.take(key, windows, lease))
    }

    fn settle<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        place: &'a str,
        counted: bool,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.answer(move || self.store.settle(key, windows, place, counted))
    }

    fn hold<'a>(
        &'a self,
        key: &'a QuotaKey,
        pause: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.answer(move || self.store.hold(key, pause))
    }
}

/// Two clients send so many calls each; how many were sent by then.
async fn both_send(clients: [&Arc<Quotas>; 2], calls: usize, counted: bool) -> Times {
    let (times, mut set) = (Times::new(), JoinSet::new());
    for index in 0..2 * calls {
        let (quotas, times) = (Arc::clone(clients[index % 2]), times.clone());
        set.spawn(async move {
            let permit = take(&quotas, TEN, None).await.unwrap();
            times.note();
            permit.settle(counted).await;
        });
    }
    set.join_all().await;
    times
}

fn two(store: &Arc<Moody>) -> [Arc<Quotas>; 2] {
    std::array::from_fn(|_| quotas(Some(Arc::clone(store) as Arc<dyn QuotaStore>)))
}

fn until(times: &Times, at: Duration) -> usize {
    times.all().iter().filter(|time| **time <= at).count()
}

#[tokio::test(start_paused = true)]
async fn clients_with_one_store_draw_on_one_quota() {
    let store = Moody::new();
    let [one, other] = two(&store);
    let times = both_send([&one, &other], 15, true).await;
    // The store is a moment away, so a minute and a bit makes a window.
    for (at, sent) in [(1000, 10), (60_000, 10), (61_000, 20), (120_000, 20), (122_000, 30)] {
        assert_eq!(until(&times, ms(at)), sent, "{at} {:?}", times.all());
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_passed_over_and_each_client_keeps_the_quota_by_itself() {
    for mood in [Mood::Failing, Mood::Silent] {
        let store = Moody::new();
        let [one, other] = two(&store);
        both_send([&one, &other], 4, true).await;
        tokio::time::sleep(ms(10_000)).await;
        store.is(mood);
        // Six more of each would be too many for the store, not for each of them.
        let times = both_send([&one, &other], 6, true).await;
        assert_eq!(until(&times, ms(5000)), 12, "{:?}", times.all());
        let times = both_send([&one, &other], 1, true).await;
        assert!(times.all().iter().all(|at| *at > ms(40_000)), "{:?}", times.all());
        store.is(Mood::Well);
        tokio::time::sleep(2 * MINUTE).await;
        let times = both_send([&one, &other], 6, true).await;
        assert_eq!(until(&times, ms(50_000)), 10, "{:?}", times.all());
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_store_does_not_hold_up_every_call() {
    let store = Moody::new();
    let [one, _] = two(&store);
    store.is(Mood::Silent);
    let start = Instant::now();
    for _ in 0..10 {
        take(&one, TEN, None).await.unwrap().settle(true).await;
    }
    assert_eq!((start.elapsed(), store.asked()), (ms(2000), 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_never_sent_gives_its_place_back_to_all() {
    let store = Moody::new();
    let [one, other] = two(&store);
    let times = both_send([&one, &other], 30, false).await;
    assert!(times.all().iter().all(|at| *at < ms(5000)), "{:?}", times.all());
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_is_dropped_is_settled_in_the_store_too() {
    let store = Moody::new();
    let [one, other] = two(&store);
    for _ in 0..10 {
        drop(take(&one, TEN, None).await.unwrap());
    }
    tokio::time::sleep(ms(10)).await;
    let start = Instant::now();
    let _permit = take(&other, TEN, None).await.unwrap();
    assert!(start.elapsed() < ms(61_000), "its lease would be a minute longer");
    assert!(start.elapsed() > ms(59_000));
}

#[tokio::test(start_paused = true)]
async fn a_settling_that_is_given_up_still_reaches_the_store() {
    let store = Moody::new();
    let [one, other] = two(&store);
    for _ in 0..10 {
        let permit = take(&one, TEN, None).await.unwrap();
        // The store takes a millisecond, and nobody waits for it.
        assert!(tokio::time::timeout(Duration::ZERO, permit.settle(false)).await.is_err());
    }
    tokio::time::sleep(ms(10)).await;
    let start = Instant::now();
    let _permit = take(&other, TEN, None).await.unwrap();
    assert!(start.elapsed() < ms(1000), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_while_the_store_says_wait_leaves_no_place_behind() {
    let store = Moody::new();
    let [one, other] = two(&store);
    both_send([&one, &other], 5, true).await;
    // Five places are free here, none in the store.
    for _ in 0..20 {
        let taking = take(&one, TEN, None);
        assert!(tokio::time::timeout(ms(500), taking).await.is_err());
    }
    tokio::time::sleep(MINUTE).await;
    let times = both_send([&one, &one], 5, true).await;
    assert_eq!(until(&times, ms(1000)), 10, "{:?}", times.all());
}

#[tokio::test(start_paused = true)]
async fn a_hold_is_heard_by_all_clients() {
    let store = Moody::new();
    let [one, other] = two(&store);
    let permit = take(&one, TEN, None).await.unwrap();
    permit.hold(ms(9000)).await;
    let start = Instant::now();
    let within = take(&other, TEN, Some(ms(3000))).await.err().unwrap();
    assert_eq!(within.window, TEN[0]);
    let _permit = take(&other, TEN, None).await.unwrap();
    assert!((ms(8990)..ms(9010)).contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_hold_reaches_who_has_passed_the_gate_and_still_asks_the_store() {
    let store = Moody::new();
    let [one, other] = two(&store);
    let permit = take(&one, TEN, None).await.unwrap();
    for _ in 0..9 {
        take(&other, TEN, None).await.unwrap().settle(true).await;
    }
    let start = Instant::now();
    let waits = async {
        let _permit = take(&one, TEN, None).await.unwrap();
        start.elapsed()
    };
    let hold = async {
        tokio::time::sleep(ms(1000)).await;
        permit.hold(ms(100_000)).await;
    };
    let (at, ()) = tokio::join!(waits, hold);
    assert!((ms(101_000)..ms(101_100)).contains(&at), "{at:?}");
}

#[tokio::test(start_paused = true)]
async fn a_place_that_is_never_settled_counts_until_its_lease_and_a_window_are_over() {
    let (store, key) = (MemoryQuotas::new(), QuotaKey("key".to_owned()));
    let windows = [quota(1, MINUTE)];
    let granted = |take: Result<Take, StoreError>| matches!(take, Ok(Take::Granted(_)));
    assert!(granted(store.take(&key, &windows, ms(5000)).await));
    tokio::time::advance(ms(65_000)).await;
    assert!(!granted(store.take(&key, &windows, ms(5000)).await));
    tokio::time::advance(ms(1)).await;
    assert!(granted(store.take(&key, &windows, ms(5000)).await));
}

#[tokio::test(start_paused = true)]
async fn a_place_is_settled_once() {
    let (store, key) = (MemoryQuotas::new(), QuotaKey("key".to_owned()));
    let windows = [quota(1, MINUTE)];
    let Ok(Take::Granted(place)) = store.take(&key, &windows, ms(5000)).await else { panic!() };
    store.settle(&key, &windows, &place, true).await.unwrap();
    for (again, counted) in [(place.as_str(), false), ("9", false), ("no place", true)] {
        tokio::time::advance(ms(10)).await;
        store.settle(&key, &windows, again, counted).await.unwrap();
    }
    let pause = store.take(&key, &windows, ms(5000)).await.unwrap();
    assert_eq!(pause, Take::Wait(ms(60_001 - 30)));
}
