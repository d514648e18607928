//! One error for everything that can go wrong with a call.
//!
//! What happened is gathered in a [`Failure`] that knows no types of any operation, so that the
//! code that reads failures exists once; [`Error`] adds the operation's own enumeration of codes.

use crate::endpoint::ErrorCode;
use crate::retry::Stop;
use crate::{Operation, Retry, Violation};
use http::StatusCode;
use std::fmt::{self, Write as _};
use std::time::Duration;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The parameters break documented limits; nothing was sent.
    Invalid,
    /// None of the client's credentials fits the operation; nothing was sent.
    NoCredential,
    /// A token could not be got.
    Token,
    /// The platform answered with an error code.
    Api,
    /// The platform answered something that is no reply of this operation.
    UnexpectedReply,
    /// The reply is larger than the client's limit.
    TooLarge,
    /// The platform answered with a redirect.
    Redirect,
    /// The request could not be sent or the reply not be received.
    Transport,
    /// The deadline passed, or it would pass before the quota has a place for the call; or no
    /// attempt was answered in its time.
    Timeout,
    /// A list cannot be read on; the message says why.
    Paging,
    /// A search has more hits than the platform pages through, and its time range cannot be cut
    /// any further; the message names it.
    BeyondCap,
    /// The client cannot be built so.
    Configuration,
}

/// A violation that the platform reports of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct FieldViolation {
    /// The field.
    pub field: String,
    /// The value it had.
    pub value: String,
    /// What is wrong.
    pub description: String,
}

/// Everything known of a failed call, without the operation's own types.
#[derive(Debug)]
pub struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: &'static str,
    pub(crate) status: Option<StatusCode>,
    pub(crate) code: Option<i64>,
    pub(crate) name: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) log_id: Option<String>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) field_violations: Vec<FieldViolation>,
    pub(crate) excerpt: Option<String>,
    pub(crate) retry: Retry,
    /// Whether the platform cannot have seen the request, so that repeating it is always safe.
    pub(crate) unsent: bool,
    /// When the platform wants to be asked again.
    pub(crate) reset_after: Option<Duration>,
    /// How often the call was sent.
    pub(crate) attempts: u32,
    /// How long it waited, for quotas and before repetitions.
    pub(crate) waited: Duration,
    /// Why it was not repeated.
    pub(crate) stop: Option<Stop>,
    pub(crate) source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Failure {
    pub(crate) fn new(
        kind: ErrorKind,
        operation: &Operation,
        message: impl Into<String>,
    ) -> Box<Self> {
        Box::new(Self {
            kind,
            operation: operation.id,
            status: None,
            code: None,
            name: None,
            message: message.into(),
            log_id: None,
            violations: Vec::new(),
            field_violations: Vec::new(),
            excerpt: None,
            retry: Retry::Never,
            unsent: false,
            reset_after: None,
            attempts: 0,
            waited: Duration::ZERO,
            stop: None,
            source: None,
        })
    }

    pub(crate) fn caused_by(
        mut self: Box<Self>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Box<Self> {
        self.source = Some(source.into());
        self
    }

    /// Adds what the last attempt said, to a failure that ended the call while it was being
    /// repeated.
    pub(crate) fn following(mut self: Box<Self>, last: Box<Self>) -> Box<Self> {
        let _ = write!(self.message, "; the last attempt: {}", words(last.kind));
        if !last.message.is_empty() {
            let _ = write!(self.message, ": {}", last.message);
        }
        self.status = last.status;
        self.code = last.code;
        self.name = last.name;
        self.log_id = last.log_id;
        self.field_violations = last.field_violations;
        self.excerpt = last.excerpt;
        self.reset_after = self.reset_after.or(last.reset_after);
        self.source = last.source;
        self
    }

    pub(crate) fn retrying(mut self: Box<Self>, retry: Retry) -> Box<Self> {
        self.retry = retry;
        self
    }
}

/// A failed call of an operation with the documented codes `C`.
///
/// `Display` says everything in one line. Nothing in it is ever a token or a secret.
pub struct Error<C> {
    failure: Box<Failure>,
    code: Option<C>,
}

impl<C: ErrorCode> From<Box<Failure>> for Error<C> {
    fn from(failure: Box<Failure>) -> Self {
        let code = failure.code.map(C::from_code);
        Self { failure, code }
    }
}

impl<C> Error<C> {
    /// What is known, without the operation's own types.
    pub(crate) fn into_failure(self) -> Box<Failure> {
        self.failure
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.failure.kind
    }

    /// The dotted id of the operation.
    pub fn operation(&self) -> &'static str {
        self.failure.operation
    }

    /// The HTTP status, where an answer came.
    pub fn status(&self) -> Option<StatusCode> {
        self.failure.status
    }

    /// The error code that the platform answered.
    pub fn code(&self) -> Option<&C> {
        self.code.as_ref()
    }

    /// The documented name of that code.
    pub fn name(&self) -> Option<&'static str> {
        self.failure.name
    }

    /// The platform's message, or the runtime's where no answer came. Platforms change their
    /// wording: decide by [`Error::code`].
    pub fn message(&self) -> &str {
        &self.failure.message
    }

    /// The id under which the platform's support finds this call.
    pub fn log_id(&self) -> Option<&str> {
        self.failure.log_id.as_deref()
    }

    /// The constraints that the parameters violate.
    pub fn violations(&self) -> &[Violation] {
        &self.failure.violations
    }

    /// The violations that the platform reports.
    pub fn field_violations(&self) -> &[FieldViolation] {
        &self.failure.field_violations
    }

    /// The beginning of the answer, where it could not be understood.
    pub fn excerpt(&self) -> Option<&str> {
        self.failure.excerpt.as_deref()
    }

    /// What may be done next. Whatever the client could do by itself, it has done.
    pub fn retry(&self) -> Retry {
        self.failure.retry
    }

    /// How often the call was sent; 0 where nothing was.
    pub fn attempts(&self) -> u32 {
        self.failure.attempts
    }

    /// How long the call waited in all, for quotas and before repetitions.
    pub fn waited(&self) -> Duration {
        self.failure.waited
    }

    /// After how long the platform, or a gateway before it, wants to be asked again; for a
    /// used-up quota, when it is free again.
    pub fn reset_after(&self) -> Option<Duration> {
        self.failure.reset_after
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, words(self.kind))?;
        write!(f, "{}", Effort { attempts: self.attempts, waited: self.waited })?;
        if let Some(status) = self.status {
            write!(f, ", HTTP {}", status.as_u16())?;
        }
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        if let Some(name) = self.name {
            write!(f, " ({name})")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", OneLine(&self.message))?;
        }
        for (index, violation) in self.violations.iter().enumerate() {
            write!(f, "{}{violation}", if index == 0 { ": " } else { "; " })?;
        }
        for found in &self.field_violations {
            write!(f, "; {}: {}", OneLine(&found.field), OneLine(&found.description))?;
        }
        if let Some(stop) = &self.stop {
            write!(f, "{stop}")?;
        }
        if let Some(log_id) = &self.log_id {
            write!(f, " [log id {}]", OneLine(log_id))?;
        }
        if let Some(excerpt) = &self.excerpt {
            write!(f, " [answer: {}]", OneLine(excerpt))?;
        }
        Ok(())
    }
}

