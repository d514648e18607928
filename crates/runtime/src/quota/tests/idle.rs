//! Callers that got in line and are not polled any more: a future kept for later, a branch of
//! `select!` that lost. They keep nobody else waiting.

use super::*;
use crate::quota::MemoryQuotas;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Gets in line, or takes a place, and is left alone.
fn begin<'a>(
    quotas: &'a Arc<Quotas>,
    windows: &'a [Quota],
) -> Pin<Box<impl Future<Output = Result<Permit, TooLate>> + 'a>> {
    let mut future = Box::pin(take(quotas, windows, None));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(matches!(future.as_mut().poll(&mut cx), Poll::Pending));
    future
}

#[tokio::test(start_paused = true)]
async fn who_is_not_polled_holds_up_nobody() {
    let store: Arc<dyn QuotaStore> = Arc::new(MemoryQuotas::new());
    for store in [None, Some(store)] {
        let (quotas, windows) = (quotas(store), [quota(2, MINUTE)]);
        for _ in 0..2 {
            take(&quotas, &windows, None).await.unwrap().settle(true).await;
        }
        let idle: Vec<_> = (0..3).map(|_| begin(&quotas, &windows)).collect();
        let start = Instant::now();
        for _ in 0..4 {
            let taken = take(&quotas, &windows, Some(10 * MINUTE)).await;
            taken.expect("those ahead do nothing").settle(true).await;
        }
        // The first may still believe in those ahead.
        assert!(start.elapsed() < 4 * MINUTE, "{:?}", start.elapsed());
        // Polled again, they get their places too.
        for waiting in idle {
            waiting.await.unwrap().settle(true).await;
        }
        assert!(start.elapsed() < 7 * MINUTE, "{:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_polled_is_never_overtaken() {
    let (quotas, windows) = (quotas(None), [quota(1, ms(700))]);
    let order = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let (quotas, order) = (Arc::clone(&quotas), Arc::clone(&order));
            tokio::spawn(async move {
                let permit = take(&quotas, &windows, None).await.unwrap();
                order.lock().unwrap().push(number);
                tokio::time::sleep(ms(number * 97 % 1300)).await;
                permit.settle(number % 5 != 0).await;
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
}
