//! What generated code tells the runtime about one operation.
//!
//! The generator writes one `Parameters` struct per operation and implements these traits for
//! it. They are the only seam between generated and hand-written code: parameters in, bytes out;
//! bytes in, reply out.

use crate::decode::Layout;
use crate::{Operation, RequestParts, Timestamp, Violations};
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// The parameters of one call of one operation.
pub trait Endpoint: Clone + Send + Sync + Unpin + 'static {
    /// The documented codes.
    type Code: ErrorCode;
    /// The constant facts.
    const OPERATION: &'static Operation;

    /// Reports every violated constraint.
    fn validate(&self, violations: &mut Violations);
    /// Writes path, query, headers and body.
    fn write(&self, request: &mut RequestParts);
}

/// An operation that answers JSON. One that answers a file is an [`Endpoint`] alone.
pub trait JsonEndpoint: Endpoint {
    /// What a successful call returns.
    type Reply: Send + Unpin + 'static;
    /// How the reply lies in the body; [`crate::decode`] has the possibilities.
    type Layout: Layout<Reply = Self::Reply>;
}

/// The codes of one operation: an enumeration with a variant for what is not documented.
pub trait ErrorCode: fmt::Debug + Clone + PartialEq + Send + Sync + Unpin + 'static {
    /// The variant of a number.
    fn from_code(code: i64) -> Self;
    /// The number.
    fn code(&self) -> i64;
    /// The documented name in snake case; `None` when it is not documented.
    fn name(&self) -> Option<&'static str>;
}

/// How an operation numbers its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStyle {
    /// By a token that each reply hands out; `has_more` decides.
    Token,
    /// By number; the end is the total or an empty page.
    Number {
        /// The number of the first page.
        first: i64,
        /// How far the platform pages.
        cap: Option<PageCap>,
    },
}

/// A count of hits beyond which a platform refuses to search or to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCap {
    /// The hits.
    pub hits: u64,
    /// The code of the refusal, where it is documented.
    pub code: Option<i64>,
}

/// Which page a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAt<'a> {
    /// The first one.
    First,
    /// The one behind this token.
    Token(&'a str),
    /// The one with this number.
    Number(i64),
}

/// What a reply says about the page after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageFacts<'a> {
    /// Whether more follows (token paging).
    pub more: bool,
    /// The next token (token paging).
    pub token: Option<&'a str>,
    /// The count of all hits (page-number paging).
    pub total: Option<i64>,
}

/// A time window that the caller asked for, with the rule of the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its first instant.
    pub start: Timestamp,
    /// Its last instant.
    pub end: Timestamp,
    /// The longest span of one call; `None`: no limit.
    pub longest: Option<Duration>,
    /// How much neighbouring windows must overlap: more than nothing only where the platform is
    /// documented to count neither end in.
    pub overlap: Duration,
}

/// An operation whose reply is one page of a list.
pub trait Paged: JsonEndpoint {
    /// One item of the list.
    type Item: Send + Unpin + 'static;
    /// How pages are numbered.
    const STYLE: PageStyle;

    /// Asks for that page.
    fn turn_to(&mut self, page: PageAt<'_>);
    /// What a reply says about the next page.
    fn facts(reply: &Self::Reply) -> PageFacts<'_>;
    /// The items of a reply.
    fn items(reply: &mut Self::Reply) -> &mut Vec<Self::Item>;
    /// What tells an item from all others; `None` where nothing does.
    fn key(item: &Self::Item) -> Option<Cow<'_, str>>;
    /// How many items a page may hold: what the caller set, else what the platform is documented
    /// to take for it; `None` where neither is known. Asked for lists by number.
    fn page_size(&self) -> Option<i64> {
        None
    }
    /// The window the caller set, where the operation has one and both ends are set.
    fn window(&self) -> Option<Window> {
        None
    }
    /// Replaces the window by a part of it.
    fn set_window(&mut self, _start: Timestamp, _end: Timestamp) {}
}
