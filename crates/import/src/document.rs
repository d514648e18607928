//! What every rendering comes down to: a page as headings, tables, code and text, in one spelling.
//!
//! A dialect's reader undoes its rendering (tags, `<br>`, broken rows, entities, escapes) and leaves
//! the plain form described here, so that everything after it is written once:
//!
//! - A cell is a list of [`Line`]s. Inline Markdown stays: `**bold**`, `` `code` ``, `[text](url)`.
//!   HTML entities are decoded and backslash escapes undone (`string\[\]` is `string[]`).
//! - A value of an enumeration is a line `- value：text`.
//! - A scope is a line `text(scope:name)`; which app types may hold it is in
//!   [`Document::scope_apps`], for the rendering that knows.
//! - A value of an app type is the platform's word: `custom,isv`. A token kind stands as code.
//! - A warning or hint begins with `**注意事项**：`, and the table of facts has the head `项目`, `值`.
//! - Names and types in tables stand bare: no backticks, no branch signs; the depth that such a sign
//!   or an attribute gave is the row's [`TableRow::level`].

use std::collections::BTreeMap;
use std::fmt;

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}:{}", self.line, self.column)
    }
}

/// A line of text and where it starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// The text, trimmed, never holding a line break.
    pub text: String,
    /// Where it starts on the page.
    pub at: Position,
}

/// The content of one cell: its lines without the empty ones.
pub type Cell = Vec<Line>;

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRow {
    /// Where it starts.
    pub at: Position,
    /// How deep it is nested, from 0, where the rendering kept that.
    pub level: Option<usize>,
    /// Its cells, as many as it has; rows of one table may differ.
    pub cells: Vec<Cell>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; `depth` 1 is the page's title.
    Heading {
        /// How deep, from 1.
        depth: usize,
        /// Its text.
        line: Line,
    },
    /// A table.
    Table {
        /// Where it starts.
        at: Position,
        /// Its column heads, each as plain text.
        head: Vec<String>,
        /// Its rows.
        rows: Vec<TableRow>,
    },
    /// A block of code, as it stands.
    Code {
        /// Where its first line is.
        at: Position,
        /// The text between the fences.
        text: String,
    },
    /// Lines of prose or of a list.
    Text(Vec<Line>),
}

/// A page in the plain form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// What stands before the page itself (`title`, `id`, `source_url`, ...), in the rendering's own
    /// words, without quotes.
    pub meta: BTreeMap<String, Line>,
    /// Its parts in order.
    pub blocks: Vec<Block>,
    /// The app types that may hold a scope, by scope, where the rendering says.
    pub scope_apps: BTreeMap<String, Vec<String>>,
    /// The query of the page's link to try the call, where the rendering keeps it
    /// (`project=im&version=v1&resource=message&method=create`).
    pub try_it: Option<String>,
    /// The places where the page stops before its own end.
    pub damage: Vec<Damage>,
    /// The places where the rendering broke and goes on: what follows stands as text, although the
    /// page had it in a table.
    pub breaks: Vec<Damage>,
}

/// A place where a page is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Where.
    pub at: Position,
    /// What is wrong there, as a sentence for the person who imports.
    pub what: String,
}
