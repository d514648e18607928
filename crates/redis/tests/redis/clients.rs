//! Whole clients over one Redis, against a mock of the platform.

use crate::server::Server;
use larkspur::feishu::Client;
use larkspur::{Grant, Quota, QuotaPolicy, TokenSource as _, TokenStore as _, UserTokens};
use larkspur_mock::Mock;
use larkspur_redis::RedisStore;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A client as a process of its own would have it: nothing but Redis is shared.
async fn client(mock: &Mock, server: &Server, secret: &str) -> Client {
    client_with(mock, server, secret, QuotaPolicy::Documented).await
}

async fn client_with(mock: &Mock, server: &Server, secret: &str, quota: QuotaPolicy) -> Client {
    let store = RedisStore::connect(&server.url()).await.expect("a store");
    let store = Arc::new(store.timeout(Duration::from_secs(10)));
    let known = mock.credentials("feishu").expect("served");
    let id = known.get("app_id").expect("an app");
    let builder = Client::builder().app(id, secret).base_url(mock.base_url()).no_proxy();
    let builder = builder.quota(quota).token_store(store.clone()).quota_store(store);
    builder.build().expect("a client")
}

async fn mock() -> (Mock, String) {
    let mock = Mock::builder().start().await.expect("a mock");
    let known = mock.credentials("feishu").expect("served");
    let secret = known.get("app_secret").expect("a secret").to_owned();
    (mock, secret)
}

/// Eight calls at once from each client; how many of them failed.
async fn calls(clients: &[Client]) -> usize {
    let mut running = Vec::new();
    for client in clients.iter().flat_map(|client| std::iter::repeat_n(client, 8)) {
        let client = client.clone();
        running.push(tokio::spawn(async move { client.bot().v3().info().get().send().await }));
    }
    let mut failed = 0;
    for call in running {
        failed += usize::from(call.await.expect("an end").is_err());
    }
    failed
}

#[tokio::test]
async fn clients_over_one_redis_get_one_token_and_one_more_after_it_was_rejected() {
    let server = Server::start();
    let (mock, secret) = mock().await;
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.push(client(&mock, &server, &secret).await);
    }
    assert_eq!(calls(&clients).await, 0);
    assert_eq!(mock.token_calls("feishu"), 1);

    mock.expire_tokens();
    assert_eq!(calls(&clients).await, 0);
    assert_eq!(mock.token_calls("feishu"), 2);

    let later = [client(&mock, &server, &secret).await];
    assert_eq!(calls(&later).await, 0);
    assert_eq!(mock.token_calls("feishu"), 2);

    let keys: Vec<String> = server.ask(&["KEYS", "*"]);
    assert!(keys.iter().any(|key| key.starts_with("larkspur:token:feishu ")), "{keys:?}");
    assert!(keys.iter().all(|key| !key.contains(&secret)), "{keys:?}");
}

/// A token for each of eight callers at once from each client; those that were handed out.
async fn user_tokens(persons: &[UserTokens]) -> BTreeSet<String> {
    let mut running = Vec::new();
    for person in persons.iter().flat_map(|person| std::iter::repeat_n(person, 8)) {
        let person = person.clone();
        running.push(tokio::spawn(async move { person.token().await }));
    }
    let mut tokens = BTreeSet::new();
    for token in running {
        let token = token.await.expect("an end").expect("a token");
        tokens.insert(token.value().expose().to_owned());
    }
    tokens
}

#[tokio::test]
async fn clients_over_one_redis_send_each_refresh_token_of_a_person_once() {
    let server = Server::start();
    let (mock, secret) = mock().await;
    let mut persons = Vec::new();
    for _ in 0..4 {
        let client = client(&mock, &server, &secret).await;
        persons.push(client.user_tokens("ann").expect("Feishu has refresh tokens"));
    }
    let granted = mock.grant("feishu", "ann").expect("Feishu has refresh tokens");
    let grant = Grant::new(granted.token, Duration::ZERO);
    let grant = grant.with_refresh(granted.refresh_token.clone(), Duration::from_secs(3600));
    persons[0].authorize(grant).await.expect("Redis keeps it");
    let store = RedisStore::connect(&server.url()).await.expect("a store");
    let mut sent = vec![granted.refresh_token];
    for round in 1..=5 {
        let tokens = user_tokens(&persons).await;
        assert_eq!(tokens.len(), 1, "in round {round}");
        assert_eq!(mock.refresh_calls("feishu").expect("served"), round);
        let stored = store.load(persons[0].key()).await.expect("an answer").expect("a pair");
        sent.push(stored.refresh.expect("a refresh token").value.expose().to_owned());
        for person in &persons {
            person.invalidate(&stored.token).await;
        }
    }
    let presented: Vec<_> = sent.iter().map(|token| mock.presented(token)).collect();
    assert_eq!(presented, [1, 1, 1, 1, 1, 0]);
    let keys: Vec<String> = server.ask(&["KEYS", "*"]);
    assert!(keys.iter().all(|key| !key.contains("ann") && !key.contains(&secret)), "{keys:?}");
}

#[tokio::test]
async fn another_secret_of_the_same_app_finds_no_token() {
    let server = Server::start();
    let (mock, secret) = mock().await;
    assert_eq!(calls(&[client(&mock, &server, &secret).await]).await, 0);
    let stranger = client(&mock, &server, "another").await;
    assert_eq!(calls(&[stranger]).await, 8);
}

#[tokio::test]
async fn clients_go_on_by_themselves_while_redis_is_away() {
    let mut server = Server::start();
    let (mock, secret) = mock().await;
    let clients = [client(&mock, &server, &secret).await, client(&mock, &server, &secret).await];
    server.kill();
    assert_eq!(calls(&clients).await, 0);
    assert_eq!(mock.token_calls("feishu"), 2);
}

#[tokio::test]
async fn clients_over_one_redis_keep_to_one_quota() {
    let server = Server::start();
    let (mock, secret) = mock().await;
    let five_a_second = [Quota { calls: 5, per: Duration::from_secs(1) }];
    let mut clients = Vec::new();
    for _ in 0..3 {
        let quota = QuotaPolicy::windows(five_a_second);
        clients.push(client_with(&mock, &server, &secret, quota).await);
    }
    let begin = Instant::now();
    assert_eq!(calls(&clients).await, 0);
    let passed = begin.elapsed();
    // 24 calls are 5 bursts, one behind the other; each client alone would need 2.
    assert!(passed >= Duration::from_secs(4), "{passed:?}");
    assert!(passed < Duration::from_secs(8), "{passed:?}");
    let kept: Vec<String> = server.ask(&["KEYS", "larkspur:quota:*"]);
    assert!(kept.iter().all(|key| !key.contains(&secret)), "{kept:?}");
}
