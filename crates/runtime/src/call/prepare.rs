//! From parameters to requests: what cannot be sent is refused, all of it at once, and what can
//! be sent is put together anew for each attempt.

use super::credential::Credential;
use super::{Call, CallOptions, User};
use crate::auth::fill;
use crate::body::Body;
use crate::client::Inner;
use crate::{
    ErrorKind, Failure, Operation, RequestParts, Token, TransportBody, UserTokens, Violation,
    multipart,
};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Request, Uri};
use std::borrow::Cow;
use tokio::time::Instant;

/// The length of a trace id in the query, with `&` and `=`.
const TRACE: usize = 38;

/// What the parameters of an operation came to.
pub(crate) struct Written {
    pub(super) violations: Vec<Violation>,
    pub(super) parts: RequestParts,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        client: &'a Inner,
        options: &'a CallOptions,
        operation: &'static Operation,
        written: Written,
        started: Instant,
    ) -> Result<Self, Box<Failure>> {
        let Written { mut violations, mut parts } = written;
        for fault in parts.take_faults().into_iter().chain(options.faults.iter().cloned()) {
            // The limits of the page have often said the same already.
            let named = |found: &Violation| found.parameter.eq_ignore_ascii_case(&fault.parameter);
            if !violations.iter().any(named) {
                violations.push(fault);
            }
        }
        if !violations.is_empty() {
            return Err(Failure::invalid(operation, violations));
        }
        let span = options.deadline.or(client.deadline);
        let deadline = span.and_then(|span| started.checked_add(span));
        Ok(Self { client, options, operation, parts, started, deadline })
    }

    pub(crate) fn uri(&self) -> Result<Uri, Box<Failure>> {
        let own = self.operation.host.filter(|_| !self.client.base.custom);
        let base = own.unwrap_or(&self.client.base.url);
        let RequestParts { path, query, .. } = &self.parts;
        let trace_query = self.operation.platform.trace_query;
        let traces = trace_query.iter().map(|name| name.len() + TRACE).sum::<usize>();
        let mut uri = String::with_capacity(base.len() + path.len() + query.len() + 1 + traces);
        uri.extend([base, path]);
        let mut mark = '?';
        let traces = trace_query
            .iter()
            .map(|name| Cow::Owned(format!("{name}={}", self.client.random.uuid())));
        let query = Some(Cow::Borrowed(query.as_str())).filter(|query| !query.is_empty());
        for pair in query.into_iter().chain(traces) {
            uri.push(mark);
            uri.push_str(&pair);
            mark = '&';
        }
        Uri::try_from(uri).map_err(|error| {
            let expected = format!("cannot be sent: {error}");
            let fault = Violation { parameter: "address".to_owned(), expected };
            Failure::invalid(self.operation, vec![fault])
        })
    }

    /// The request of one attempt.
    pub(super) fn request(
        &self,
        credential: Option<&Credential<'_>>,
    ) -> Result<Request<TransportBody>, Box<Failure>> {
        let (content_type, body) = self.body()?;
        // Six is what most requests need with reqwest's own; room for more costs more than growing.
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(USER_AGENT, self.client.user_agent.clone());
        for more in [&self.client.headers, &self.options.headers, &self.parts.headers] {
            if !more.is_empty() {
                headers.extend(more.clone());
            }
        }
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        if let Some(Credential { scheme, token, .. }) = credential {
            fill(scheme, token, &self.client.credentials, &mut headers)
                .map_err(|why| self.no_proof(scheme.name, &why))?;
        }
        let mut request = Request::new(body);
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = self.uri()?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn no_proof(&self, scheme: &str, why: &str) -> Box<Failure> {
        let message = format!("the headers of the scheme `{scheme}` cannot be made: {why}");
        let mut failure = Failure::new(ErrorKind::Token, self.operation, message);
        failure.unsent = true;
        failure
    }

    fn body(&self) -> Result<(Option<HeaderValue>, TransportBody), Box<Failure>> {
        let fixed = |text| Some(HeaderValue::from_static(text));
        Ok(match &self.parts.body {
            Body::Empty => (None, TransportBody::Empty),
            Body::Json(bytes) => {
                (fixed(self.operation.platform.content_type), TransportBody::Bytes(bytes.clone()))
            }
            Body::Form(form) => (
                fixed("application/x-www-form-urlencoded"),
                TransportBody::Bytes(form.clone().into()),
            ),
            Body::Multipart(form) => {
                let (content_type, body) =
                    multipart::encode(form, &self.client.random).map_err(|file| {
                        let fault = Violation {
                            parameter: file.to_owned(),
                            expected: "is a stream that was sent before; give a new one".to_owned(),
                        };
                        Failure::invalid(self.operation, vec![fault])
                    })?;
                (HeaderValue::try_from(content_type).ok(), body)
            }
        })
    }

    /// Whether the same request can be sent again.
    pub(super) fn repeatable(&self) -> bool {
        !matches!(&self.parts.body, Body::Multipart(form) if form.is_used_up())
    }
}

impl Failure {
    fn invalid(operation: &'static Operation, violations: Vec<Violation>) -> Box<Self> {
        let mut failure = Self::new(ErrorKind::Invalid, operation, "");
        failure.violations = violations;
        failure.unsent = true;
        failure
    }
}

/// The scheme of user tokens, by its name in every spec.
const USER: &str = "user";

impl<'a> Call<'a> {
    /// How this call can prove who calls: by a user token of its own, or else by the first of
    /// the operation's schemes that the client has.
    pub(super) fn choose(&self) -> Result<Option<Choice<'a>>, Box<Failure>> {
        let takes = self.operation.auth;
        if takes.is_empty() {
            return Ok(None);
        }
        let choice = match &self.options.user {
            Some(user) if takes.contains(&USER) => {
                let schemes = self.operation.platform.auth;
                let scheme = schemes.iter().find(|scheme| scheme.name == USER);
                scheme.map(|scheme| match user {
                    User::Token(token) => Choice::Own(scheme, Token::new(token.clone())),
                    User::Tokens(tokens) => Choice::User(scheme, tokens),
                })
            }
            Some(_) => None,
            None => takes.iter().find_map(|name| {
                let known = self.client.schemes.iter().find(|known| known.scheme.name == *name);
                known.map(Choice::Client)
            }),
        };
        choice.map(Some).ok_or_else(|| self.no_credential())
    }

    fn no_credential(&self) -> Box<Failure> {
        let takes = named(self.operation.auth.iter().copied());
        let has = match &self.options.user {
            Some(_) => "the call was given a user token".to_owned(),
            None => match named(self.client.schemes.iter().map(|known| known.scheme.name)) {
                none if none.is_empty() => "the client has no credentials".to_owned(),
                names => format!("the client has {names}"),
            },
        };
        let message = format!("it takes {takes}, and {has}");
        let mut failure = Failure::new(ErrorKind::NoCredential, self.operation, message);
        failure.unsent = true;
        failure
    }
}

/// The proof that a call will use.
pub(super) enum Choice<'a> {
    /// The token that was given to the call.
    Own(&'static crate::Scheme, Token),
    /// The tokens of a person, which are refreshed.
    User(&'static crate::Scheme, &'a UserTokens),
    /// What the client has.
    Client(&'a crate::auth::Available),
}

fn named<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}
