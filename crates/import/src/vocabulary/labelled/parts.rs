//! The parts of a page under their headings, and what their tables and code hold.

use super::value;
use crate::document::{Block, Document, Line, Position, TableRow};
use crate::page::{Doubt, ErrorRow, ExampleKind, PageExample, Row};
use crate::vocabulary::tables::{codes, parameters};
use serde_json::Value;
use std::collections::BTreeSet;

/// A heading and the blocks below it, up to the next heading that the platform knows.
pub(crate) struct Part<'d, K> {
    /// What the heading means; `None` for what stands before the first known one.
    pub(crate) kind: Option<K>,
    at: Position,
    pub(crate) blocks: Vec<&'d Block>,
}

/// Parts a document by the headings that a platform knows. An unknown heading stays a block of the
/// part it is in.
pub(crate) fn parts<K: Copy>(
    document: &Document,
    kind: impl Fn(&str) -> Option<K>,
) -> Vec<Part<'_, K>> {
    let at = first_place(document).unwrap_or_default();
    let mut parts = vec![Part { kind: None, at, blocks: Vec::new() }];
    for block in &document.blocks {
        let known = match block {
            Block::Heading { line, .. } => kind(&line.text).map(|kind| (kind, line.at)),
            _ => None,
        };
        match (known, parts.last_mut()) {
            (Some((kind, at)), _) => parts.push(Part { kind: Some(kind), at, blocks: Vec::new() }),
            (None, Some(part)) => part.blocks.push(block),
            (None, None) => {}
        }
    }
    parts
}

/// The values of the lines with one of the labels, in the parts before the parameters. A value may
/// stand on the line below its label.
pub(crate) fn values<K: Copy>(
    parts: &[Part<'_, K>],
    says_call: impl Fn(K) -> bool,
    labels: &[&str],
) -> Vec<Line> {
    let calling = parts.iter().take_while(|part| part.kind.is_none_or(&says_call));
    let mut lines = calling.flat_map(Part::lines).peekable();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        match value(line, labels) {
            Some(value) if value.text.is_empty() => found.extend(lines.peek().copied().cloned()),
            value => found.extend(value),
        }
    }
    found
}

/// The first place of a document.
pub(super) fn first_place(document: &Document) -> Option<Position> {
    document.blocks.first().map(start_of)
}

fn start_of(block: &Block) -> Position {
    match block {
        Block::Heading { line, .. } => line.at,
        Block::Table { at, .. } | Block::Code { at, .. } => *at,
        Block::Text(lines) => lines.first().map(|line| line.at).unwrap_or_default(),
    }
}

