//! Tokens of persons, one process after another.

use crate::authority::{Authority, Fate, client};
use crate::platform::{PLATFORM, Users};
use crate::shaky::{Act, Shaky};
use crate::world::{SECRET, World, app};
use larkspur_runtime::*;
use std::sync::Arc;
use std::time::Duration;

/// A person whose token is to be refreshed at once, seen from one process.
struct Scene {
    authority: Authority,
    memory: Arc<MemoryStore>,
    store: Arc<Shaky>,
    world: World,
    client: Client,
    tokens: UserTokens,
}

impl Scene {
    /// With a token that has so many seconds left.
    async fn new(seconds: u64, fates: impl IntoIterator<Item = Fate>) -> Self {
        let (authority, memory) = (Authority::new(fates), Arc::new(MemoryStore::new()));
        let scene = Self::of(authority, memory);
        scene.tokens.authorize(scene.authority.grant(seconds)).await.unwrap();
        scene.store.used();
        scene
    }

    fn of(authority: Authority, memory: Arc<MemoryStore>) -> Self {
        let (world, store) = (authority.world(&Arc::default()), Shaky::steady(&memory));
        let client = client(&world, Arc::clone(&store) as Arc<dyn TokenStore>);
        let tokens = client.user_tokens("ann").unwrap();
        Self { authority, memory, store, world, client, tokens }
    }

    /// Another process beside this one.
    fn another(&self) -> Self {
        Self::of(self.authority.clone(), Arc::clone(&self.memory))
    }

    async fn token(&self) -> Result<String, TokenError> {
        Ok(self.tokens.token().await?.value().expose().to_owned())
    }

    async fn call(&self) -> Result<(), Error<crate::platform::Code>> {
        let draft = Draft::new(&self.client).with_user(&self.tokens);
        larkspur_runtime::Send::new(draft, Users).await.map(|_| ())
    }
}

