//! Deadlines, timeouts and dropping, in paused time.

use crate::platform::{Apps, Code, Get};
use crate::world::*;
use larkspur_runtime::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn slow(token_takes: u64, call_takes: u64) -> World {
    World::new(move |sent: Sent| async move {
        let is_token = sent.path() == "/token";
        sleep(Duration::from_secs(if is_token { token_takes } else { call_takes })).await;
        if is_token { token("t-1", 7200) } else { good() }
    })
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_waiting_for_a_token() {
    let world = slow(20, 20);
    let start = Instant::now();
    let draft = Draft::new(&world.client()).with_deadline(Duration::from_secs(30));
    let error = Send::new(draft, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Timeout, Retry::Backoff));
    assert_eq!(start.elapsed().as_secs(), 30);
    let draft = Draft::new(&world.client()).with_deadline(Duration::from_secs(10));
    assert_eq!(Send::new(draft, Get::of("1")).await.unwrap_err().kind(), ErrorKind::Timeout);
    let client = app(world.builder()).deadline(Duration::from_secs(41)).build().unwrap();
    call(&client, Get::of("1")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_short_deadline_does_not_end_the_token_call_of_others() {
    let world = slow(20, 1);
    let client = world.client();
    let hasty = Draft::new(&client).with_deadline(Duration::from_secs(5));
    let hasty = tokio::spawn(Send::new(hasty, Get::of("1")));
    tokio::task::yield_now().await;
    let patient = tokio::spawn(Send::new(Draft::new(&client), Get::of("1")));
    assert_eq!(hasty.await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    patient.await.unwrap().unwrap();
    assert_eq!(world.count("/token"), 1);
}

#[tokio::test(start_paused = true)]
async fn one_attempt_has_a_timeout_that_covers_the_body() {
    let world = World::with_tokens(|_| answer(200, &[], Box::pin(Never)));
    let client = app(world.builder()).timeout(Duration::from_secs(7)).retry(RetryPolicy::none());
    let client = client.build().unwrap();
    let start = Instant::now();
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Timeout, Retry::Backoff));
    assert_eq!(start.elapsed().as_secs(), 7);
    let error = call(&slow(100, 1).once(), Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Token, Retry::Backoff));
}

#[tokio::test]
async fn dropping_the_future_cancels() {
    struct Flag(Arc<AtomicBool>);
    impl Drop for Flag {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let dropped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&dropped);
    let world = World::new(move |sent: Sent| {
        let flag = Flag(Arc::clone(&flag));
        async move {
            if sent.path() == "/token" {
                std::mem::forget(flag);
                return token("t-1", 7200);
            }
            let _flag = flag;
            std::future::pending().await
        }
    });
    let client = world.client();
    let mut calling = Box::pin(call(&client, Get::of("1")));
    tokio::select! {
        biased;
        _ = &mut calling => unreachable!(),
        () = sleep(Duration::from_millis(20)) => {}
    }
    assert_eq!((world.sent().len(), dropped.load(Ordering::SeqCst)), (2, false));
    drop(calling);
    assert!(dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn nothing_happens_before_it_is_awaited() {
    let world = World::with_tokens(|_| good());
    fn is_named_send_unpin<F: Future + std::marker::Send + Unpin + 'static>(_: &F) {}
    let send = Send::new(Draft::new(&world.client()), Get::of("1"));
    is_named_send_unpin(&send);
    assert_eq!(format!("{send:?}"), r#"Send("nowhere.thing.get")"#);
    tokio::task::yield_now().await;
    assert!(world.sent().is_empty());
    send.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_deadline_is_not_begun() {
    let world = always(|| throttled(&[("x-reset", "30")]));
    let start = Instant::now();
    let draft = Draft::new(&world.client()).with_deadline(seconds(20));
    let error = with(draft, Apps).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(&Code::Other(429))));
    assert_eq!((error.attempts(), error.waited()), (1, Duration::ZERO));
    assert_eq!(
        (error.reset_after(), start.elapsed()),
        (Some(seconds(30)), Duration::from_millis(4))
    );
    let said = error.to_string();
    assert!(said.contains("slow down; not repeated, since a wait of 30."), "{said}");
    assert!(said.ends_with("would pass the deadline"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_within_an_attempt_tells_what_the_attempt_before_it_said() {
    let count = Mutex::new(0);
    let world = World::new(move |sent: Sent| {
        let slow = sent.path() != "/token" && {
            let mut count = count.lock().unwrap();
            *count += 1;
            *count > 2
        };
        async move {
            match sent.path().as_str() {
                "/token" => token("t-1", 7200),
                _ if slow => std::future::pending().await,
                _ => answer(
                    500,
                    &[("x-log-id", "log-7")],
                    chunks([br#"{"code":500,"msg":"sorry t-1"}"#]),
                ),
            }
        }
    });
    let start = Instant::now();
    let draft = Draft::new(&world.client()).with_deadline(seconds(20));
    let error = with(draft, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Timeout, Retry::Backoff));
    assert_eq!((start.elapsed(), error.attempts()), (seconds(20), 3));
    assert!(error.waited() > Duration::ZERO);
    assert_eq!((error.code(), error.name()), (Some(&Code::Other(500)), Some("busy")));
    assert_eq!((error.status().unwrap().as_u16(), error.log_id()), (500, Some("log-7")));
    let said = error.to_string();
    let last = "did not end within 20s; the last attempt: refused by the platform: sorry *** [log";
    assert!(said.contains(last), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_tells_of_the_attempt_before_it_however_that_failed() {
    // The call breaks on its way, or its token is rejected, and nothing is answered ever after.
    for (answer, has_source, said) in [
        (
            (|| broken(TransportErrorKind::Sent)) as fn() -> Answer,
            true,
            "the last attempt: transport failed: it broke",
        ),
        (|| coded(400, 401), false, "code 401 (token_invalid)"),
    ] {
        let count = Mutex::new(0);
        let world = World::new(move |_| {
            let mut count = count.lock().unwrap();
            *count += 1;
            let reply = match *count {
                1 => Some(token("t-1", 7200)),
                2 => Some(answer()),
                _ => None,
            };
            async move {
                match reply {
                    Some(reply) => reply,
                    None => std::future::pending().await,
                }
            }
        });
        let draft = Draft::new(&world.client()).with_deadline(seconds(20));
        let error = with(draft, Get::of("1")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(std::error::Error::source(&error).is_some(), has_source, "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}
