//! How a mock is set up before it serves.

use crate::app::App;
use crate::catalogue::Catalogue;
use crate::chaos::{Chaos, Dice};
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::data::{DataSet, Edges};
use crate::embedded;
use crate::error::MockError;
use crate::exchange::Fate;
use crate::files::Files;
use crate::ids::Ids;
use crate::issue::Lives;
use crate::mock::Mock;
use crate::page::LastToken;
use crate::quota::{Enforce, Ledger};
use crate::received::Log;
use crate::refresh::Refreshes;
use crate::server;
use crate::tokens::Tokens;
use crate::truth::{seeded, seeded_over};
use larkspur_spec::tree::Tree;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// Where the specs come from.
#[derive(Debug)]
enum Specs {
    Embedded,
    Folder(PathBuf),
    Tree(Tree),
    Shared(Arc<Catalogue>),
}

/// A data set that was asked for.
#[derive(Debug)]
enum Seed {
    Count(String, usize),
    Over(String, i64, i64, usize),
}

/// Sets up a [`Mock`].
#[derive(Debug)]
pub struct MockBuilder {
    specs: Specs,
    address: SocketAddr,
    records: usize,
    seeds: Vec<Seed>,
    edges: Edges,
    last_token: LastToken,
    lives: Lives,
    credentials: Vec<(String, String, String)>,
    known: Vec<(String, String, String)>,
    any_id: bool,
    kept: usize,
    quota: Enforce,
    quota_status: Option<u16>,
    used: Vec<(String, usize)>,
    chaos: Option<Chaos>,
    clock_off: i64,
    caps: Vec<(String, usize)>,
    strict_cap: bool,
    hidden: Vec<(String, usize)>,
}

impl Default for MockBuilder {
    fn default() -> MockBuilder {
        MockBuilder {
            specs: Specs::Embedded,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            records: 10,
            seeds: Vec::new(),
            edges: Edges::default(),
            last_token: LastToken::default(),
            lives: Lives::default(),
            credentials: Vec::new(),
            known: Vec::new(),
            any_id: false,
            kept: 10_000,
            quota: Enforce::default(),
            quota_status: None,
            used: Vec::new(),
            chaos: None,
            clock_off: 0,
            caps: Vec::new(),
            strict_cap: false,
            hidden: Vec::new(),
        }
    }
}

impl MockBuilder {
    /// Serves these specs instead of the embedded ones.
    #[must_use]
    pub fn specs(mut self, tree: Tree) -> Self {
        self.specs = Specs::Tree(tree);
        self
    }