fn words(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => "invalid parameters, nothing was sent",
        ErrorKind::NoCredential => "no fitting credential, nothing was sent",
        ErrorKind::Token => "no token could be got",
        ErrorKind::Api => "refused by the platform",
        ErrorKind::UnexpectedReply => "unexpected reply",
        ErrorKind::TooLarge => "reply too large",
        ErrorKind::Redirect => "unexpected redirect",
        ErrorKind::Transport => "transport failed",
        ErrorKind::Timeout => "deadline passed",
        ErrorKind::Paging => "the list cannot be read on",
        ErrorKind::BeyondCap => "more hits than the platform pages through",
        ErrorKind::Configuration => "wrong configuration",
    }
}

/// What was done before a call failed, where it was more than sending it once.
struct Effort {
    attempts: u32,
    waited: Duration,
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.waited.as_secs_f64();
        match (self.attempts, self.waited.is_zero()) {
            (0 | 1, true) => Ok(()),
            (attempts, true) => write!(f, " after {attempts} attempts"),
            (0, false) => write!(f, " after {seconds:.1} s of waiting"),
            (1, false) => write!(f, " after 1 attempt and {seconds:.1} s of waiting"),
            (attempts, false) => {
                write!(f, " after {attempts} attempts and {seconds:.1} s of waiting")
            }
        }
    }
}

/// Text of a stranger on one line: control characters are shown, not obeyed.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '\n' | '\r' | '\t' => f.write_str(" "),
            c if c.is_control() => write!(f, "{}", c.escape_default()),
            c => write!(f, "{c}"),
        })
    }
}

impl<C> fmt::Display for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)
    }
}

impl<C: fmt::Debug> fmt::Debug for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("code", &self.code).field("failure", &self.failure).finish()
    }
}

impl<C: fmt::Debug> std::error::Error for Error<C> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.failure.source.as_deref().map(|source| source as _)
    }
}
