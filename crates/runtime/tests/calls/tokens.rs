//! How often tokens are asked for, and what happens when one is not accepted.

use crate::platform::Get;
use crate::world::*;
use larkspur_runtime::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

async fn many(client: &Client, count: usize) -> Vec<Result<(), Error<crate::platform::Code>>> {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client, Get::of("1")).await.map(|_| ()) })
        })
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap());
    }
    results
}

fn invalid() -> Answer {
    json(400, r#"{"code":401,"msg":"token invalid"}"#)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_cold_calls_make_one_token_request() {
    for _ in 0..20 {
        let world = World::with_tokens(|_| good());
        let results = many(&world.client(), 64).await;
        assert!(results.iter().all(Result::is_ok));
        assert_eq!((world.count("/token"), world.sent().len()), (1, 65));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_invalid_token_makes_one_more() {
    for _ in 0..20 {
        let world = World::with_tokens(|sent| match sent.header("authorization") {
            Some("Bearer t-1") => invalid(),
            _ => good(),
        });
        let results = many(&world.client(), 64).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(world.count("/token"), 2);
        // Those that came after the renewal never saw the first token.
        let calls = world.sent().len() - 2;
        assert!((64..=128).contains(&calls), "{calls}");
    }
}

#[tokio::test]
async fn the_call_is_repeated_only_once() {
    let world = World::with_tokens(|_| invalid());
    let error = call(&world.client(), Get::of("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.name(), Some("token_invalid"));
    assert_eq!((world.count("/token"), world.sent().len()), (2, 4));
}

#[tokio::test]
async fn nothing_is_repeated_when_the_same_token_comes_back() {
    let world = World::new(async |sent: Sent| match sent.path().as_str() {
        "/token" => token("t-same", 7200),
        _ => invalid(),
    });
    let client = world.client();
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!((world.count("/token"), world.sent().len()), (2, 3));
    // Nor is the platform asked again and again for a token that it does not have.
    for result in many(&client, 20).await {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Api);
    }
    assert_eq!(world.count("/token"), 2);
}

#[tokio::test]
async fn a_fixed_token_is_never_renewed() {
    let world = World::with_tokens(|_| invalid());
    let client = world.builder().token("user", "u-1").build().unwrap();
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), world.sent().len()), (ErrorKind::Api, 1));
    let draft = Draft::new(&world.client()).with_user_token("u-2");
    let error = Send::new(draft, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), world.sent().len()), (ErrorKind::Api, 2));
    assert_eq!(world.sent()[1].header("authorization"), Some("Bearer u-2"));
}

#[tokio::test]
async fn one_error_goes_to_all_who_wait_and_is_not_kept() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let world = World::new(move |sent: Sent| {
        let first = sent.path() == "/token" && count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            tokio::time::sleep(Duration::from_millis(2)).await;
            match sent.path().as_str() {
                "/token" if first => json(400, r#"{"code":402,"msg":"app secret invalid"}"#),
                "/token" => token("t-2", 7200),
                _ => good(),
            }
        }
    });
    let client = world.client();
    for result in many(&client, 16).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert_eq!(error.code(), Some(&crate::platform::Code::Other(402)));
        assert_eq!(error.name(), Some("secret_wrong"));
        assert_eq!(error.message(), "app secret invalid");
        assert_eq!(error.retry(), Retry::Never);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(call(&client, Get::of("1")).await.is_ok());
}

#[tokio::test]
async fn a_dropped_caller_neither_loses_nor_blocks_the_others() {
    let gate = Arc::new(tokio::sync::Notify::new());
    let open = Arc::clone(&gate);
    let world = World::new(move |sent: Sent| {
        let gate = Arc::clone(&open);
        async move {
            if sent.path() == "/token" {
                gate.notified().await;
                return token("t-1", 7200);
            }
            good()
        }
    });
    let client = world.client();
    let spawn = || {
        let client = client.clone();
        tokio::spawn(async move { call(&client, Get::of("1")).await.map(|_| ()) })
    };
    let first = spawn();
    tokio::task::yield_now().await;
    let others: Vec<_> = (0..8).map(|_| spawn()).collect();
    // One that began to wait and is then never polled again, as behind a `select!`.
    let mut idle = Box::pin(call(&client, Get::of("1")));
    assert!(poll_once(idle.as_mut()).await.is_none());
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    gate.notify_one();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert!(idle.await.is_ok());
    assert_eq!(world.count("/token"), 1);
}

