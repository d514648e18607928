//! Tokens of apps over several processes.

use crate::platform::{Get, PLATFORM, STANDARD};
use crate::shaky::{Act, Shaky};
use crate::world::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn processes(world: &World, store: &Arc<MemoryStore>, count: usize) -> Vec<(Client, Arc<Shaky>)> {
    let one = |number: usize| {
        let slow = std::iter::repeat_n(Act::Slow(number as u64 * 3 % 7), 100);
        let shaky = Shaky::new(store, slow, &Arc::default());
        let shared = Arc::clone(&shaky) as Arc<dyn TokenStore>;
        (app(world.builder()).token_store(shared).build().unwrap(), shaky)
    };
    (0..count).map(one).collect()
}

async fn all(clients: &[(Client, Arc<Shaky>)]) {
    let calls: Vec<_> = clients
        .iter()
        .map(|(client, _)| {
            let client = client.clone();
            tokio::spawn(async move { call(&client, Get::of("1")).await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

fn rejecting(rejected: &'static str) -> World {
    World::with_tokens(move |sent| match sent.header("authorization") {
        Some(token) if token == rejected => json(400, r#"{"code":401,"msg":"token invalid"}"#),
        _ => good(),
    })
}

#[tokio::test(start_paused = true)]
async fn sixteen_cold_processes_make_one_token_request() {
    let (world, store) = (rejecting(""), Arc::default());
    let clients = processes(&world, &store, 16);
    all(&clients).await;
    assert_eq!((world.count("/token"), world.sent().len()), (1, 17));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_accepted_makes_one_more_over_all_processes() {
    let (world, store) = (rejecting("Bearer t-1"), Arc::default());
    let clients = processes(&world, &store, 16);
    all(&clients).await;
    assert_eq!(world.count("/token"), 2);
    all(&clients).await;
    assert_eq!(world.count("/token"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_inside_its_margin_already_serves_all_who_waited_for_it() {
    let world = World::new(async |sent: Sent| {
        sleep(Duration::from_millis(100)).await;
        if sent.path() == "/token" { token("t-short", 500) } else { good() }
    });
    let clients = processes(&world, &Arc::default(), 16);
    all(&clients).await;
    assert_eq!(world.count("/token"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_process_that_ended_with_the_lock_holds_the_others_up_until_its_lease_ends() {
    let (world, store) = (rejecting(""), Arc::new(MemoryStore::new()));
    let dying = Shaky::new(&store, [Act::Slow(0), Act::DieAfter], &Arc::default());
    let dead = app(world.builder()).token_store(dying).build().unwrap();
    let dying = tokio::spawn(async move { call(&dead, Get::of("1")).await.map(|_| ()) });
    sleep(Duration::from_secs(1)).await;
    dying.abort();
    let (start, clients) = (Instant::now(), processes(&world, &store, 3));
    all(&clients).await;
    let waited = start.elapsed().as_secs();
    assert!((70..80).contains(&waited), "{waited}");
    assert_eq!(world.count("/token"), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_another_process_while_the_old_token_holds() {
    let (world, store) = (rejecting(""), Arc::new(MemoryStore::new()));
    let clients = processes(&world, &store, 2);
    all(&clients).await;
    tokio::time::advance(Duration::from_secs(6700)).await;
    clients[0].1.then([Act::Slow(0), Act::DieAfter]);
    let dying = clients[0].0.clone();
    let dying = tokio::spawn(async move { call(&dying, Get::of("1")).await.map(|_| ()) });
    sleep(Duration::from_secs(1)).await;
    dying.abort();
    let start = Instant::now();
    call(&clients[1].0, Get::of("1")).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(world.sent().last().unwrap().header("authorization"), Some("Bearer t-1"));
    sleep(Duration::from_secs(80)).await;
    call(&clients[1].0, Get::of("1")).await.unwrap();
    assert_eq!(world.sent().last().unwrap().header("authorization"), Some("Bearer t-2"));
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_gives_the_lock_back() {
    let world = World::new(async |sent: Sent| {
        sleep(Duration::from_secs(20)).await;
        if sent.path() == "/token" { token("t-1", 7200) } else { good() }
    });
    // In a store of its own, and in one that takes its time.
    for acts in [vec![], vec![Act::Slow(5); 20]] {
        let store = Shaky::new(&Arc::default(), acts, &Arc::default());
        let client = app(world.builder()).token_store(store).build().unwrap();
        let hasty = Draft::new(&client).with_deadline(Duration::from_secs(2));
        let error = Send::new(hasty, Get::of("1")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        let start = Instant::now();
        call(&client, Get::of("1")).await.unwrap();
        assert!(start.elapsed() < Duration::from_secs(42), "{:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_anywhere_is_passed_over() {
    for act in [Act::FailBefore, Act::FailAfter, Act::Hang, Act::Late] {
        for step in 0..6 {
            let world = rejecting("");
            let acts = std::iter::repeat_n(Act::Slow(1), step).chain(std::iter::repeat_n(act, 20));
            let store = Shaky::new(&Arc::default(), acts, &Arc::default());
            let client = app(world.builder()).token_store(store).build().unwrap();
            let start = Instant::now();
            call(&client, Get::of("1")).await.unwrap();
            assert_eq!(world.count("/token"), 1, "{act:?} from step {step}");
            // It looks, gives the lock back and saves.
            assert!(start.elapsed() < Duration::from_secs(10), "{act:?} from step {step}");
        }
    }
}

#[test]
fn whoever_is_dropped_outside_of_any_runtime_gives_the_lock_back() {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    let world = World::new(async |_| std::future::pending().await);
    let acts = [Act::Slow(0), Act::Slow(0), Act::Slow(0), Act::Hang];
    let store = Shaky::new(&Arc::default(), acts, &Arc::default());
    let client = app(world.builder()).token_store(Arc::clone(&store) as _).build().unwrap();
    let mut call = Box::pin(call(&client, Get::of("1")));
    let waiting = async { tokio::time::timeout(Duration::from_secs(1), &mut call).await.is_err() };
    assert!(runtime.block_on(waiting));
    drop(runtime);
    drop(call);
    assert_eq!(store.used(), ["load", "lock", "load", "unlock"]);
}

/// In real time, since two runtimes have no virtual one together.
#[test]
fn a_token_that_another_runtime_has_brought_is_not_renewed_again() {
    let issued = AtomicUsize::new(0);
    let world = World::new(move |sent: Sent| {
        let first = sent.path() == "/token" && issued.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            match sent.path().as_str() {
                "/token" if first => token("t-1", 2),
                "/token" => {
                    sleep(Duration::from_millis(300)).await;
                    token("t-2", 7200)
                }
                _ => good(),
            }
        }
    });
    // The second runtime hears that the lock is taken only when the first one has the token.
    let acts = std::iter::repeat_n(Act::Slow(0), 5 + 3 + 1).chain([Act::Slow(200)]);
    let store = Shaky::new(&Arc::default(), acts, &Arc::default());
    let client = app(world.builder()).token_store(store).build().unwrap();
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let (one, two) = (runtime(), runtime());
    let begin = |runtime: &tokio::runtime::Runtime| {
        let client = client.clone();
        runtime.spawn(async move { call(&client, Get::of("1")).await.map(|_| ()) })
    };
    let pass = |millis| std::thread::sleep(Duration::from_millis(millis));
    one.block_on(begin(&one)).unwrap().unwrap();
    pass(600);
    let first = begin(&one);
    pass(50);
    two.block_on(begin(&two)).unwrap().unwrap();
    one.block_on(first).unwrap().unwrap();
    pass(1100);
    two.block_on(begin(&two)).unwrap().unwrap();
    assert_eq!(world.count("/token"), 2);
}

#[tokio::test(start_paused = true)]
async fn token_calls_are_never_two_at_a_time_over_all_processes() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (busy, peak) = (Arc::clone(&now), Arc::clone(&most));
    let world = World::new(move |sent: Sent| {
        let (busy, peak) = (Arc::clone(&busy), Arc::clone(&peak));
        async move {
            if sent.path() != "/token" {
                return good();
            }
            peak.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            sleep(Duration::from_millis(500)).await;
            busy.fetch_sub(1, Ordering::SeqCst);
            json(503, "")
        }
    });
    let clients = processes(&world, &Arc::default(), 8);
    let calls: Vec<_> = clients
        .iter()
        .map(|(client, _)| {
            let draft = Draft::new(client).with_retry(RetryPolicy::none());
            tokio::spawn(async move { Send::new(draft, Get::of("1")).await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap_err().retry(), Retry::Backoff);
    }
    assert_eq!((world.count("/token"), most.load(Ordering::SeqCst)), (8, 1));
}

/// A platform whose token call may be made twice a minute.
static LIMITED: Platform = Platform {
    name: PLATFORM.name,
    hosts: PLATFORM.hosts,
    envelopes: PLATFORM.envelopes,
    log_id: PLATFORM.log_id,
    content_type: PLATFORM.content_type,
    trace_query: PLATFORM.trace_query,
    auth: &[Scheme {
        name: "app",
        headers: &[("Authorization", "Bearer {token}")],
        issue: Some(Issue {
            path: "/token",
            send: &[("appId", SendValue::Credential("app_id"))],
            envelope: &STANDARD,
            token: &["token"],
            life: &["expire"],
            keep: &[],
            renew_within: Duration::ZERO,
            quota: &[Quota { calls: 2, per: Duration::from_secs(60) }],
        }),
        refresh: None,
    }],
    quota_reset: None,
    quota_scope: PLATFORM.quota_scope,
    codes: PLATFORM.codes,
};

#[tokio::test(start_paused = true)]
async fn token_calls_keep_to_their_quota() {
    for (policy, third) in [(QuotaPolicy::Documented, 60..62), (QuotaPolicy::Off, 40..42)] {
        let world = World::new(async |sent: Sent| match sent.path().as_str() {
            "/token" => token("t-brief", 15),
            _ => good(),
        });
        let client = Client::builder(&LIMITED).transport(Arc::new(world.clone()));
        let client = client.credential("app_id", "a").quota(policy).build().unwrap();
        let start = Instant::now();
        for calls in 1..=3 {
            call(&client, Get::of("1")).await.unwrap();
            assert_eq!(world.count("/token"), calls);
            if calls < 3 {
                sleep(Duration::from_secs(20)).await;
            }
        }
        let waited = start.elapsed().as_secs();
        assert!(third.contains(&waited), "{waited}");
    }
}

/// What the store is asked for, by app.
fn key_of(url: &str, id: &str, secret: &str) -> String {
    let (store, world) = (Shaky::steady(&Arc::default()), rejecting(""));
    let builder = app(world.builder()).base_url(url);
    let builder = builder.credential("app_id", id).credential("app_secret", secret);
    let client = builder.token_store(Arc::clone(&store) as Arc<dyn TokenStore>).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(call(&client, Get::of("1"))).unwrap();
    store.key()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_two_apps_have_one_key(texts in proptest::collection::vec("[ab,]{1,3}", 4)) {
        let [a, b, c, d] = &texts[..] else { unreachable!() };
        let mut seen = BTreeMap::new();
        for (url, id, secret) in [
            ("http://one.example", a, b),
            ("http://one.example", b, a),
            ("http://one.example", c, d),
            ("http://two.example", a, b),
            ("http://one.example/x", a, b),
            ("http://one.example", &format!("{a}{b}"), c),
            ("http://one.example", a, &format!("{b}{c}")),
        ] {
            let key = key_of(url, id, secret);
            let whose = (url.to_owned(), id.clone(), secret.clone());
            prop_assert_eq!(seen.entry(key).or_insert_with(|| whose.clone()), &whose);
        }
    }
}
