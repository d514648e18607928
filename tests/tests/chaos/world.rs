//! The platform of one scenario, and the processes that harvest it one after the other.

use crate::scenario::{Scenario, Style};
use crate::verdict::Harvested;
use larkspur::{
    Builder, MemoryQuotas, MemoryStore, PlatformClient, QuotaPolicy, feishu, feishu_project,
    fxiaoke,
};
use larkspur::{Grant, UserTokens};
use larkspur_in_process::{InProcess, Latency, Random};
use larkspur_mock::{Chaos, Kind, Misbehaviour, Mock};
use larkspur_spec::model;
use larkspur_spec::tree::Tree;
use larkspur_tests::{in_process, mocked};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// What ends a harvest that does not end by itself.
const CALLS: u64 = 5_000;

/// The call that trades refresh tokens.
const REFRESH: &str = "feishu.authen.v2.oauth.refresh_user_access_token";
/// A token of that life is used for long.
const LASTING: Duration = Duration::from_secs(7199);

/// The specs, without the operations that no scenario is about: a mock is made for each seed.
static SPECS: LazyLock<Tree> = LazyLock::new(|| {
    let loaded = larkspur_spec::load::load(&larkspur_tests::workspace::root().join("specs"));
    let mut tree = loaded.tree;
    let styles = [Style::Windows, Style::Token, Style::Number, Style::Whole];
    for platform in tree.platforms.values_mut() {
        platform
            .operations
            .retain(|id, _| id == REFRESH || styles.iter().any(|style| style.operation() == id));
    }
    tree
});

/// A platform and who reads it.
pub(crate) struct World {
    pub(crate) mock: Arc<Mock>,
    pub(crate) transport: Arc<InProcess>,
    tokens: Arc<MemoryStore>,
    quotas: Arc<MemoryQuotas>,
    random: Random,
    authorized: bool,
}

/// The tokens of the person in whose name calls are made.
pub(crate) fn person(client: &feishu::Client) -> UserTokens {
    client.runtime().user_tokens("somebody").expect("Feishu has refresh tokens")
}

impl World {
    /// The platform of a scenario, before the first call.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let mut random = Random::seeded(!scenario.seed);
        let mock = Arc::new(platform(scenario));
        let latency = Latency::between(scenario.way.0, scenario.way.1);
        let transport = InProcess::new(Arc::clone(&mock), latency, random.number());
        let transport = transport.at_most(CALLS).keeping(usize::MAX);
        Self {
            mock,
            transport: Arc::new(transport),
            tokens: Arc::default(),
            quotas: Arc::default(),
            random,
            authorized: false,
        }
    }

    /// Lets the person authorize the app: before the first call, and when nothing else helps.
    pub(crate) async fn authorize(&mut self, scenario: &Scenario, again: bool) {
        if !scenario.person || (self.authorized && !again) {
            return;
        }
        let granted = self.mock.grant("feishu", "somebody").expect("Feishu has refresh tokens");
        let grant = Grant::new(granted.token, Duration::from_secs(granted.expires_in));
        let life = Duration::from_secs(granted.refresh_expires_in);
        let grant = grant.with_refresh(granted.refresh_token, life);
        let client = self.feishu(scenario);
        person(&client).authorize(grant).await.expect("the store takes it");
        self.authorized = true;
    }

    /// Ends the process: what it kept to itself is gone. A quota of its own has to be free
    /// again before the next one may begin.
    pub(crate) async fn restart(&mut self, scenario: &Scenario) {
        // Nobody keeps the tokens of persons in memory alone.
        if !scenario.shared.tokens && !scenario.person {
            self.tokens = Arc::default();
        }
        let longest = scenario.windows.iter().map(|window| window.per).max().unwrap_or_default();
        let pause = match scenario.shared.quota {
            true => Duration::ZERO,
            false => longest + scenario.way.1 * 2,
        };
        tokio::time::sleep(pause + self.random.span(Duration::ZERO, longest)).await;
    }

    pub(crate) fn feishu(&mut self, scenario: &Scenario) -> feishu::Client {
        self.client(scenario, in_process::feishu(&self.mock))
    }

    pub(crate) fn project(&mut self, scenario: &Scenario) -> feishu_project::Client {
        self.client(scenario, in_process::project(&self.mock))
    }

    pub(crate) fn fxiaoke(&mut self, scenario: &Scenario) -> fxiaoke::Client {
        self.client(scenario, in_process::fxiaoke(&self.mock))
    }

    fn client<C: PlatformClient>(&mut self, scenario: &Scenario, builder: Builder<C>) -> C {
        let seed = self.random.number();
        let builder = in_process::over(builder, &self.mock, &self.transport, seed)
            .token_store(Arc::<MemoryStore>::clone(&self.tokens))
            .quota(QuotaPolicy::windows(scenario.windows.clone()));
        let builder = match scenario.shared.quota {
            true => builder.quota_store(Arc::<MemoryQuotas>::clone(&self.quotas)),
            false => builder,
        };
        builder.build().expect("the mock's address and credentials are in order")
    }
}