/// The person has to authorize again, and nobody tries before.
async fn is_over(scene: &Scene, why: &str) {
    let calls = scene.authority.calls();
    for process in [scene, &scene.another()] {
        let error = process.token().await.unwrap_err();
        assert_eq!(error.retry(), Retry::Never, "{error}");
        assert!(error.message().contains(why), "{error}");
        assert!(error.message().contains("authorize the app again"), "{error}");
    }
    assert_eq!(scene.authority.calls(), calls);
    scene.tokens.authorize(scene.authority.grant(7200)).await.unwrap();
    for process in [scene, &scene.another()] {
        process.call().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_used_until_its_margin_and_then_refreshed_once_over_all_processes() {
    let scene = Scene::new(7200, []).await;
    let others: Vec<_> = (0..15).map(|_| scene.another()).collect();
    for process in others.iter().chain([&scene]) {
        assert_eq!(process.token().await.unwrap(), "access-1");
    }
    for (advance, token) in [(6500, "access-1"), (200, "access-2"), (6700, "access-3")] {
        tokio::time::advance(Duration::from_secs(advance)).await;
        let all = others.iter().chain([&scene]).map(|process| {
            let tokens = process.tokens.clone();
            tokio::spawn(async move { tokens.token().await.unwrap() })
        });
        for got in all.collect::<Vec<_>>() {
            let got = got.await.unwrap();
            assert!(scene.authority.has_handed_out(&got));
        }
        // Those who went on with the old one while it was refreshed find the new one soon.
        tokio::time::advance(Duration::from_secs(2)).await;
        for process in others.iter().chain([&scene]) {
            assert_eq!(process.token().await.unwrap(), token);
        }
    }
    assert_eq!((scene.authority.calls(), scene.authority.sent_twice()), (2, vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_refresh_call_says_what_the_spec_says() {
    let scene = Scene::new(0, []).await;
    scene.call().await.unwrap();
    let sent = scene.world.sent();
    assert_eq!((sent[0].method.as_str(), sent[0].path().as_str()), ("POST", "/refresh"));
    let body: Value = serde_json::from_str(sent[0].body.as_ref().unwrap()).unwrap();
    let expected = serde_json::json!({
        "grant_type": "refresh_token", "client_id": "cli_1", "client_secret": SECRET,
        "refresh_token": "refresh-1",
    });
    assert_eq!(body, expected);
    assert_eq!(sent[0].header("authorization"), None);
    assert_eq!(sent[1].header("authorization"), Some("Bearer access-2"));
}

#[tokio::test(start_paused = true)]
async fn what_was_surely_not_used_is_sent_again() {
    for (fate, retry) in [
        (Fate::NoConnection, Retry::Backoff),
        (Fate::Trouble, Retry::Backoff),
        (Fate::Throttled, Retry::Quota),
    ] {
        let scene = Scene::new(0, [fate]).await;
        assert_eq!(scene.token().await.unwrap_err().retry(), retry, "{fate:?}");
        assert_eq!(scene.another().token().await.unwrap(), "access-2", "{fate:?}");
        assert_eq!(scene.token().await.unwrap(), "access-2", "{fate:?}");
        assert_eq!(scene.authority.calls(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_until_what_was_surely_not_used_is_sent_again() {
    let scene = Scene::new(0, [Fate::NoConnection, Fate::Trouble, Fate::Throttled]).await;
    let draft = Draft::new(&scene.client).with_user(&scene.tokens);
    let draft = draft.with_retry(RetryPolicy::default());
    larkspur_runtime::Send::new(draft, Users).await.unwrap();
    assert_eq!(scene.authority.calls(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_worked_is_never_sent_again() {
    let late = Fate::Slow(100);
    for fate in [Fate::LostBefore, Fate::LostAfter, Fate::Cut, Fate::BadGateway, late] {
        let scene = Scene::new(0, [fate]).await;
        let error = scene.token().await.unwrap_err();
        assert_eq!(error.retry(), Retry::Never);
        assert!(error.message().contains("its answer was lost"), "{error}");
        is_over(&scene, "its answer was lost").await;
        assert_eq!(scene.authority.calls(), 1, "{fate:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_platform_refused_is_dropped() {
    let scene = Scene::new(0, [Fate::Revoked]).await;
    let error = scene.token().await.unwrap_err();
    assert_eq!((error.code(), error.retry()), (Some(20064), Retry::Never));
    assert!(error.message().contains("it was revoked"), "{error}");
    assert!(error.message().contains("authorize the app again"), "{error}");
    is_over(&scene, "there is no refresh token").await;
}

/// The meaning of the call's own codes wins; the platform's, and one that nobody documents, are
/// no end either.
#[tokio::test(start_paused = true)]
async fn what_the_platform_refused_for_another_reason_is_kept_and_sent_again_after_a_minute() {
    for code in [20002, 20069, 401, 402, 98765] {
        let scene = Scene::new(0, [Fate::Refused(code), Fate::Refused(code)]).await;
        let error = scene.token().await.unwrap_err();
        assert_eq!((error.code(), error.retry()), (Some(code), Retry::Never));
        assert_eq!(error.message(), "the platform refused to refresh: not now");
        for _ in 0..59 {
            tokio::time::advance(Duration::from_secs(1)).await;
            // Also what is made anew of the same client knows of it.
            let tokens = scene.client.user_tokens("ann").unwrap();
            assert_eq!(tokens.token().await.unwrap_err().code(), Some(code));
        }
        assert_eq!(scene.authority.calls(), 1, "{code}");
        // Another process has heard of nothing.
        assert_eq!(scene.another().token().await.unwrap_err().code(), Some(code));
        assert_eq!(scene.authority.calls(), 2, "{code}");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(scene.token().await.unwrap(), "access-2");
        assert_eq!((scene.authority.calls(), scene.authority.hasty()), (3, vec![]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_keeps_nobody_from_authorizing_again() {
    let scene = Scene::new(0, [Fate::Refused(20002)]).await;
    scene.token().await.unwrap_err();
    scene.tokens.authorize(scene.authority.grant(0)).await.unwrap();
    assert_eq!(scene.token().await.unwrap(), "access-3");
}

#[tokio::test(start_paused = true)]
async fn while_the_token_holds_a_failed_refresh_hurts_nobody() {
    let fates = [Fate::Revoked, Fate::LostAfter, Fate::Trouble, Fate::NoConnection];
    for fate in fates.into_iter().chain([Fate::Refused(20069)]) {
        let scene = Scene::new(300, [fate]).await;
        for process in [&scene, &scene.another(), &scene.another()] {
            process.call().await.unwrap();
        }
        assert!(scene.authority.calls() <= 2 && scene.authority.sent_twice().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_accepted_is_refreshed_once_over_all_processes() {
    let scene = Scene::new(7200, []).await;
    let processes: Vec<_> = (0..16).map(|_| scene.another()).collect();
    for process in &processes {
        process.call().await.unwrap();
    }
    scene.authority.end_tokens();
    let calls = processes.iter().map(|process| {
        let draft = Draft::new(&process.client).with_user(&process.tokens);
        tokio::spawn(async move { larkspur_runtime::Send::new(draft, Users).await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!((scene.authority.calls(), scene.authority.sent_twice()), (1, vec![]));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_where_nothing_can_come_of_it() {
    let scene = Scene::of(Authority::default(), Arc::default());
    let error = scene.token().await.unwrap_err();
    assert!(error.message().starts_with("there is no token of the person"), "{error}");
    scene.tokens.authorize(Grant::new("only", Duration::ZERO)).await.unwrap();
    let error = scene.token().await.unwrap_err();
    assert!(error.message().contains("there is no refresh token"), "{error}");
    let ended = Grant::new("only", Duration::ZERO).with_refresh("gone", Duration::ZERO);
    scene.tokens.authorize(ended).await.unwrap();
    let error = scene.token().await.unwrap_err();
    assert!(error.message().starts_with("the refresh token has ended"), "{error}");
    assert!(scene.world.sent().is_empty());
    // Until its end a token without a successor is as good as any.
    scene.tokens.authorize(Grant::new("only", Duration::from_secs(9000))).await.unwrap();
    assert_eq!(scene.token().await.unwrap(), "only");
}

#[tokio::test(start_paused = true)]
async fn the_last_pair_without_a_refresh_token_is_used_to_its_end() {
    let scene = Scene::new(0, []).await;
    scene.authority.without_refresh();
    assert_eq!(scene.token().await.unwrap(), "access-2");
    tokio::time::advance(Duration::from_secs(7100)).await;
    assert_eq!(scene.token().await.unwrap(), "access-2");
    tokio::time::advance(Duration::from_secs(101)).await;
    let error = scene.token().await.unwrap_err();
    assert!(error.message().contains("there is no refresh token"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_waiting_does_not_lose_the_answer() {
    // While the platform takes its time, and while the store does, at each of its steps.
    let slow = |step| std::iter::repeat_n(Act::Slow(1), step).chain([Act::Slow(1400)]);
    let steps = (0..8).map(|step| (Fate::Good, slow(step).collect()));
    for (fate, acts) in steps.chain([(Fate::Slow(20), vec![])]) {
        let scene = Scene::new(0, [fate]).await;
        scene.store.then(acts);
        let hasty = Draft::new(&scene.client).with_user(&scene.tokens);
        let hasty = hasty.with_deadline(Duration::from_secs(2));
        let _ = larkspur_runtime::Send::new(hasty, Users).await;
        assert_eq!(scene.another().token().await.unwrap(), "access-2");
        assert_eq!((scene.token().await.unwrap(), scene.authority.calls()), ("access-2".into(), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_process_that_ended_in_the_middle_another_one_knows_what_was_sent() {
    // Looking, locking, looking again; marking, sending, looking once more; saving, unlocking.
    let (unsent, lost, done) = ([Ok(1); 3], [Err(0), Err(1)], [Ok(1); 2]);
    let expected = unsent.into_iter().chain(lost).chain(done);
    for (step, expected) in expected.enumerate() {
        let (authority, memory) = (Authority::default(), Arc::new(MemoryStore::new()));
        let scene = Scene::of(authority, memory);
        scene.tokens.authorize(scene.authority.grant(0)).await.unwrap();
        let dead = Arc::default();
        let acts = std::iter::repeat_n(Act::Slow(1), step).chain([Act::DieAfter]);
        let ending = client(&scene.authority.world(&dead), Shaky::new(&scene.memory, acts, &dead));
        let ending = ending.user_tokens("ann").unwrap();
        tokio::spawn(async move { ending.token().await.map(|_| ()) });
        tokio::time::sleep(Duration::from_secs(100)).await;
        let got = scene.token().await;
        let calls = scene.authority.calls();
        match expected {
            Ok(sent) => assert_eq!((got.unwrap().as_str(), calls), ("access-2", sent)),
            Err(sent) => {
                let error = got.unwrap_err();
                assert!(error.message().contains("its answer was lost"), "{error}");
                assert_eq!(calls, sent, "after step {step}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_before_anything_is_sent_fails_the_call() {
    // Looking, taking the lock, looking again, marking.
    for (step, act) in (0..4).flat_map(|step| [(step, Act::FailBefore), (step, Act::Hang)]) {
        let scene = Scene::new(0, []).await;
        let before = std::iter::repeat_n(Act::Slow(1), step);
        scene.store.then(before.chain([act]));
        let error = scene.token().await.unwrap_err();
        assert_eq!(error.retry(), Retry::Backoff, "{error}");
        assert!(error.message().starts_with("the token store failed"), "{error}");
        assert_eq!(scene.authority.calls(), 0, "{:?}", scene.store.used());
        assert_eq!(scene.token().await.unwrap(), "access-2");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_the_store_does_not_keep_is_brought_to_it_later() {
    for act in [Act::FailBefore, Act::Hang] {
        let scene = Scene::new(0, []).await;
        let good = std::iter::repeat_n(Act::Slow(1), 4);
        scene.store.then(good.chain(std::iter::repeat_n(act, 5)));
        assert_eq!(scene.token().await.unwrap(), "access-2");
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(scene.token().await.unwrap(), "access-2");
        assert_eq!(scene.another().token().await.unwrap(), "access-2");
        tokio::time::advance(Duration::from_secs(7000)).await;
        assert_eq!(scene.token().await.unwrap(), "access-3");
        assert_eq!((scene.authority.calls(), scene.authority.sent_twice()), (2, vec![]));
    }
}

#[tokio::test(start_paused = true)]
async fn persons_apps_and_platforms_without_refreshing_are_told_apart() {
    let scene = Scene::new(7200, []).await;
    let other = scene.client.user_tokens("bob").unwrap();
    assert_ne!(other.key(), scene.tokens.key());
    assert_eq!(scene.client.user_tokens("ann").unwrap().key(), scene.tokens.key());
    assert!(other.token().await.is_err());
    let rebuilt = app(scene.world.builder()).credential("app_secret", "another").build().unwrap();
    assert_ne!(rebuilt.user_tokens("ann").unwrap().key(), scene.tokens.key());
    let bare = Client::builder(&PLATFORM).transport(Arc::new(scene.world.clone()));
    let error = bare.token("user", "u").build().unwrap().user_tokens("ann").unwrap_err();
    assert_eq!(error.to_string(), "the scheme `user` also needs the credential `app_id`");
    let error = scene.client.user_tokens("").unwrap_err();
    assert_eq!(error.to_string(), "`person` is empty");
}

#[tokio::test(start_paused = true)]
async fn neither_the_person_nor_a_token_is_shown() {
    let fates = [Fate::Trouble, Fate::Refused(20002), Fate::Revoked];
    let scene = Scene::new(0, fates).await;
    let mut shown = format!("{:?} {:?}", scene.tokens, scene.authority.grant(1));
    for _ in 0..3 {
        let error = scene.token().await.unwrap_err();
        shown += &format!("{error} {error:?}");
        let error = scene.call().await.unwrap_err();
        shown += &format!("{error} {error:?}");
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    for secret in ["ann", "access-", "refresh-", SECRET] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
