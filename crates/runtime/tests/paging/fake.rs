//! A platform in memory with two lists, one per paging style.
//!
//! Items are texts such as `a@5000`: a key and a time; one that begins with `?` has no key, and
//! one that begins with `!` is counted and not shown. The
//! platform can be told how it counts the ends of a window, how long its answers take, what
//! changes while it is read, and what to answer instead.

mod line;
mod list;

pub(crate) use line::draft;
pub(crate) use list::*;

use larkspur_runtime::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::marker::Send;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
pub(crate) type Held = Vec<(i64, String)>;
type Script = Box<dyn Fn(usize, &Query) -> Option<Value> + Send + Sync>;
type Change = Box<dyn Fn(usize, &mut Held) + Send + Sync>;
type Latency = Box<dyn Fn(usize) -> Duration + Send + Sync>;

/// The platform.
pub(crate) struct Fake {
    items: Mutex<Held>,
    edges: Edges,
    script: Script,
    change: Change,
    latency: Latency,
    /// Whether a window beyond the cap is refused.
    caps: bool,
    stalls: bool,
    requests: Mutex<Vec<Query>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

/// What it answers.
enum Answer {
    Data(Value),
    Refusal(i64),
    Nothing,
}

impl Fake {
    /// One that holds items `i0`, `i1`, ... of these times.
    pub(crate) fn with(times: &[i64], edges: Edges) -> Self {
        let items = times.iter().enumerate();
        let items = items.map(|(index, time)| (*time, format!("i{index}@{time}"))).collect();
        Self::holding(items, edges)
    }

    pub(crate) fn holding(items: Held, edges: Edges) -> Self {
        Self {
            items: Mutex::new(items),
            edges,
            script: Box::new(|_, _: &_| None),
            change: Box::new(|_, _: &mut _| {}),
            latency: Box::new(|_| Duration::ZERO),
            caps: false,
            stalls: false,
            requests: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
        }
    }

    /// One whose n-th reply is what the function says, where it says something. `Value::Null`
    /// stands for a connection that breaks, a number for a refusal with that code.
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

    /// One whose data change before its n-th answer.
    pub(crate) fn changing(
        mut self,
        change: impl Fn(usize, &mut Held) + Send + Sync + 'static,
    ) -> Self {
        self.change = Box::new(change);
        self
    }

    /// One whose n-th answer takes that long.
    pub(crate) fn slow(
        mut self,
        latency: impl Fn(usize) -> Duration + Send + Sync + 'static,
    ) -> Self {
        self.latency = Box::new(latency);
        self
    }

    /// One that refuses a window with more hits than the cap.
    pub(crate) fn capping(mut self) -> Self {
        self.caps = true;
        self
    }

    /// One whose every answer takes two polls more.
    pub(crate) fn stalling(mut self) -> Self {
        self.stalls = true;
        self
    }

    /// What it gives for the whole range.
    pub(crate) fn within(&self, (start, end): (i64, i64)) -> Vec<String> {
        let items = self.items.lock().unwrap();
        let items = items.iter().filter(|(time, _)| self.edges.hold(*time, start, end));
        sorted(items.map(|(_, item)| item.clone()).filter(|item| is_shown(item)).collect())
    }

    pub(crate) fn requests(&self) -> Vec<Query> {
        self.requests.lock().unwrap().clone()
    }

    /// How many calls are under way, and how many were at once at most.
    pub(crate) fn in_flight(&self) -> (usize, usize) {
        let get = |number: &AtomicUsize| number.load(Ordering::SeqCst);
        (get(&self.in_flight), get(&self.most_in_flight))
    }

    fn answer(&self, query: Query) -> Answer {
        let mut requests = self.requests.lock().unwrap();
        let scripted = (self.script)(requests.len(), &query);
        (self.change)(requests.len(), &mut self.items.lock().unwrap());
        requests.push(query.clone());
        drop(requests);
        match scripted {
            Some(Value::Null) => Answer::Nothing,
            Some(Value::Number(code)) => Answer::Refusal(code.as_i64().unwrap()),
            Some(data) => Answer::Data(data),
            None => self.page(&query),
        }
    }

    fn page(&self, query: &Query) -> Answer {
        let number = |name: &str| query.get(name).map(|text| text.parse::<i64>().unwrap());
        let (start, end) = (number("start").unwrap_or(i64::MIN), number("end"));
        let end = end.unwrap_or(i64::MAX);
        let items = self.items.lock().unwrap();
        let hits: Vec<_> = items.iter().filter(|i| self.edges.hold(i.0, start, end)).collect();
        if self.caps && hits.len() as u64 > CAP {
            return Answer::Refusal(TOO_MANY);
        }
        let page = match (query.get("page_token"), number("page_num")) {
            (Some(token), _) => token.strip_prefix('p').unwrap().parse().unwrap(),
            (None, Some(number)) => usize::try_from(number - 1).unwrap(),
            (None, None) => 0,
        };
        let size = usize::try_from(number("size").unwrap()).unwrap();
        let items = hits.iter().skip(page.saturating_mul(size)).take(size).map(|(_, item)| item);
        let items: Vec<_> = items.filter(|item| is_shown(item)).collect();
        // As the real one does, the token is there even when nothing more is.
        Answer::Data(json!({
            "items": items,
            "has_more": page.saturating_add(1).saturating_mul(size) < hits.len(),
            "page_token": format!("p{}", page.saturating_add(1)),
            "total": hits.len(),
        }))
    }
}

pub(crate) fn is_shown(item: &str) -> bool {
    !item.starts_with('!')
}

pub(crate) fn sorted(mut items: Vec<String>) -> Vec<String> {
    items.sort();
    items
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