impl<'d, K> Part<'d, K> {
    /// The lines of its text and of the headings in it.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'d Line> + use<'d, '_, K> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Text(lines) => lines.as_slice(),
            Block::Heading { line, .. } => std::slice::from_ref(line),
            Block::Table { .. } | Block::Code { .. } => &[],
        })
    }

    /// Where its last block begins, or its heading where it is empty.
    pub(super) fn end(&self) -> Position {
        self.blocks.last().map_or(self.at, |block| match block {
            Block::Table { at, rows, .. } => rows.last().map_or(*at, |row| row.at),
            block => start_of(block),
        })
    }

    /// Its tables: where they are, their heads and their rows.
    pub(crate) fn tables(&self) -> impl Iterator<Item = Table<'d>> + use<'d, '_, K> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table { at, head, rows } => Some((*at, head.as_slice(), rows.as_slice())),
            _ => None,
        })
    }

    /// The rows of its tables. Those of a further table may belong below a row of the first, which
    /// the page does not say, so they are asked about.
    pub(crate) fn rows(&self, place: &str, doubts: &mut Vec<Doubt>) -> Vec<Row> {
        let mut all: Vec<Row> = Vec::new();
        for (at, head, rows) in self.tables() {
            let Some(rows) = parameters(head, rows, place, doubts) else {
                doubts.push(unread(at, place));
                continue;
            };
            if !all.is_empty() {
                let asks = "Where do the rows of this further table belong?";
                doubts.push(Doubt::new(at, place, asks, "behind those of the one before"));
            }
            all.extend(expand_dotted(rows));
        }
        doubts.extend(self.stray_rows(place));
        all
    }

    /// The documented codes of its tables.
    pub(crate) fn errors(&self, doubts: &mut Vec<Doubt>) -> Vec<ErrorRow> {
        let mut errors = Vec::new();
        for (at, head, rows) in self.tables() {
            match codes(head, rows, doubts) {
                Some(codes) if !codes.by_status => errors.extend(codes.rows),
                _ => doubts.push(unread(at, "errors")),
            }
        }
        doubts.extend(self.stray_rows("errors"));
        errors
    }

    /// Asks about lines of text that look like rows of a table that has come apart.
    fn stray_rows(&self, place: &str) -> Vec<Doubt> {
        let is_row = |line: &&Line| line.text.matches('|').count() >= 2;
        self.lines().filter(is_row).map(|line| unread(line.at, place)).collect()
    }

    /// Asks about tables where none is known to stand.
    pub(crate) fn ask_about_tables(&self, doubts: &mut Vec<Doubt>) {
        doubts.extend(self.tables().map(|(at, ..)| unread(at, "page")));
    }

    /// The examples of its code. What an example shows is judged by its own code of success or
    /// failure before the label it stands under, since labels stray on these pages.
    pub(crate) fn examples(&self, code_key: &str, by_label: ExampleKind) -> Vec<PageExample> {
        let example = |block: &&Block| match block {
            Block::Code { at, text } => {
                let kind = match reply_code(text, code_key) {
                    Some(0) => ExampleKind::Reply,
                    Some(_) => ExampleKind::Failure,
                    None => by_label,
                };
                Some(PageExample { kind, at: *at, text: text.clone() })
            }
            _ => None,
        };
        self.blocks.iter().filter_map(example).collect()
    }
}

/// Where a table is, its heads and its rows.
pub(crate) type Table<'d> = (Position, &'d [String], &'d [TableRow]);

fn unread(at: Position, place: &str) -> Doubt {
    let asks = "What does this table say? Its place or its heads are not known.";
    Doubt::new(at, place, asks, "nothing is taken from it")
}

/// Writes rows named by their whole path (`head.title`) as rows with levels. What such a path goes
/// through and the table leaves out becomes a row of its own without a type.
fn expand_dotted(rows: Vec<Row>) -> Vec<Row> {
    let lost_levels = rows.iter().all(|row| row.level.is_none());
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let is_path = |row: &Row| match row.name.split_once('.') {
        Some((root, _)) => names.contains(root) && !row.name.split('.').any(str::is_empty),
        None => false,
    };
    if !lost_levels || !rows.iter().any(is_path) {
        return rows;
    }
    let mut open: Vec<String> = Vec::new();
    let mut expanded = Vec::new();
    for row in rows {
        let path: Vec<String> = row.name.splitn(DEEPEST, '.').map(str::to_owned).collect();
        let shared = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        let last = path.len() - 1;
        for (level, name) in path.iter().enumerate().take(last).skip(shared) {
            let at = row.at;
            expanded.push(Row { at, level: Some(level), name: name.clone(), ..Row::default() });
        }
        let name = path[last].clone();
        expanded.push(Row { level: Some(last), name, ..row });
        open = path;
    }
    expanded
}

/// How many names of a path are told apart.
const DEEPEST: usize = 16;

/// The code that a reply carries, also where it is no JSON; none where the text is no reply.
fn reply_code(text: &str, key: &str) -> Option<i64> {
    if let Ok(Value::Object(reply)) = serde_json::from_str(text) {
        return reply.get(key).and_then(Value::as_i64);
    }
    let quoted = format!("\"{key}\"");
    let after = text[text.find(&quoted)? + quoted.len()..].trim_start();
    let number = after.strip_prefix(':')?.trim_start();
    let end = number.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(number.len());
    number[..end].parse().ok()
}

/// The document's title.
pub(crate) fn title(document: &Document) -> Option<Line> {
    document.blocks.iter().find_map(|block| match block {
        Block::Heading { depth: 1, line } => Some(line.clone()),
        _ => None,
    })
}
