//! What differs between two documents of one page.

use crate::document::{Block, Cell, Document, TableRow};

/// A text without what renderings may differ in: blanks, marks, addresses of links.
fn folded(text: &str) -> String {
    let mut folded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        folded.push_str(&rest[..at + 1]);
        rest = rest[at..].split_once(')').map_or("", |(_, after)| after);
    }
    folded.push_str(rest);
    folded.retain(|found| !found.is_whitespace() && !"`*".contains(found));
    folded
}

fn folded_cell(cell: &Cell) -> String {
    cell.iter().map(|line| folded(&line.text)).collect()
}

/// Every table of a document under its heading.
fn tables(document: &Document) -> Vec<(String, &Vec<String>, &Vec<TableRow>)> {
    let mut heading = String::new();
    let mut tables = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { line, .. } => heading = line.text.clone(),
            Block::Table { head, rows, .. } => tables.push((heading.clone(), head, rows)),
            _ => {}
        }
    }
    tables
}

fn headings(document: &Document) -> Vec<String> {
    let texts = document.blocks.iter().filter_map(|block| match block {
        Block::Heading { depth, line } => Some(format!("{depth} {}", line.text)),
        _ => None,
    });
    texts.collect()
}

/// The differences, each in a line for a person; none for one and the same page.
pub(super) fn differences(left: &Document, right: &Document) -> Vec<String> {
    let mut found = Vec::new();
    if headings(left) != headings(right) {
        found.push(format!("headings {:?} | {:?}", headings(left), headings(right)));
    }
    let code = |document: &Document| {
        let blocks = document.blocks.iter();
        let code = blocks.filter_map(|block| match block {
            Block::Code { text, .. } => Some(folded(text)),
            _ => None,
        });
        code.collect::<Vec<_>>()
    };
    if code(left) != code(right) {
        found.push(format!("code: {} | {} blocks", code(left).len(), code(right).len()));
    }
    let (left, right) = (tables(left), tables(right));
    if left.len() != right.len() {
        found.push(format!("{} | {} tables", left.len(), right.len()));
    }
    for ((heading, head, rows), (_, other_head, other_rows)) in left.iter().zip(&right) {
        if head != other_head {
            found.push(format!("{heading}: head {head:?} | {other_head:?}"));
        }
        if rows.len() != other_rows.len() {
            found.push(format!("{heading}: {} | {} rows", rows.len(), other_rows.len()));
        }
        let pairs = rows.iter().zip(other_rows.iter());
        pairs.for_each(|(row, other)| row_differences(heading, row, other, &mut found));
    }
    found
}

fn row_differences(heading: &str, row: &TableRow, other: &TableRow, found: &mut Vec<String>) {
    let name = row.cells.first().map(folded_cell).unwrap_or_default();
    if let (Some(level), Some(other)) = (row.level, other.level)
        && level != other
    {
        found.push(format!("{heading}/{name}: level {level} | {other}"));
    }
    for column in 0..row.cells.len().max(other.cells.len()) {
        let cell = row.cells.get(column).map(folded_cell);
        let other = other.cells.get(column).map(folded_cell);
        if cell != other {
            let (cell, other) = (cell.unwrap_or_default(), other.unwrap_or_default());
            let same = cell.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            let around = |text: &str| {
                let start = same.saturating_sub(12);
                text.chars().skip(start).take(50).collect::<String>()
            };
            found.push(format!(
                "{heading}/{name}[{column}]: {} | {}",
                around(&cell),
                around(&other)
            ));
        }
    }
}
