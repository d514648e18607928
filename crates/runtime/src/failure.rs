//! Failed answers, read once for all operations.
//!
//! An answer that is no success can be anything: an envelope of the platform, one of another
//! service behind the same gateway, a proxy's HTML page, half a body, nothing. Here it becomes a
//! [`Failure`] that says what is known. Platforms go by the code in the body and use HTTP
//! statuses as they please, so the code is looked for first. No type of any operation is known
//! here, and no text leaves without the call's secrets being masked.

mod excerpt;

use crate::decode::{Codec as _, Integer};
use crate::{
    CodeFact, Envelope, ErrorKind, Failure, FieldViolation, KeyPath, Operation, Platform, Retry,
    Secret, TokenError, TransportError, TransportErrorKind,
};
use http::header::{LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// The part of an answer's root that belongs to envelopes, or all of it.
type Root = serde_json::Map<String, Value>;

/// An answer in full.
pub(crate) struct Answer<'a> {
    pub(crate) platform: &'static Platform,
    pub(crate) envelope: &'static Envelope,
    pub(crate) codes: &'static [CodeFact],
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) bytes: &'a [u8],
    pub(crate) secrets: &'a [Secret],
}

/// What an envelope says.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) code: Option<i64>,
    pub(crate) success: bool,
    message: String,
    log_id: Option<String>,
    violations: Vec<FieldViolation>,
}

impl<'a> Answer<'a> {
    pub(crate) fn of(
        operation: &'static Operation,
        head: &'a http::response::Parts,
        bytes: &'a [u8],
        secrets: &'a [Secret],
    ) -> Self {
        Self {
            platform: operation.platform,
            envelope: operation.envelope,
            codes: operation.codes,
            status: head.status,
            headers: &head.headers,
            bytes,
            secrets,
        }
    }

    /// The whole root.
    pub(crate) fn root(&self) -> Result<Root, serde_json::Error> {
        serde_json::from_slice(self.bytes)
    }

    /// The keys of the root that belong to an envelope. Nothing else is built, so that neither
    /// size nor depth of a reply matters.
    fn envelope_keys(&self) -> Result<Root, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(self.bytes);
        let root = deserializer.deserialize_map(EnvelopeKeys(self))?;
        deserializer.end()?;
        Ok(root)
    }

    /// The operation's own envelope first; any other of the platform is understood too.
    pub(crate) fn reading(&self, root: &Root) -> Reading {
        let mut envelopes = std::iter::once(self.envelope).chain(self.platform.envelopes);
        let found = envelopes
            .find_map(|envelope| Some((envelope, at(root, envelope.code).and_then(integer)?)));
        let Some((envelope, code)) = found else { return Reading::default() };
        let log_ids = envelope.log_id.iter();
        Reading {
            code: Some(code),
            success: code == envelope.success,
            message: at(root, envelope.message).and_then(text).unwrap_or_default(),
            log_id: log_ids.filter_map(|path| text(at(root, path)?)).find(|id| !id.is_empty()),
            violations: violations(at(root, envelope.violations)),
        }
    }

    /// Whether a body that could as well be a JSON file is a refusal: its code is documented, or
    /// it has a message beside the code, as an envelope does.
    pub(crate) fn is_refusal(&self) -> bool {
        let Ok(root) = self.envelope_keys() else { return false };
        let reading = self.reading(&root);
        let Some(code) = reading.code.filter(|_| !reading.success) else { return false };
        !reading.message.is_empty() || self.fact(code).is_some()
    }

    fn fact(&self, code: i64) -> Option<&'static CodeFact> {
        self.codes.iter().chain(self.platform.codes).find(|fact| fact.code == code)
    }

    fn mask(&self, text: &str) -> String {
        excerpt::mask(text, self.secrets)
    }

    fn log_id(&self, reading: &Reading) -> Option<String> {
        let id = log_id(self.platform, self.headers).or(reading.log_id.as_deref())?;
        Some(self.mask(id))
    }
}

