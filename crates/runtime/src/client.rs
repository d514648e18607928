//! The client of one platform: where it lives, who calls, and how.
//!
//! A [`Client`] is cheap to clone and meant to be shared; clones use the same connections and
//! tokens. The typed clients of the platforms wrap one.

mod base;
mod builder;
mod error;
mod header;

pub use builder::ClientBuilder;
pub use error::BuildError;
pub(crate) use header::parse_header;

use crate::auth::{Available, Refusals, Sender};
use crate::event::Listener;
use crate::quota::{Identities, Quotas};
use crate::random::Random;
use crate::retry::Budget;
use crate::{Platform, QuotaPolicy, RetryPolicy, Secret, TokenStore, Transport};
use http::{HeaderMap, HeaderValue};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A client of one platform.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) platform: &'static Platform,
    pub(crate) base: Base,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) schemes: Vec<Available>,
    pub(crate) credentials: BTreeMap<String, Secret>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) body_limit: u64,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) random: Arc<Random>,
    pub(crate) quota: QuotaPolicy,
    pub(crate) quotas: Arc<Quotas>,
    /// Whose quotas the calls draw on.
    pub(crate) identities: Identities,
    pub(crate) token_store: Arc<dyn TokenStore>,
    /// What token calls take from the client.
    pub(crate) sender: Sender,
    /// The refresh tokens of persons that are to be left alone.
    pub(crate) refusals: Arc<Refusals>,
    pub(crate) listener: Option<Listener>,
}

/// The address that paths are put behind.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    /// Without a slash at its end.
    pub(crate) url: Arc<str>,
    /// Whether the user gave it; then every operation goes there, also one with a host of its
    /// own, so that a mock or a gateway sees them all.
    pub(crate) custom: bool,
}

impl Client {
    /// Begins a client of that platform.
    pub fn builder(platform: &'static Platform) -> ClientBuilder {
        ClientBuilder::new(platform)
    }

    /// The platform.
    pub fn platform(&self) -> &'static Platform {
        self.0.platform
    }

    /// The address that paths are put behind.
    pub fn base_url(&self) -> &str {
        &self.0.base.url
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}

/// Shows neither tokens nor credentials.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.0.schemes.iter().map(|known| known.scheme.name).collect();
        f.debug_struct("Client")
            .field("platform", &self.0.platform.name)
            .field("base_url", &self.0.base.url)
            .field("schemes", &schemes)
            .finish_non_exhaustive()
    }
}
