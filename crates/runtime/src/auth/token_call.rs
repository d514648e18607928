//! The calls that get tokens: one POST of a JSON body, and what its answer comes to.
//!
//! No answer is ever quoted: even one that cannot be understood may hold a token. A failure says
//! how far the call got, since a refresh token may be sent again only if it was surely not used.

use super::TokenKey;
use crate::failure::{self, Answer};
use crate::quota::{Asking, Permit, Quotas, TooLate};
use crate::random::Random;
use crate::{
    CodeFact, Envelope, KeyPath, Platform, Quota, Retry, Secret, SendValue, TokenError, Transport,
    TransportBody, TransportError, TransportErrorKind, read,
};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The longest answer to a token call.
const ANSWER_LIMIT: u64 = 1 << 20;
/// No real token lives for longer; a wild number must not overflow the clock.
pub(super) const LONGEST_LIFE: Duration = Duration::from_secs(365 * 86_400);

/// What a token call takes from the client.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) platform: &'static Platform,
    pub(crate) base: Arc<str>,
    pub(crate) credentials: BTreeMap<String, Secret>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) random: Arc<Random>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    /// The quotas that are kept, where the client keeps any.
    pub(crate) quotas: Option<Arc<Quotas>>,
}

/// One token call.
pub(super) struct TokenCall<'a> {
    pub(super) path: &'static str,
    pub(super) send: &'static [(&'static str, SendValue)],
    pub(super) envelope: &'static Envelope,
    pub(super) codes: &'static [CodeFact],
    pub(super) refresh: Option<&'a Secret>,
}

/// A token call that got no token.
#[derive(Debug)]
pub(super) struct CallError {
    pub(super) error: TokenError,
    pub(super) reach: Reach,
    /// How long the platform wants to be left alone.
    reset: Option<Duration>,
}

/// How far a failed token call got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing was sent.
    Unsent,
    /// What was sent was surely not used: the platform said that the call may be repeated.
    Unused,
    /// The platform refused.
    Refused,
    /// It may have worked.
    Unknown,
}

/// The answer to a token call that succeeded.
#[derive(Debug)]
pub(super) struct Reply {
    root: serde_json::Map<String, Value>,
    status: StatusCode,
}

impl Sender {
    /// The credentials that a call sends.
    pub(super) fn sent(
        &self,
        send: &'static [(&'static str, SendValue)],
    ) -> Vec<(&'static str, &Secret)> {
        send.iter()
            .filter_map(|(_, value)| match value {
                SendValue::Credential(name) => Some((*name, self.credentials.get(*name)?)),
                _ => None,
            })
            .collect()
    }

    /// A place in the quota of a token call, if there is one free now. `app` tells whose it is.
    pub(super) async fn place(
        &self,
        path: &'static str,
        windows: &'static [Quota],
        app: &TokenKey,
    ) -> Result<Option<Permit>, TooLate> {
        let Some(quotas) = &self.quotas else { return Ok(None) };
        let asking = Asking {
            operation: path,
            windows,
            identity: app.as_str(),
            until: Some(Instant::now()),
            lease: self.timeout,
            on_wait: &|_| {},
        };
        quotas.take(&asking).await.map(Some)
    }

    /// Makes a token call, within the time of one attempt.
    pub(super) async fn post(
        &self,
        call: &TokenCall<'_>,
        place: Option<Permit>,
    ) -> Result<Reply, CallError> {
        let within = self.timeout;
        let answer = tokio::time::timeout(within, self.exchange(call)).await;
        let answer = answer.unwrap_or_else(|_| {
            let message = format!("the platform issued no token within {within:?}");
            Err(CallError::unknown(TokenError::new(message).with_retry(Retry::Backoff)))
        });
        if let Some(place) = place {
            let failed = answer.as_ref().err();
            if let Some(reset) = failed.and_then(|failed| failed.reset) {
                place.hold(reset).await;
            }
            place.settle(failed.is_none_or(|failed| failed.reach != Reach::Unsent)).await;
        }
        answer
    }

    async fn exchange(&self, call: &TokenCall<'_>) -> Result<Reply, CallError> {
        let request = self.request(call).map_err(CallError::before)?;
        let response = self.transport.send(request).await.map_err(CallError::sending)?;
        let (head, body) = response.into_parts();
        let bytes = read::whole(body, &head.headers, ANSWER_LIMIT).await.map_err(|error| {
            let broken = head.status.is_server_error() || error.is_broken();
            let retry = if broken { Retry::Backoff } else { Retry::Never };
            let error = TokenError::new(format!("the answer to the token call: {error}"));
            CallError::unknown(error.with_status(head.status).with_retry(retry))
        })?;
        let secrets = self.sent(call.send).into_iter().map(|(_, value)| value).chain(call.refresh);
        let secrets: Vec<_> = secrets.cloned().collect();
        understand(&Answer {
            platform: self.platform,
            envelope: call.envelope,
            codes: call.codes,
            status: head.status,
            headers: &head.headers,
            bytes: &bytes,
            secrets: &secrets,
        })
    }

    fn request(&self, call: &TokenCall<'_>) -> Result<Request<TransportBody>, TokenError> {
        let mut url = format!("{}{}", self.base, call.path);
        for (index, name) in self.platform.trace_query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.extend([name, "=", &self.random.uuid()]);
        }
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .body(TransportBody::Bytes(self.body(call).into()))
            .map_err(|_| TokenError::new("the address of the token call cannot be used"))?;
        let headers = request.headers_mut();
        headers.extend(self.headers.clone());
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.platform.content_type));
        Ok(request)
    }

    fn body(&self, call: &TokenCall<'_>) -> Vec<u8> {
        let mut body = serde_json::Map::new();
        let exposed = |secret: Option<&Secret>| secret.map_or(Value::Null, |it| it.expose().into());
        for (key, value) in call.send {
            let value = match value {
                SendValue::Text(text) => Value::from(*text),
                SendValue::Integer(number) => Value::from(*number),
                SendValue::RefreshToken => exposed(call.refresh),
                SendValue::Credential(name) => exposed(self.credentials.get(*name)),
            };
            body.insert((*key).to_owned(), value);
        }
        Value::Object(body).to_string().into_bytes()
    }
}

