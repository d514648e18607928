//! A Redis that is away, hangs, forgets or is not what it should be.

use crate::proxy::Proxy;
use crate::server::Server;
use larkspur_redis::{RedisStore, RedisStoreError, redis};
use larkspur_runtime::{
    Quota, QuotaKey, QuotaStore, RefreshToken, Secret, StoreError, StoredToken, Take, Timestamp,
    Token, TokenKey, TokenStore,
};
use std::time::{Duration, Instant};

const LEASE: Duration = Duration::from_secs(30);
const LIMIT: Duration = Duration::from_millis(400);
const PATIENT: Duration = Duration::from_secs(10);

fn key() -> TokenKey {
    TokenKey::from_text("feishu tenant 0123")
}

fn quota_key() -> QuotaKey {
    QuotaKey::from_text("feishu approvals 0123")
}

fn pair() -> StoredToken {
    let end = Timestamp::now().plus(Duration::from_secs(3600));
    StoredToken::new(Token::new("t-1"), end).with_refresh(RefreshToken::new("r-1", end))
}

fn windows() -> [Quota; 1] {
    [Quota { calls: 9, per: Duration::from_secs(60) }]
}

fn reason(error: StoreError) -> RedisStoreError {
    *error.downcast().expect("an error of this crate")
}

/// Every call of both stores.
async fn everything(store: &RedisStore) -> [Result<(), StoreError>; 9] {
    let (key, quota) = (key(), quota_key());
    [
        store.load(&key).await.map(drop),
        store.save(&key, pair()).await,
        store.lock(&key, LEASE).await.map(drop),
        store.unlock(&key, &larkspur_runtime::TokenLock(String::new())).await,
        store.spend(&key, &Secret::from("r-1")).await.map(drop),
        store.unspend(&key, &Secret::from("r-1")).await,
        store.take(&quota, &windows(), LEASE).await.map(drop),
        store.settle(&quota, &windows(), "place", true).await,
        store.hold(&quota, Duration::from_millis(1)).await,
    ]
}

