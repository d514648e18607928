//! Data sets: the items of an operation, which of them a call asks for, and what they look like.

use crate::catalogue::{Served, definition};
use crate::check;
use crate::dotted;
use crate::list::{List, Span};
use crate::places::{Place, Places};
use crate::random::Random;
use crate::rules::{self, Asked};
use crate::synth::{EPOCH, Synth, stamp};
use larkspur_spec::model::Type;
use serde_json::{Value, json};
use std::ops::Range;

/// The key of the first item, where keys are numbers.
const FIRST: usize = 300_000;

/// Which instants at the ends of a time window belong to it. Pages seldom say, and platforms
/// differ; a client has to be right with all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edges {
    /// Both ends belong to the window.
    #[default]
    In,
    /// The start belongs to it, the end does not.
    Out,
    /// Neither end belongs to it.
    BothOut,
    /// Everything is cut to whole seconds first; then both ends belong to it.
    ToTheSecond,
}

impl Edges {
    fn after(self, start: i64, instant: i64) -> bool {
        match self {
            Edges::In | Edges::Out => instant >= start,
            Edges::BothOut => instant > start,
            Edges::ToTheSecond => instant.div_euclid(1000) >= start.div_euclid(1000),
        }
    }

    fn before(self, end: i64, instant: i64) -> bool {
        match self {
            Edges::In => instant <= end,
            Edges::Out | Edges::BothOut => instant < end,
            Edges::ToTheSecond => instant.div_euclid(1000) <= end.div_euclid(1000),
        }
    }
}

/// The items of one operation, or the bytes of one download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataSet {
    pub(crate) places: Places,
    /// Whether the items have instants, by which windows filter them.
    pub(crate) timed: bool,
}

impl Default for DataSet {
    fn default() -> DataSet {
        DataSet::counted(0)
    }
}

impl DataSet {
    fn counted(count: usize) -> DataSet {
        DataSet { places: Places::counted(count), timed: false }
    }

    /// So many items; where there is a window, spread over that of the spec's example.
    pub(crate) fn new(served: &Served, count: usize) -> DataSet {
        let span = served.list.as_ref().and_then(|list| list.windows.first());
        match span {
            None => DataSet::counted(count),
            Some(span) => {
                let (start, end) = example(served, span);
                DataSet::over(span.longest, start, end, count)
            }
        }
    }

    /// So many items within a range, both ends included.
    ///
    /// The first two stand on the ends, the next ones in pairs on the edges that a client gets
    /// who cuts the range into the longest windows allowed; the others lie evenly between.
    pub(crate) fn over(longest: Option<i64>, start: i64, end: i64, count: usize) -> DataSet {
        DataSet { places: Places::timed(&spread(longest, start, end, count)), timed: true }
    }

    /// The positions of the items that lie in all of these windows.
    pub(crate) fn within(&self, windows: &[Asked], edges: Edges) -> Range<usize> {
        let mut range = 0..self.places.len();
        if !self.timed {
            return range;
        }
        for Asked { start, end } in windows {
            if let Some(start) = start {
                let first = self.places.before(|place| !edges.after(*start, place.instant));
                range.start = range.start.max(first);
            }
            if let Some(end) = end {
                let last = self.places.before(|place| edges.before(*end, place.instant));
                range.end = range.end.min(last);
            }
        }
        range.start..range.end.max(range.start)
    }

    /// Lets so many items disappear and so many appear, anywhere.
    pub(crate) fn stir(&mut self, appear: usize, vanish: usize, random: &mut Random) {
        for _ in 0..vanish {
            let position = random.below(self.places.len());
            if let Some(gone) = self.places.at(position) {
                self.places.remove(|number| number == gone.number);
            }
        }
        for _ in 0..appear {
            let near = self.places.at(random.below(self.places.len()));
            let near = near.map_or(EPOCH, |place| place.instant);
            let offset = random.one_of(&[-3_600_000, -1, 0, 1, 3_600_000]).unwrap_or_default();
            self.places.add(if self.timed { near.saturating_add(offset) } else { 0 });
        }
    }

    /// The positions of the items that a call asks for.
    pub(crate) fn asked(&self, served: &Served, values: &Value, edges: Edges) -> Range<usize> {
        let spans = served.list.iter().flat_map(|list| &list.windows);
        let windows: Vec<Asked> = spans.map(|span| rules::asked(served, span, values)).collect();
        self.within(&windows, edges)
    }

    /// One item, as a call with these parameters gets it.
    pub(crate) fn item(&self, served: &Served, list: &List, place: Place, asked: &Value) -> Value {
        let number = place.number;
        let fields = &definition(&served.platform, &list.item, &list.field).fields;
        if fields.is_empty() {
            return scalar(served, list, number);
        }
        let synth = Synth { platform: &served.platform, number, examples: false };
        let name = list.items.rsplit('.').next().unwrap_or_default();
        let mut item = synth.value(name, &list.item, &list.field, 0);
        echo(&mut item, asked);
        let Value::Object(object) = &mut item else {
            return item;
        };
        let shown = list.windows.iter().filter_map(|span| span.shown.as_ref());
        for name in shown.filter(|_| self.timed) {
            if let Some(field) = fields.get(name) {
                object.insert(name.clone(), stamp(field, place.instant));
            }
        }
        if let Some((path, field)) = list.keyed(&served.platform) {
            dotted::set(&mut item, path, key(served, &field.ty, number));
        }
        item
    }

