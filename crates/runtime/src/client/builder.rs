//! Building a client: every mistake in its configuration is one clear sentence, before any call.

use super::{Base, BuildError, Client, Inner, base, parse_header};
use crate::auth::{Available, FixedToken, IssuedToken, Sender, Timed};
use crate::event::Listener;
use crate::quota::{Identities, Proofs, Quotas};
use crate::random::Random;
use crate::retry::Budget;
use crate::transport::{self, Options, Proxy};
use crate::{
    Event, MemoryStore, Platform, QuotaPolicy, QuotaStore, RetryBudget, RetryPolicy, Scheme,
    Secret, Token, TokenSource, TokenStore, Transport, tls,
};
use http::{HeaderMap, HeaderValue};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(60);
const DEADLINE: Duration = Duration::from_secs(300);
const BODY_LIMIT: u64 = 64 << 20;
const USER_AGENT: &str = concat!("larkspur/", env!("CARGO_PKG_VERSION"));

/// A client in the making.
pub struct ClientBuilder {
    platform: &'static Platform,
    host: Option<String>,
    base_url: Option<String>,
    credentials: BTreeMap<String, Secret>,
    sources: Vec<(String, Arc<dyn TokenSource>)>,
    tokens: Vec<(String, Secret)>,
    store: Option<Arc<dyn TokenStore>>,
    transport: Option<Arc<dyn Transport>>,
    options: Options,
    user_agent: String,
    headers: Vec<(String, String)>,
    timeout: Duration,
    deadline: Option<Duration>,
    body_limit: u64,
    retry: RetryPolicy,
    budget: RetryBudget,
    quota: QuotaPolicy,
    quota_store: Option<Arc<dyn QuotaStore>>,
    listener: Option<Listener>,
    seed: Option<u64>,
}

impl ClientBuilder {
    pub(super) fn new(platform: &'static Platform) -> Self {
        Self {
            platform,
            host: None,
            base_url: None,
            credentials: BTreeMap::new(),
            sources: Vec::new(),
            tokens: Vec::new(),
            store: None,
            transport: None,
            options: Options::default(),
            user_agent: USER_AGENT.to_owned(),
            headers: Vec::new(),
            timeout: TIMEOUT,
            deadline: Some(DEADLINE),
            body_limit: BODY_LIMIT,
            retry: RetryPolicy::default(),
            budget: RetryBudget::default(),
            quota: QuotaPolicy::default(),
            quota_store: None,
            listener: None,
            seed: None,
        }
    }

