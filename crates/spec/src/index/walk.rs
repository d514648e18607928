//! The pass over the parser's events: it fills the index and refuses what events can show.
//!
//! Nesting is a list here and in the parser, never recursion, so no input can exhaust the stack.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::ambiguous::other_reading;
use super::gaps::Read;
use super::report::{Report, quoted};
use super::{Entry, Index, MAX_DEPTH, Scalar, syntax};

/// Byte offsets by character: the parser counts characters.
pub(super) struct Offsets {
    /// Nothing when every character is one byte.
    table: Option<Vec<usize>>,
    /// Where the lines end.
    newlines: Vec<usize>,
    end: usize,
}

impl Offsets {
    pub(super) fn new(text: &str) -> Self {
        let table = || text.char_indices().map(|(at, _)| at).collect();
        Self {
            table: (!text.is_ascii()).then(table),
            newlines: text.match_indices('\n').map(|(at, _)| at).collect(),
            end: text.len(),
        }
    }

    /// The byte that a character starts at; the end of the text for any beyond it.
    pub(super) fn byte(&self, character: usize) -> usize {
        match &self.table {
            Some(table) => table.get(character).copied().unwrap_or(self.end),
            None => character.min(self.end),
        }
    }

    /// The line that a byte is on, counted from 1.
    fn line(&self, byte: usize) -> usize {
        self.newlines.partition_point(|newline| *newline < byte) + 1
    }

    /// Where the line that a byte is on ends.
    fn line_end(&self, byte: usize) -> usize {
        let line = self.newlines.partition_point(|newline| *newline < byte);
        self.newlines.get(line).copied().unwrap_or(self.end)
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}

/// A key that waits for its value.
struct Key {
    /// The key as a step of a pointer, or nothing when the value is not to be found by one: the
    /// key is refused, or it is there twice.
    segment: Option<String>,
    range: Range<usize>,
}

enum Kind {
    Sequence { next: usize },
    Mapping { key: Option<Key> },
}

/// A collection that is open.
struct Frame {
    node: Option<usize>,
    start: usize,
    flow: bool,
    kind: Kind,
}

/// Where in its parent a node stands.
enum Place {
    Root,
    Key,
    Item { segment: String },
    Value(Key),
}

/// A node that is about to be placed.
struct Found {
    /// The node with its anchor and tag.
    range: Range<usize>,
    /// Where the node itself starts.
    start: usize,
    kind: Option<Kind>,
    scalar: Option<Scalar>,
}

pub(super) struct Walk<'a, 'r> {
    text: &'a str,
    offsets: Offsets,
    index: &'a mut Index,
    report: &'a mut Report<'r>,
    frames: Vec<Frame>,
    read: Read,
    documents: usize,
}

impl<'a, 'r> Walk<'a, 'r> {
    pub(super) fn new(text: &'a str, index: &'a mut Index, report: &'a mut Report<'r>) -> Self {
        Self {
            text,
            offsets: Offsets::new(text),
            index,
            report,
            frames: Vec::new(),
            read: Read { taken: Vec::new(), end: 0 },
            documents: 0,
        }
    }

    /// Reads to the end of the document, or to where reading on would be of no use.
    pub(super) fn run(mut self) -> Read {
        for event in Parser::new_from_str(self.text) {
            let (event, span) = match event {
                Ok(found) => found,
                Err(error) => {
                    syntax::check(self.text, &self.offsets, &error, self.report);
                    return self.read;
                }
            };
            let range = self.offsets.range(&span);
            if !self.event(event, range.clone()) {
                self.read.end = self.read.end.max(range.start);
                return self.read;
            }
            self.read.end = self.read.end.max(range.end);
        }
        self.read.end = self.text.len();
        if self.index.is_empty() && self.frames.is_empty() {
            self.empty();
        }
        self.read
    }

