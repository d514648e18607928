//! Deadlines, timeouts and dropping, in paused time.

use crate::platform::Get;
use crate::world::*;
use larkspur_runtime::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let client = app(world.builder()).timeout(Duration::from_secs(7)).build().unwrap();
    let start = Instant::now();
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Timeout, Retry::Backoff));
    assert_eq!(start.elapsed().as_secs(), 7);
    let error = call(&slow(100, 1).client(), Get::of("1")).await.unwrap_err();
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
