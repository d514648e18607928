//! What was carried, when: for telling two runs apart and for finding out what happened in one.

use bytes::Bytes;
use http::{HeaderMap, Request};
use larkspur_mock::Outcome;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tokio::time::Instant;

/// The headers that carry tokens, on all platforms.
const TOKENS: [&str; 2] = ["authorization", "x-plugin-token"];

/// What was carried.
#[derive(Debug, Clone)]
pub struct Trace {
    began: Instant,
    kept: usize,
    calls: u64,
    digest: u64,
    lines: Vec<String>,
    tokens: BTreeSet<String>,
    refresh_tokens: BTreeSet<String>,
}

impl Default for Trace {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            kept: 0,
            calls: 0,
            digest: 0xcbf2_9ce4_8422_2325,
            lines: Vec::new(),
            tokens: BTreeSet::new(),
            refresh_tokens: BTreeSet::new(),
        }
    }
}

impl Trace {
    /// How many requests were carried.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// A number that differs when anything differs: time, order, request or outcome.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// A line about each request, in order of arrival.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Every token that a request carried: none of them may show anywhere else.
    pub fn tokens(&self) -> &BTreeSet<String> {
        &self.tokens
    }

    /// Every refresh token that was sent.
    pub fn refresh_tokens(&self) -> &BTreeSet<String> {
        &self.refresh_tokens
    }

    pub(crate) fn keep(&mut self, lines: usize) {
        self.kept = lines;
    }

    pub(crate) fn add(&mut self, line: Line) {
        self.calls += 1;
        let mut text = format!("{:>10} ms  ", self.began.elapsed().as_millis());
        let _ = write!(text, "{} -> {}", line.request, line.outcome);
        self.digest = fnv(self.digest, text.as_bytes());
        if self.lines.len() < self.kept {
            self.lines.push(text);
        }
        self.tokens.extend(line.token);
        self.refresh_tokens.extend(line.refresh_token);
    }
}

/// What is noted of one request.
pub(crate) struct Line {
    request: String,
    outcome: String,
    token: Option<String>,
    refresh_token: Option<String>,
}

impl Line {
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let body = fnv(0xcbf2_9ce4_8422_2325, request.body());
        let request_line = format!("{} {target} {body:016x}", request.method());
        Self {
            request: request_line,
            outcome: String::new(),
            token: token(request.headers()),
            refresh_token: refresh_token(request.body()),
        }
    }

    pub(crate) fn ends(&mut self, outcome: &Outcome) {
        self.outcome = match outcome {
            Outcome::Answer(answer) => format!(
                "{} {:016x}",
                answer.status().as_u16(),
                fnv(0xcbf2_9ce4_8422_2325, answer.body())
            ),
            Outcome::Cut(answer, length) => {
                format!("{} cut after {length} bytes", answer.status().as_u16())
            }
            Outcome::Dropped { executed } => format!("dropped, executed: {executed}"),
            Outcome::Refused => "refused".to_owned(),
        };
    }

    pub(crate) fn given_up(&mut self) {
        "given up by the caller, executed".clone_into(&mut self.outcome);
    }
}

fn token(headers: &HeaderMap) -> Option<String> {
    let value = TOKENS.iter().find_map(|name| headers.get(*name))?.to_str().ok()?;
    Some(value.strip_prefix("Bearer ").unwrap_or(value).to_owned())
}

/// The refresh token in the body of a call that trades one. Such tokens hold nothing that JSON
/// would escape.
fn refresh_token(body: &[u8]) -> Option<String> {
    let (_, rest) = std::str::from_utf8(body).ok()?.split_once("\"refresh_token\":\"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// FNV-1a, continued.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
