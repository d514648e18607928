//! One piece of work that many callers wait for.
//!
//! Whoever polls drives it, so no task has to be spawned and no caller is special: one that is
//! dropped, or never polled again, neither loses the work nor holds up the others. The lock is
//! held only while polling, never across an await.
//!
//! Work has timers, and timers end with the runtime they began on. So callers on another runtime
//! have a flight of their own; the lock in the store keeps the two apart, as it does processes.

use crate::transport::BoxFuture;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};
use tokio::runtime::{Handle, Id};

/// The flights that are under way, at most one for each runtime.
pub(super) struct Flights<T>(Vec<(Option<Id>, Weak<Flight<T>>)>);

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Flights<T> {
    /// Waits for the work that is under way on this runtime, or else for that which begins now.
    pub(super) fn join(&mut self, begin: impl FnOnce() -> BoxFuture<'static, T>) -> Wait<T> {
        let here = here();
        self.0.retain(|(_, flight)| flight.strong_count() > 0);
        let under_way = self.0.iter().find(|(runtime, _)| *runtime == here);
        let flight = under_way.and_then(|(_, flight)| flight.upgrade()).unwrap_or_else(|| {
            let flight = Flight::new(begin());
            self.0.push((here, Arc::downgrade(&flight)));
            flight
        });
        flight.wait()
    }

    /// Those who come later on this runtime begin anew.
    pub(super) fn end(&mut self) {
        let here = here();
        self.0.retain(|(runtime, _)| *runtime != here);
    }
}

fn here() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// The work; it is given up when the last [`Wait`] is dropped.
struct Flight<T> {
    work: Mutex<Work<T>>,
    waiting: Arc<Waiting>,
}

enum Work<T> {
    Running(BoxFuture<'static, T>),
    Done(T),
}

impl<T> Flight<T> {
    fn new(work: BoxFuture<'static, T>) -> Arc<Self> {
        Arc::new(Self { work: Mutex::new(Work::Running(work)), waiting: Arc::default() })
    }

    fn wait(self: &Arc<Self>) -> Wait<T> {
        let number = self.waiting.next.fetch_add(1, Ordering::Relaxed);
        Wait { flight: Arc::clone(self), number }
    }
}

/// Everybody who waits. A wake-up goes to all of them, since any one of them may be gone.
#[derive(Default)]
struct Waiting {
    wakers: Mutex<BTreeMap<u64, Waker>>,
    next: AtomicU64,
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        let wakers = std::mem::take(&mut *locked(&self.wakers));
        wakers.into_values().for_each(Waker::wake);
    }
}

/// One caller's wait for the work.
pub(super) struct Wait<T> {
    flight: Arc<Flight<T>>,
    number: u64,
}

impl<T: Clone> Future for Wait<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let waiting = &self.flight.waiting;
        locked(&waiting.wakers).insert(self.number, cx.waker().clone());
        let mut work = locked(&self.flight.work);
        let future = match &mut *work {
            Work::Done(value) => return Poll::Ready(value.clone()),
            Work::Running(future) => future,
        };
        let waker = Waker::from(Arc::clone(waiting));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        if let Poll::Ready(value) = &polled {
            *work = Work::Done(value.clone());
            drop(work);
            waker.wake();
        }
        polled
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        locked(&self.flight.waiting.wakers).remove(&self.number);
    }
}

/// Locks, also after a panic elsewhere: nothing here is left half done.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