    /// Serves the specs of a folder instead of the embedded ones.
    #[must_use]
    pub fn specs_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.specs = Specs::Folder(folder.into());
        self
    }

    /// Serves what another mock serves. That one has read the specs, which takes longer than
    /// thousands of calls; nothing else is shared.
    #[must_use]
    pub fn specs_of(mut self, other: &Mock) -> Self {
        self.specs = Specs::Shared(other.catalogue());
        self
    }

    /// Listens there; default: some free port of 127.0.0.1.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// So many items for every list that is not seeded by itself; default: 10.
    #[must_use]
    pub fn records(mut self, count: usize) -> Self {
        self.records = count;
        self
    }

    /// So many items for one list, or so many bytes for one download.
    ///
    /// Where a time window filters the list, the items are spread over that of the spec's
    /// example.
    #[must_use]
    pub fn seed(mut self, operation: impl Into<String>, count: usize) -> Self {
        self.seeds.push(Seed::Count(operation.into(), count));
        self
    }

    /// So many items for a list that a time window filters, between two instants in
    /// milliseconds. Some stand exactly on both ends and, in pairs, on the edges of the longest
    /// windows counted from the start.
    #[must_use]
    pub fn seed_over(
        mut self,
        operation: impl Into<String>,
        start_ms: i64,
        end_ms: i64,
        count: usize,
    ) -> Self {
        self.seeds.push(Seed::Over(operation.into(), start_ms, end_ms, count));
        self
    }

    /// Which instants at the ends of a time window belong to it; default: both.
    #[must_use]
    pub fn edges(mut self, edges: Edges) -> Self {
        self.edges = edges;
        self
    }

    /// What the last page holds for a next token; default: nothing.
    #[must_use]
    pub fn last_token(mut self, last: LastToken) -> Self {
        self.last_token = last;
        self
    }

    /// How long issued tokens live; default: what the spec says.
    #[must_use]
    pub fn token_life(mut self, life: Duration) -> Self {
        self.lives.lives = Some(life);
        self
    }

    /// How long before its end a token is replaced; default: what the spec says.
    #[must_use]
    pub fn renew_within(mut self, margin: Duration) -> Self {
        self.lives.renew_within = Some(margin);
        self
    }

    /// Accepts this value for a credential instead of an invented one.
    #[must_use]
    pub fn credential(
        mut self,
        platform: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.credentials.push((platform.into(), name.into(), value.into()));
        self
    }

    /// Makes an id exist, for every operation of the platform with a parameter of that name.
    #[must_use]
    pub fn known(
        mut self,
        platform: impl Into<String>,
        parameter: impl Into<String>,
        id: impl Into<String>,
    ) -> Self {
        self.known.push((platform.into(), parameter.into(), id.into()));
        self
    }

    /// Makes every id exist.
    #[must_use]
    pub fn any_id(mut self) -> Self {
        self.any_id = true;
        self
    }

    /// Keeps so many of the last requests for tests to look at; default: 10,000. All are counted.
    #[must_use]
    pub fn keep_requests(mut self, count: usize) -> Self {
        self.kept = count;
        self
    }

    /// Keeps to the quotas of the specs, those for tokens as well; default: every call is taken.
    ///
    /// A call beyond is not executed and does not count. It gets the platform's code for that,
    /// and its reset header where it has one: whole seconds after which there really is room.
    #[must_use]
    pub fn quota(mut self, enforce: Enforce) -> Self {
        self.quota = enforce;
        self
    }

    /// Answers calls beyond the quota with this HTTP status; default: what the spec says of the
    /// code. Some older calls of Feishu answer 400.
    #[must_use]
    pub fn quota_status(mut self, status: u16) -> Self {
        self.quota_status = Some(status);
        self
    }

    /// So many calls of an operation were made by others just before the mock is made.
    #[must_use]
    pub fn quota_used(mut self, operation: impl Into<String>, calls: usize) -> Self {
        self.used.push((operation.into(), calls));
        self
    }

    /// Misbehaves as this mixture has it; default: never.
    #[must_use]
    pub fn chaos(mut self, chaos: Chaos) -> Self {
        self.chaos = Some(chaos);
        self
    }

    /// Tells every life of a token and every wait for a quota wrong by so many seconds;
    /// default: 0.
    #[must_use]
    pub fn clock_off(mut self, seconds: i64) -> Self {
        self.clock_off = seconds;
        self
    }

    /// Lets nobody page beyond so many hits of a list; default: what the spec says.
    #[must_use]
    pub fn cap(mut self, operation: impl Into<String>, hits: usize) -> Self {
        self.caps.push((operation.into(), hits));
        self
    }

    /// Refuses a list with more hits than can be reached from its first page on; default: only
    /// the pages beyond are refused.
    #[must_use]
    pub fn strict_cap(mut self) -> Self {
        self.strict_cap = true;
        self
    }

    /// Hides every `every`-th item of a list, every second one at the closest: the caller may not
    /// see it, so it is on no page; but it counts in totals and takes its place, so that pages
    /// are shorter than asked for.
    #[must_use]
    pub fn hidden(mut self, operation: impl Into<String>, every: usize) -> Self {
        self.hidden.push((operation.into(), every));
        self
    }

    /// Starts to serve, within the current tokio runtime.
    pub async fn start(self) -> Result<Mock, MockError> {
        let address = self.address;
        let app = Arc::new(self.app()?);
        let listener = server::start(Arc::clone(&app), address).await?;
        Ok(Mock::new(app, Some(listener)))
    }

    /// Makes a mock that does not listen and is called by [`Mock::deliver`] only.
    pub fn build(self) -> Result<Mock, MockError> {
        Ok(Mock::new(Arc::new(self.app()?), None))
    }

    fn app(self) -> Result<App, MockError> {
        let catalogue = match self.specs {
            Specs::Embedded => Arc::new(Catalogue::new(embedded::tree()?)?),
            Specs::Folder(folder) => Arc::new(Catalogue::new(embedded::folder(&folder)?)?),
            Specs::Tree(tree) => Arc::new(Catalogue::new(tree)?),
            Specs::Shared(catalogue) => catalogue,
        };
        let credentials = credentials(&catalogue, self.credentials)?;
        let tokens = Tokens::default();
        for (platform, known) in &credentials {
            for (scheme, token) in known.tokens() {
                tokens.supply(platform, scheme, token);
            }
        }
        let ids = Ids::new(Arc::clone(&catalogue.ids), self.any_id);
        for (platform, parameter, id) in &self.known {
            catalogue.platform(platform)?;
            ids.learn(platform, parameter, id);
        }
        let sets = sets(&catalogue, self.records, &self.seeds, &self.hidden)?;
        let clock = Clock::new();
        let ledger = Ledger::new(self.quota);
        for (id, calls) in &self.used {
            ledger.use_up(catalogue.callable(id)?.id(), *calls, clock.now());
        }
        let caps = caps(&self.caps, &catalogue)?;
        Ok(App {
            catalogue,
            clock,
            credentials,
            tokens,
            refreshes: Refreshes::default(),
            lives: self.lives,
            ids,
            files: Files::default(),
            sets: RwLock::new(sets),
            edges: self.edges,
            last_token: self.last_token,
            caps,
            strict_cap: self.strict_cap,
            ledger,
            quota_status: self.quota_status,
            clock_off: self.clock_off,
            fate: Fate::new(self.chaos.map(Dice::new)),
            log: Log::new(self.kept),
            serial: AtomicU64::new(0),
        })
    }
}

