//! Quotas: one sorted set of places for each key, counted by Redis' own clock.

use crate::{RedisStore, millis, script};
use larkspur_runtime::{BoxFuture, Quota, QuotaKey, QuotaStore, StoreError, Take};
use std::time::Duration;

/// Added to each window, in case the platform counts a call at both of its ends.
const EDGE: Duration = Duration::from_millis(1);

/// A call that is in flight may end any moment. Who waits for its place asks again after that.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// The longest span that is told to Redis, so that sums of spans and instants stay exact.
pub(crate) const LONGEST: Duration = Duration::from_secs(10 * 365 * 86_400);

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl QuotaStore for RedisStore {
    fn take<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        lease: Duration,
    ) -> Answer<'a, Take> {
        Box::pin(async move {
            let keys = [self.places_key(key), self.hold_key(key)];
            let mut asking = Asking { store: self, key, windows, place: Some(self.names.next()) };
            let call = script::TAKE.on(&keys).with(&asking.place).with(micros(lease));
            let call = call.with(micros(ASK_AGAIN)).with(written(windows));
            let wait = call.run(&*self.link, self.timeout).await?;
            let place = asking.place.take().unwrap_or_default();
            Ok(match u64::try_from(wait) {
                Ok(wait) if wait > 0 => Take::Wait(Duration::from_micros(wait)),
                _ => Take::Granted(place),
            })
        })
    }

    fn settle<'a>(
        &'a self,
        key: &'a QuotaKey,
        windows: &'a [Quota],
        place: &'a str,
        counted: bool,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let keys = [self.places_key(key)];
            let call = script::SETTLE.on(&keys).with(place).with(u8::from(counted));
            call.with(written(windows)).run(&*self.link, self.timeout).await?;
            Ok(())
        })
    }

    fn hold<'a>(&'a self, key: &'a QuotaKey, pause: Duration) -> Answer<'a, ()> {
        Box::pin(async move {
            let keys = [self.hold_key(key)];
            script::HOLD.on(&keys).with(millis(pause)).run(&*self.link, self.timeout).await?;
            Ok(())
        })
    }
}

/// A place that was asked for and may be taken without the caller's knowing: the answer did not
/// come, or the caller went away. It is given back, or else it would count until the end of its
/// lease and the windows behind that.
struct Asking<'a> {
    store: &'a RedisStore,
    key: &'a QuotaKey,
    windows: &'a [Quota],
    place: Option<String>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else { return };
        // Without a runtime the place ends by itself.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (store, key, windows) = (self.store.clone(), self.key.clone(), self.windows.to_vec());
        runtime.spawn(async move { store.settle(&key, &windows, &place, false).await });
    }
}

impl RedisStore {
    // The braces keep both on one server of a cluster, as a script needs them.
    fn places_key(&self, key: &QuotaKey) -> String {
        format!("{}quota:{{{key}}}:places", self.prefix)
    }

    fn hold_key(&self, key: &QuotaKey) -> String {
        format!("{}quota:{{{key}}}:hold", self.prefix)
    }
}

/// Windows as the scripts read them: calls and microseconds of each.
fn written(windows: &[Quota]) -> Vec<u64> {
    let pairs =
        windows.iter().map(|window| [window.calls, micros(window.per.saturating_add(EDGE))]);
    pairs.flatten().collect()
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.min(LONGEST).as_micros()).unwrap_or(u64::MAX)
}