impl World {
    /// What must not be read anywhere.
    pub(crate) fn secrets(&self, scenario: &Scenario) -> Vec<String> {
        let known = mocked::credentials(&self.mock, scenario.style.platform());
        let names = ["app_secret", "plugin_secret", "permanent_code"];
        let given = names.iter().filter_map(|name| known.get(name)).map(ToOwned::to_owned);
        let trace = self.transport.trace();
        let sent = trace.tokens().union(trace.refresh_tokens()).cloned();
        given.chain(sent).collect()
    }

    /// The refresh tokens that came more often than the platform said that they were not used.
    fn sent_twice(&self) -> Vec<String> {
        let misbehaved = self.mock.misbehaved();
        let unused = |(operation, misbehaviour): &&(String, Misbehaviour)| {
            let kinds = [Kind::CodeAnswer, Kind::QuotaAnswer];
            operation == REFRESH && kinds.contains(&misbehaviour.kind())
        };
        let unused = misbehaved.iter().filter(unused).count();
        let trace = self.transport.trace();
        let sent = trace.refresh_tokens().iter();
        let often =
            sent.map(|token| self.mock.presented(token)).filter(|times| *times > 1 + unused);
        often.map(|times| format!("a refresh token came {times} times")).collect()
    }

    /// Others use up so much of the quota.
    pub(crate) fn use_up(&self, scenario: &Scenario, calls: u64) {
        let calls = usize::try_from(calls).unwrap_or_default();
        self.mock.use_up(scenario.style.operation(), calls).expect("the operation is served");
    }

    /// What the platform itself has to complain about.
    pub(crate) fn wrongs(
        &self,
        scenario: &Scenario,
        harvested: &Harvested,
        took: Duration,
    ) -> Vec<String> {
        let mut wrongs = Vec::new();
        if self.transport.trace().calls() >= CALLS {
            wrongs.push(format!("{CALLS} calls, and no end"));
        }
        let beyond = match scenario.shared.quota {
            true => self.mock.throttled(),
            // A process that begins knows nothing of the tokens that others asked for.
            false => self.mock.throttled_of(scenario.style.operation()),
        };
        if scenario.strangers == 0 && beyond > 0 {
            wrongs.push(format!("{beyond} calls beyond the quota"));
        }
        wrongs.extend(self.sent_twice());
        let quiet = scenario.faults.1 == 0.0 && scenario.clock_off == 0;
        let fresh = scenario.token_life > LASTING && took < LASTING / 8;
        let processes = 1 + harvested.stops.len() + harvested.kills as usize;
        let asked = self.mock.token_calls(scenario.style.platform());
        if quiet && fresh && asked > processes {
            wrongs.push(format!("{asked} calls for tokens by {processes} processes"));
        }
        wrongs
    }
}

fn platform(scenario: &Scenario) -> Mock {
    let operation = scenario.style.operation();
    let mut tree = SPECS.clone();
    let file = tree
        .platforms
        .get_mut(scenario.style.platform())
        .and_then(|platform| platform.operations.get_mut(operation));
    let file = file.expect("the specs hold the operation");
    file.operation.quota = scenario
        .windows
        .iter()
        .map(|window| model::Quota {
            calls: window.calls,
            per: format!("{}s", window.per.as_secs()),
            from: None,
            note: None,
        })
        .collect();
    let builder = Mock::builder()
        .specs(tree)
        .edges(scenario.edges)
        .last_token(scenario.last_token)
        .token_life(scenario.token_life)
        .quota(scenario.enforced)
        .chaos(Chaos::seeded(scenario.seed).with(scenario.faults.0, scenario.faults.1))
        .clock_off(scenario.clock_off)
        .keep_requests(0);
    let (start, end) = scenario.seeded;
    let builder = match scenario.style {
        Style::Token | Style::Whole => builder.seed(operation, scenario.count),
        Style::Windows | Style::Number => {
            builder.seed_over(operation, start.as_millis(), end.as_millis(), scenario.count)
        }
    };
    let builder = match scenario.style {
        Style::Number => builder.cap(operation, scenario.cap),
        _ => builder,
    };
    let builder = if scenario.strict_cap { builder.strict_cap() } else { builder };
    let builder = match scenario.hidden {
        0 => builder,
        every => builder.hidden(operation, every),
    };
    builder.build().expect("the mock is in order")
}
