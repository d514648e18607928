//! What the four renderings of Feishu pages have in common once their markup is undone.
//!
//! The same page must come out the same from each of them, so the words that differ by rendering
//! alone (app types, the head of the first table, the mark of a warning) get one spelling here.

use super::markdown::levels::{self, Indent};
use super::markdown::table::{Row, Style, Table};
use super::markdown::{self, Rendering, inline, piece::Piece};
use crate::document::{Block, Cell, Document, Line, TableRow};

/// Markdown in which a row is one line.
pub(super) const RENDERING: Rendering = Rendering { rows_flow: false, cell, prose, table };

/// What stands before a page and tells its rendering.
pub(super) struct Head {
    /// The marks around it.
    pub(super) marks: (&'static str, &'static str),
    /// Two of its keys that no other rendering has together.
    pub(super) keys: [&'static str; 2],
}

impl Head {
    /// Whether a text begins with it.
    pub(super) fn opens(&self, text: &str) -> bool {
        let text = text.trim_start();
        text.starts_with(self.marks.0) && self.keys.iter().all(|key| text.contains(key))
    }

    /// Takes it from a page: a document that holds no more than what it says.
    pub(super) fn take(&self, rest: &mut Piece<'_>) -> Document {
        match markdown::header(rest, self.marks) {
            Ok(meta) => Document { meta, ..Document::default() },
            Err(damage) => Document { damage: vec![damage], ..Document::default() },
        }
    }
}

/// What stands before a warning or a hint, whatever kind the page says it is.
pub(super) const ALERT: &str = "**注意事项**：";

/// The label of the row that says which app types may call.
const APP_TYPES: &str = "支持的应用类型";

/// The app types by the words of each rendering.
const APP_WORDS: &[(&str, &str)] = &[
    ("自建应用", "custom"),
    ("商店应用", "isv"),
    ("Custom App", "custom"),
    ("Store App", "isv"),
    ("custom", "custom"),
    ("isv", "isv"),
];

/// The heads of the table of facts, by rendering.
const FACTS_HEADS: &[[&str; 2]] = &[["基本", ""], ["名称", "值"], ["项目", "值"]];

/// The head of the table of facts in the plain form.
const FACTS_HEAD: [&str; 2] = FACTS_HEADS[2];

/// Finishes a table whose levels stand as signs in front of names.
pub(super) fn table(table: Table) -> Block {
    let indents: Vec<Indent> = table.rows.iter().map(|row| row.indent).collect();
    let levels = levels::levels(&indents);
    finished(table, levels)
}

/// Finishes a table whose levels are known.
pub(super) fn finished(table: Table, levels: Vec<Option<usize>>) -> Block {
    let Table { at, mut head, rows, .. } = table;
    let is_facts = FACTS_HEADS.iter().any(|known| head.iter().eq(known));
    if is_facts {
        head = FACTS_HEAD.map(str::to_owned).to_vec();
    }
    let types = head.iter().position(|name| name.contains("类型"));
    let with_level = rows.into_iter().zip(levels);
    let rows = with_level.map(|(Row { at, mut cells, .. }, level)| {
        cells.iter_mut().take(1).for_each(bare);
        if let Some(cell) = types.and_then(|column| cells.get_mut(column)) {
            bare(cell);
        }
        if is_facts {
            app_types(&mut cells);
        }
        TableRow { at, level, cells }
    });
    Block::Table { at, head, rows: rows.collect() }
}

/// Takes the marks of code and bold from a name or type.
fn bare(cell: &mut Cell) {
    for line in cell.iter_mut() {
        line.text = inline::without_bold(&line.text);
        if let Some(inner) = inline::whole_code(&line.text) {
            line.text = inline::plain(inner);
        }
    }
    cell.retain(|line| !line.text.is_empty());
}

/// Writes the app types as the platform's own words, `custom,isv`.
fn app_types(cells: &mut [Cell]) {
    let [label, value] = cells else { return };
    let is_app_types = label.first().is_some_and(|line| line.text == APP_TYPES);
    if let (true, [line]) = (is_app_types, value.as_mut_slice()) {
        let words = line.text.split(['、', ',', '，']).map(str::trim);
        let known = words.map(|word| APP_WORDS.iter().find(|(found, _)| *found == word));
        if let Some(known) = known.collect::<Option<Vec<_>>>() {
            line.text = known.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(",");
        }
    }
}

/// The lines of a cell whose line breaks the rendering kept.
pub(super) fn cell(piece: Piece<'_>, style: Style) -> Cell {
    let parts = inline::lines(piece).into_iter();
    if style.generated && !style.outer {
        parts.flat_map(strays).filter_map(line).collect()
    } else {
        parts.filter_map(line).collect()
    }
}

/// Cuts a line where text follows that its page put between two cells: a converter made another
/// cell of it, which the head does not have.
fn strays(piece: Piece<'_>) -> Vec<Piece<'_>> {
    let stray = " | **";
    let pipes = piece.text.match_indices(stray).map(|(at, _)| at..at + stray.len() - "**".len());
    piece.cut(&pipes.collect::<Vec<_>>())
}

/// A line of a cell in the plain form.
pub(super) fn line(piece: Piece<'_>) -> Option<Line> {
    let mut line = inline::line(piece)?;
    if let Some(value) = enum_value(&line.text) {
        line.text = value;
    }
    Some(line)
}

/// ``- `a`: text`` as `- a：text`.
fn enum_value(line: &str) -> Option<String> {
    let (value, text) = line.strip_prefix("- `")?.split_once("`:")?;
    (!value.contains('`')).then(|| format!("- {}：{}", value.trim(), text.trim()))
}

/// A line of prose as it stands.
pub(super) fn prose(piece: Piece<'_>) -> Option<Line> {
    inline::line(piece)
}
