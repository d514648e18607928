//! One call: a draft of how, an operation and its parameters, and a future of the reply.
//!
//! [`Send`] and [`Fetch`] are named types, so that they can be stored and are known to be `Send`,
//! and they are all that exists once per operation: writing the request and decoding the reply.
//! Everything between works on bytes and exists once.

mod attempt;
mod credential;
mod follow;
mod json;
mod prepare;
mod tally;

pub(crate) use attempt::{Call, Judge, run};
pub(crate) use json::{failed, unread};
pub(crate) use prepare::Written;

use crate::client::parse_header;
use crate::event::Listener;
use crate::transport::BoxFuture;
use crate::{
    Client, Download, Endpoint, Error, Event, JsonEndpoint, Operation, QuotaPolicy, RequestParts,
    Response, RetryPolicy, Secret, UserTokens, Violation, Violations, download,
};
use http::HeaderMap;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// What a single call does differently.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) user: Option<User>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) quota: Option<QuotaPolicy>,
    pub(crate) listener: Option<Listener>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) headers: HeaderMap,
    pub(crate) unchecked: bool,
    /// Headers that cannot be sent; reported together with everything else.
    pub(crate) faults: Vec<Violation>,
}

/// In whose name a single call is made.
#[derive(Debug, Clone)]
pub(crate) enum User {
    /// A token that was given to the call.
    Token(Secret),
    /// Tokens that are kept and refreshed.
    Tokens(UserTokens),
}

/// A client, and how a single call uses it.
#[derive(Clone)]
pub struct Draft {
    client: Client,
    options: CallOptions,
}

impl Draft {
    /// A call that does nothing differently.
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone(), options: CallOptions::default() }
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Makes the call in the name of the person with this token.
    #[must_use]
    pub fn with_user_token(mut self, token: impl Into<String>) -> Self {
        let token = token.into();
        if token.is_empty() {
            self.options.faults.push(Violation {
                parameter: "user token".to_owned(),
                expected: "must not be empty".to_owned(),
            });
        }
        self.options.user = Some(User::Token(token.into()));
        self
    }

    /// Makes the call in the name of the person with these tokens, which are refreshed in time.
    #[must_use]
    pub fn with_user(mut self, tokens: &UserTokens) -> Self {
        self.options.user = Some(User::Tokens(tokens.clone()));
        self
    }

    /// Repeats the call by this policy instead of the client's. What it may cost the budget is
    /// up to the client.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Keeps to quotas by this policy instead of the client's.
    #[must_use]
    pub fn with_quota(mut self, policy: QuotaPolicy) -> Self {
        self.options.quota = Some(policy);
        self
    }

    /// Tells what happens, as it happens; in place of the client's listener. It is called in the
    /// middle of the work, so it must be quick and must not block.
    #[must_use]
    pub fn on_event(
        mut self,
        listener: impl Fn(&Event) + std::marker::Send + Sync + 'static,
    ) -> Self {
        self.options.listener = Some(Listener::new(listener));
        self
    }

    /// Ends the call after that time, whatever it waits for: a token, a quota, an answer, another
    /// attempt. Where it is clear beforehand that a wait would pass the deadline, the call ends
    /// at once. For a download the deadline also covers reading the file.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// Adds a header. One that cannot be sent, or that steers the request or proves who calls,
    /// is reported when the call is sent.
    #[must_use]
    pub fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let name = name.as_ref();
        match parse_header(self.client.platform(), name, value.as_ref()) {
            Ok((name, value)) => {
                self.options.headers.insert(name, value);
            }
            Err(why) => self.options.faults.push(Violation {
                parameter: format!("header {name:?}"),
                expected: format!("cannot be set: {why}"),
            }),
        }
        self
    }

    /// Sends the call even where it breaks documented limits. What cannot be sent at all, such
    /// as an empty piece of a path, is still refused.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.options.unchecked = true;
        self
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    fn write<E: Endpoint>(&self, parameters: &E) -> Written {
        let mut violations = Violations::new();
        if !self.options.unchecked {
            parameters.validate(&mut violations);
        }
        let mut parts = RequestParts::default();
        parameters.write(&mut parts);
        Written { violations: violations.into_vec(), parts }
    }
}

/// Shows neither the user token nor the values of headers.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("client", &self.client)
            .field("user", &self.options.user)
            .field("retry", &self.options.retry)
            .field("quota", &self.options.quota)
            .field("deadline", &self.options.deadline)
            .field("headers", &self.options.headers.keys().collect::<Vec<_>>())
            .field("unchecked", &self.options.unchecked)
            .finish()
    }
}

/// A call on its way. Nothing happens before it is awaited; dropping it cancels.
#[must_use = "a call does nothing unless it is awaited"]
pub struct Send<E: JsonEndpoint>(Outcome<Response<E::Reply>, E>);

/// A download on its way, until its answer has begun. Nothing happens before it is awaited;
/// dropping it cancels.
#[must_use = "a call does nothing unless it is awaited"]
pub struct Fetch<E: Endpoint>(Outcome<Response<Download>, E>);

struct Outcome<T, E: Endpoint> {
    future: BoxFuture<'static, Result<T, Error<E::Code>>>,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: JsonEndpoint> Send<E> {
    /// Prepares a call.
    pub fn new(draft: Draft, parameters: E) -> Self {
        let future = Box::pin(async move {
            let mut reply = None;
            let mut decode = |bytes: &[u8]| {
                let (status, read) =
                    <E::Layout as crate::decode::Layout>::read(bytes, E::OPERATION)?;
                reply = Some(read);
                Ok(status)
            };
            let written = draft.write(&parameters);
            let meta = json::send(&draft, E::OPERATION, written, &mut decode).await?;
            match reply {
                Some(reply) => Ok(Response::new(reply, meta)),
                None => Err(json::no_reply(E::OPERATION).into()),
            }
        });
        Self(Outcome { future, endpoint: PhantomData })
    }
}

impl<E: Endpoint> Fetch<E> {
    /// Prepares a download.
    pub fn new(draft: Draft, parameters: E) -> Self {
        let future = Box::pin(async move {
            let written = draft.write(&parameters);
            Ok(download::fetch(&draft, E::OPERATION, written).await?)
        });
        Self(Outcome { future, endpoint: PhantomData })
    }
}

macro_rules! future {
    ($name:ident, $bound:ident, $output:ty) => {
        impl<E: $bound> Future for $name<E> {
            type Output = Result<$output, Error<E::Code>>;

            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                self.get_mut().0.future.as_mut().poll(cx)
            }
        }

        impl<E: $bound> fmt::Debug for $name<E> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let operation: &Operation = E::OPERATION;
                f.debug_tuple(stringify!($name)).field(&operation.id).finish()
            }
        }
    };
}

future!(Send, JsonEndpoint, Response<E::Reply>);
future!(Fetch, Endpoint, Response<Download>);