/// Reads a failed answer; `undecoded` is why a reply with a success code could not be decoded.
pub(crate) fn failure(
    operation: &'static Operation,
    answer: &Answer<'_>,
    undecoded: Option<&serde_json::Error>,
) -> Box<Failure> {
    if answer.status.is_redirection() {
        return redirect(operation, answer.platform, answer.status, answer.headers);
    }
    let keys = answer.envelope_keys();
    let reading = keys.as_ref().map(|root| answer.reading(root)).unwrap_or_default();
    let log_id = answer.log_id(&reading);
    let mut failure = match reading.code {
        Some(code) if !reading.success => refused(operation, answer, code, reading),
        _ => {
            let message = unexpected(answer, &keys, &reading, undecoded);
            let place = undecoded.or(keys.as_ref().err());
            let mut failure = Failure::new(ErrorKind::UnexpectedReply, operation, message)
                .retrying(unread(answer.status, place));
            failure.excerpt = excerpt::around(answer.bytes, place, answer.secrets);
            failure
        }
    };
    failure.status = Some(answer.status);
    failure.log_id = log_id;
    failure.reset_after = reset_after(answer.platform, answer.headers);
    failure
}

/// No documented quota is counted over more than a day. What says more is an instant or nonsense,
/// and would close the quota for years.
const LONGEST_RESET: Duration = Duration::from_secs(86_400);

/// When to come back, by the platform's header, or else by the one that gateways send.
pub(crate) fn reset_after(platform: &Platform, headers: &HeaderMap) -> Option<Duration> {
    let seconds = |value: &HeaderValue| {
        let span = Duration::from_secs(value.to_str().ok()?.trim().parse().ok()?);
        Some(span).filter(|span| *span <= LONGEST_RESET)
    };
    let own = platform.quota_reset.and_then(|name| headers.get(name)).and_then(seconds);
    own.or_else(|| headers.get(RETRY_AFTER).and_then(seconds))
}

fn refused(
    operation: &'static Operation,
    answer: &Answer<'_>,
    code: i64,
    reading: Reading,
) -> Box<Failure> {
    let fact = answer.fact(code);
    let retry = fact.map_or_else(|| by_status(answer.status), |fact| fact.retry);
    let mut failure = Failure::new(ErrorKind::Api, operation, answer.mask(&reading.message));
    failure.code = Some(code);
    failure.name = fact.map(|fact| fact.name);
    failure.retry = retry;
    failure.field_violations = reading.violations;
    for found in &mut failure.field_violations {
        found.field = answer.mask(&found.field);
        found.value = answer.mask(&found.value);
        found.description = answer.mask(&found.description);
    }
    failure
}

/// Why an answer is no reply.
fn unexpected(
    answer: &Answer<'_>,
    keys: &Result<Root, serde_json::Error>,
    reading: &Reading,
    undecoded: Option<&serde_json::Error>,
) -> String {
    let code = answer.envelope.code.join(".");
    match (keys, reading.code, undecoded) {
        _ if answer.bytes.iter().all(u8::is_ascii_whitespace) => "the body is empty".to_owned(),
        (Err(error), _, _) => {
            format!("the body cannot be read: {}", cut(&answer.mask(&error.to_string())))
        }
        (_, None, _) => format!("the body has no `{code}`, so it is no reply of the platform"),
        (_, Some(found), _) if !answer.status.is_success() => {
            format!("`{code}` is {found}, which means success, and the HTTP status says otherwise")
        }
        (_, _, Some(error)) => cut(&answer.mask(&error.to_string())),
        (_, Some(found), None) => format!("`{code}` is {found}, and there is no reply"),
    }
}

/// The messages of serde may quote a value of any length.
fn cut(message: &str) -> String {
    const LONGEST: usize = 300;
    match message.char_indices().nth(LONGEST) {
        None => message.to_owned(),
        // The place is at the end, and nobody wants to miss it.
        Some((end, _)) => {
            let place = message.rfind(" at line ").map_or("", |start| &message[start..]);
            format!("{}…{}", &message[..end], if place.len() < 60 { place } else { "" })
        }
    }
}

/// What an answer without a documented code leaves to do.
fn by_status(status: StatusCode) -> Retry {
    match status.as_u16() {
        429 => Retry::Quota,
        408 | 500..=599 => Retry::Backoff,
        _ => Retry::Never,
    }
}

/// What an answer without a code leaves to do. JSON that ends too early is an answer that was cut
/// on its way, also where nobody noticed there.
fn unread(status: StatusCode, place: Option<&serde_json::Error>) -> Retry {
    match by_status(status) {
        Retry::Never if status.is_success() && place.is_some_and(|error| error.is_eof()) => {
            Retry::Backoff
        }
        retry => retry,
    }
}