    /// Takes one event and says whether to go on.
    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> bool {
        match event {
            Event::DocumentStart(_) => return self.document(range),
            Event::Alias(_) => self.alias(range),
            Event::Scalar(text, style, anchor, tag) => {
                let start = self.properties(&range, anchor > 0, tag.is_some(), true);
                self.scalar(range, start, &text, style);
            }
            Event::SequenceStart(anchor, tag) => {
                let start = self.properties(&range, anchor > 0, tag.is_some(), false);
                return self.open(range, start, Kind::Sequence { next: 0 });
            }
            Event::MappingStart(anchor, tag) => {
                let start = self.properties(&range, anchor > 0, tag.is_some(), false);
                return self.open(range, start, Kind::Mapping { key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        true
    }

    fn empty(&mut self) {
        self.report.add(
            "yaml-empty",
            0..0,
            "the file has nothing in it",
            "write the spec, or delete the file",
        );
    }

    fn document(&mut self, range: Range<usize>) -> bool {
        self.documents += 1;
        if self.documents > 1 {
            self.report.add(
                "yaml-document",
                range,
                "a second document starts here",
                "delete the `---`, or move what follows into a file of its own",
            );
        }
        self.documents == 1
    }

    fn alias(&mut self, range: Range<usize>) {
        self.report.add(
            "yaml-alias",
            range.clone(),
            format!("the alias {} is not allowed", quoted(&self.text[range.clone()])),
            "write the value out here, or quote the text if it should start with `*`",
        );
        self.read.taken.push(range.clone());
        if let Place::Key = self.place() {
            self.set_key(None, range);
        }
    }

    /// Refuses the anchor and the tag of a node, and returns where the node itself starts.
    fn properties(&mut self, range: &Range<usize>, anchor: bool, tag: bool, scalar: bool) -> usize {
        let mut start = range.start;
        for _ in 0..usize::from(anchor) + usize::from(tag) {
            start = self.skip_blank(start);
            let length = self.text[start..]
                .find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'))
                .unwrap_or(self.text.len() - start);
            let property = start..start + length;
            self.property(property.clone());
            self.read.taken.push(property.clone());
            start = property.end;
        }
        if scalar && start > range.start && start < range.end {
            // The header of a block scalar is not a part of the text.
            let node = self.skip_blank(start).min(range.end);
            let header = self.text[node..range.end].starts_with(['|', '>']);
            let line = self.text[node..range.end].find('\n').unwrap_or(0);
            start = if header { node + line } else { node };
        }
        start
    }

    fn property(&mut self, range: Range<usize>) {
        let found = quoted(&self.text[range.clone()]);
        if self.text[range.clone()].starts_with('&') {
            self.report.add(
                "yaml-anchor",
                range,
                format!("the anchor {found} is not allowed"),
                "delete the anchor, or quote the text if it should start with `&`",
            );
        } else {
            self.report.add(
                "yaml-tag",
                range,
                format!("the tag {found} is not allowed"),
                "delete the tag, or quote the text if it should start with `!`",
            );
        }
    }

    /// The next byte that is neither white space nor in a comment.
    fn skip_blank(&self, mut at: usize) -> usize {
        loop {
            let rest = &self.text[at..];
            let blank = rest.len() - rest.trim_start().len();
            at += blank;
            if !self.text[at..].starts_with('#') {
                return at;
            }
            at = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        }
    }

    fn scalar(&mut self, range: Range<usize>, start: usize, text: &str, style: ScalarStyle) {
        let plain = style == ScalarStyle::Plain;
        let taken = start.min(range.end)..range.end;
        if plain && text.is_empty() && start == range.start {
            // The parser has no place for a value that is not there, only the next token's.
            return self.put(Found {
                range: range.start..range.start,
                start: range.start,
                kind: None,
                scalar: Some(Scalar { text: String::new(), plain }),
            });
        }
        self.read.taken.push(taken.clone());
        if plain {
            self.ambiguous(taken, text);
        }
        if is_block(style) && self.text[start..].starts_with('\t') {
            syntax::tabbed(self.text, start, self.report);
        }
        let shown = self.text[range.clone()].trim_end().len();
        self.put(Found {
            range: range.start..range.start + shown,
            start,
            kind: None,
            scalar: Some(Scalar { text: self.ended(text, &range, style).to_owned(), plain }),
        });
    }

    /// The text without the line break that the parser adds to a block scalar when the file ends
    /// on a line of it without one. The reader of the values adds none.
    fn ended<'t>(&self, text: &'t str, range: &Range<usize>, style: ScalarStyle) -> &'t str {
        let column = |at| self.text[..at].len() - self.text[..at].rfind('\n').map_or(0, |n| n + 1);
        // The parser has a block scalar start at its first character, after the indentation.
        let added = is_block(style)
            && range.end == self.text.len()
            && column(range.end) >= column(range.start).max(1);
        match text.strip_suffix('\n') {
            Some(text) if added => text,
            _ => text,
        }
    }

    fn ambiguous(&mut self, range: Range<usize>, text: &str) {
        let Some(reading) = other_reading(text) else {
            return;
        };
        let help = match text {
            _ if reading == "null" => "quote it, or write `null` if that is meant".to_owned(),
            _ if reading == "a boolean" => {
                format!("quote it as \"{text}\", or write `true` or `false` if that is meant")
            }
            _ => format!("quote it as \"{text}\", or write the number in plain decimal digits"),
        };
        self.report.add(
            "yaml-ambiguous",
            range,
            format!("{} is {reading} to some readers of YAML and not to others", quoted(text)),
            help,
        );
    }

    /// Opens a collection and says whether to go on.
    fn open(&mut self, range: Range<usize>, start: usize, kind: Kind) -> bool {
        if self.frames.len() >= MAX_DEPTH {
            self.report.add(
                "yaml-depth",
                range.start..range.start,
                format!("nesting is deeper than {MAX_DEPTH} levels here"),
                "flatten the structure; no spec needs such depth",
            );
            return false;
        }
        let start = self.skip_blank(start);
        let line = self.offsets.line_end(start);
        let shown = self.text[start..line].trim_end().len();
        self.put(Found {
            range: range.start..start + shown,
            start,
            kind: Some(kind),
            scalar: None,
        });
        true
    }

    fn close(&mut self, end: usize) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if let Some(node) = frame.node
            && frame.flow
            && end > frame.start
        {
            let shown = self.text[frame.start..end].trim_end().len();
            self.index.nodes[node].entry.value = frame.start..frame.start + shown;
        }
    }

    /// Moves on in the collection that is open and says where its next node stands.
    fn place(&mut self) -> Place {
        match self.frames.last_mut().map(|frame| &mut frame.kind) {
            None => Place::Root,
            Some(Kind::Sequence { next }) => {
                let segment = next.to_string();
                *next += 1;
                Place::Item { segment }
            }
            Some(Kind::Mapping { key }) => key.take().map_or(Place::Key, Place::Value),
        }
    }

    fn put(&mut self, found: Found) {
        let parent = self.frames.last().and_then(|frame| frame.node);
        let mut value = found.range.clone();
        let mut key_range = None;
        let parent = match self.place() {
            Place::Root if self.index.is_empty() && !is_nothing(&found) => Some(None),
            Place::Root => None,
            Place::Key => {
                self.key(&found);
                None
            }
            Place::Item { segment } => parent.map(|parent| Some((parent, segment))),
            Place::Value(key) => {
                if is_nothing(&found) {
                    value = key.range.end..key.range.end;
                }
                key_range = Some(key.range);
                parent.zip(key.segment).map(Some)
            }
        };
        let node = parent.map(|parent| {
            let entry = Entry { key: key_range, value, scalar: found.scalar };
            self.index.add(parent, entry)
        });
        if let Some(kind) = found.kind {
            self.enter(node, found.start, kind);
        }
    }

    fn enter(&mut self, node: Option<usize>, start: usize, kind: Kind) {
        let within = self.frames.last().is_some_and(|frame| frame.flow);
        let flow = within || self.text[start..].starts_with(['[', '{']);
        self.frames.push(Frame { node, start, flow, kind });
    }

    /// Takes a node that stands where a key should.
    fn key(&mut self, found: &Found) {
        let range = found.range.clone();
        let segment = match &found.scalar {
            Some(scalar) if !is_nothing(found) => self.checked_key(scalar, &range),
            _ => {
                self.report.add(
                    "yaml-key",
                    range.clone(),
                    "a key must be one word or text",
                    "write a key before the `:`, and quote it if it holds brackets or `?`",
                );
                None
            }
        };
        self.set_key(segment, range);
    }

    /// The key as a step of a pointer, unless it is refused.
    fn checked_key(&mut self, scalar: &Scalar, range: &Range<usize>) -> Option<String> {
        if scalar.plain && scalar.text == "<<" {
            self.report.add(
                "yaml-merge",
                range.clone(),
                "the merge key `<<` is not allowed",
                "write the merged fields out here",
            );
            return None;
        }
        let parent = self.frames.last()?.node?;
        let at = (parent, scalar.text.clone());
        let Some(first) = self.index.children.get(&at) else {
            return Some(at.1);
        };
        let first = self.index.nodes[*first].entry.key.as_ref();
        let line = self.offsets.line(first.map_or(0, |key| key.start));
        self.report.add(
            "yaml-duplicate-key",
            range.clone(),
            format!("the key {} is on line {line} already", quoted(&scalar.text)),
            "delete one of the two, or give it another name",
        );
        None
    }

    fn set_key(&mut self, segment: Option<String>, range: Range<usize>) {
        if let Some(Frame { kind: Kind::Mapping { key }, .. }) = self.frames.last_mut() {
            *key = Some(Key { segment, range });
        }
    }
}

fn is_block(style: ScalarStyle) -> bool {
    matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
}

/// Whether a node is one that the parser made up for a value that was left out.
fn is_nothing(found: &Found) -> bool {
    found.range.is_empty()
        && found.scalar.as_ref().is_some_and(|scalar| scalar.plain && scalar.text.is_empty())
}
