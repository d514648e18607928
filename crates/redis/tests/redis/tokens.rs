//! What a store of tokens promises.

use crate::server::Server;
use larkspur_redis::RedisStore;
use larkspur_runtime::{
    RefreshToken, Secret, StoredToken, Timestamp, Token, TokenKey, TokenLock, TokenStore,
};
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);

fn key() -> TokenKey {
    TokenKey::from_text("feishu https://open.feishu.cn tenant 0123abcd")
}

/// The key in Redis.
const AT: &str = "larkspur:token:feishu https://open.feishu.cn tenant 0123abcd";

fn in_an_hour() -> Timestamp {
    Timestamp::now().plus(Duration::from_secs(3600))
}

fn plain(token: &str) -> StoredToken {
    StoredToken::new(Token::new(token), in_an_hour())
}

fn of_a_person(token: &str, refresh: &str) -> StoredToken {
    plain(token).with_refresh(RefreshToken::new(refresh, in_an_hour()))
}

async fn loaded(store: &RedisStore) -> Option<StoredToken> {
    store.load(&key()).await.expect("an answer")
}

async fn saved(store: &RedisStore, token: &StoredToken) {
    store.save(&key(), token.clone()).await.expect("kept");
}

#[tokio::test]
async fn a_token_comes_back_as_it_was_saved() {
    let server = Server::start();
    let store = server.store().await;
    assert_eq!(loaded(&store).await, None);

    let mut many = Token::new("t");
    for number in 0..12 {
        many = many.with_extra(format!("name:{number}"), format!("值 {number}"));
    }
    many = many.with_extra("twice", "1").with_extra("twice", "2").with_extra("", "");
    let mut sent = RefreshToken::new("r", Timestamp::from_millis(i64::MAX));
    sent.spent = true;
    let tokens = [
        plain("t-1"),
        plain(""),
        of_a_person("t-2", "r-2"),
        StoredToken::new(Token::new("ended"), Timestamp::from_millis(-1)),
        StoredToken::new(many, in_an_hour()).with_refresh(sent),
        // The whole of the older one is gone.
        plain("t-3"),
    ];
    for token in tokens {
        saved(&store, &token).await;
        assert_eq!(loaded(&store).await, Some(token));
    }
}

#[tokio::test]
async fn keys_and_prefixes_do_not_mix() {
    let server = Server::start();
    let store = server.store().await;
    let elsewhere = store.clone().prefix("test:");
    saved(&store, &plain("t-1")).await;
    assert_eq!(loaded(&elsewhere).await, None);
    let other = TokenKey::from_text("feishu https://open.feishu.cn tenant ffff");
    assert_eq!(store.load(&other).await.expect("an answer"), None);
}

#[tokio::test]
async fn a_token_is_kept_for_an_hour_after_the_last_of_its_ends() {
    let server = Server::start();
    let store = server.store().await;
    let ended = StoredToken::new(Token::new("t"), Timestamp::from_millis(0));
    let far = RefreshToken::new("r", Timestamp::now().plus(Duration::from_secs(86_400)));
    let for_ever = StoredToken::new(Token::new("t"), Timestamp::from_millis(i64::MAX));
    let cases = [
        (ended.clone(), 3_600),
        (plain("t"), 7_200),
        (ended.with_refresh(far), 90_000),
        (for_ever, 10 * 365 * 86_400),
    ];
    for (token, seconds) in cases {
        saved(&store, &token).await;
        let left: i64 = server.ask(&["TTL", AT]);
        assert!((seconds - 20..=seconds).contains(&left), "{left} of {seconds}");
    }
}

#[tokio::test]
async fn only_the_rejected_token_is_forgotten() {
    let server = Server::start();
    let store = server.store().await;
    let rejected = Token::new("t-1");

    saved(&store, &plain("t-2")).await;
    store.remove_if(&key(), &rejected).await.expect("an answer");
    assert_eq!(loaded(&store).await.map(|stored| stored.token), Some(Token::new("t-2")));

    saved(&store, &plain("t-1")).await;
    store.remove_if(&key(), &rejected).await.expect("an answer");
    assert_eq!(loaded(&store).await, None);
    store.remove_if(&key(), &rejected).await.expect("also when there is none");
}