async fn poll_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(|cx| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut future).poll(cx) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn tokens_are_renewed_inside_the_margin_and_hold_until_their_end() {
    let up = Arc::new(Mutex::new(true));
    let works = Arc::clone(&up);
    let issued = AtomicUsize::new(0);
    let world = World::new(move |sent: Sent| {
        let reply = match sent.path().as_str() {
            "/token" if *works.lock().unwrap() => {
                let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
                token(&format!("t-{number}"), 7200)
            }
            "/token" => json(500, "{}"),
            _ => good(),
        };
        async move { reply }
    });
    let client = world.client();
    let go = async |seconds: u64| {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        call(&client, Get::of("1")).await
    };
    go(0).await.unwrap();
    go(6599).await.unwrap();
    assert_eq!(world.count("/token"), 1);
    // Inside the margin, and the platform is down: the old token still does.
    *up.lock().unwrap() = false;
    go(2).await.unwrap();
    assert_eq!(world.count("/token"), 2);
    go(0).await.unwrap();
    assert_eq!(world.count("/token"), 2, "a failed renewal waits before the next one");
    go(200).await.unwrap();
    assert_eq!(world.count("/token"), 3);
    assert!(world.sent().iter().all(|sent| sent.header("authorization") != Some("Bearer t-2")));
    // Beyond its end it does not.
    assert_eq!(go(400).await.unwrap_err().kind(), ErrorKind::Token);
    *up.lock().unwrap() = true;
    go(0).await.unwrap();
    assert_eq!(world.sent().last().unwrap().header("authorization"), Some("Bearer t-2"));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_inside_its_margin_already_is_not_asked_for_with_every_call() {
    let world = World::new(async |sent: Sent| match sent.path().as_str() {
        "/token" => token("t-old", 500),
        _ => good(),
    });
    let client = world.client();
    for _ in 0..10 {
        call(&client, Get::of("1")).await.unwrap();
    }
    assert_eq!(world.count("/token"), 1);
}

#[tokio::test]
async fn a_token_call_says_what_the_spec_says() {
    let world = World::with_tokens(|_| good());
    call(&world.client(), Get::of("1")).await.unwrap();
    let sent = &world.sent();
    assert_eq!(sent[0].method, "POST");
    assert!(sent[0].uri.starts_with("https://open.nowhere.example/token?trace="));
    assert_eq!(sent[0].header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(sent[0].header("authorization"), None);
    let body: Value = serde_json::from_str(sent[0].body.as_ref().unwrap()).unwrap();
    let expected = serde_json::json!({
        "appId": "cli_1", "appSecret": SECRET, "grant": "secret", "type": 0
    });
    assert_eq!(body, expected);
    assert_eq!(sent[1].header("authorization"), Some("Bearer t-1"));
    assert_eq!(sent[1].header("x-ea"), Some("demo"));
    assert_eq!(sent[1].header("x-user"), Some("u 1000"));
}

#[tokio::test]
async fn answers_that_are_no_token_are_errors_without_a_quotation() {
    for (answer, retry) in [
        (json(502, "<html>very-secret-app-secret</html>"), Retry::Backoff),
        (json(200, ""), Retry::Backoff),
        (json(200, r#"{"code":0,"token":"fresh-1"}"#), Retry::Never),
        (json(200, r#"{"code":0,"expire":7200}"#), Retry::Never),
        (json(200, r#"{"code":0,"token":"fresh-1","expire":"soon","ea":"x"}"#), Retry::Never),
        (json(200, r#"{"code":402,"msg":"bad very-secret-app-secret"}"#), Retry::Never),
        (json(400, r#"{"fault":{"number":429,"text":"slow"}}"#), Retry::Quota),
        (json(200, r#"{"code":401,"msg":"no"}"#), Retry::Never),
        (answer(302, &[("location", "https://x.example/?t=fresh-1")], chunks([])), Retry::Never),
    ] {
        let answer = Mutex::new(Some(answer));
        let world = World::new(move |_| {
            let answer = answer.lock().unwrap().take().unwrap();
            async move { answer }
        });
        let error = call(&world.once(), Get::of("1")).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Token, retry), "{error}");
        let text = format!("{error} {error:?}");
        assert!(!text.contains("fresh-1") && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn clients_with_one_store_share_tokens_by_app() {
    let store = Arc::new(MemoryStore::new());
    let world = World::with_tokens(|_| good());
    let build = |secret: &str| {
        let builder = app(world.builder()).token_store(Arc::clone(&store) as Arc<dyn TokenStore>);
        builder.credential("app_secret", secret).build().unwrap()
    };
    for _ in 0..3 {
        call(&build(SECRET), Get::of("1")).await.unwrap();
    }
    assert_eq!(world.count("/token"), 1);
    call(&build("another-secret"), Get::of("1")).await.unwrap();
    assert_eq!(world.count("/token"), 2);
    let shown = format!("{store:?}");
    assert!(!shown.contains("t-1") && !shown.contains(SECRET), "{shown}");
}

#[tokio::test]
async fn a_rejected_token_of_the_store_is_not_used_again() {
    let store: Arc<dyn TokenStore> = Arc::new(MemoryStore::new());
    let world = World::with_tokens(|sent| match sent.header("authorization") {
        Some("Bearer t-1") => invalid(),
        _ => good(),
    });
    let build = || app(world.builder()).token_store(Arc::clone(&store)).build().unwrap();
    call(&build(), Get::of("1")).await.unwrap();
    call(&build(), Get::of("1")).await.unwrap();
    assert_eq!((world.count("/token"), world.sent().len()), (2, 5));
}

/// A source of one's own: a store app, an OAuth refresh.
struct Own(AtomicUsize);

impl TokenSource for Own {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(async {
            match self.0.load(Ordering::SeqCst) {
                0 => Ok(Token::new("own-0").with_extra("ea", "mine")),
                1 => Ok(Token::new("own-1").with_extra("ea", "mine")),
                _ => Err(TokenError::new("the refresh token has ended").with_code(77)),
            }
        })
    }

    fn invalidate<'a>(&'a self, _: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(async {
            self.0.fetch_add(1, Ordering::SeqCst);
        })
    }
}

#[tokio::test]
async fn a_source_of_ones_own_is_asked_and_told() {
    let world = World::with_tokens(|sent| match sent.header("authorization") {
        Some("Bearer own-0") => invalid(),
        _ => good(),
    });
    let source = Arc::new(Own(AtomicUsize::new(0)));
    let builder = world.builder().credential("actor", "7");
    let client = builder.token_source("app", Arc::clone(&source) as Arc<dyn TokenSource>);
    let client = client.build().unwrap();
    call(&client, Get::of("1")).await.unwrap();
    assert_eq!(world.count("/token"), 0);
    assert_eq!(world.sent()[1].header("x-ea"), Some("mine"));
    source.0.store(2, Ordering::SeqCst);
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Token, "the refresh token has ended"));
}
