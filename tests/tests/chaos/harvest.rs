//! One harvest from its beginning to its end, over however many processes it takes.

use crate::log::Log;
use crate::scenario::{By, Scenario};
use crate::verdict::Harvested;
use crate::world::World;
use larkspur::runtime::Paged;
use larkspur::{Cursor, End, Error, ErrorKind, Items, Pages, Retry};
use larkspur_in_process::Random;
use larkspur_tests::keyed::Keyed;
use std::time::Duration;

/// What ends a harvest that makes no progress.
pub(crate) const STOPS: usize = 400;

/// A list, read item by item or page by page.
pub(crate) enum Stream<E: Paged> {
    Items(Items<E>),
    Pages(Pages<E>),
}

type Step<E> = Result<Vec<String>, Error<<E as larkspur::runtime::Endpoint>::Code>>;

impl<E: Paged<Item: Keyed>> Stream<E> {
    /// The way of reading that the scenario asks for.
    pub(crate) fn of(scenario: &Scenario, items: Items<E>, pages: Pages<E>) -> Self {
        let Scenario { overlap, parallel, order, .. } = *scenario;
        macro_rules! set {
            ($stream:expr) => {{
                let stream = $stream.overlap(overlap).parallel(parallel).order(order);
                if scenario.prefetch { stream.prefetch() } else { stream }
            }};
        }
        match scenario.by {
            By::Items => Self::Items(set!(items)),
            By::Pages => Self::Pages(set!(pages)),
        }
    }

    fn resume(self, cursor: Cursor) -> Self {
        match self {
            Self::Items(items) => Self::Items(items.resume(cursor)),
            Self::Pages(pages) => Self::Pages(pages.resume(cursor)),
        }
    }

    fn cursor(&self) -> Cursor {
        match self {
            Self::Items(items) => items.cursor(),
            Self::Pages(pages) => pages.cursor(),
        }
    }

    fn end(&self) -> Option<End> {
        match self {
            Self::Items(items) => items.end(),
            Self::Pages(pages) => pages.end(),
        }
    }

    async fn next(&mut self) -> Option<Step<E>> {
        match self {
            Self::Items(items) => Some(items.next().await?.map(|item| vec![item.key()])),
            Self::Pages(pages) => Some(
                pages
                    .next()
                    .await?
                    .map(|page| E::items(&mut page.into_inner()).iter().map(Keyed::key).collect()),
            ),
        }
    }
}

/// What a program has put away: results, and where to go on behind them.
#[derive(Default)]
struct Saved {
    keys: usize,
    cursor: Option<String>,
}

/// What ended a process.
enum Over {
    Finished,
    Stopped,
    Killed,
}

/// Harvests a list as the scenario says.
pub(crate) async fn harvest<E: Paged<Item: Keyed>>(
    world: &mut World,
    scenario: &Scenario,
    log: &Log,
    open: impl Fn(&mut World) -> Stream<E>,
) -> Harvested {
    let mut run = Run {
        scenario,
        log,
        random: Random::seeded(scenario.seed.rotate_left(17)),
        saved: Saved::default(),
        harvested: Harvested::default(),
        refused: false,
    };
    loop {
        world.authorize(scenario, std::mem::take(&mut run.refused)).await;
        let mut stream = open(world);
        if let Some(text) = &run.saved.cursor {
            let cursor = serde_json::from_str(text).expect("a cursor is JSON");
            stream = stream.resume(cursor);
        }
        match run.process(world, &mut stream).await {
            Over::Finished => return run.harvested,
            Over::Stopped if run.harvested.stops.len() >= STOPS => return run.harvested,
            Over::Stopped | Over::Killed => {}
        }
        drop(stream);
        world.restart(scenario).await;
    }
}

struct Run<'a> {
    scenario: &'a Scenario,
    log: &'a Log,
    random: Random,
    saved: Saved,
    harvested: Harvested,
    /// Whether only the person can help.
    refused: bool,
}

impl Run<'_> {
    /// One process, until the list or the process ends.
    async fn process<E: Paged<Item: Keyed>>(
        &mut self,
        world: &mut World,
        stream: &mut Stream<E>,
    ) -> Over {
        loop {
            let Some(step) = self.step(stream).await else { return self.killed() };
            match step {
                Some(Ok(keys)) => self.harvested.keys.extend(keys),
                Some(Err(error)) => {
                    self.refused |=
                        error.kind() == ErrorKind::Token && error.retry() == Retry::Never;
                    self.stopped(stream, &error).await;
                    return Over::Stopped;
                }
                None => {
                    self.harvested.finished = true;
                    if stream.end() != Some(End::Finished) {
                        self.wrong("the list ended without an error and is not finished");
                    }
                    return Over::Finished;
                }
            }
            if self.random.in_thousand(self.scenario.strangers) {
                world.use_up(self.scenario, self.random.within(1..=20));
            }
            if self.random.in_thousand(500) {
                self.save(stream);
            }
            if self.random.in_thousand(self.scenario.kills) {
                return self.killed();
            }
        }
    }

    /// The next items; nothing when the process is killed while it waits for them.
    async fn step<E: Paged<Item: Keyed>>(
        &mut self,
        stream: &mut Stream<E>,
    ) -> Option<Option<Step<E>>> {
        if self.scenario.kills == 0 || !self.random.in_thousand(300) {
            return Some(stream.next().await);
        }
        let patience = self.random.span(Duration::ZERO, Duration::from_secs(2));
        if let Ok(step) = tokio::time::timeout(patience, stream.next()).await {
            return Some(step);
        }
        // Looking away from a call loses nothing; only a kill does.
        if self.random.in_thousand(self.scenario.kills * 5) {
            return None;
        }
        Some(stream.next().await)
    }

    fn save<E: Paged<Item: Keyed>>(&mut self, stream: &Stream<E>) {
        let cursor = stream.cursor();
        self.log.add(&format!("{cursor:?}"));
        let text = serde_json::to_string(&cursor).expect("a cursor is JSON");
        self.saved = Saved { keys: self.harvested.keys.len(), cursor: Some(text) };
    }

    /// What was not put away is gone.
    fn killed(&mut self) -> Over {
        self.harvested.kills += 1;
        self.harvested.keys.truncate(self.saved.keys);
        Over::Killed
    }

    async fn stopped<E: Paged<Item: Keyed>>(
        &mut self,
        stream: &mut Stream<E>,
        error: &impl std::error::Error,
    ) {
        self.log.add(&format!("{error} {error:?} {error:#?}"));
        self.harvested.stops.push(error.to_string());
        if stream.end() != Some(End::Stopped) {
            self.wrong("an error came, and the stream does not say that it stopped");
        }
        if stream.next().await.is_some() {
            self.wrong("something came behind an error");
        }
        self.save(stream);
    }

    fn wrong(&mut self, what: &str) {
        self.harvested.wrongs.push(what.to_owned());
    }
}