impl CallError {
    /// Something that happened before anything was sent.
    fn before(error: TokenError) -> Self {
        Self { error, reach: Reach::Unsent, reset: None }
    }

    fn unknown(error: TokenError) -> Self {
        Self { error, reach: Reach::Unknown, reset: None }
    }

    fn sending(error: TransportError) -> Self {
        use TransportErrorKind as Kind;
        let (retry, reach) = match error.kind() {
            Kind::Connect => (Retry::Backoff, Reach::Unsent),
            Kind::Configuration => (Retry::Never, Reach::Unsent),
            Kind::Body => (Retry::Never, Reach::Unknown),
            Kind::Sent | Kind::Timeout => (Retry::Backoff, Reach::Unknown),
        };
        let told = TokenError::new("the token call could not be made").with_retry(retry);
        Self { error: told.caused_by(error), reach, reset: None }
    }
}

fn understand(answer: &Answer<'_>) -> Result<Reply, CallError> {
    let refused = || {
        let error = failure::token_error(answer);
        let mut known = answer.codes.iter().chain(answer.platform.codes);
        let documented = error.code().is_some_and(|code| known.any(|fact| fact.code == code));
        let reach = reach(error.code().is_some(), documented, error.retry());
        CallError { error, reach, reset: failure::reset_after(answer.platform, answer.headers) }
    };
    match answer.root() {
        Ok(root) if answer.status.is_success() && answer.reading(&root).success => {
            Ok(Reply { root, status: answer.status })
        }
        _ => Err(refused()),
    }
}

/// How far a call got that was answered with anything but success. A quota is checked before a
/// call runs; trouble is known to have come before it only where the platform documents the code
/// as one after which the same call may be made again.
fn reach(has_code: bool, documented: bool, retry: Retry) -> Reach {
    match retry {
        Retry::Quota => Reach::Unused,
        Retry::Backoff if documented => Reach::Unused,
        Retry::Never | Retry::Token if has_code => Reach::Refused,
        _ => Reach::Unknown,
    }
}

impl Reply {
    /// The text at a path.
    pub(super) fn text(&self, path: KeyPath) -> Option<String> {
        failure::at(&self.root, path).and_then(failure::text)
    }

    /// The token at a path; an empty one is none.
    pub(super) fn token(&self, path: KeyPath) -> Option<String> {
        self.text(path).filter(|text| !text.is_empty())
    }

    /// The seconds at a path.
    pub(super) fn life(&self, path: KeyPath) -> Option<Duration> {
        let life = failure::at(&self.root, path).and_then(failure::integer)?;
        Some(Duration::from_secs(u64::try_from(life).ok()?).min(LONGEST_LIFE))
    }

    /// What the answer should have had.
    pub(super) fn lacks(&self, path: KeyPath) -> TokenError {
        let message = format!("the answer to the token call has no `{}`", path.join("."));
        TokenError::new(message).with_status(self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_platform_said_for_sure_counts_as_unused() {
        for (has_code, documented, retry, expected) in [
            (true, true, Retry::Quota, Reach::Unused),
            (true, false, Retry::Quota, Reach::Unused),
            (false, false, Retry::Quota, Reach::Unused),
            (true, true, Retry::Backoff, Reach::Unused),
            (true, false, Retry::Backoff, Reach::Unknown),
            (false, false, Retry::Backoff, Reach::Unknown),
            (true, true, Retry::Never, Reach::Refused),
            (true, false, Retry::Never, Reach::Refused),
            (true, true, Retry::Token, Reach::Refused),
            (false, false, Retry::Never, Reach::Unknown),
        ] {
            assert_eq!(
                reach(has_code, documented, retry),
                expected,
                "{has_code} {documented} {retry:?}"
            );
        }
    }
}
