//! Tokens and quotas in Redis, for processes that work for one app.
//!
//! Several processes with the same credentials share two things whether they want to or not: the
//! platform's quota, and, where a new token ends the old one, their tokens. A [`RedisStore`] lets
//! Larkspur clients share both on purpose: one process at a time asks for a new token, a refresh
//! token is sent once, and all of them together keep to a quota.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use larkspur_redis::RedisStore;
//! use std::sync::Arc;
//!
//! let store = RedisStore::connect("redis://:password@127.0.0.1:6379/0").await?;
//! let store = Arc::new(store.prefix("production:"));
//! let feishu = larkspur::feishu::Client::builder()
//!     .app("cli_a1b2c3", "the app's secret")
//!     .token_store(store.clone())
//!     .quota_store(store)
//!     .build()?;
//! # let _ = feishu;
//! # Ok(())
//! # }
//! ```
//!
//! # What Redis must be
//! - Redis 5 or later, or Valkey; the user needs the commands of scripts (`EVAL`, `EVALSHA`),
//!   hashes, strings, sorted sets and expiry.
//! - **Protected.** The tokens lie there as they are: who can read them can act as the app, or as
//!   the person. Give Redis a password or better an ACL user that sees `larkspur:*` only, let it
//!   listen where strangers cannot reach it, encrypt its disk if it writes one, and use TLS
//!   outside of one machine. Keys hold a digest of the credentials and no credential.
//! - **Not allowed to evict** (`maxmemory-policy noeviction`): a quota that is forgotten is
//!   exceeded, and a refresh token that is forgotten is lost. Everything has an expiry, so
//!   nothing stays for ever.
//! - For tokens of persons, **durable** (`appendonly yes`, `appendfsync always`): a server that
//!   comes back without the last second may hand out a refresh token that was already sent.
//!   A replica that takes over may be as far behind. Tokens of apps and quotas need nothing of
//!   that: a lost token is asked for again, and a lost quota counts from nothing, so that up to
//!   one quota too much may be used.
//!
//! # When it is away
//! A command takes at most [`RedisStore::timeout`], with connecting. Then it fails, and the client
//! decides: for tokens of apps, and for quotas, it goes on by itself with a warning; for tokens
//! of persons the call fails. Broken connections are replaced by the next command.
//!
//! # TLS
//! There is no feature for it, because the TLS of the `redis` crate relies on a crypto provider
//! for the whole process, which Larkspur leaves to the program. Choose one, enable
//! `tokio-rustls-comp` of `redis`, and hand a connection to [`RedisStore::from_connection`].
//!
//! # Clocks
//! Quotas are counted by the clock of Redis. The ends of tokens are instants of the system's
//! clock of the process that got them, as everywhere in Larkspur.

mod error;
mod link;
mod quotas;
mod script;
mod tokens;

pub use error::RedisStoreError;

/// The client library, for a connection of your own.
pub use redis;

use link::{Address, Given, Link};
use redis::aio::ConnectionLike;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const PREFIX: &str = "larkspur:";
const TIMEOUT: Duration = Duration::from_secs(1);
/// A program that starts can wait for longer than a call.
const CONNECT: Duration = Duration::from_secs(5);

/// Tokens and quotas in Redis. Clones share one connection.
#[derive(Clone)]
pub struct RedisStore {
    link: Arc<dyn Link>,
    prefix: Arc<str>,
    timeout: Duration,
    names: Arc<Names>,
}

impl RedisStore {
    /// Connects to an address such as `redis://user:password@host:6379/0`. A connection that
    /// breaks is made again by the next command.
    ///
    /// # Errors
    /// The address cannot be read, or Redis cannot be reached within five seconds, or refuses.
    pub async fn connect(url: &str) -> Result<Self, RedisStoreError> {
        let client = redis::Client::open(url).map_err(|_| RedisStoreError::Address)?;
        let store = Self::new(Arc::new(Address::new(client)));
        let answer = store.link.ask(&redis::cmd("PING"), CONNECT).await;
        answer.map_err(|error| error.about(""))?;
        Ok(store)
    }

    /// Goes through a connection of your own: over TLS, to a cluster, or by sentinels. Whether it
    /// is made again after it broke is up to it; its `ConnectionManager` and cluster
    /// connections do that.
    pub fn from_connection<C>(connection: C) -> Self
    where
        C: ConnectionLike + Clone + Send + Sync + 'static,
    {
        Self::new(Arc::new(Given(connection)))
    }

    fn new(link: Arc<dyn Link>) -> Self {
        Self { link, prefix: PREFIX.into(), timeout: TIMEOUT, names: Arc::default() }
    }

    /// What every key in Redis begins with; `larkspur:` unless set. Environments with prefixes of
    /// their own do not mix.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Arc<str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long one command may take, with connecting; a second unless set. A client waits for
    /// no store of tokens longer than three seconds, and for none of quotas longer than two.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        // One that no clock can hold is as good as none.
        self.timeout = timeout.min(quotas::LONGEST);
        self
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing of the address, which may hold a password.
        let mut shown = f.debug_struct("RedisStore");
        shown.field("prefix", &self.prefix).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Names for places and holders, each given once by any process.
struct Names {
    process: u64,
    next: AtomicU64,
}

impl Default for Names {
    fn default() -> Self {
        // The standard library seeds its hash keys from the operating system.
        let process = RandomState::new().hash_one(std::process::id());
        Self { process, next: AtomicU64::new(0) }
    }
}

impl Names {
    fn next(&self) -> String {
        format!("{:016x}-{:x}", self.process, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// A span as Redis takes it: whole milliseconds, at least one, and not beyond what it can hold.
fn millis(span: Duration) -> u64 {
    let span = span.min(quotas::LONGEST);
    u64::try_from(span.as_micros().div_ceil(1000)).unwrap_or(u64::MAX).max(1)
}
