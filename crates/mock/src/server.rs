//! HTTP on sockets: requests in, deliveries carried out, and nothing else.
//!
//! Connections are served one by one and by hand, so that one can really be broken: without an
//! answer, or within one.

use crate::app::App;
use crate::delivery::Outcome;
use crate::mock::Listener;
use crate::received::Received;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

/// The largest body that is read.
const LARGEST: usize = 256 << 20;

/// Why a connection is broken.
#[derive(Debug, thiserror::Error)]
#[error("the connection is broken on purpose")]
struct Broken;

/// Serves until the listener is dropped.
pub(crate) async fn start(app: Arc<App>, address: SocketAddr) -> std::io::Result<Listener> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(accept(listener, app, stopped));
    Ok(Listener { address, _stop: stop })
}

async fn accept(listener: TcpListener, app: Arc<App>, mut stopped: oneshot::Receiver<()>) {
    // Connections end with their mock: they watch for the end of this sender.
    let (_open, closing) = watch::channel(());
    loop {
        tokio::select! {
            // A dropped sender stops the server as well.
            _ = &mut stopped => return,
            accepted = listener.accept() => {
                // What fails to be accepted is gone; the next caller may do better.
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(serve(stream, Arc::clone(&app), closing.clone()));
                }
            }
        }
    }
}

/// Serves one connection until its caller, the mock or a delivery ends it.
async fn serve(stream: TcpStream, app: Arc<App>, mut closing: watch::Receiver<()>) {
    // Without this every answer on a connection kept open waits for the caller's acknowledgement.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(|request| handle(Arc::clone(&app), request));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A connection that breaks, on purpose or not, says so to its caller alone.
        _ = connection.as_mut() => {}
        _ = closing.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn handle(app: Arc<App>, request: Request<Incoming>) -> Result<Response<Sent>, Broken> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        let mut response = Response::new(Sent::whole(Bytes::new()));
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(response);
    };
    let delivery = app.deliver(Received::new(&parts, body.to_bytes()));
    if !delivery.delay.is_zero() {
        tokio::time::sleep(delivery.delay).await;
    }
    match delivery.outcome {
        Outcome::Answer(response) => Ok(response.map(Sent::whole)),
        Outcome::Cut(response, kept) => Ok(response.map(|body| Sent::cut(body, kept))),
        Outcome::Dropped { .. } | Outcome::Refused => Err(Broken),
    }
}

/// A body on its way: all of it, or a part that ends in a break.
struct Sent {
    rest: Option<Bytes>,
    /// The length that the head promises.
    length: u64,
    then: Then,
}

/// What follows the last byte.
#[derive(PartialEq)]
enum Then {
    End,
    /// One turn in which the bytes leave the server's own buffer, and then the break.
    Flush,
    Break,
}

impl Sent {
    fn whole(body: Bytes) -> Sent {
        Sent { length: length(&body), then: Then::End, rest: filled(body) }
    }

    fn cut(body: Bytes, kept: usize) -> Sent {
        let part = body.slice(..kept.min(body.len()));
        Sent { length: length(&body), then: Then::Flush, rest: filled(part) }
    }
}

fn filled(body: Bytes) -> Option<Bytes> {
    Some(body).filter(|body| !body.is_empty())
}

fn length(body: &Bytes) -> u64 {
    u64::try_from(body.len()).unwrap_or(u64::MAX)
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(part) = self.rest.take() {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        match self.then {
            Then::End => Poll::Ready(None),
            Then::Break => Poll::Ready(Some(Err(Broken))),
            Then::Flush => {
                self.then = Then::Break;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.then == Then::End
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
