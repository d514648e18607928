//! Nesting from the spec, for a page whose rendering lost it.
//!
//! Such a page is a list of rows whose depths were guessed, and the spec may know better: from
//! another rendering, or from a person. So the rows of both are laid side by side by their names,
//! in order, and a row that the spec knows gets the depth it has there. A new row keeps its depth
//! beside the row before it. Where that makes no sense, the guess stays.

use larkspur_spec::facts::{MAX_DEPTH, SharedTypes, View, is_record};
use serde_json::{Map, Value};

/// Pairs of rows beyond which two tables are not compared.
const MOST_PAIRS: usize = 4_000_000;

/// A row of a table, without those below it.
struct Row {
    name: String,
    depth: usize,
    field: Value,
}

/// Gives the fields of the page's body and reply the nesting they have in the spec.
pub(super) fn take(spec: &Value, page: &mut Value, types: &SharedTypes) {
    let spec = types.expand_operation(spec, View::Page);
    for part in ["body", "response"] {
        let known = spec.get(part).and_then(|part| part.get("fields"));
        let fields = page.get_mut(part).and_then(|part| part.get_mut("fields"));
        if let (Some(known), Some(fields)) = (known, fields)
            && let Some(nested) = nested(&rows(known), rows(fields))
        {
            *fields = Value::Object(nested);
        }
    }
}

/// The rows of a tree of fields, from top to bottom.
fn rows(fields: &Value) -> Vec<Row> {
    let mut all = Vec::new();
    collect(fields, 0, &mut all);
    all
}

fn collect(fields: &Value, depth: usize, all: &mut Vec<Row>) {
    for (name, field) in fields.as_object().into_iter().flatten() {
        let mut bare = Value::Object(Map::new());
        if let (Some(bare), Some(field)) = (bare.as_object_mut(), field.as_object()) {
            let own = field.iter().filter(|(key, _)| *key != "fields");
            bare.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        }
        all.push(Row { name: name.clone(), depth, field: bare });
        if let Some(inner) = field.get("fields").filter(|_| depth < MAX_DEPTH) {
            collect(inner, depth + 1, all);
        }
    }
}

/// The page's rows as a tree with the depths of the known ones; nothing where they make none.
fn nested(known: &[Row], mut page: Vec<Row>) -> Option<Map<String, Value>> {
    let pairs = side_by_side(known, &page)?;
    if pairs.iter().flatten().count() * 2 < page.len().min(known.len()) {
        return None;
    }
    let (mut guessed, mut depth) = (0, 0);
    for (row, pair) in page.iter_mut().zip(pairs) {
        let beside = (depth + row.depth).saturating_sub(guessed);
        guessed = row.depth;
        depth = pair.and_then(|at| known.get(at)).map_or(beside, |known| known.depth);
        row.depth = depth;
    }
    tree(page)
}

/// For each row of the page the known one it is: the longest run of names both have in order.
fn side_by_side(known: &[Row], page: &[Row]) -> Option<Vec<Option<usize>>> {
    let same = |a: &Row, b: &Row| a.name == b.name;
    let head = known.iter().zip(page).take_while(|(a, b)| same(a, b)).count();
    let (old, new) = (&known[head..], &page[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > MOST_PAIRS {
        return None;
    }
    // How many names the rest of both has in common, from each pair of rows on.
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = match same(&old[i], &new[j]) {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let mut pairs: Vec<Option<usize>> = (0..head).map(Some).collect();
    let (mut i, mut j) = (0, 0);
    while j < new.len() {
        let skips_old = i < old.len() && common[(i + 1) * width + j] > common[i * width + j + 1];
        match i < old.len() && same(&old[i], &new[j]) {
            true => {
                pairs.push(Some(head + i));
                (i, j) = (i + 1, j + 1);
            }
            false if skips_old => i += 1,
            false => {
                pairs.push(None);
                j += 1;
            }
        }
    }
    pairs.extend((known.len() - tail..known.len()).map(Some));
    Some(pairs)
}

/// The rows as a tree; nothing where a row stands below none, below one without fields, or beside
/// one of its name.
fn tree(rows: Vec<Row>) -> Option<Map<String, Value>> {
    let mut open: Vec<(String, Value, Map<String, Value>)> = Vec::new();
    let mut top = Map::new();
    for row in rows {
        while open.len() > row.depth {
            close(&mut open, &mut top)?;
        }
        let holds =
            open.last().is_none_or(|(_, field, _)| field.get("type").is_some_and(is_record));
        if open.len() < row.depth || !holds {
            return None;
        }
        open.push((row.name, row.field, Map::new()));
    }
    while !open.is_empty() {
        close(&mut open, &mut top)?;
    }
    Some(top)
}

/// Puts the innermost open field into the one it is in.
fn close(
    open: &mut Vec<(String, Value, Map<String, Value>)>,
    top: &mut Map<String, Value>,
) -> Option<()> {
    let (name, mut field, fields) = open.pop()?;
    if let Some(field) = field.as_object_mut().filter(|_| !fields.is_empty()) {
        field.insert("fields".to_owned(), Value::Object(fields));
    }
    let into = open.last_mut().map_or(top, |(_, _, fields)| fields);
    into.insert(name, field).is_none().then_some(())
}
