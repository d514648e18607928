//! One seed, from nothing to a verdict.

use crate::harvest::{Stream, harvest};
use crate::log::Log;
use crate::scenario::{Scenario, Style};
use crate::truth;
use crate::verdict::{Harvested, judge};
use crate::whole;
use crate::world::{World, person};
use larkspur_in_process::Trace;
use larkspur_mock::Misbehaviour;
use larkspur_tests::mocked;
use std::fmt;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// What ends a harvest that waits for ever, in virtual time.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);

/// What became of a seed.
pub(crate) struct Report {
    pub(crate) scenario: Scenario,
    pub(crate) harvested: Harvested,
    pub(crate) trace: Trace,
    pub(crate) took: Duration,
    pub(crate) wrongs: Vec<String>,
    misbehaved: Vec<(String, Misbehaviour)>,
    log: Log,
}

/// Runs the scenario of a seed.
pub(crate) fn run(style: Style, seed: u64) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(played(Scenario::drawn(style, seed)))
}

async fn played(scenario: Scenario) -> Report {
    let (log, began) = (Log::default(), Instant::now());
    let capturing = log.capture();
    let mut world = World::new(&scenario);
    let harvesting = harvested(&mut world, &scenario, &log);
    let harvested = timeout(LONGEST, harvesting).await.unwrap_or_default();
    drop(capturing);
    let took = began.elapsed();
    let mut wrongs = judge(&scenario, &truth::of(&world.mock, &scenario), &harvested);
    let secrets = world.secrets(&scenario);
    wrongs.extend(log.shown(&secrets).iter().map(|secret| format!("shown: {secret}")));
    wrongs.extend(world.wrongs(&scenario, &harvested, took));
    let trace = world.transport.trace();
    let misbehaved = world.mock.misbehaved();
    Report { scenario, harvested, trace, took, wrongs, misbehaved, log }
}

async fn harvested(world: &mut World, scenario: &Scenario, log: &Log) -> Harvested {
    let s = scenario;
    match scenario.style {
        Style::Windows => {
            harvest(world, s, log, |world| {
                let code = mocked::id(&world.mock, s.style.operation(), "approval_code");
                let client = world.feishu(s);
                let list = client.approval().v4().instance().list().approval_code(code);
                let list = list.between(s.asked.0, s.asked.1).page_size(s.page_size);
                Stream::of(s, list.clone().items(), list.pages())
            })
            .await
        }
        Style::Token => {
            harvest(world, s, log, |world| {
                let client = world.feishu(s);
                let list = client.task().v2().tasklist().list().page_size(s.page_size);
                let list = match s.person {
                    true => list.with_user(&person(&client)),
                    false => list,
                };
                Stream::of(s, list.clone().items(), list.pages())
            })
            .await
        }
        Style::Number => {
            harvest(world, s, log, |world| {
                let known = |name| mocked::id(&world.mock, s.style.operation(), name);
                let (space, kind) = (known("project_key"), known("work_item_type_keys"));
                let list = world.project(s).work_item().filter().project_key(space);
                let list = list.work_item_type_keys([kind]).page_size(s.page_size);
                let list = list.created_between(s.asked.0, s.asked.1);
                Stream::of(s, list.clone().items(), list.pages())
            })
            .await
        }
        Style::Whole => whole::harvest(world, s, log).await,
    }
}

/// Everything there is to know about a seed that failed.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:#?}", self.scenario)?;
        for (operation, misbehaviour) in &self.misbehaved {
            writeln!(f, "misbehaved: {operation} {misbehaviour:?}")?;
        }
        for line in self.trace.lines() {
            writeln!(f, "{line}")?;
        }
        for stop in &self.harvested.stops {
            writeln!(f, "stopped: {stop}")?;
        }
        let Harvested { keys, kills, finished, .. } = &self.harvested;
        writeln!(
            f,
            "{} items, {} calls, {kills} kills, finished: {finished}, after {:?}",
            keys.len(),
            self.trace.calls(),
            self.took
        )?;
        if std::env::var_os("LARKSPUR_LOG").is_some() {
            writeln!(f, "{}", self.log.text())?;
        }
        for wrong in &self.wrongs {
            writeln!(f, "WRONG: {wrong}")?;
        }
        Ok(())
    }
}
