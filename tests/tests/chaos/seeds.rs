//! Many seeds after one another, and how a failing one is told.

use crate::run::{Report, run};
use crate::scenario::Style;
use std::io::{self, Write as _};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// With the tests.
pub(crate) const FEW: Range<u64> = 0..250;
/// In the long run.
pub(crate) const MANY: Range<u64> = 0..10_000;

/// The variable that picks one seed.
const SEED: &str = "LARKSPUR_SEED";
/// So many failures are enough to look into.
const ENOUGH: usize = 5;

/// Runs every seed; each must come to exactly what the platform had.
pub(crate) fn hold(style: Style, seeds: Range<u64>, test: &str) {
    let one = std::env::var(SEED).ok().map(|seed| seed.parse().expect("a seed is a number"));
    let seeds = one.map_or(seeds, |seed: u64| seed..seed + 1);
    let (began, mut failed, mut tally) = (Instant::now(), Vec::new(), Tally::default());
    for seed in seeds.clone() {
        match catch_unwind(AssertUnwindSafe(|| run(style, seed))) {
            Ok(report) => {
                tally.add(&report);
                if one.is_some() || !report.wrongs.is_empty() {
                    say(&report.to_string());
                }
                if !report.wrongs.is_empty() {
                    failed.push(seed);
                }
            }
            Err(_) => failed.push(seed),
        }
        if failed.last() == Some(&seed) {
            say(&format!(
                "{SEED}={seed} cargo test -p larkspur-tests --test chaos {test}{}",
                if seeds.end > FEW.end && one.is_none() { " -- --ignored" } else { "" }
            ));
        }
        if failed.len() >= ENOUGH {
            break;
        }
        let done = seed - seeds.start + 1;
        if done.is_multiple_of(1000) {
            say(&format!("{test}: {done} seeds, {tally}, {:.0?}", began.elapsed()));
        }
    }
    assert!(failed.is_empty(), "{test}: these seeds failed: {failed:?}");
    say(&format!("{test}: {tally}, {:.1?}", began.elapsed()));
}

/// What the seeds came to together: a run in which nothing went wrong would show nothing.
#[derive(Default)]
struct Tally {
    calls: u64,
    items: usize,
    stops: usize,
    kills: u32,
}

impl Tally {
    fn add(&mut self, report: &Report) {
        self.calls += report.trace.calls();
        self.items += report.harvested.keys.len();
        self.stops += report.harvested.stops.len();
        self.kills += report.harvested.kills;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { calls, items, stops, kills } = self;
        write!(f, "{calls} calls, {items} items, {stops} stops, {kills} kills")
    }
}

fn say(text: &str) {
    // Nobody has to read it.
    let _ = writeln!(io::stderr(), "{text}");
}
