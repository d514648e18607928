//! The transport in memory, and short hands for the tests.

use crate::platform::{Code, PLATFORM};
use larkspur_runtime::bytes::Bytes;
use larkspur_runtime::{
    BoxFuture, ByteStream, Client, ClientBuilder, Draft, Error, Event, JsonEndpoint, Response,
    RetryPolicy, Send, Transport, TransportBody, TransportError, TransportErrorKind, WaitCause,
};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

pub(crate) const SECRET: &str = "very-secret-app-secret";

/// A request as it went out.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Result<String, String>,
    pub(crate) length: u64,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn path(&self) -> String {
        self.uri.parse::<http::Uri>().unwrap().path().to_owned()
    }
}

pub(crate) type Answer = Result<http::Response<ByteStream>, TransportError>;
type Script = dyn Fn(Sent) -> BoxFuture<'static, Answer> + std::marker::Send + Sync;

/// Answers as told and keeps what it was asked.
#[derive(Clone)]
pub(crate) struct World {
    sent: Arc<Mutex<Vec<Sent>>>,
    script: Arc<Script>,
}

impl World {
    pub(crate) fn new<F>(script: impl Fn(Sent) -> F + std::marker::Send + Sync + 'static) -> Self
    where
        F: Future<Output = Answer> + std::marker::Send + 'static,
    {
        Self { sent: Arc::default(), script: Arc::new(move |sent| Box::pin(script(sent))) }
    }

    /// Hands out `t-1`, `t-2`, ... for the token path and answers everything else by the function.
    pub(crate) fn with_tokens(
        answer: impl Fn(&Sent) -> Answer + std::marker::Send + Sync + 'static,
    ) -> Self {
        let issued = Mutex::new(0);
        Self::new(move |sent| {
            let reply = if sent.path().ends_with("/token") {
                let mut issued = issued.lock().unwrap();
                *issued += 1;
                token(&format!("t-{issued}"), 7200)
            } else {
                answer(&sent)
            };
            async move {
                // A real answer takes a moment, in which other callers come.
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                reply
            }
        })
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.sent().iter().filter(|sent| sent.path() == path).count()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(&PLATFORM).transport(Arc::new(self.clone()))
    }

    /// A client with the credentials of an app.
    pub(crate) fn client(&self) -> Client {
        app(self.builder()).build().unwrap()
    }

    /// The same, and it repeats nothing.
    pub(crate) fn once(&self) -> Client {
        app(self.builder()).retry(RetryPolicy::none()).build().unwrap()
    }
}

pub(crate) fn app(builder: ClientBuilder) -> ClientBuilder {
    builder
        .credential("app_id", "cli_1")
        .credential("app_secret", SECRET)
        .credential("actor", "1000")
}

impl Transport for World {
    fn send(&self, request: http::Request<TransportBody>) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let length = body.length();
            let body = body.collect().await.map_err(|error| error.to_string());
            let sent = Sent {
                method: head.method.to_string(),
                uri: head.uri.to_string(),
                headers: head.headers,
                body: body.map(|body| String::from_utf8_lossy(&body).into_owned()),
                length,
            };
            self.sent.lock().unwrap().push(sent.clone());
            if let Err(error) = &sent.body {
                let kind = larkspur_runtime::TransportErrorKind::Body;
                return Err(TransportError::new(kind, error.clone()));
            }
            (self.script)(sent).await
        })
    }
}

/// Chunks of a body.
pub(crate) struct Chunks(pub(crate) VecDeque<Result<Bytes, io::Error>>);

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

pub(crate) fn chunks<const N: usize>(chunks: [&[u8]; N]) -> ByteStream {
    Box::pin(Chunks(chunks.into_iter().map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect()))
}

/// A body that never comes.
pub(crate) struct Never;

impl futures_core::Stream for Never {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: ByteStream) -> Answer {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    Ok(response.body(body).unwrap())
}

pub(crate) fn json(status: u16, body: &str) -> Answer {
    answer(status, &[("content-type", "application/json")], chunks([body.as_bytes()]))
}

pub(crate) fn good() -> Answer {
    json(200, r#"{"code":0,"msg":"ok","data":{"name":"a","count":"2","items":["x"]}}"#)
}

pub(crate) fn token(token: &str, life: i64) -> Answer {
    json(200, &format!(r#"{{"code":0,"msg":"ok","token":"{token}","expire":{life},"ea":"demo"}}"#))
}

pub(crate) async fn call<E>(
    client: &Client,
    parameters: E,
) -> Result<Response<E::Reply>, Error<Code>>
where
    E: JsonEndpoint<Code = Code>,
{
    Send::new(Draft::new(client), parameters).await
}

/// Keeps the waits that a call tells of.
#[derive(Clone, Default)]
pub(crate) struct Waits(Arc<Mutex<Vec<(WaitCause, Duration)>>>);

impl Waits {
    pub(crate) fn listener(&self) -> impl Fn(&Event) + std::marker::Send + Sync + 'static {
        let waits = Arc::clone(&self.0);
        move |event| {
            let Event::Waiting { cause, pause, .. } = event else { return };
            waits.lock().unwrap().push((*cause, *pause));
        }
    }

    pub(crate) fn all(&self) -> Vec<(WaitCause, Duration)> {
        self.0.lock().unwrap().clone()
    }
}

/// Hands out tokens, answers calls in that order, and well from then on.
pub(crate) fn first(answers: Vec<Answer>) -> World {
    let answers = Mutex::new(VecDeque::from(answers));
    World::with_tokens(move |_| answers.lock().unwrap().pop_front().unwrap_or_else(good))
}

/// Answers all calls, but not those for tokens, in the same way.
pub(crate) fn always(answer: impl Fn() -> Answer + std::marker::Send + Sync + 'static) -> World {
    World::with_tokens(move |_| answer())
}

pub(crate) fn broken(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind, "it broke"))
}

pub(crate) fn coded(status: u16, code: i64) -> Answer {
    json(status, &format!(r#"{{"code":{code},"msg":"so it is"}}"#))
}

pub(crate) fn throttled(headers: &[(&str, &str)]) -> Answer {
    answer(400, headers, chunks([br#"{"code":429,"msg":"slow down"}"#]))
}

/// Makes a call as the draft says.
pub(crate) async fn with<E: JsonEndpoint>(
    draft: Draft,
    parameters: E,
) -> Result<Response<E::Reply>, Error<E::Code>> {
    Send::new(draft, parameters).await
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Polls once; whether the future has ended.
pub(crate) async fn ends_now<F: Future + Unpin>(mut future: F) -> bool {
    std::future::poll_fn(|cx| Poll::Ready(Pin::new(&mut future).poll(cx).is_ready())).await
}
