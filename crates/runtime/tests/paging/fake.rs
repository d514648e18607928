//! A platform in memory with two lists, one per paging style, and a transport in front of it.
//!
//! The operations are written by hand as the generator writes them. Items are texts such as
//! `a@5000`: a key and a time; one that begins with `?` has no key. The platform can be told how
//! it counts the ends of a window, and what to answer instead.

use bytes::Bytes;
use http::Request;
use larkspur_runtime::decode::{self, Flag, Integer, List as Texts, Of, Text, Under};
use larkspur_runtime::*;
use serde::de::MapAccess;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::Send;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

pub(crate) const LONGEST: Duration = Duration::from_secs(10);
pub(crate) const CAP: u64 = 40;

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

static PLATFORM: Platform = Platform {
    name: "fake",
    hosts: &[Host { name: "fake", url: "http://fake.invalid" }],
    envelopes: &ENVELOPES,
    log_id: &[],
    content_type: "application/json",
    trace_query: &[],
    auth: &[],
    quota_reset: None,
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
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    /// Whether the wire shows times to the second only.
    pub(crate) rounds: bool,
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

/// A list without a range, so that nothing is cut.
pub(crate) fn whole<const NUMBERED: bool>(size: i64) -> List<NUMBERED> {
    List { size: Some(size), ..List::default() }
}

impl<const NUMBERED: bool> Endpoint for List<NUMBERED> {
    type Code = Code;
    const OPERATION: &'static Operation = if NUMBERED { &BY_NUMBER } else { &BY_TOKEN };

    fn validate(&self, violations: &mut Violations) {
        violations.window(("start", "end"), self.start, self.end, Some(LONGEST));
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
        true => PageStyle::Number { first: 1, cap: Some(CAP) },
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

    fn window(&self) -> Option<Window> {
        Some(Window {
            start: self.start?,
            end: self.end?,
            longest: Some(LONGEST),
            overlap: Duration::ZERO,
        })
    }

    fn set_window(&mut self, start: Timestamp, end: Timestamp) {
        (self.start, self.end) = (Some(start), Some(end));
    }
}

/// How the platform counts the ends of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edges {
    BothIn,
    EndOut,
    StartOut,
    /// Both in, after both are cut to the second.
    Seconds,
    BothOut,
}

impl Edges {
    pub(crate) fn hold(self, time: i64, start: i64, end: i64) -> bool {
        match self {
            Self::BothIn => start <= time && time <= end,
            Self::EndOut => start <= time && time < end,
            Self::StartOut => start < time && time <= end,
            Self::Seconds => {
                let cut = |millis: i64| millis.div_euclid(1000) * 1000;
                cut(start) <= time && time <= cut(end)
            }
            Self::BothOut => start < time && time < end,
        }
    }
}

pub(crate) type Query = BTreeMap<String, String>;
type Script = Box<dyn Fn(usize, &Query) -> Option<Value> + Send + Sync>;

/// The platform.
pub(crate) struct Fake {
    items: Vec<(i64, String)>,
    edges: Edges,
    script: Script,
    stalls: bool,
    requests: Mutex<Vec<Query>>,
}

impl Fake {
    /// One that holds items `i0`, `i1`, ... of these times.
    pub(crate) fn with(times: &[i64], edges: Edges) -> Self {
        let items = times.iter().enumerate();
        let items = items.map(|(index, time)| (*time, format!("i{index}@{time}"))).collect();
        Self::holding(items, edges)
    }

    pub(crate) fn holding(items: Vec<(i64, String)>, edges: Edges) -> Self {
        let script = Box::new(|_, _: &_| None);
        Self { items, edges, script, stalls: false, requests: Mutex::default() }
    }

    /// One whose n-th reply is what the function says, where it says something. `Value::Null`
    /// stands for a connection that breaks.
    pub(crate) fn scripted(
        mut self,
        script: impl Fn(usize, &Query) -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        self.script = Box::new(script);
        self
    }

    /// One that answers with these replies, and breaks the connection after the last.
    pub(crate) fn replies(replies: &[Value]) -> Self {
        let replies = replies.to_vec();
        Self::with(&[], Edges::BothIn)
            .scripted(move |n, _| Some(replies.get(n).cloned().unwrap_or_default()))
    }

    /// One whose every answer takes two polls more.
    pub(crate) fn stalling(mut self) -> Self {
        self.stalls = true;
        self
    }

    /// What it gives for the whole range.
    pub(crate) fn within(&self, (start, end): (i64, i64)) -> Vec<String> {
        let items = self.items.iter().filter(|(time, _)| self.edges.hold(*time, start, end));
        sorted(items.map(|(_, item)| item.clone()).collect())
    }

    pub(crate) fn requests(&self) -> Vec<Query> {
        self.requests.lock().unwrap().clone()
    }

    fn answer(&self, query: Query) -> Option<Value> {
        let mut requests = self.requests.lock().unwrap();
        let scripted = (self.script)(requests.len(), &query);
        requests.push(query.clone());
        drop(requests);
        match scripted {
            Some(Value::Null) => None,
            Some(data) => Some(data),
            None => Some(self.page(&query)),
        }
    }

    fn page(&self, query: &Query) -> Value {
        let number = |name: &str| query.get(name).map(|text| text.parse::<i64>().unwrap());
        let (start, end) = (number("start").unwrap_or(i64::MIN), number("end"));
        let end = end.unwrap_or(i64::MAX);
        let hits: Vec<_> = self.items.iter().filter(|i| self.edges.hold(i.0, start, end)).collect();
        let page = match (query.get("page_token"), number("page_num")) {
            (Some(token), _) => token.strip_prefix('p').unwrap().parse().unwrap(),
            (None, Some(number)) => usize::try_from(number - 1).unwrap(),
            (None, None) => 0,
        };
        let size = usize::try_from(number("size").unwrap()).unwrap();
        let items: Vec<_> =
            hits.iter().skip(page * size).take(size).map(|(_, item)| item).collect();
        // As the real one does, the token is there even when nothing more is.
        json!({
            "items": items,
            "has_more": (page + 1) * size < hits.len(),
            "page_token": format!("p{}", page + 1),
            "total": hits.len(),
        })
    }
}

pub(crate) fn sorted(mut items: Vec<String>) -> Vec<String> {
    items.sort();
    items
}

/// Calls to that platform.
pub(crate) fn draft(fake: &Arc<Fake>) -> Draft {
    let transport = Arc::new(InMemory(Arc::clone(fake)));
    let client = Client::builder(&PLATFORM).transport(transport).build().unwrap();
    Draft::new(&client)
}

struct InMemory(Arc<Fake>);

impl Transport for InMemory {
    fn send(
        &self,
        request: Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let pairs = request.uri().query().unwrap_or_default().split('&');
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let answer = self.0.answer(query).map(|data| json!({ "code": 0, "data": data }));
        let stalls = self.0.stalls;
        Box::pin(async move {
            for _ in 0..if stalls { 2 } else { 0 } {
                tokio::task::yield_now().await;
            }
            let broken = || TransportError::new(TransportErrorKind::Sent, "the line broke");
            let body = answer.ok_or_else(broken)?.to_string().into();
            let stream: ByteStream = Box::pin(Once(Some(body)));
            Ok(http::Response::new(stream))
        })
    }
}

/// A body of one chunk.
struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// A cursor as it comes back from storage.
pub(crate) fn stored(cursor: &Cursor) -> Cursor {
    serde_json::from_str(&serde_json::to_string(cursor).unwrap()).unwrap()
}

/// All that is left of a stream of items, which must finish.
pub(crate) async fn rest<E: Paged>(mut items: Items<E>) -> Vec<E::Item> {
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        all.push(item);
    }
    assert_eq!(items.end(), Some(End::Finished));
    all
}

/// All that is left of a stream of pages, which must finish.
pub(crate) async fn rest_of_pages<const NUMBERED: bool>(
    mut pages: Pages<List<NUMBERED>>,
) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        all.extend(page.into_inner().items);
    }
    assert_eq!(pages.end(), Some(End::Finished));
    all
}