    /// Whether one of the items has this key.
    pub(crate) fn has(&self, served: &Served, list: &List, id: &str) -> bool {
        let number = number(id).filter(|number| self.places.contains(*number));
        number.is_some_and(|number| self.key(served, list, Place { instant: 0, number }) == id)
    }

    /// What tells an item from the others, as text.
    pub(crate) fn key(&self, served: &Served, list: &List, place: Place) -> String {
        let value = match (list.keyed(&served.platform), &list.key) {
            (Some((_, field)), _) => key(served, &field.ty, place.number),
            (None, path) => {
                let item = self.item(served, list, place, &Value::Null);
                match path {
                    Some(path) => dotted::get(&item, path).cloned().unwrap_or_default(),
                    None => item,
                }
            }
        };
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }
}

/// Instants in order: on the ends, in pairs on the edges of the longest windows, and between.
fn spread(longest: Option<i64>, start: i64, end: i64, count: usize) -> Vec<i64> {
    let mut instants = vec![start, end];
    if let Some(step) = longest.filter(|step| *step > 0) {
        let step_size = usize::try_from(step).unwrap_or(usize::MAX);
        let edges = (start..end).step_by(step_size).skip(1);
        instants.extend(edges.flat_map(|edge| [edge, edge]).take(count));
    }
    instants.truncate(count);
    let rest = i64::try_from(count - instants.len()).unwrap_or(i64::MAX);
    let width = i128::from(end) - i128::from(start);
    instants.extend((1..=rest).map(|at| {
        let offset = width * i128::from(at) / (i128::from(rest) + 1);
        start + i64::try_from(offset).unwrap_or_default()
    }));
    instants.sort_unstable();
    instants
}

/// The range of the spec's own example, or ten hours from the first instant of all.
fn example(served: &Served, span: &Span) -> (i64, i64) {
    let read = |path: &str| {
        let field = served.parameter(path)?;
        check::instant(field, field.example.as_ref()?)
    };
    let start = read(&span.window.start).unwrap_or(EPOCH);
    let end = read(&span.window.end).filter(|end| *end > start);
    (start, end.unwrap_or(start + span.longest.unwrap_or(36_000_000)))
}

fn scalar(served: &Served, list: &List, number: usize) -> Value {
    match list.item {
        Type::Integer | Type::Number | Type::Timestamp => json!(number),
        _ => key(served, &Type::String, number),
    }
}

/// The number that a key was made of, if it is one of ours.
pub(crate) fn number(key: &str) -> Option<usize> {
    match key.rsplit_once('-') {
        Some((_, last)) => usize::from_str_radix(last, 16).ok(),
        None => key.parse::<usize>().ok().and_then(|key| key.checked_sub(FIRST)),
    }
}

fn key(served: &Served, ty: &Type, number: usize) -> Value {
    match ty {
        Type::Integer | Type::Number => json!(FIRST + number),
        _ => {
            let operation = fingerprint(&[&served.id]) >> 32;
            json!(format!("{operation:08X}-0000-4000-8000-{number:012X}"))
        }
    }
}

/// Gives fields the value that the parameter of the same name has: a list of the items of one
/// space shows that space.
pub(crate) fn echo(reply: &mut Value, asked: &Value) {
    let (Value::Object(reply), Value::Object(asked)) = (reply, asked) else {
        return;
    };
    for (name, value) in reply.iter_mut() {
        if let Some(given @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) =
            asked.get(name)
        {
            *value = given.clone();
        }
    }
}

/// A number that stands for some texts (FNV-1a).
pub(crate) fn fingerprint(texts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in texts.iter().flat_map(|text| text.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn stands_on_the_ends_and_in_pairs_on_the_edges() {
        let set = DataSet::over(Some(10 * HOUR), 0, 25 * HOUR, 9);
        assert_eq!(set.places.len(), 9);
        let on = |at: i64| set.places.range(0..9).filter(|place| place.instant == at).count();
        assert_eq!([on(0), on(10 * HOUR), on(20 * HOUR), on(25 * HOUR)], [1, 2, 2, 1]);
    }

    #[test]
    fn every_kind_of_edge() {
        let places = Places::timed(&[1000, 1500, 2000, 2999, 3000]);
        let set = DataSet { places, timed: true };
        let asked = [Asked { start: Some(1500), end: Some(2500) }];
        assert_eq!(set.within(&asked, Edges::In), 1..3);
        assert_eq!(set.within(&asked, Edges::Out), 1..3);
        assert_eq!(set.within(&asked, Edges::BothOut), 2..3);
        assert_eq!(set.within(&asked, Edges::ToTheSecond), 0..4);
        let asked = [Asked { start: Some(1000), end: Some(3000) }];
        assert_eq!(set.within(&asked, Edges::In), 0..5);
        assert_eq!(set.within(&asked, Edges::Out), 0..4);
        assert_eq!(set.within(&asked, Edges::BothOut), 1..4);
        let asked = [Asked { start: Some(3000), end: None }];
        assert_eq!(set.within(&asked, Edges::BothOut), 5..5);
    }
}
