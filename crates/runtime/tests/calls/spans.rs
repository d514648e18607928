//! What a log shows of a call: how often it was tried, how long it waited, and no secret.

use crate::platform::Scarce;
use crate::world::*;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};

/// A span by its name and fields.
type Written = (&'static str, BTreeMap<&'static str, String>);

/// Keeps all spans.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Written>>>);

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}").replace('"', ""));
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        let mut spans = self.0.lock().unwrap();
        spans.push((span.metadata().name(), fields));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut spans = self.0.lock().unwrap();
        values.record(&mut Fields(&mut spans[span.into_u64() as usize - 1].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Log {
    /// The fields of all spans with that name.
    fn of(&self, name: &str) -> Vec<BTreeMap<&'static str, String>> {
        let spans = self.0.lock().unwrap();
        spans.iter().filter(|(of, _)| *of == name).map(|(_, fields)| fields.clone()).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn spans_show_attempts_and_waits() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let world = first(vec![coded(500, 9), throttled(&[("x-reset", "5")]), coded(400, 1001)]);
    let error = call(&world.client(), Scarce).await.unwrap_err();
    let [span] = &log.of("larkspur.call")[..] else { panic!("{log:?}", log = log.0) };
    assert_eq!((&*span["operation"], &*span["attempts"]), ("nowhere.scarce", "3"));
    assert_eq!((&*span["status"], &*span["code"]), ("400", "1001"));
    assert_eq!(span["waited_ms"], error.waited().as_millis().to_string());
    let waits = log.of("larkspur.wait");
    let causes: Vec<_> = waits.iter().map(|wait| &*wait["cause"]).collect();
    // The third has to wait for the two before it.
    assert_eq!(causes, ["backoff", "throttled", "quota"]);
    let told: u128 = waits.iter().map(|wait| wait["pause_ms"].parse::<u128>().unwrap()).sum();
    assert!(error.waited().as_millis().abs_diff(told) <= 10, "{told} {error}");
    assert!(waits.iter().all(|wait| wait["operation"] == "nowhere.scarce"));
    let all = format!("{:?}", log.0.lock().unwrap());
    assert!(!all.contains("t-1") && !all.contains(SECRET), "{all}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_did_not_wait_shows_that_too() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    call(&first(vec![]).client(), Scarce).await.unwrap();
    let [span] = &log.of("larkspur.call")[..] else { panic!("{log:?}", log = log.0) };
    assert_eq!((&*span["attempts"], &*span["waited_ms"]), ("1", "0"));
    assert!(log.of("larkspur.wait").is_empty());
}
