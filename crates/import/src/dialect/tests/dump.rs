//! A document as short text, for goldens and for comparing renderings.

use crate::document::{Block, Cell, Document, Line};
use std::fmt::Write as _;

/// A document as text: every block, row, cell and line with its place.
pub(super) fn dump(document: &Document) -> String {
    let mut to = String::new();
    for (key, line) in &document.meta {
        let _ = writeln!(to, "meta {key} = {}", placed(line));
    }
    for (scope, apps) in &document.scope_apps {
        let _ = writeln!(to, "scope {scope}: {}", apps.join(","));
    }
    if let Some(query) = &document.try_it {
        let _ = writeln!(to, "try it {query}");
    }
    for damage in &document.damage {
        let _ = writeln!(to, "damage {}: {}", damage.at, damage.what);
    }
    for broken in &document.breaks {
        let _ = writeln!(to, "break {}: {}", broken.at, broken.what);
    }
    for block in &document.blocks {
        dump_block(&mut to, block);
    }
    to
}

fn dump_block(to: &mut String, block: &Block) {
    match block {
        Block::Heading { depth, line } => {
            let _ = writeln!(to, "{} {}", "#".repeat(*depth), placed(line));
        }
        Block::Code { at, text } => {
            let _ = writeln!(to, "code {at}\n  {}", text.replace('\n', "\n  "));
        }
        Block::Text(lines) => {
            let lines: Vec<String> = lines.iter().map(placed).collect();
            let _ = writeln!(to, "text\n  {}", lines.join("\n  "));
        }
        Block::Table { at, head, rows } => {
            let _ = writeln!(to, "table {at} {head:?}");
            for row in rows {
                let level = row.level.map_or("-".to_owned(), |level| level.to_string());
                let _ = writeln!(to, "  row {} level {level}", row.at);
                row.cells.iter().for_each(|cell| dump_cell(to, cell));
            }
        }
    }
}

fn dump_cell(to: &mut String, cell: &Cell) {
    let lines: Vec<String> = cell.iter().map(placed).collect();
    let _ = writeln!(to, "    | {}", lines.join("\n      "));
}

fn placed(line: &Line) -> String {
    format!("{} ({})", line.text, line.at)
}
