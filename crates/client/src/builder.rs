//! One builder for the clients of all platforms: what they share is said once, and each platform
//! adds the ways to prove who calls.

use larkspur_runtime::{
    BuildError, ClientBuilder, Event, Platform, QuotaPolicy, QuotaStore, RetryBudget, RetryPolicy,
    Secret, TokenSource, TokenStore, Transport,
};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// The typed client of a platform.
pub trait PlatformClient: From<larkspur_runtime::Client> {
    /// The platform's constant facts.
    const PLATFORM: &'static Platform;
}

/// A client in the making.
#[must_use = "nothing is built before `build`"]
pub struct Builder<C> {
    inner: ClientBuilder,
    client: PhantomData<C>,
}

impl<C: PlatformClient> Builder<C> {
    pub(crate) fn new() -> Self {
        Self::from(larkspur_runtime::Client::builder(C::PLATFORM))
    }

    fn from(inner: ClientBuilder) -> Self {
        Self { inner, client: PhantomData }
    }

    /// Takes another of the platform's hosts, by its name in the spec.
    pub fn host(self, name: impl Into<String>) -> Self {
        Self::from(self.inner.host(name))
    }

    /// Sends every call to this address: a tenant's own domain, a gateway, a mock.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        Self::from(self.inner.base_url(url))
    }

    /// Gives one credential by its name in the spec.
    pub fn credential(self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self::from(self.inner.credential(name, value))
    }

    /// Gives a fixed token for a scheme of the spec. It is never renewed.
    pub fn token(self, scheme: impl Into<String>, token: impl Into<Secret>) -> Self {
        Self::from(self.inner.token(scheme, token))
    }

    /// Lets the tokens of a scheme come from elsewhere: an OAuth refresh, a store app, a vault.
    pub fn token_source(self, scheme: impl Into<String>, source: Arc<dyn TokenSource>) -> Self {
        Self::from(self.inner.token_source(scheme, source))
    }

    /// Keeps issued tokens where other clients or processes find them.
    pub fn token_store(self, store: Arc<dyn TokenStore>) -> Self {
        Self::from(self.inner.token_store(store))
    }

    /// Sends requests by other means than the built-in HTTP client.
    pub fn transport(self, transport: Arc<dyn Transport>) -> Self {
        Self::from(self.inner.transport(transport))
    }

    /// The `User-Agent` of every request.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self::from(self.inner.user_agent(user_agent))
    }

    /// How long connecting may take; ten seconds unless set.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self::from(self.inner.connect_timeout(timeout))
    }

    /// How long one attempt may take; a minute unless set.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self::from(self.inner.timeout(timeout))
    }

    /// How long a call may take with everything that belongs to it; five minutes unless set.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self::from(self.inner.deadline(deadline))
    }

    /// Sends everything through this proxy; unless set, the environment decides.
    pub fn proxy(self, url: impl Into<String>) -> Self {
        Self::from(self.inner.proxy(url))
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(self) -> Self {
        Self::from(self.inner.no_proxy())
    }

    /// Trusts the certificates of this PEM bundle beside the system's.
    pub fn root_certificate(self, pem: impl Into<Vec<u8>>) -> Self {
        Self::from(self.inner.root_certificate(pem))
    }

    /// The longest body of a decoded reply in bytes; 64 MiB unless set. Downloads have no limit.
    pub fn body_limit(self, bytes: u64) -> Self {
        Self::from(self.inner.body_limit(bytes))
    }

    /// Sends a header with every request.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::from(self.inner.header(name, value))
    }

    /// What is tried again, how often, and after how long. A call can have a policy of its own:
    /// `with_retry`.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self::from(self.inner.retry(policy))
    }

    /// How many repetitions the client affords itself over all calls.
    pub fn retry_budget(self, budget: RetryBudget) -> Self {
        Self::from(self.inner.retry_budget(budget))
    }

    /// What is done about quotas; unless set, the documented ones are kept. A call can have a
    /// policy of its own: `with_quota`.
    pub fn quota(self, policy: QuotaPolicy) -> Self {
        Self::from(self.inner.quota(policy))
    }

    /// Draws on quotas together with all clients and processes that use the same store.
    pub fn quota_store(self, store: Arc<dyn QuotaStore>) -> Self {
        Self::from(self.inner.quota_store(store))
    }

    /// Tells what happens, as it happens. The listener is called in the middle of the work, so it
    /// must be quick and must not block.
    pub fn on_event(self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self::from(self.inner.on_event(listener))
    }

    /// Draws the waits before repetitions, and ids of requests, from this seed, so that a run can
    /// be repeated. For tests.
    pub fn random_seed(self, seed: u64) -> Self {
        Self::from(self.inner.random_seed(seed))
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    /// A [`BuildError`] names the first mistake: a credential that is missing, empty or unknown, an
    /// address that is none, options that cannot be used together.
    pub fn build(self) -> Result<C, BuildError> {
        self.inner.build().map(C::from)
    }
}

/// Shows neither tokens nor credentials.
impl<C> std::fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
}

/// The typed client of one platform: a shared handle with its own name, so that the generated
/// accessors have a type to stand on.
macro_rules! platform_client {
    ($platform:ident) => {
        /// A client of this platform. Cheap to clone; clones share connections and tokens.
        #[derive(Debug, Clone)]
        pub struct Client {
            runtime: larkspur_runtime::Client,
        }

        impl Client {
            /// Begins a client.
            pub fn builder() -> crate::Builder<Self> {
                crate::Builder::new()
            }

            /// The client underneath, which knows no operations.
            pub fn runtime(&self) -> &larkspur_runtime::Client {
                &self.runtime
            }
        }

        impl From<larkspur_runtime::Client> for Client {
            fn from(runtime: larkspur_runtime::Client) -> Self {
                Self { runtime }
            }
        }

        impl crate::PlatformClient for Client {
            const PLATFORM: &'static larkspur_runtime::Platform =
                &crate::generated::$platform::PLATFORM;
        }
    };
}

pub(crate) use platform_client;
