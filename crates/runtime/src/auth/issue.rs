//! Tokens that are issued against the credentials of an app.
//!
//! However many callers wait, one request is made. The answer is cached and renewed inside the
//! platform's margin; as long as the old token holds, a failed renewal hurts nobody. A rejected
//! token is forgotten only while it is the cached one, so that the second caller to hear of it
//! does not throw away what the first one got.

use super::flight::{Flight, Wait, locked};
use super::{StoredToken, TokenKey};
use crate::failure::{self, Answer};
use crate::transport::BoxFuture;
use crate::{
    Issue, Platform, Retry, Secret, SendValue, Timestamp, Token, TokenError, TokenSource,
    TokenStore, Transport, TransportBody, TransportError, TransportErrorKind, random, read,
};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// The longest answer to a token call.
const ANSWER_LIMIT: u64 = 1 << 20;
/// How long a platform is believed that a rejected token is the only one it has.
const FUTILE: Duration = Duration::from_secs(30);

/// Everything a token call needs.
pub(crate) struct Issuer {
    pub(crate) platform: &'static Platform,
    pub(crate) scheme: &'static str,
    pub(crate) issue: &'static Issue,
    pub(crate) base: Arc<str>,
    pub(crate) credentials: BTreeMap<String, Secret>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) store: Option<Arc<dyn TokenStore>>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
}

pub(crate) struct IssuedToken(Arc<Inner>);

struct Inner {
    issuer: Issuer,
    key: TokenKey,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cached: Option<Cached>,
    flight: Weak<Flight<Result<Token, TokenError>>>,
    /// The last rejected token.
    rejected: Option<Secret>,
    /// Until when it makes no sense to ask for another one in its place.
    futile_until: Option<Instant>,
}

#[derive(Clone)]
struct Cached {
    token: Token,
    expires: Instant,
    renew: Instant,
}

impl Cached {
    /// A platform may hand out a token that is inside its own margin already; asking again with
    /// every call would not make it younger, so a part of its life passes first.
    fn new(token: Token, asked: Instant, life: Duration, margin: Duration) -> Self {
        let renew = life.saturating_sub(margin).max(life / 4);
        Self { token, expires: asked + life, renew: asked + renew }
    }
}

enum Next {
    Use(Token),
    Await(Wait<Result<Token, TokenError>>),
}

impl IssuedToken {
    pub(crate) fn new(issuer: Issuer) -> Self {
        let sent = issuer.sent();
        let key = TokenKey::new(
            issuer.platform.name,
            &issuer.base,
            issuer.scheme,
            sent.iter().map(|(name, value)| (*name, *value)),
        );
        Self(Arc::new(Inner { issuer, key, state: Mutex::default() }))
    }

    fn next(&self) -> Next {
        let mut state = locked(&self.0.state);
        if let Some(cached) = state.cached.as_ref().filter(|cached| Instant::now() < cached.renew) {
            return Next::Use(cached.token.clone());
        }
        let flight = state.flight.upgrade().unwrap_or_else(|| {
            let flight = Flight::new(Box::pin(Arc::clone(&self.0).obtain()));
            state.flight = Arc::downgrade(&flight);
            flight
        });
        Next::Await(flight.wait())
    }
}

impl TokenSource for IssuedToken {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        match self.next() {
            Next::Use(token) => Box::pin(std::future::ready(Ok(token))),
            Next::Await(wait) => Box::pin(wait),
        }
    }

    fn invalidate<'a>(&'a self, rejected: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(self.0.forget(rejected))
    }
}

impl Inner {
    /// The work of a flight. Whatever comes out, the flight is over for those who come later.
    async fn obtain(self: Arc<Self>) -> Result<Token, TokenError> {
        let obtained = match self.load().await {
            Some(cached) => Ok(cached),
            None => self.issue().await,
        };
        self.land(obtained)
    }

    fn land(&self, obtained: Result<Cached, TokenError>) -> Result<Token, TokenError> {
        let mut state = locked(&self.state);
        state.flight = Weak::new();
        let now = Instant::now();
        match obtained {
            Ok(cached) => {
                let again = state.rejected.as_ref() == Some(cached.token.value());
                state.futile_until = again.then(|| now + FUTILE);
                let token = cached.token.clone();
                state.cached = Some(cached);
                Ok(token)
            }
            Err(error) => {
                let Some(old) = state.cached.as_mut().filter(|old| now < old.expires) else {
                    return Err(error);
                };
                tracing::warn!(key = %self.key, %error, "renewing a token failed; it still holds");
                old.renew = now + (old.expires - now) / 8;
                Ok(old.token.clone())
            }
        }
    }

    async fn forget(&self, rejected: &Token) {
        {
            let mut state = locked(&self.state);
            let cached = state
                .cached
                .as_ref()
                .is_some_and(|cached| cached.token.value() == rejected.value());
            let futile = state.futile_until.is_some_and(|until| Instant::now() < until);
            if !cached || futile {
                return;
            }
            state.cached = None;
            state.rejected = Some(rejected.value().clone());
        }
        if let Some(store) = &self.issuer.store
            && let Err(error) = store.remove_if(&self.key, rejected).await
        {
            tracing::warn!(key = %self.key, %error, "the token store failed to forget a token");
        }
    }