/// A redirect that is not followed. Of its target only the host is told: the rest may hold
/// a credential.
pub(crate) fn redirect(
    operation: &'static Operation,
    platform: &Platform,
    status: StatusCode,
    headers: &HeaderMap,
) -> Box<Failure> {
    let target = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let uri = target.and_then(|target| target.parse::<Uri>().ok());
    let message = match uri.as_ref().map(Uri::host) {
        Some(Some(host)) => format!("it points to the host `{host}` and was not followed"),
        Some(None) => "it points to the same host and was not followed".to_owned(),
        None => "it names no target that could be read".to_owned(),
    };
    let mut failure = Failure::new(ErrorKind::Redirect, operation, message);
    failure.status = Some(status);
    failure.log_id = log_id(platform, headers).map(ToOwned::to_owned);
    failure
}

/// A token call that was answered with anything but a token. The answer is not quoted.
pub(crate) fn token_error(answer: &Answer<'_>) -> TokenError {
    let status = answer.status;
    let keys = answer.envelope_keys();
    let reading = keys.as_ref().map(|root| answer.reading(root)).unwrap_or_default();
    let error = match reading.code {
        Some(code) if !reading.success => {
            let retry = answer.fact(code).map_or_else(|| by_status(status), |fact| fact.retry);
            // Another token will not make a token call succeed.
            let retry = if retry == Retry::Token { Retry::Never } else { retry };
            TokenError::new(answer.mask(&reading.message)).with_code(code).with_retry(retry)
        }
        _ => TokenError::new("the answer to the token call is no reply of the platform")
            .with_retry(unread(status, keys.as_ref().err())),
    };
    match answer.log_id(&reading) {
        Some(id) => error.with_status(status).with_log_id(id),
        None => error.with_status(status),
    }
}

impl Failure {
    pub(crate) fn no_token(operation: &'static Operation, error: TokenError) -> Box<Self> {
        let mut failure = Self::new(ErrorKind::Token, operation, error.message());
        failure.code = error.code();
        failure.name = failure.code.and_then(|code| Some(operation.code(code)?.name));
        failure.status = error.status();
        failure.log_id = error.log_id().map(ToOwned::to_owned);
        failure.unsent = true;
        failure.retrying(error.retry()).caused_by(error)
    }

    pub(crate) fn not_sent(operation: &'static Operation, error: TransportError) -> Box<Self> {
        use TransportErrorKind as Kind;
        let (kind, retry) = match error.kind() {
            Kind::Connect | Kind::Sent => (ErrorKind::Transport, Retry::Backoff),
            Kind::Timeout => (ErrorKind::Timeout, Retry::Backoff),
            Kind::Body => (ErrorKind::Transport, Retry::Never),
            Kind::Configuration => (ErrorKind::Configuration, Retry::Never),
        };
        let mut failure = Self::new(kind, operation, error.to_string());
        failure.unsent = matches!(error.kind(), Kind::Connect | Kind::Configuration);
        failure.retrying(retry).caused_by(error)
    }
}

/// The log id of the headers.
pub(crate) fn log_id<'a>(platform: &Platform, headers: &'a HeaderMap) -> Option<&'a str> {
    let ids = platform.log_id.iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    ids.map(str::trim).find(|id| !id.is_empty())
}

/// The value at a path of keys.
pub(crate) fn at(root: &Root, path: KeyPath) -> Option<&Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(root.get(*first)?, |value, key| value.get(key))
}

/// A whole number, in quotes or not.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    Integer::decode(value).ok().flatten()
}

/// Text, or what can be read as text.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn violations(list: Option<&Value>) -> Vec<FieldViolation> {
    let items = list.and_then(Value::as_array).into_iter().flatten().take(100);
    items
        .filter_map(Value::as_object)
        .map(|item| {
            let get = |key| item.get(key).and_then(text).unwrap_or_default();
            let (field, value) = (get("field"), get("value"));
            FieldViolation { field, value, description: get("description") }
        })
        .collect()
}

/// Collects the keys of envelopes and walks past everything else.
struct EnvelopeKeys<'a>(&'a Answer<'a>);

impl<'de> Visitor<'de> for EnvelopeKeys<'_> {
    type Value = Root;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Root, A::Error> {
        let answer = self.0;
        let envelopes = || std::iter::once(answer.envelope).chain(answer.platform.envelopes);
        let mut root = Root::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if envelopes().any(|envelope| envelope.root_keys.contains(&&*key)) {
                root.insert(key.into_owned(), map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(root)
    }
}
