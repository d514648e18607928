//! What goes back to the caller, before it becomes HTTP.
//!
//! Everything that answers makes an [`Answer`]; only the server sends it. Whoever wants answers
//! to be cut, delayed or bent does so between the two.

use bytes::Bytes;
use serde_json::Value;

/// An answer in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// It is to leave as it is, without the headers every other answer gets.
    pub(crate) sealed: bool,
}

impl Answer {
    /// An answer of these bytes.
    pub(crate) fn new(status: u16, body: Bytes) -> Answer {
        Answer { status, headers: Vec::new(), body, sealed: false }
    }

    /// A JSON answer.
    pub(crate) fn json(status: u16, body: &Value) -> Answer {
        // A value is always JSON; only a broken writer could refuse it, and memory is none.
        Answer::new(status, Bytes::from(serde_json::to_vec(body).unwrap_or_default()))
            .header("content-type", "application/json; charset=utf-8")
    }

    /// A page for people, as gateways send it.
    pub(crate) fn html(status: u16) -> Answer {
        let body = "<html><head><title>Bad Gateway</title></head><body>nginx</body></html>\n";
        Answer::new(status, Bytes::from_static(body.as_bytes()))
            .header("content-type", "text/html; charset=utf-8")
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Answer {
        Answer::new(status, Bytes::new())
    }

    /// The same answer with one more header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// An answer that a test wants to be given, byte for byte, whatever the request was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forced {
    /// The HTTP status.
    pub status: u16,
    /// The headers; nothing is added to them but what HTTP itself needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Forced {
    /// An answer of these bytes.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Forced {
        Forced { status, headers: Vec::new(), body: body.into() }
    }

    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Forced {
        Forced::new(status, body.to_string()).header("content-type", "application/json")
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Forced {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl From<Forced> for Answer {
    fn from(forced: Forced) -> Answer {
        let Forced { status, headers, body } = forced;
        Answer { status, headers, body, sealed: true }
    }
}