#[tokio::test]
async fn a_server_that_went_down_is_an_error_in_time_and_works_again_afterwards() {
    let mut server = Server::start();
    let store = server.store().await.timeout(LIMIT);
    assert!(everything(&store).await.iter().all(Result::is_ok));
    server.kill();
    for answer in everything(&store).await {
        let error = reason(answer.expect_err("no server"));
        assert!(matches!(error, RedisStoreError::Unreachable(_)), "{error:?}");
    }
    // It knows no script any more.
    server.restart();
    for answer in everything(&store).await {
        answer.expect("a server");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_an_error_in_time_and_works_again_afterwards() {
    let server = Server::start();
    let store = server.store().await.timeout(LIMIT);
    server.hang();
    let begin = Instant::now();
    let answers = everything(&store).await;
    let passed = begin.elapsed();
    assert!(passed < LIMIT * 9 + Duration::from_secs(2), "{passed:?}");
    for answer in answers {
        let error = reason(answer.expect_err("no answer"));
        assert_eq!(error, RedisStoreError::TimedOut(LIMIT));
    }
    server.go_on();
    let store = store.timeout(PATIENT);
    for answer in everything(&store).await {
        answer.expect("an answer");
    }
}

#[tokio::test]
async fn connecting_to_a_server_that_hangs_ends_in_time() {
    let server = Server::start();
    server.hang();
    let begin = Instant::now();
    let error = RedisStore::connect(&server.url()).await.expect_err("no answer");
    assert_eq!(error, RedisStoreError::TimedOut(Duration::from_secs(5)));
    assert!(begin.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn connections_that_are_closed_and_scripts_that_are_flushed_are_not_noticed() {
    let server = Server::start();
    let store = server.store().await;
    for _ in 0..3 {
        assert!(everything(&store).await.iter().all(Result::is_ok));
        let _: String = server.ask(&["SCRIPT", "FLUSH"]);
        assert!(everything(&store).await.iter().all(Result::is_ok));
        let _: i64 = server.ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    }
}

#[tokio::test]
async fn a_command_whose_answer_is_lost_counts_once() {
    let server = Server::start();
    let proxy = Proxy::to(server.port()).await;
    let store = RedisStore::connect(&proxy.url()).await.expect("a store").timeout(PATIENT);
    store.save(&key(), pair()).await.expect("kept");
    // The scripts are known from here on, so that the lost answer is of their work.
    let warm = server.store().await.prefix("warm:");
    assert!(everything(&warm).await.iter().all(Result::is_ok));

    proxy.cut_next_answer();
    let only = [Quota { calls: 1, per: Duration::from_secs(60) }];
    let place = store.take(&quota_key(), &only, LEASE).await.expect("an answer");
    assert!(matches!(place, Take::Granted(_)), "{place:?}");
    assert!(proxy.was_cut());
    let places = "larkspur:quota:{feishu approvals 0123}:places";
    let members: u64 = server.ask(&["ZCARD", places]);
    assert_eq!(members, 1 + 1, "one place and the longest window");

    proxy.cut_next_answer();
    assert!(store.lock(&key(), LEASE).await.expect("an answer").is_some());
    assert!(proxy.was_cut());

    proxy.cut_next_answer();
    assert!(store.spend(&key(), &Secret::from("r-1")).await.expect("an answer"));
    assert!(proxy.was_cut());
    assert!(!store.spend(&key(), &Secret::from("r-1")).await.expect("an answer"));
}

#[tokio::test]
async fn a_connection_that_leads_nowhere_is_used_once_more_at_most() {
    let server = Server::start();
    let proxy = Proxy::to(server.port()).await;
    let store = RedisStore::connect(&proxy.url()).await.expect("a store").timeout(LIMIT);
    assert!(everything(&store).await.iter().all(Result::is_ok));

    proxy.swallow_answers_on_open_connections();
    let error = reason(store.load(&key()).await.expect_err("no answer"));
    assert_eq!(error, RedisStoreError::TimedOut(LIMIT));
    assert!(everything(&store).await.iter().all(Result::is_ok));

    // Also when the caller goes away earlier.
    proxy.swallow_answers_on_open_connections();
    let gone = tokio::time::timeout(LIMIT / 4, store.load(&key())).await;
    assert!(gone.is_err());
    assert!(everything(&store).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_lock_that_its_holder_does_not_know_of_is_given_back() {
    let server = Server::start();
    let proxy = Proxy::to(server.port()).await;
    let store = RedisStore::connect(&proxy.url()).await.expect("a store").timeout(LIMIT);
    let other = server.store().await;
    for patience in [LIMIT / 4, LIMIT * 4] {
        // The script is known from here on.
        let lock = store.lock(&key(), LEASE).await.expect("an answer").expect("the lock");
        store.unlock(&key(), &lock).await.expect("an answer");
        proxy.swallow_answers_on_open_connections();
        let lost = tokio::time::timeout(patience, store.lock(&key(), LEASE)).await;
        assert!(!matches!(lost, Ok(Ok(_))), "{lost:?}");
        let begin = Instant::now();
        let lock = loop {
            if let Some(lock) = other.lock(&key(), LEASE).await.expect("an answer") {
                break lock;
            }
            assert!(begin.elapsed() < Duration::from_secs(10), "held by nobody");
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        other.unlock(&key(), &lock).await.expect("an answer");
    }
}

#[tokio::test]
async fn a_connection_of_the_callers_own_serves_as_well() {
    let mut server = Server::start();
    let client = redis::Client::open(server.url()).expect("a client");
    let connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let store = RedisStore::from_connection(connection).timeout(LIMIT);
    assert!(everything(&store).await.iter().all(Result::is_ok));
    server.kill();
    for answer in everything(&store).await {
        let error = reason(answer.expect_err("no server"));
        assert!(matches!(error, RedisStoreError::Unreachable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn neither_errors_nor_debug_show_a_password_or_a_token() {
    let server = Server::start_with(&["--requirepass", "right-s3cret"]);
    let address = format!("127.0.0.1:{}", server.port());
    let url = format!("redis://:right-s3cret@{address}");
    let store = RedisStore::connect(&url).await.expect("a store").timeout(PATIENT);
    assert!(everything(&store).await.iter().all(Result::is_ok));
    assert_eq!(format!("{store:?}"), "RedisStore { prefix: \"larkspur:\", timeout: 10s, .. }");

    let cases = [
        (format!("redis://:wrong-s3cret@{address}"), "Redis refused: wrong user or password"),
        (format!("redis://{address}"), "Redis refused: NOAUTH"),
        ("redis://:s3cret@127.0.0.1:1".to_owned(), "Redis cannot be reached: connection refused"),
        (format!("rediss://:s3cret@{address}"), "the address of Redis is not like"),
        ("s3cret".to_owned(), "the address of Redis is not like"),
    ];
    for (url, expected) in cases {
        let error = RedisStore::connect(&url).await.expect_err(expected);
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(!format!("{error:?} {error}").contains("-s3cret"));
    }
}

#[tokio::test]
async fn a_server_that_forbids_a_command_is_told_by_its_code() {
    // Redis then quotes the arguments of the command, with the token among them.
    let server = Server::start_with(&["--rename-command", "EVALSHA", ""]);
    let store = server.store().await;
    let error = reason(store.save(&key(), pair()).await.expect_err("forbidden"));
    assert_eq!(error, RedisStoreError::Refused("ERR".to_owned()));
}
