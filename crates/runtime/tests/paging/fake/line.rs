//! The line to the platform.

use super::list::PLATFORM;
use super::{Answer, Fake};
use bytes::Bytes;
use http::Request;
use larkspur_runtime::*;
use serde_json::json;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

/// Calls to that platform, each tried once.
pub(crate) fn draft(fake: &Arc<Fake>) -> Draft {
    let transport = Arc::new(InMemory(Arc::clone(fake)));
    let client = Client::builder(&PLATFORM).transport(transport).build().unwrap();
    Draft::new(&client).with_retry(RetryPolicy::none())
}

struct InMemory(Arc<Fake>);

impl Transport for InMemory {
    fn send(
        &self,
        request: Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let pairs = request.uri().query().unwrap_or_default().split('&');
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let fake = &self.0;
        let underway = Underway::begin(fake);
        let pause = (fake.latency)(fake.requests.lock().unwrap().len());
        let answer = fake.answer(query);
        Box::pin(async move {
            let _underway = underway;
            for _ in 0..if fake.stalls { 2 } else { 0 } {
                tokio::task::yield_now().await;
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let body = match answer {
                Answer::Data(data) => json!({ "code": 0, "data": data }),
                Answer::Refusal(code) => json!({ "code": code, "msg": "no" }),
                Answer::Nothing => {
                    return Err(TransportError::new(TransportErrorKind::Sent, "the line broke"));
                }
            };
            let stream: ByteStream = Box::pin(Once(Some(body.to_string().into())));
            Ok(http::Response::new(stream))
        })
    }
}

/// A call that is counted until it ends or is given up.
struct Underway<'a>(&'a Fake);

impl<'a> Underway<'a> {
    fn begin(fake: &'a Fake) -> Self {
        let now = fake.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        fake.most_in_flight.fetch_max(now, Ordering::SeqCst);
        Self(fake)
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A body of one chunk.
struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}