#[tokio::test]
async fn a_rejected_token_leaves_its_refresh_token_behind() {
    let server = Server::start();
    let store = server.store().await;
    let pair = of_a_person("t-1", "r-1");
    saved(&store, &pair).await;
    store.remove_if(&key(), &Token::new("t-1")).await.expect("an answer");
    let left = loaded(&store).await.expect("the refresh token");
    assert_eq!(left.refresh, pair.refresh);
    assert_eq!(left.expires_at, Timestamp::from_millis(0));
}

#[tokio::test]
async fn a_lock_has_one_holder_until_it_is_given_back() {
    let server = Server::start();
    let (one, other) = (server.store().await, server.store().await);
    let lock = one.lock(&key(), LEASE).await.expect("an answer").expect("the lock");
    assert_eq!(other.lock(&key(), LEASE).await.expect("an answer"), None);
    assert_eq!(one.lock(&key(), LEASE).await.expect("an answer"), None);

    other.unlock(&key(), &TokenLock("another".to_owned())).await.expect("an answer");
    assert_eq!(other.lock(&key(), LEASE).await.expect("an answer"), None);

    one.unlock(&key(), &lock).await.expect("an answer");
    let next = other.lock(&key(), LEASE).await.expect("an answer").expect("the lock");
    assert_ne!(next, lock);
    one.unlock(&key(), &lock).await.expect("an answer");
    assert_eq!(one.lock(&key(), LEASE).await.expect("an answer"), None);
}

#[tokio::test]
async fn a_lock_ends_with_its_lease() {
    let server = Server::start();
    let store = server.store().await;
    let lease = Duration::from_millis(300);
    assert!(store.lock(&key(), lease).await.expect("an answer").is_some());
    tokio::time::sleep(lease + Duration::from_millis(20)).await;
    assert!(store.lock(&key(), LEASE).await.expect("an answer").is_some());
}

#[tokio::test]
async fn a_refresh_token_is_spent_once() {
    let server = Server::start();
    let (one, other) = (server.store().await, server.store().await);
    let (key, kept) = (key(), Secret::from("r-1"));
    assert!(!one.spend(&key, &kept).await.expect("an answer"), "there is none");

    saved(&one, &of_a_person("t-1", "r-1")).await;
    assert!(!one.spend(&key, &Secret::from("r-0")).await.expect("an answer"), "another");
    assert!(one.spend(&key, &kept).await.expect("an answer"));
    assert!(!other.spend(&key, &kept).await.expect("an answer"));
    assert!(!one.spend(&key, &kept).await.expect("an answer"));
    let stored = loaded(&other).await.and_then(|stored| stored.refresh).expect("kept");
    assert!(stored.spent);

    other.unspend(&key, &Secret::from("r-0")).await.expect("an answer");
    assert!(!other.spend(&key, &kept).await.expect("an answer"), "another was taken back");
    other.unspend(&key, &kept).await.expect("an answer");
    assert!(other.spend(&key, &kept).await.expect("an answer"));

    saved(&one, &of_a_person("t-2", "r-2")).await;
    assert!(!one.spend(&key, &kept).await.expect("an answer"), "no longer kept");
    assert!(one.spend(&key, &Secret::from("r-2")).await.expect("an answer"));
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_that_names_key_and_field() {
    let server = Server::start();
    let store = server.store().await;
    let cases: [(&[&str], &str); 8] = [
        (&["SET", AT, "s3cret"], "type"),
        (&["RPUSH", AT, "s3cret"], "type"),
        (&["EVAL", "return redis.call('HSET', KEYS[1], 'token', '\\255')", "1", AT], "type"),
        (&["HSET", AT, "something", "s3cret"], "token"),
        (&["HSET", AT, "token", "s3cret"], "expires_at"),
        (&["HSET", AT, "token", "t", "expires_at", "s3cret"], "expires_at"),
        (&["HSET", AT, "token", "t", "expires_at", "1", "refresh", "s3cret"], "refresh_expires_at"),
        (&["HSET", AT, "token", "t", "expires_at", "1", "extra:ea", "s3cret"], "extra:"),
    ];
    for (garbage, field) in cases {
        let _: i64 = server.ask(&["DEL", AT]);
        let _: larkspur_redis::redis::Value = server.ask(garbage);
        let error = store.load(&key()).await.expect_err("garbage");
        let expected =
            format!("what Redis keeps under `{AT}` is not from Larkspur: `{field}` cannot be read");
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?}").contains("s3cret"));
        // And a new token takes its place.
        saved(&store, &plain("t-1")).await;
        assert!(loaded(&store).await.is_some());
    }
}
