//! The two operations, written by hand as the generator writes them.

use larkspur_runtime::decode::{self, Flag, Integer, List as Texts, Of, Text, Under};
use larkspur_runtime::*;
use serde::de::MapAccess;
use std::borrow::Cow;
use std::time::Duration;

pub(crate) const LONGEST: Duration = Duration::from_secs(10);
pub(crate) const CAP: u64 = 40;
/// The code of a search with more hits.
pub(crate) const TOO_MANY: i64 = 50006;

static ENVELOPES: [Envelope; 1] = [Envelope {
    name: "fake",
    code: &["code"],
    message: &["msg"],
    success: 0,
    data: Some("data"),
    log_id: &[],
    violations: &[],
    root_keys: &["code", "msg"],
}];

pub(super) static PLATFORM: Platform = Platform {
    name: "fake",
    hosts: &[Host { name: "fake", url: "http://fake.invalid" }],
    envelopes: &ENVELOPES,
    log_id: &[],
    content_type: "application/json",
    trace_query: &[],
    auth: &[],
    quota_reset: None,
    quota_scope: QuotaScope::App,
    codes: &[],
};

const fn operation(id: &'static str) -> Operation {
    Operation {
        id,
        platform: &PLATFORM,
        method: http::Method::GET,
        host: None,
        idempotent: false,
        auth: &[],
        envelope: &ENVELOPES[0],
        place: Place::Key("data"),
        quota: &[],
        codes: &[],
    }
}

static BY_TOKEN: Operation = operation("fake.by_token");
static BY_NUMBER: Operation = operation("fake.by_number");

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code(i64);

impl ErrorCode for Code {
    fn from_code(code: i64) -> Self {
        Self(code)
    }
    fn code(&self) -> i64 {
        self.0
    }
    fn name(&self) -> Option<&'static str> {
        None
    }
}

/// The parameters of both lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct List<const NUMBERED: bool> {
    pub(crate) tag: String,
    pub(crate) size: Option<i64>,
    /// Whether the operation does not tell the size, as one without such a parameter.
    pub(crate) sizes_unknown: bool,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    /// Whether the wire shows times to the second only.
    pub(crate) rounds: bool,
    /// Whether a range of any length may be asked for.
    pub(crate) unlimited: bool,
    pub(crate) page_token: Option<String>,
    pub(crate) page_num: Option<i64>,
}

pub(crate) type ByToken = List<false>;
pub(crate) type ByNumber = List<true>;

/// A list over a range of milliseconds, with pages of that size.
pub(crate) fn list<const NUMBERED: bool>(range: (i64, i64), size: i64) -> List<NUMBERED> {
    List {
        start: Some(Timestamp::from_millis(range.0)),
        end: Some(Timestamp::from_millis(range.1)),
        ..whole(size)
    }
}

/// A list whose range is one window, however long.
pub(crate) fn unlimited(range: (i64, i64), size: i64) -> ByNumber {
    List { unlimited: true, ..list(range, size) }
}

/// A list without a range, so that nothing is cut.
pub(crate) fn whole<const NUMBERED: bool>(size: i64) -> List<NUMBERED> {
    List { size: Some(size), ..List::default() }
}

impl<const NUMBERED: bool> List<NUMBERED> {
    fn longest(&self) -> Option<Duration> {
        (!self.unlimited).then_some(LONGEST)
    }
}

impl<const NUMBERED: bool> Endpoint for List<NUMBERED> {
    type Code = Code;
    const OPERATION: &'static Operation = if NUMBERED { &BY_NUMBER } else { &BY_TOKEN };

    fn validate(&self, violations: &mut Violations) {
        violations.window(("start", "end"), self.start, self.end, self.longest());
    }

    fn write(&self, request: &mut RequestParts) {
        let to = if self.rounds { 1000 } else { 1 };
        let millis = |time: Option<Timestamp>| time.map(|time| time.as_millis() / to * to);
        request.literal("/list");
        request.query::<Text>("tag", Some(&self.tag));
        request.query::<Integer>("size", self.size.as_ref());
        request.query::<Integer>("start", millis(self.start).as_ref());
        request.query::<Integer>("end", millis(self.end).as_ref());
        request.query::<Text>("page_token", self.page_token.as_ref());
        request.query::<Integer>("page_num", self.page_num.as_ref());
    }
}

#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub(crate) struct Reply {
    pub(crate) items: Vec<String>,
    has_more: bool,
    page_token: Option<String>,
    total: Option<i64>,
}

impl decode::Record for Reply {
    const FIELDS: &'static [&'static str] = &["items", "has_more", "page_token", "total"];

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        match index {
            0 => decode::get_or_default::<Texts<Text>, A>(map, &mut self.items),
            1 => decode::get_or_default::<Flag, A>(map, &mut self.has_more),
            2 => decode::get::<Text, A>(map, &mut self.page_token),
            _ => decode::get::<Integer, A>(map, &mut self.total),
        }
    }
}

impl<const NUMBERED: bool> JsonEndpoint for List<NUMBERED> {
    type Reply = Reply;
    type Layout = Under<Of<Reply>>;
}

impl<const NUMBERED: bool> Paged for List<NUMBERED> {
    type Item = String;
    const STYLE: PageStyle = match NUMBERED {
        true => {
            PageStyle::Number { first: 1, cap: Some(PageCap { hits: CAP, code: Some(TOO_MANY) }) }
        }
        false => PageStyle::Token,
    };

    fn turn_to(&mut self, page: PageAt<'_>) {
        match page {
            PageAt::First => self.page_token = None,
            PageAt::Token(token) => self.page_token = Some(token.to_owned()),
            PageAt::Number(number) => self.page_num = Some(number),
        }
    }

    fn facts(reply: &Reply) -> PageFacts<'_> {
        PageFacts { more: reply.has_more, token: reply.page_token.as_deref(), total: reply.total }
    }

    fn items(reply: &mut Reply) -> &mut Vec<String> {
        &mut reply.items
    }

    fn key(item: &String) -> Option<Cow<'_, str>> {
        (!item.starts_with('?')).then(|| item.split('@').next().unwrap_or_default().into())
    }

    fn page_size(&self) -> Option<i64> {
        self.size.filter(|_| !self.sizes_unknown)
    }

    fn window(&self) -> Option<Window> {
        Some(Window {
            start: self.start?,
            end: self.end?,
            longest: self.longest(),
            overlap: Duration::ZERO,
        })
    }

    fn set_window(&mut self, start: Timestamp, end: Timestamp) {
        (self.start, self.end) = (Some(start), Some(end));
    }
}
