//! HTTP: requests in, answers out, and nothing else.

use crate::answer::Answer;
use crate::app::App;
use crate::received::Received;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The largest body that is read.
const LARGEST: usize = 256 << 20;

/// Serves until the sender of `stop` is used or dropped.
pub(crate) async fn start(
    app: Arc<App>,
    address: SocketAddr,
) -> std::io::Result<(SocketAddr, oneshot::Sender<()>)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().fallback(handle).with_state(app);
    let serving = axum::serve(listener, router).with_graceful_shutdown(async {
        // A dropped sender stops the server as well.
        let _ = stopped.await;
    });
    tokio::spawn(serving.into_future());
    Ok((address, stop))
}

async fn handle(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return respond(Answer::empty(413));
    };
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let received = Received {
        method: parts.method.as_str().to_owned(),
        target: target.to_owned(),
        headers: texts(&parts.headers),
        body,
        ..Received::default()
    };
    respond(app.handle(received))
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

/// An answer as HTTP. Only a forced one can be no HTTP at all; it becomes a 500 that says so.
fn respond(answer: Answer) -> Response<Body> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap_or_else(|error| {
        let mut response = Response::new(Body::from(format!("no such answer: {error}")));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
