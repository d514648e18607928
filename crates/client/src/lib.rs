//! A typed client for the APIs of Feishu, Feishu Project and Fxiaoke.
//!
//! Every operation is generated from a spec that was transcribed from the platform's own page:
//! parameters, limits, reply fields, error codes, quotas. What a page says against itself, and
//! what it leaves open, is written down in the spec and in the operation's docs.
//!
//! ```no_run
//! use larkspur::Timestamp;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let feishu = larkspur::feishu::Client::builder().app("cli_example", "secret").build()?;
//! let end = Timestamp::now();
//! let start = end.minus(std::time::Duration::from_secs(30 * 24 * 3600));
//!
//! // Any range: windows of at most ten hours are cut for you.
//! let mut codes = feishu
//!     .approval()
//!     .v4()
//!     .instance()
//!     .list()
//!     .approval_code("0A1B2C3D-0000-4000-8000-00000000000A")
//!     .between(start, end)
//!     .items();
//! while let Some(code) = codes.try_next().await? {
//!     println!("{code}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - A missing required parameter is a compile error that names it.
//! - Documented limits are checked before the network, all at once; `unchecked()` sends anyway.
//! - Replies are read leniently, except for what steers: a list never ends early in silence.
//! - Documented quotas are kept on this side, so that a call may wait for its place
//!   ([`QuotaPolicy`]); what may be repeated is repeated ([`RetryPolicy`], [`RetryBudget`]). All of it
//!   ends with the deadline of the call.
//! - Errors carry the operation's own codes as an enumeration, with attempts and waits.
//!
//! # Lists
//! [`Items`] and [`Pages`] read a list over any range of time, one window after the other or
//! several at once ([`Order`]). A [`Cursor`] can be taken at any time, stored, and gone on from in
//! another process; [`End`] tells a list that was read to its end from one that stopped. What
//! happens meanwhile is told as [`Event`]s. `docs/harvesting.md` in the repository is the guide for
//! whoever pulls months of data.
//!
//! # Several processes
//! A [`TokenStore`] and a [`QuotaStore`] let them share tokens and quotas; the crate
//! `larkspur-redis` is both. Tokens of persons, with refresh tokens that work once, are
//! [`UserTokens`].
//!
//! # Features
//! One feature per project (`feishu-approval`, `feishu-task`, ...), and one per platform that
//! sums them (`feishu`, `feishu-project`, `fxiaoke`). TLS comes from `ring` (the default),
//! `aws-lc` or `native-tls`.

#[cfg(any(feature = "_feishu", feature = "_feishu-project", feature = "_fxiaoke"))]
mod builder;
#[allow(
    clippy::type_complexity,
    reason = "the state of a builder has a type for each required parameter, however many they are"
)]
#[rustfmt::skip]
mod generated;

#[cfg(feature = "_feishu")]
pub mod feishu;
#[cfg(feature = "_feishu-project")]
pub mod feishu_project;
#[cfg(feature = "_fxiaoke")]
pub mod fxiaoke;

#[cfg(any(feature = "_feishu", feature = "_feishu-project", feature = "_fxiaoke"))]
pub use builder::{Builder, PlatformClient};
pub use larkspur_runtime::{
    BuildError, Cursor, CursorError, Download, End, Error, ErrorCode, ErrorKind, Event,
    FieldViolation, FilePart, Grant, Items, MemoryQuotas, MemoryStore, Order, Pages, Progress,
    Quota, QuotaKey, QuotaPolicy, QuotaStore, RefreshToken, Response, Retry, RetryBudget,
    RetryPolicy, Secret, StoreError, StoredToken, Take, Timestamp, Token, TokenError, TokenKey,
    TokenLock, TokenSource, TokenStore, UserTokens, Violation, WaitCause,
};

/// What lies underneath, for those who bring a transport or a token source of their own.
pub use larkspur_runtime as runtime;