fn credentials(
    catalogue: &Catalogue,
    wanted: Vec<(String, String, String)>,
) -> Result<BTreeMap<String, Credentials>, MockError> {
    let platforms = catalogue.platforms.iter();
    let mut all: BTreeMap<_, _> =
        platforms.map(|platform| (platform.name.clone(), Credentials::invent(platform))).collect();
    for (platform, name, value) in wanted {
        let known = all.get_mut(&platform);
        known.ok_or(MockError::UnknownPlatform(platform))?.replace(&name, value)?;
    }
    Ok(all)
}

fn caps(
    wanted: &[(String, usize)],
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, usize>, MockError> {
    let each = wanted.iter().map(|(id, hits)| {
        catalogue.operation(id)?;
        Ok((id.clone(), *hits))
    });
    each.collect()
}

fn sets(
    catalogue: &Catalogue,
    records: usize,
    seeds: &[Seed],
    hidden: &[(String, usize)],
) -> Result<BTreeMap<String, Arc<DataSet>>, MockError> {
    let mut sets = BTreeMap::new();
    for served in catalogue.operations.iter().filter(|served| served.list.is_some()) {
        sets.insert(served.id.clone(), Arc::new(DataSet::new(served, records)));
    }
    for seed in seeds {
        let (id, set) = match seed {
            Seed::Count(id, count) => (id, seeded(catalogue, id, *count)?),
            Seed::Over(id, start, end, count) => {
                (id, seeded_over(catalogue, id, *start, *end, *count)?)
            }
        };
        sets.insert(id.clone(), Arc::new(set));
    }
    for (id, every) in hidden {
        let set: &mut Arc<DataSet> =
            sets.get_mut(id).ok_or_else(|| MockError::NoList(id.clone()))?;
        let places = &mut Arc::make_mut(set).places;
        places.hide((0..places.len()).skip(1).step_by((*every).max(2)));
    }
    Ok(sets)
}
