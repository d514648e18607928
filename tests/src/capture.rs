//! A platform made of a script: it records every request and answers what it was told to.
//!
//! A [`Capture`] is a transport that never touches a network, and with [`crate::loopback`] it
//! also answers over a real socket. Token calls are answered by themselves and counted apart, so
//! that a test only speaks of the call it is about. Every token is a new one.

use crate::wire_format::{Pairs, decode_query};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use larkspur::runtime::{
    BoxFuture, ByteStream, Transport, TransportBody, TransportError, TransportErrorKind,
};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// The enterprise that the Fxiaoke token call names.
pub const ENTERPRISE: &str = "demo01";

/// A request as it left.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The method.
    pub method: Method,
    /// Scheme and authority.
    pub host: String,
    /// The path, byte for byte.
    pub path: String,
    /// The query, byte for byte, without its question mark.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Recorded {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?;
        Some(value.to_str().expect("every header of a call is ASCII"))
    }

    /// The decoded pairs of the query, in order.
    pub fn pairs(&self) -> Pairs {
        decode_query(self.query.as_deref().unwrap_or_default())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// What the platform answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// A JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, &body.to_string()).with_header("content-type", "application/json")
    }

    /// Any body, with no content type.
    pub fn text(status: u16, body: &str) -> Self {
        Self {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }
}

/// A scripted platform.
#[derive(Default)]
pub struct Capture(Mutex<Script>);

#[derive(Default)]
struct Script {
    answers: VecDeque<Answer>,
    always: Option<Answer>,
    token_answer: Option<Answer>,
    token_prefix: String,
    calls: Vec<Recorded>,
    token_calls: Vec<Recorded>,
}

impl Capture {
    /// A platform that has not been told anything.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A platform that answers every call alike.
    pub fn always(answer: Answer) -> Arc<Self> {
        let capture = Self::new();
        capture.script().always = Some(answer);
        capture
    }

    /// A platform that gives these answers, one per call, and then no more.
    pub fn of(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        let capture = Self::new();
        capture.script().answers.extend(answers);
        capture
    }

    /// What every issued token begins with.
    pub fn name_tokens(&self, prefix: &str) {
        prefix.clone_into(&mut self.script().token_prefix);
    }

    /// Answers token calls with this instead of a token.
    pub fn refuse_tokens(&self, answer: Answer) {
        self.script().token_answer = Some(answer);
    }

    /// The requests so far, without token calls.
    pub fn calls(&self) -> Vec<Recorded> {
        self.script().calls.clone()
    }

    /// The token calls so far.
    pub fn token_calls(&self) -> Vec<Recorded> {
        self.script().token_calls.clone()
    }

    /// The only request.
    pub fn only_call(&self) -> Recorded {
        let mut calls = self.calls();
        assert_eq!(calls.len(), 1, "exactly one request was to leave, these did: {calls:#?}");
        calls.remove(0)
    }

    /// How many requests of any kind left.
    pub fn traffic(&self) -> usize {
        let script = self.script();
        script.calls.len() + script.token_calls.len()
    }

    /// Records a request and says what the platform answers; `None` when the script is over.
    pub fn receive(&self, request: Recorded) -> Option<Answer> {
        let mut script = self.script();
        if let Some(answer) = script.issue(&request) {
            script.token_calls.push(request);
            return Some(answer);
        }
        script.calls.push(request);
        let script = &mut *script;
        script.answers.pop_front().or_else(|| script.always.clone())
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Script {
    /// The answer to a token call of any of the three platforms, as their pages show it.
    fn issue(&self, request: &Recorded) -> Option<Answer> {
        let token = format!("{}t-{}", self.token_prefix, self.token_calls.len() + 1);
        let body = match request.path.as_str() {
            "/open-apis/auth/v3/tenant_access_token/internal" => {
                json!({"code": 0, "msg": "ok", "tenant_access_token": token, "expire": 7200})
            }
            "/open_api/authen/plugin_token" => json!({
                "data": {"token": token, "expire_time": 7200},
                "error": {"code": 0, "msg": "success"},
            }),
            "/oauth2.0/token" => json!({
                "accessToken": token, "expiresIn": 7200, "ea": ENTERPRISE, "errorCode": 0,
                "errorMessage": "success", "traceId": "E-O.demo",
            }),
            _ => return None,
        };
        Some(self.token_answer.clone().unwrap_or_else(|| Answer::json(200, &body)))
    }
}

impl Transport for Capture {
    fn send(
        &self,
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let announced = body.length();
            let body = body.collect().await.map_err(|error| {
                TransportError::new(TransportErrorKind::Body, "the body broke").caused_by(error)
            })?;
            assert_eq!(announced, body.len() as u64, "the announced length of the body");
            let scheme = head.uri.scheme_str().expect("a scheme");
            let authority = head.uri.authority().expect("a host");
            let recorded = Recorded {
                method: head.method,
                host: format!("{scheme}://{authority}"),
                path: head.uri.path().to_owned(),
                query: head.uri.query().map(ToOwned::to_owned),
                headers: head.headers,
                body,
            };
            let Some(answer) = self.receive(recorded) else {
                let message = "the script has no more answers";
                return Err(TransportError::new(TransportErrorKind::Configuration, message));
            };
            let mut response = http::Response::new(pieces(answer.body));
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
            Ok(response)
        })
    }
}

/// A body in small pieces, which split keys and characters as a network does.
fn pieces(body: Bytes) -> ByteStream {
    struct Pieces(Bytes);
    impl Stream for Pieces {
        type Item = Result<Bytes, io::Error>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let length = self.0.len().min(11);
            Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
        }
    }
    Box::pin(Pieces(body))
}
