//! The way to Redis, which must neither hang a call nor stay broken.
//!
//! A connection that broke, or on which somebody gave up waiting, is not used again: the next
//! command makes a new one. Otherwise a connection whose other end is silently gone would be kept
//! until the operating system gives it up, which takes a quarter of an hour. A command that met a
//! broken connection is sent once more, because a server or a router that closes idle connections
//! is no fault of the call; every command of this crate may be sent twice.

use crate::RedisStoreError;
use larkspur_runtime::BoxFuture;
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Client, Cmd, ErrorKind, RedisError, ServerErrorKind, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

/// Why a command has no answer.
#[derive(Debug)]
pub(crate) enum LinkError {
    Redis(RedisError),
    TimedOut(Duration),
}

impl LinkError {
    pub(crate) fn about(&self, key: &str) -> RedisStoreError {
        match self {
            Self::Redis(error) => RedisStoreError::of(error, key),
            Self::TimedOut(limit) => RedisStoreError::TimedOut(*limit),
        }
    }
}

/// Something that brings commands to Redis.
pub(crate) trait Link: Send + Sync + 'static {
    /// Sends a command; with everything that takes, no longer than `limit`.
    fn ask<'a>(
        &'a self,
        command: &'a Cmd,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Value, LinkError>>;
}

/// A connection that the caller made, and that finds its way back by itself or not.
pub(crate) struct Given<C>(pub(crate) C);

impl<C: ConnectionLike + Clone + Send + Sync + 'static> Link for Given<C> {
    fn ask<'a>(
        &'a self,
        command: &'a Cmd,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Value, LinkError>> {
        Box::pin(async move {
            let mut connection = self.0.clone();
            within(Instant::now() + limit, limit, send(&mut connection, command)).await
        })
    }
}

/// An address, and the connection to it while there is one.
pub(crate) struct Address {
    client: Client,
    open: Mutex<Option<Open>>,
}

#[derive(Clone)]
struct Open {
    connection: MultiplexedConnection,
    /// Whether it is to be used no more.
    lost: Arc<AtomicBool>,
}

/// Takes a connection out of use unless its answer came, also when the caller goes away.
struct Unanswered<'a>(Option<&'a AtomicBool>);

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if let Some(lost) = self.0 {
            lost.store(true, Ordering::Relaxed);
        }
    }
}

impl Address {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, open: Mutex::new(None) }
    }

    /// The connection, made if there is none.
    async fn open(&self) -> Result<Open, RedisError> {
        let mut open = self.open.lock().await;
        if let Some(open) = open.as_ref().filter(|open| !open.lost.load(Ordering::Relaxed)) {
            return Ok(open.clone());
        }
        // Both limits are kept by `ask`.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        Ok(open.insert(Open { connection, lost: Arc::default() }).clone())
    }

    async fn attempt(
        &self,
        command: &Cmd,
        until: Instant,
        limit: Duration,
    ) -> Result<Value, LinkError> {
        let Open { mut connection, lost } = within(until, limit, self.open()).await?;
        let mut unanswered = Unanswered(Some(&lost));
        let answer = within(until, limit, send(&mut connection, command)).await;
        if !answer.as_ref().is_err_and(is_lost) {
            unanswered.0 = None;
        }
        answer
    }
}

impl Link for Address {
    fn ask<'a>(
        &'a self,
        command: &'a Cmd,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Value, LinkError>> {
        Box::pin(async move {
            let until = Instant::now() + limit;
            match self.attempt(command, until, limit).await {
                Err(LinkError::Redis(error)) if error.is_connection_dropped() => {
                    self.attempt(command, until, limit).await
                }
                answer => answer,
            }
        })
    }
}

async fn send(connection: &mut impl ConnectionLike, command: &Cmd) -> Result<Value, RedisError> {
    connection.req_packed_command(command).await?.extract_error()
}

async fn within<T>(
    until: Instant,
    limit: Duration,
    work: impl Future<Output = Result<T, RedisError>>,
) -> Result<T, LinkError> {
    let answer = timeout_at(until, work).await.map_err(|_| LinkError::TimedOut(limit))?;
    answer.map_err(LinkError::Redis)
}

/// Whether the connection leads nowhere, or to a server that is no longer the one to ask.
fn is_lost(error: &LinkError) -> bool {
    let LinkError::Redis(error) = error else { return true };
    let demoted = ErrorKind::Server(ServerErrorKind::ReadOnly);
    error.is_io_error() || error.is_unrecoverable_error() || error.kind() == demoted
}