    /// Takes another of the platform's hosts, by its name in the spec.
    #[must_use]
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.host = Some(name.into());
        self
    }

    /// Sends every call to this address, also those that have a host of their own: for tenants
    /// with a domain of theirs, gateways and mocks. It may have a path.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Gives a credential, such as `app_id`.
    #[must_use]
    pub fn credential(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.credentials.insert(name.into(), value.into());
        self
    }

    /// Gives a fixed token for a scheme. It is never renewed.
    #[must_use]
    pub fn token(mut self, scheme: impl Into<String>, token: impl Into<Secret>) -> Self {
        self.tokens.push((scheme.into(), token.into()));
        self
    }

    /// Lets tokens of a scheme come from elsewhere: an OAuth refresh, a store app, a vault.
    #[must_use]
    pub fn token_source(mut self, scheme: impl Into<String>, source: Arc<dyn TokenSource>) -> Self {
        self.sources.push((scheme.into(), source));
        self
    }

    /// Keeps issued tokens, and those of persons, where other clients or processes find them.
    /// Without a store each client, with its clones, keeps its own in memory.
    #[must_use]
    pub fn token_store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Sends requests by other means than the built-in HTTP client.
    #[must_use]
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// The `User-Agent` of every request.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How long connecting may take; ten seconds unless set.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.options.connect_timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from sending to the end of the answer; a minute unless
    /// set. An upload gets a second more for every 64 KiB. For downloads it is how long the
    /// answer, and later each chunk, may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a call may take with everything that belongs to it: waiting for a token and for
    /// quotas, all attempts and the waits between them; five minutes unless set. A wait that
    /// would pass it is not begun. A call can have a deadline of its own.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sends everything through this proxy; unless set, the environment decides.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.options.proxy = Proxy::Url(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.options.proxy = Proxy::Direct;
        self
    }

    /// Trusts the certificates of this PEM bundle beside the system's.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.options.root_certificates.push(pem.into());
        self
    }

    /// The longest body of a decoded reply, in bytes after decompression; 64 MiB unless set.
    /// Downloads have no such limit.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sends a header with every request.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What is tried again, how often, and after how long. A call can have a policy of its own.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many repetitions the client affords itself over all calls.
    #[must_use]
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// What is done about quotas; unless set, the documented ones are kept. A call can have a
    /// policy of its own.
    #[must_use]
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.quota = policy;
        self
    }

    /// Draws on quotas together with all clients and processes that use the same store.
    #[must_use]
    pub fn quota_store(mut self, store: Arc<dyn QuotaStore>) -> Self {
        self.quota_store = Some(store);
        self
    }

    /// Tells what happens, as it happens. It is called in the middle of the work, so it must be
    /// quick and must not block. A call can have a listener of its own.
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Some(Listener::new(listener));
        self
    }

    /// Draws the waits before repetitions, and ids of requests, from this seed, so that a run can
    /// be repeated. For tests.
    #[must_use]
    pub fn random_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    /// A [`BuildError`] names the first mistake: a credential that is missing, empty or unknown, an
    /// address that is none, options that cannot be used together.
    pub fn build(mut self) -> Result<Client, BuildError> {
        let base = self.base()?;
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| BuildError::Unsendable("user agent".to_owned()))?;
        let headers = self.default_headers()?;
        let transport = self.make_transport(&base)?;
        self.check_credentials()?;
        let sources = self.collect_sources()?;
        let token_store: Arc<dyn TokenStore> = match self.store.take() {
            Some(store) => Arc::new(Timed::new(store)),
            None => Arc::new(MemoryStore::new()),
        };
        let random = Arc::new(Random::new(self.seed));
        let quotas =
            Quotas::new(self.platform.name, Arc::clone(&base.url), self.quota_store.take());
        let sender = Sender {
            platform: self.platform,
            base: Arc::clone(&base.url),
            credentials: self.credentials.clone(),
            transport: Arc::clone(&transport),
            random: Arc::clone(&random),
            user_agent: user_agent.clone(),
            headers: headers.clone(),
            timeout: self.timeout,
            quotas: (self.quota != QuotaPolicy::Off).then(|| Arc::clone(&quotas)),
        };
        let schemes = self.available(sources, &sender, &token_store)?;
        let proofs = Proofs {
            schemes: self.platform.auth,
            credentials: &self.credentials,
            tokens: &self.tokens,
        };
        let identities = Identities::new(self.platform.quota_scope, &proofs);
        Ok(Client(Arc::new(Inner {
            platform: self.platform,
            base,
            transport,
            schemes,
            credentials: self.credentials,
            user_agent,
            headers,
            timeout: self.timeout,
            deadline: self.deadline,
            body_limit: self.body_limit,
            retry: self.retry,
            budget: Budget::new(self.budget),
            random,
            quota: self.quota,
            quotas,
            identities,
            token_store,
            sender,
            refusals: Arc::default(),
            listener: self.listener,
        })))
    }

    fn base(&self) -> Result<Base, BuildError> {
        if let Some(url) = &self.base_url {
            let url = base::parse(url).map_err(BuildError::BaseUrl)?;
            return Ok(Base { url: url.into(), custom: true });
        }
        let hosts = self.platform.hosts;
        let found = match &self.host {
            Some(name) => hosts.iter().find(|host| host.name == name),
            None => hosts.first(),
        };
        let host = found.ok_or_else(|| BuildError::UnknownHost {
            platform: self.platform.name,
            host: self.host.clone().unwrap_or_default(),
            known: listed(hosts.iter().map(|host| host.name)),
        })?;
        Ok(Base { url: host.url.into(), custom: false })
    }

    fn default_headers(&self) -> Result<HeaderMap, BuildError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let refused = |why| BuildError::Header { name: name.clone(), why };
            let (name, value) = parse_header(self.platform, name, value).map_err(refused)?;
            headers.insert(name, value);
        }
        Ok(headers)
    }

    fn make_transport(&mut self, base: &Base) -> Result<Arc<dyn Transport>, BuildError> {
        let Some(transport) = self.transport.take() else {
            if base.url.starts_with("https:") && !tls::AVAILABLE {
                return Err(BuildError::NoTls);
            }
            return transport::build(std::mem::take(&mut self.options));
        };
        match self.options.set() {
            Some(option) => Err(BuildError::Ignored(option)),
            None => Ok(transport),
        }
    }

    fn check_credentials(&self) -> Result<(), BuildError> {
        let schemes = self.platform.auth.iter();
        let known = schemes.flat_map(|scheme| {
            let refreshing = scheme.refresh.iter().flat_map(crate::Refresh::sent);
            scheme.sent().chain(refreshing).chain(scheme.placeholders())
        });
        let known: Vec<_> = known.collect();
        for (name, value) in &self.credentials {
            if !known.contains(&name.as_str()) {
                return Err(BuildError::UnknownCredential {
                    platform: self.platform.name,
                    credential: name.clone(),
                    known: listed(known.iter().copied()),
                });
            }
            if value.expose().is_empty() {
                return Err(BuildError::Empty(name.clone()));
            }
            // Whether it goes to a header or a body: control characters are a mistake in both.
            if HeaderValue::from_str(value.expose()).is_err() {
                return Err(BuildError::Unsendable(name.clone()));
            }
        }
        Ok(())
    }

    fn collect_sources(&self) -> Result<BTreeMap<&'static str, Arc<dyn TokenSource>>, BuildError> {
        let mut sources = BTreeMap::new();
        for (name, source) in &self.sources {
            sources.insert(self.scheme(name)?.name, Arc::clone(source));
        }
        for (name, token) in &self.tokens {
            let scheme = self.scheme(name)?;
            let token_of = || format!("token of {name}");
            if token.expose().is_empty() {
                return Err(BuildError::Empty(token_of()));
            }
            HeaderValue::from_str(token.expose())
                .map_err(|_| BuildError::Unsendable(token_of()))?;
            let source = FixedToken(Token::new(token.clone()));
            sources.insert(scheme.name, Arc::new(source) as Arc<dyn TokenSource>);
        }
        Ok(sources)
    }

    fn scheme(&self, name: &str) -> Result<&'static Scheme, BuildError> {
        let schemes = self.platform.auth;
        schemes.iter().find(|scheme| scheme.name == name).ok_or_else(|| BuildError::UnknownScheme {
            platform: self.platform.name,
            scheme: name.to_owned(),
            known: listed(schemes.iter().map(|scheme| scheme.name)),
        })
    }

    /// The schemes that can be used: a token is at hand, or everything to get one is.
    fn available(
        &self,
        mut sources: BTreeMap<&'static str, Arc<dyn TokenSource>>,
        sender: &Sender,
        store: &Arc<dyn TokenStore>,
    ) -> Result<Vec<Available>, BuildError> {
        let mut schemes = Vec::new();
        for scheme in self.platform.auth {
            let given = sources.remove(scheme.name);
            let has = |name: &str| self.credentials.contains_key(name);
            let begun = given.is_some() || scheme.sent().any(has);
            if !begun {
                continue;
            }
            let fixed = self.tokens.iter().any(|(name, _)| name == scheme.name);
            let needed: Vec<_> = match &given {
                // What the answer to a token call would have told, nobody else tells.
                Some(_) if fixed => scheme.placeholders().collect(),
                // A source may tell it with its tokens.
                Some(_) => scheme.in_headers().collect(),
                None => scheme.needed(),
            };
            if let Some(credential) = needed.into_iter().find(|name| !has(name)) {
                return Err(BuildError::MissingCredential { scheme: scheme.name, credential });
            }
            let source = match (given, &scheme.issue) {
                (Some(source), _) => source,
                (None, Some(issue)) => {
                    let (sender, store) = (sender.clone(), Arc::clone(store));
                    Arc::new(IssuedToken::new(scheme.name, issue, sender, store))
                }
                (None, None) => continue,
            };
            schemes.push(Available { scheme, source });
        }
        Ok(schemes)
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names = names.fold(Vec::new(), |mut names, name| {
        let name = format!("`{name}`");
        if !names.contains(&name) {
            names.push(name);
        }
        names
    });
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Shows neither tokens nor credentials.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("platform", &self.platform.name)
            .field("host", &self.host)
            .field("credentials", &self.credentials.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
