//! Where everything stands in a spec file, and which YAML a spec may use.
//!
//! The reader that turns YAML into Rust values keeps no places and takes all of YAML. A checker
//! needs places for every field, and a spec needs a YAML so small that every reader, whichever
//! version of the language it follows, agrees on what it says. So one pass over the parser's
//! events does both: it notes the place of every node under its JSON pointer, and it refuses what
//! a spec has no use for.

mod ambiguous;
mod gaps;
mod raw;
mod report;
mod syntax;
mod walk;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Severity, line_column};
use report::Report;

/// The largest spec file that is read. Hand-written specs are a few kilobytes.
pub const MAX_BYTES: usize = 4 << 20;

/// The deepest nesting that is followed.
pub const MAX_DEPTH: usize = 64;

/// A scalar as it was written, so that `400` and `"400"` can be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text, after quotes and escapes are resolved.
    pub text: String,
    /// Whether it was written without quotes, and so may be a number, a boolean or null.
    pub plain: bool,
}

/// The place of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The bytes of the key, for a value in a mapping.
    pub key: Option<Range<usize>>,
    /// The bytes of the value. Of a block mapping or sequence this is the first line; a value that
    /// was left out is an empty range after its key.
    pub value: Range<usize>,
    /// The text and style, for a scalar.
    pub scalar: Option<Scalar>,
}

/// A node and the way up from it. Whole pointers are not stored: deep nodes under long keys
/// would make them many times larger than the file.
#[derive(Clone, Debug)]
struct Node {
    parent: Option<usize>,
    segment: String,
    entry: Entry,
}

/// The places of all nodes of one document, in document order.
#[derive(Clone, Debug, Default)]
pub struct Index {
    nodes: Vec<Node>,
    children: BTreeMap<(usize, String), usize>,
}

impl Index {
    /// Reads a document and reports everything in it that a spec may not contain.
    ///
    /// `file` is the path for the diagnostics. After a diagnostic the index holds what could be
    /// read, which may be nothing.
    pub fn build(file: &str, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut report = Report::new(file);
        let mut index = Self::default();
        if raw::is_readable(text, &mut report) {
            let walk = walk::Walk::new(text, &mut index, &mut report);
            let read = walk.run();
            gaps::check(text, &read, &mut report);
        }
        (index, report.finish())
    }

    /// The node at a JSON pointer; the pointer of the whole document is the empty string.
    pub fn get(&self, pointer: &str) -> Option<&Entry> {
        match self.nearest(pointer) {
            (Some(node), true) => Some(&self.nodes[node].entry),
            _ => None,
        }
    }

    /// The key at a pointer, or the value when there is no key, or whichever of these the nearest
    /// parent has when nothing is at the pointer. Nothing only for a document without nodes.
    pub fn span(&self, pointer: &str) -> Option<Range<usize>> {
        let entry = &self.nodes[self.nearest(pointer).0?].entry;
        Some(entry.key.as_ref().unwrap_or(&entry.value).clone())
    }

    /// The value at a pointer, or that of the nearest parent when nothing is at the pointer.
    pub fn value_span(&self, pointer: &str) -> Option<Range<usize>> {
        Some(self.nodes[self.nearest(pointer).0?].entry.value.clone())
    }

    /// All nodes with their pointers, in document order and parents first.
    pub fn iter(&self) -> impl Iterator<Item = (String, &Entry)> {
        self.nodes.iter().enumerate().map(|(node, found)| (self.pointer(node), &found.entry))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The deepest node on the way to a pointer, and whether it is the end of the way.
    fn nearest(&self, pointer: &str) -> (Option<usize>, bool) {
        if self.nodes.is_empty() {
            return (None, false);
        }
        let mut node = 0;
        let mut segments = pointer.split('/');
        if segments.next() != Some("") {
            return (Some(node), false);
        }
        for segment in segments {
            match self.children.get(&(node, unescape(segment))) {
                Some(child) => node = *child,
                None => return (Some(node), false),
            }
        }
        (Some(node), true)
    }

    fn pointer(&self, node: usize) -> String {
        let mut segments = Vec::new();
        let mut at = &self.nodes[node];
        while let Some(parent) = at.parent {
            segments.push(escape(&at.segment));
            at = &self.nodes[parent];
        }
        let mut pointer = String::new();
        for segment in segments.iter().rev() {
            pointer.push('/');
            pointer.push_str(segment);
        }
        pointer
    }

    /// Adds a node under a parent, or the root. The segment must be free.
    fn add(&mut self, parent: Option<(usize, String)>, entry: Entry) -> usize {
        let node = self.nodes.len();
        let (parent, segment) = match parent {
            Some((parent, segment)) => {
                self.children.insert((parent, segment.clone()), node);
                (Some(parent), segment)
            }
            None => (None, String::new()),
        };
        self.nodes.push(Node { parent, segment, entry });
        node
    }
}

/// The pointer of a child: a key or a position in a sequence, escaped as a JSON pointer wants it.
pub fn child(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", escape(segment))
}

/// Whether readers of YAML disagree about what this text is when it stands without quotes.
pub(crate) fn is_ambiguous(word: &str) -> bool {
    ambiguous::other_reading(word).is_some()
}

fn escape(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) {
        Cow::Owned(segment.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(segment)
    }
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// The text of a file, or a diagnostic at the first byte that is not UTF-8.
///
/// The place is right in the bytes and also in their lossy conversion, which is what to hand to
/// the report as the source.
pub fn text_of(file: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let bad = bytes.get(at).copied().unwrap_or_default();
        let good = String::from_utf8_lossy(&bytes[..at]);
        let (line, column) = line_column(&good, at);
        let help = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                "the file looks like UTF-16: save it as UTF-8 without a byte order mark"
            }
            _ => "save the file as UTF-8; GBK and other encodings are not read",
        };
        Diagnostic {
            severity: Severity::Error,
            rule: "yaml-encoding",
            file: file.to_owned(),
            span: Some(at..at + 1),
            message: format!("byte {bad:#04x} at line {line}, column {column} is not UTF-8"),
            help: help.to_owned(),
        }
    })
}

#[cfg(test)]
mod tests;