    /// A token that another client or process has got.
    async fn load(&self) -> Option<Cached> {
        let found = match self.issuer.store.as_ref()?.load(&self.key).await {
            Ok(found) => found?,
            Err(error) => {
                tracing::warn!(key = %self.key, %error, "the token store failed to load a token");
                return None;
            }
        };
        let (now, life) = (Instant::now(), found.expires_at.since(Timestamp::now())?);
        let state = locked(&self.state);
        let value = found.token.value();
        let known = state.cached.as_ref().is_some_and(|cached| cached.token.value() == value);
        let margin = self.issuer.issue.renew_within;
        let useless = known || state.rejected.as_ref() == Some(value) || life <= margin;
        (!useless).then(|| Cached::new(found.token, now, life, margin))
    }

    async fn issue(&self) -> Result<Cached, TokenError> {
        let asked = Instant::now();
        let within = self.issuer.timeout;
        let asking = tokio::time::timeout(within, self.issuer.ask());
        let (token, life) = asking.await.unwrap_or_else(|_| {
            let message = format!("the platform issued no token within {within:?}");
            Err(TokenError::new(message).with_retry(Retry::Backoff))
        })?;
        if let Some(store) = &self.issuer.store {
            let expires_at = Timestamp::now().plus(life).minus(asked.elapsed());
            let stored = StoredToken { token: token.clone(), expires_at };
            if let Err(error) = store.save(&self.key, stored).await {
                tracing::warn!(key = %self.key, %error, "the token store failed to save a token");
            }
        }
        Ok(Cached::new(token, asked, life, self.issuer.issue.renew_within))
    }
}

impl Issuer {
    fn sent(&self) -> Vec<(&'static str, &Secret)> {
        let send = self.issue.send.iter();
        send.filter_map(|(_, value)| match value {
            SendValue::Credential(name) => Some((*name, self.credentials.get(*name)?)),
            _ => None,
        })
        .collect()
    }

    async fn ask(&self) -> Result<(Token, Duration), TokenError> {
        let request = self.request()?;
        let response = self.transport.send(request).await.map_err(unsent)?;
        let (head, body) = response.into_parts();
        let bytes = read::whole(body, &head.headers, ANSWER_LIMIT).await.map_err(|error| {
            let retry = if head.status.is_server_error() || error.is_broken() {
                Retry::Backoff
            } else {
                Retry::Never
            };
            TokenError::new(format!("the answer to the token call: {error}"))
                .with_status(head.status)
                .with_retry(retry)
        })?;
        let secrets: Vec<_> = self.sent().into_iter().map(|(_, value)| value.clone()).collect();
        let answer = Answer {
            platform: self.platform,
            envelope: self.issue.envelope,
            codes: &[],
            status: head.status,
            headers: &head.headers,
            bytes: &bytes,
            secrets: &secrets,
        };
        self.understand(&answer)
    }

    fn request(&self) -> Result<Request<TransportBody>, TokenError> {
        let mut url = format!("{}{}", self.base, self.issue.path);
        for (index, name) in self.platform.trace_query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.extend([name, "=", &random::uuid()]);
        }
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .body(TransportBody::Bytes(self.body().into()))
            .map_err(|_| TokenError::new("the address of the token call cannot be used"))?;
        let headers = request.headers_mut();
        headers.extend(self.headers.clone());
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.platform.content_type));
        Ok(request)
    }

    fn body(&self) -> Vec<u8> {
        let mut body = serde_json::Map::new();
        for (key, value) in self.issue.send {
            let value = match value {
                SendValue::Text(text) => Value::from(*text),
                SendValue::Integer(number) => Value::from(*number),
                SendValue::Credential(name) => {
                    self.credentials.get(*name).map_or(Value::Null, |value| value.expose().into())
                }
            };
            body.insert((*key).to_owned(), value);
        }
        Value::Object(body).to_string().into_bytes()
    }

    /// No answer is ever quoted: even one that cannot be understood may hold a token.
    fn understand(&self, answer: &Answer<'_>) -> Result<(Token, Duration), TokenError> {
        let root = match answer.root() {
            Ok(root) if answer.status.is_success() => root,
            _ => return Err(failure::token_error(answer)),
        };
        if !answer.reading(&root).success {
            return Err(failure::token_error(answer));
        }
        let lacks = |what: &str| {
            let message = format!("the answer to the token call has no `{what}`");
            TokenError::new(message).with_status(answer.status)
        };
        let text = |path| failure::at(&root, path).and_then(failure::text);
        let issue = self.issue;
        let value = text(issue.token).filter(|value| !value.is_empty());
        let mut token = Token::new(value.ok_or_else(|| lacks(&issue.token.join(".")))?);
        let life = failure::at(&root, issue.life).and_then(failure::integer);
        let life = life.and_then(|life| u64::try_from(life).ok());
        let life = life.ok_or_else(|| lacks(&issue.life.join(".")))?;
        for (name, path) in issue.keep {
            token = token.with_extra(*name, text(path).ok_or_else(|| lacks(&path.join(".")))?);
        }
        // No real token lives for a year; a wild number must not overflow the clock.
        Ok((token, Duration::from_secs(life.min(365 * 86_400))))
    }
}

fn unsent(error: TransportError) -> TokenError {
    let retry = match error.kind() {
        TransportErrorKind::Configuration | TransportErrorKind::Body => Retry::Never,
        _ => Retry::Backoff,
    };
    TokenError::new("the token call could not be made").with_retry(retry).caused_by(error)
}
