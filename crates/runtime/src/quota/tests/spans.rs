//! What a trace shows of waiting.

use super::*;
use crate::quota::{MemoryQuotas, QuotaKey, Take};
use crate::transport::BoxFuture;
use std::fmt::{self, Write as _};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down spans, their ends, and events.
#[derive(Clone, Default)]
struct Trace(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Trace {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("larkspur_runtime")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        text.push_str(span.metadata().name());
        span.record(&mut Fields(&mut text));
        text.push('\n');
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        text.push_str(event.metadata().level().as_str());
        event.record(&mut Fields(&mut text));
        text.push('\n');
    }

    fn try_close(&self, _: Id) -> bool {
        self.0.lock().unwrap().push_str("end\n");
        true
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Trace {
    fn text(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_is_a_span_that_tells_what_for_and_how_long_and_nothing_of_who() {
    let trace = Trace::default();
    let _guard = tracing::subscriber::set_default(trace.clone());
    let windows = [quota(1, MINUTE)];
    for store in [None, Some(Arc::new(MemoryQuotas::new()) as Arc<dyn QuotaStore>)] {
        let quotas = quotas(store);
        take(&quotas, &windows, None).await.unwrap().settle(true).await;
        assert_eq!(trace.text(), "");
        take(&quotas, &windows, None).await.unwrap().settle(true).await;
        let expected = "larkspur.wait operation=\"list\" cause=\"quota\" pause_ms=60001\nend\n";
        assert_eq!(trace.text(), expected);
    }
}

/// A store that is away.
struct Away;

type Answer<'a, T> = BoxFuture<'a, Result<T, crate::auth::StoreError>>;

impl QuotaStore for Away {
    fn take<'a>(&'a self, _: &'a QuotaKey, _: &'a [Quota], _: Duration) -> Answer<'a, Take> {
        Box::pin(async { Err("away".into()) })
    }

    fn settle<'a>(
        &'a self,
        _: &'a QuotaKey,
        _: &'a [Quota],
        _: &'a str,
        _: bool,
    ) -> Answer<'a, ()> {
        Box::pin(async { Err("away".into()) })
    }

    fn hold<'a>(&'a self, _: &'a QuotaKey, _: Duration) -> Answer<'a, ()> {
        Box::pin(async { Err("away".into()) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_told_once() {
    let trace = Trace::default();
    let _guard = tracing::subscriber::set_default(trace.clone());
    let (quotas, windows) = (quotas(Some(Arc::new(Away))), [quota(100, MINUTE)]);
    for _ in 0..20 {
        take(&quotas, &windows, None).await.unwrap().settle(true).await;
        tokio::time::sleep(ms(500)).await;
    }
    let text = trace.text();
    assert_eq!((text.lines().count(), text.matches("WARN").count()), (1, 1), "{text}");
}
