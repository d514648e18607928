//! What came in: the log that tests count and compare.

use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One request, as it was received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Received {
    /// The operation it was for, or `<platform>.auth.<scheme>` for a call that gets a token;
    /// nothing when no path fitted.
    pub operation: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path and the query, still encoded.
    pub target: String,
    /// The headers in the order of arrival, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// Parameters and body fields that the spec does not know, as dotted paths. They were
    /// ignored.
    pub unknown_fields: Vec<String>,
    /// What was wrong with the request, one line each.
    pub faults: Vec<String>,
    /// The HTTP status it was answered with; nought where the connection broke before.
    pub status: u16,
    /// Whether something happened to it that a test had asked for or the dice had drawn.
    pub forced: bool,
}

impl Received {
    /// A request before anything is known of it.
    pub(crate) fn new(request: &http::request::Parts, body: Bytes) -> Received {
        let target = request.uri.path_and_query().map_or("/", |target| target.as_str());
        Received {
            method: request.method.as_str().to_owned(),
            target: target.to_owned(),
            headers: texts(&request.headers),
            body,
            ..Received::default()
        }
    }

    /// The path, still encoded.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query pairs, decoded, in order.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        crate::text::pairs(query)
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The parts of a multipart body; nothing when it is none, or a broken one.
    pub fn parts(&self) -> Option<Vec<crate::multipart::Part>> {
        crate::multipart::parse(self.header("content-type")?, &self.body)
    }
}

fn texts(headers: &http::HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

/// The requests so far: all are counted, the last ones are kept.
#[derive(Debug)]
pub(crate) struct Log {
    kept: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    last: VecDeque<Received>,
    counts: BTreeMap<String, usize>,
    all: usize,
}

impl Log {
    pub(crate) fn new(kept: usize) -> Log {
        Log { kept, entries: Mutex::default() }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, received: Received) {
        let mut entries = self.entries();
        entries.all += 1;
        if let Some(operation) = &received.operation {
            match entries.counts.get_mut(operation) {
                Some(count) => *count += 1,
                None => {
                    entries.counts.insert(operation.clone(), 1);
                }
            }
        }
        if self.kept == 0 {
            return;
        }
        entries.last.push_back(received);
        while entries.last.len() > self.kept {
            entries.last.pop_front();
        }
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        self.entries().last.iter().cloned().collect()
    }

    pub(crate) fn last(&self, wanted: impl Fn(&Received) -> bool) -> Option<Received> {
        self.entries().last.iter().rev().find(|entry| wanted(entry)).cloned()
    }

    pub(crate) fn count(&self, wanted: impl Fn(&str) -> bool) -> usize {
        let entries = self.entries();
        let found = entries.counts.iter().filter(|(id, _)| wanted(id));
        found.map(|(_, count)| count).sum()
    }

    pub(crate) fn total(&self) -> usize {
        self.entries().all
    }

    pub(crate) fn clear(&self) {
        *self.entries() = Entries::default();
    }
}
