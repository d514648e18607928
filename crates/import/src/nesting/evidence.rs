//! What is known of each row before any layout is tried.

use super::Parents;
use super::example::Examples;
use crate::page::Row;
use crate::type_name::{self, TypeName};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Words at the top of every reply, across the platforms.
const ENVELOPE: [&str; 12] = [
    "code",
    "msg",
    "message",
    "error",
    "err",
    "err_code",
    "err_msg",
    "errorCode",
    "errorMessage",
    "errorDescription",
    "traceId",
    "log_id",
];
/// Words that stand beside a list, never in its items.
const BESIDE_A_LIST: [&str; 12] = [
    "has_more",
    "page_token",
    "next_page_token",
    "page_response",
    "pagination",
    "total",
    "total_count",
    "hasMore",
    "pageToken",
    "nextPageToken",
    "totalCount",
    "totalNumber",
];
/// How the names of lists end that hold plain values where the page says no more than `list`.
const ENDS_OF_IDS: [&str; 4] = ["_ids", "Ids", "_id_list", "IdList"];
/// How far two records of one type are compared.
const LONGEST_TWIN: usize = 256;

/// How a row's type speaks about rows under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Rows lie under it: it is a record that the page names.
    Surely,
    /// Rows may lie under it: it is an `object`, a `list` of something, or the page names no type.
    Perhaps,
    /// Hardly, but the word may as well be the name of a record (`file`), or its name ends as those
    /// of lists of plain values do.
    Hardly,
    /// It is a plain value.
    Never,
}

/// What is known of a row.
#[derive(Debug)]
pub(super) struct RowFacts {
    /// The number of its name; equal names have equal numbers.
    pub(super) name: usize,
    /// Its name among those that come more than once, for telling doubles.
    pub(super) repeated: Option<usize>,
    pub(super) holds: Holds,
    pub(super) is_list: bool,
    /// The number of its record's name.
    pub(super) record: Option<usize>,
    /// The number of the last word of its record's name.
    pub(super) record_word: Option<usize>,
    /// The number of the word before it in a dotted name (`b` for `a.b.c`), where an earlier row or
    /// its record goes by that word.
    pub(super) outer_word: Option<usize>,
    /// The last row that a record of the same type elsewhere bears out to be within this one.
    pub(super) twin_end: Option<usize>,
    /// How deep the page says it lies.
    pub(super) level: Option<usize>,
    pub(super) is_beside_a_list: bool,
    /// It is the first row of a reply with a word of the envelope.
    pub(super) is_envelope: bool,
}

impl RowFacts {
    /// Whether it is surely a record.
    pub(super) fn is_record(&self) -> bool {
        self.holds == Holds::Surely
    }
}

/// What is known of a table.
pub(super) struct Evidence {
    pub(super) rows: Vec<RowFacts>,
    pub(super) examples: Examples,
    /// The row of a reply that everything after it lies under: the first that is no plain value,
    /// behind the words of an envelope.
    pub(super) payload: Option<usize>,
    types: RecordTypes,
}

impl Evidence {
    pub(super) fn gather(rows: &[Row], place: &str, values: &[Value]) -> Evidence {
        let types: Vec<TypeName> =
            rows.iter().map(|row| type_name::parse(&row.type_name)).collect();
        let names = numbered(rows.iter().map(|row| row.name.as_str()));
        let mut facts = facts(rows, &types, &names);
        mark_outer_words(&mut facts, &types, &names);
        mark_twins(&mut facts);
        let is_reply = place.starts_with("response");
        if is_reply {
            mark_envelope(&mut facts, rows);
        }
        let payload = if is_reply { payload(&facts) } else { None };
        let examples = Examples::read(values, &names);
        Evidence { rows: facts, examples, payload, types: RecordTypes::default() }
    }

    /// Goes on without the levels that the page tells.
    pub(super) fn forget_levels(&mut self) {
        self.rows.iter_mut().for_each(|row| row.level = None);
    }

    /// Learns what the records of each type hold from a first layout.
    pub(super) fn learn(&mut self, parents: &Parents) {
        self.types = RecordTypes::learn(self, parents);
    }

    /// Whether a name is one of those that the record type of a row is known to hold; `None` where
    /// nothing is known of the type.
    pub(super) fn type_holds(&self, row: usize, name: usize) -> Option<bool> {
        let record = self.rows[row].record?;
        self.types.known.contains(&record).then(|| self.types.names.contains(&(record, name)))
    }
}

/// What the records of one type hold, learnt from all places where a table has that type.
#[derive(Default)]
struct RecordTypes {
    known: HashSet<usize>,
    names: HashSet<(usize, usize)>,
}

impl RecordTypes {
    /// A name belongs to a type where an example shows it in one place, or where most rows of the
    /// type have it. Rows of one name count once: what encloses them repeats as a whole, and with
    /// it any mistake of the layout.
    fn learn(evidence: &Evidence, parents: &Parents) -> RecordTypes {
        let mut types = RecordTypes::default();
        types.learn_from_examples(evidence, parents);
        types.learn_from_rows(evidence, parents);
        types
    }

    fn learn_from_examples(&mut self, evidence: &Evidence, parents: &Parents) {
        let mut seen = HashSet::new();
        let shapes = evidence.examples.shapes_of(&evidence.rows, parents);
        for (row, shape) in evidence.rows.iter().zip(shapes) {
            let Some((record, shape)) = row.record.zip(shape) else { continue };
            if seen.insert(shape) {
                for name in evidence.examples.names_in(shape) {
                    self.insert(record, name);
                }
            }
        }
    }

