//! Callers on many threads, in real time.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most calls within any stretch of that length, both ends counted in.
fn most_within(arrivals: &[Duration], length: Duration) -> usize {
    let within = |(index, from): (usize, &Duration)| {
        arrivals[index..].iter().take_while(|at| **at <= *from + length).count()
    };
    arrivals.iter().enumerate().map(within).max().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_that_come_and_give_up_never_exceed_a_quota_and_nobody_is_forgotten() {
    let windows: Arc<[Quota]> = [quota(50, ms(100)), quota(400, ms(2000))].into();
    let (quotas, times) = (quotas(None), Times::new());
    let done = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..64_usize)
        .map(|task| {
            let (quotas, times) = (Arc::clone(&quotas), times.clone());
            let (windows, done) = (Arc::clone(&windows), Arc::clone(&done));
            tokio::spawn(async move {
                for round in 0..10 {
                    // Some go away in the middle of their wait, as often as they like.
                    let impatient = take(&quotas, &windows, None);
                    if (task + round) % 3 == 0 {
                        let taken = tokio::time::timeout(Duration::from_micros(300), impatient);
                        if let Ok(permit) = taken.await {
                            permit.unwrap().settle(false).await;
                        }
                    }
                    let permit = take(&quotas, &windows, None).await.unwrap();
                    times.note();
                    tokio::task::yield_now().await;
                    permit.settle(true).await;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let all = async {
        for task in tasks {
            task.await.unwrap();
        }
    };
    // 640 calls by 400 in two seconds take a little over two.
    tokio::time::timeout(Duration::from_secs(8), all).await.expect("somebody waits for ever");
    assert_eq!(done.load(Ordering::Relaxed), 640);
    let mut arrivals = times.all();
    arrivals.sort_unstable();
    assert!(arrivals.last().is_some_and(|last| *last < ms(4000)), "{:?}", arrivals.last());
    for window in windows.iter() {
        assert!(most_within(&arrivals, window.per) as u64 <= window.calls, "{window:?}");
    }
}
