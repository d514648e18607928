//! The transport that clients use unless they are given another: reqwest, with everything that
//! is decided elsewhere switched off.
//!
//! No redirects, no timeout but that of connecting, no default headers, and a TLS configuration
//! of the runtime's own.

use super::{BoxFuture, Transport, TransportBody, TransportError, TransportErrorKind as Kind};
use crate::{BuildError, ByteStream, tls};
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::uri::{Authority, Scheme};
use http::{Method, Request, Response, Uri};
use reqwest::Url;
use std::error::Error as _;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

/// What a builder can say about connections.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) proxy: Proxy,
    pub(crate) root_certificates: Vec<Vec<u8>>,
}

/// Which proxy connections take.
#[derive(Default)]
pub(crate) enum Proxy {
    /// What the environment says.
    #[default]
    Environment,
    /// None.
    Direct,
    /// This one.
    Url(String),
}

impl Options {
    /// The first option that was set; another transport would ignore it.
    pub(crate) fn set(&self) -> Option<&'static str> {
        let proxy = match self.proxy {
            Proxy::Environment => None,
            Proxy::Direct => Some("no_proxy"),
            Proxy::Url(_) => Some("proxy"),
        };
        proxy
            .or_else(|| self.connect_timeout.map(|_| "connect_timeout"))
            .or_else(|| self.root_certificates.first().map(|_| "root_certificate"))
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Builds the transport.
pub(crate) fn build(options: Options) -> Result<Arc<dyn Transport>, BuildError> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(options.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
    builder = match options.proxy {
        Proxy::Environment => builder,
        Proxy::Direct => builder.no_proxy(),
        Proxy::Url(url) => builder.proxy(proxy(&url)?),
    };
    let client = tls::configure(builder, &options.root_certificates)?
        .build()
        .map_err(|error| BuildError::Transport(error.without_url().into()))?;
    Ok(Arc::new(Reqwest { client, origin: OnceLock::new() }))
}

/// The address may hold a password, so no error repeats it.
fn proxy(url: &str) -> Result<reqwest::Proxy, BuildError> {
    let known = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
    match reqwest::Proxy::all(url) {
        Ok(proxy) if known => Ok(proxy),
        _ => Err(BuildError::Proxy),
    }
}

struct Reqwest {
    client: reqwest::Client,
    origin: OnceLock<Origin>,
}

/// The address of the first request, without its path. Nearly all requests of a client go to one
/// host, and parsing that anew costs more than everything else in making a request.
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: Url,
}

impl Transport for Reqwest {
    fn send(
        &self,
        request: Request<TransportBody>,
    ) -> BoxFuture<'_, Result<Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            if !tls::AVAILABLE && request.uri().scheme_str() == Some("https") {
                return Err(TransportError::new(Kind::Configuration, tls::NOT_AVAILABLE));
            }
            let request = self.convert(request)?;
            let mut response = self.client.execute(request).await.map_err(failed)?;
            let mut converted = Response::new(());
            *converted.status_mut() = response.status();
            *converted.headers_mut() = std::mem::take(response.headers_mut());
            let body: ByteStream = Box::pin(Chunks(response.bytes_stream()));
            Ok(converted.map(|()| body))
        })
    }
}

impl Reqwest {
    fn convert(&self, request: Request<TransportBody>) -> Result<reqwest::Request, TransportError> {
        let (mut head, body) = request.into_parts();
        let writes = matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
        // The length is given by hand: a stream would go out in chunks otherwise, and some
        // gateways refuse a POST that says nothing about its length.
        if writes || body.length() > 0 {
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.length()));
        }
        let body = match body {
            TransportBody::Empty => reqwest::Body::default(),
            TransportBody::Bytes(bytes) => bytes.into(),
            TransportBody::Stream { stream, .. } => reqwest::Body::wrap_stream(Outgoing(stream)),
        };
        let mut request = reqwest::Request::new(head.method, self.address(&head.uri)?);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(body);
        Ok(request)
    }

    fn address(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Some(url) = self.origin.get().and_then(|origin| origin.with_path_of(uri)) {
            return Ok(url);
        }
        let url = Url::parse(&uri.to_string()).map_err(|error| {
            TransportError::new(Kind::Configuration, "the request cannot be written")
                .caused_by(error)
        })?;
        if let Some(origin) = Origin::of(uri, &url) {
            self.origin.get_or_init(|| origin);
        }
        Ok(url)
    }
}

impl Origin {
    fn of(uri: &Uri, url: &Url) -> Option<Self> {
        let (scheme, authority) = (uri.scheme()?.clone(), uri.authority()?.clone());
        let mut url = url.clone();
        url.set_path("");
        url.set_query(None);
        Some(Self { scheme, authority, url })
    }

    /// The whole address, where it begins like the first one.
    fn with_path_of(&self, uri: &Uri) -> Option<Url> {
        if uri.scheme() != Some(&self.scheme) || uri.authority() != Some(&self.authority) {
            return None;
        }
        let mut url = self.url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        Some(url)
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    // The address may carry a secret in its query; the platform's host is in the client anyway.
    let error = error.without_url();
    let (kind, message) = if error.is_connect() {
        (Kind::Connect, "no connection could be made")
    } else if error.is_timeout() {
        (Kind::Timeout, "no answer came in time")
    } else if error.is_builder() {
        (Kind::Configuration, "the request cannot be written")
    } else if is_unreadable(&error) {
        (Kind::Body, "the body of the request could not be read")
    } else {
        (Kind::Sent, "the connection broke")
    };
    TransportError::new(kind, message).caused_by(error)
}

/// Whether it was the caller's own stream that failed.
fn is_unreadable(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<Unreadable>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// The mark of an error that came from the caller's stream and not from the connection.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unreadable(io::Error);

struct Outgoing(ByteStream);

impl Stream for Outgoing {
    type Item = Result<Bytes, Unreadable>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map_err(Unreadable)
    }
}

/// The body of an answer, with errors that do not name reqwest.
struct Chunks<S>(S);

impl<S> Stream for Chunks<S>
where
    S: Stream<Item = Result<Bytes, reqwest::Error>> + Unpin,
{
    type Item = Result<Bytes, io::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.get_mut().0).poll_next(cx);
        polled.map_err(|error| io::Error::other(error.without_url()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(uri: &Uri) -> Url {
        Url::parse(&uri.to_string()).expect("an address")
    }

    #[test]
    fn a_known_origin_changes_no_address() {
        let first = Uri::from_static("https://open.feishu.cn:8443/open-apis/first?a=1");
        let origin = Origin::of(&first, &parsed(&first)).expect("an origin");
        for path in [
            "",
            "/",
            "/open-apis/x",
            "/a/../b",
            "/a%2Fb/./c?x=/../&y=%20",
            "/?x",
            "/a?",
            "/a//b",
            "/a\\b",
            "/'{}",
            "//other.host/x",
            "/\\other.host/x",
        ] {
            let uri: Uri =
                format!("https://open.feishu.cn:8443{path}").parse().expect("an address");
            assert_eq!(origin.with_path_of(&uri), Some(parsed(&uri)), "{path}");
        }
    }

    #[test]
    fn another_origin_is_not_taken_for_the_first() {
        let first = Uri::from_static("https://open.feishu.cn/x");
        let origin = Origin::of(&first, &parsed(&first)).expect("an origin");
        for other in ["http://open.feishu.cn/x", "https://open.feishu.cn:444/x", "https://a.b/x"] {
            assert!(origin.with_path_of(&Uri::from_static(other)).is_none(), "{other}");
        }
    }
}