    fn learn_from_rows(&mut self, evidence: &Evidence, parents: &Parents) {
        let mut all: HashMap<usize, HashSet<usize>> = HashMap::new();
        let mut with: HashMap<(usize, usize), HashSet<usize>> = HashMap::new();
        for (row, above) in evidence.rows.iter().zip(parents) {
            let Some(above) = above.map(|above| &evidence.rows[above]) else { continue };
            let Some(record) = above.record else { continue };
            all.entry(record).or_default().insert(above.name);
            with.entry((record, row.name)).or_default().insert(above.name);
        }
        for ((record, name), with) in with {
            let all = all.get(&record).map_or(0, HashSet::len);
            if all > 1 && with.len() * 2 > all {
                self.insert(record, name);
            }
        }
    }

    fn insert(&mut self, record: usize, name: usize) {
        self.known.insert(record);
        self.names.insert((record, name));
    }
}

fn facts(rows: &[Row], types: &[TypeName], names: &HashMap<&str, usize>) -> Vec<RowFacts> {
    let records = numbered(types.iter().filter_map(TypeName::record_name));
    let repeated = repeated(rows, names);
    let fact = |(row, of): (&Row, &TypeName)| {
        let name = names.get(row.name.as_str()).copied().unwrap_or_default();
        RowFacts {
            name,
            repeated: repeated.get(&name).copied(),
            holds: holds(of, &row.name),
            is_list: matches!(of, TypeName::List(_)),
            record: of.record_name().and_then(|name| records.get(name)).copied(),
            record_word: None,
            outer_word: None,
            twin_end: None,
            level: row.level,
            is_beside_a_list: BESIDE_A_LIST.contains(&row.name.as_str()),
            is_envelope: false,
        }
    };
    rows.iter().zip(types).map(fact).collect()
}

/// Numbers the words in the order of their first occurrence.
fn numbered<'a>(words: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut numbers = HashMap::new();
    for word in words {
        let next = numbers.len();
        numbers.entry(word).or_insert(next);
    }
    numbers
}

/// Numbers of their own for the names that come more than once.
fn repeated(rows: &[Row], names: &HashMap<&str, usize>) -> HashMap<usize, usize> {
    let (mut seen, mut numbers) = (HashSet::new(), HashMap::new());
    for name in rows.iter().filter_map(|row| names.get(row.name.as_str())) {
        if !seen.insert(*name) {
            let next = numbers.len();
            numbers.entry(*name).or_insert(next);
        }
    }
    numbers
}

fn holds(of: &TypeName, name: &str) -> Holds {
    let is_of_ids = || ENDS_OF_IDS.iter().any(|end| name.ends_with(end));
    match (of, of.innermost()) {
        (_, TypeName::Record(Some(_))) => Holds::Surely,
        (TypeName::List(_), TypeName::Nothing) if is_of_ids() => Holds::Hardly,
        (_, TypeName::Record(None) | TypeName::Enum | TypeName::Nothing) => Holds::Perhaps,
        (TypeName::List(_), TypeName::File) => Holds::Perhaps,
        (_, TypeName::File | TypeName::Any | TypeName::Unreadable) => Holds::Hardly,
        _ => Holds::Never,
    }
}

/// Reads dotted record names: the record of `a.b.c` lies in one that goes by `b`.
fn mark_outer_words(facts: &mut [RowFacts], types: &[TypeName], names: &HashMap<&str, usize>) {
    let mut words = names.clone();
    for name in types.iter().filter_map(TypeName::record_name) {
        let next = words.len();
        words.entry(last_word(name)).or_insert(next);
    }
    let mut seen: HashSet<usize> = HashSet::new();
    for (row, of) in facts.iter_mut().zip(types) {
        if let Some(record) = of.record_name() {
            row.record_word = words.get(last_word(record)).copied();
            let outer = record.rsplit_once('.').and_then(|(outer, _)| words.get(last_word(outer)));
            row.outer_word = outer.copied().filter(|word| seen.contains(word));
            seen.extend([Some(row.name), row.record_word].into_iter().flatten());
        }
    }
}

fn last_word(dotted: &str) -> &str {
    dotted.rsplit_once('.').map_or(dotted, |(_, last)| last)
}

/// Compares each record with the one of the same type before it: as far as the same names follow
/// both, those rows may be theirs; what follows then is hardly.
fn mark_twins(rows: &mut [RowFacts]) {
    let mut latest: HashMap<usize, usize> = HashMap::new();
    for at in 0..rows.len() {
        let Some(before) = rows[at].record.and_then(|record| latest.insert(record, at)) else {
            continue;
        };
        let (one, other) = (&rows[before + 1..], &rows[at + 1..]);
        let pairs = one.iter().zip(other).take(LONGEST_TWIN);
        let same = pairs.take_while(|(one, other)| one.name == other.name).count();
        // The second does not lie within the first, nor does anything behind it.
        let same = same.min(at - before - 1);
        for twin in [before, at].into_iter().filter(|_| same > 0) {
            let end = rows[twin].twin_end.map_or(twin + same, |end| end.max(twin + same));
            rows[twin].twin_end = Some(end);
        }
    }
}

fn mark_envelope(facts: &mut [RowFacts], rows: &[Row]) {
    let mut seen = HashSet::new();
    for (fact, row) in facts.iter_mut().zip(rows) {
        fact.is_envelope = ENVELOPE.contains(&row.name.as_str()) && seen.insert(fact.name);
    }
}

fn payload(facts: &[RowFacts]) -> Option<usize> {
    let first = facts.iter().position(|row| row.holds != Holds::Never)?;
    facts[..first].iter().any(|row| row.is_envelope).then_some(first)
}
