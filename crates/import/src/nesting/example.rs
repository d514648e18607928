//! What the examples of a section show, as one shape: which keys lie where.
//!
//! All items of a list, and all examples of the section, add to the same shape, because a table
//! lists a field once however often an example shows it. Text that holds JSON is looked into. A
//! record whose keys the table does not know is a map, and its values are one shape too.

use super::evidence::RowFacts;
use super::loose::read_example;
use serde_json::Value;
use std::collections::HashMap;

/// The number of a shape.
pub(super) type ShapeId = usize;

/// How deep the examples are read, and how many shapes are kept of them.
const DEEPEST: usize = 32;
const MOST_SHAPES: usize = 20_000;
/// Text longer than this is not looked into.
const LONGEST_TEXT: usize = 1 << 20;

/// What was seen at one place of the examples.
#[derive(Default)]
struct Shape {
    /// The keys that are names of rows.
    fields: HashMap<usize, ShapeId>,
    /// The values under keys that the table does not know.
    values: Option<ShapeId>,
    /// A record with keys was seen here.
    is_record: bool,
    /// A number, a truth value or plain text was seen here.
    is_scalar: bool,
}

/// What the examples say about a key in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The key is there.
    Has(ShapeId),
    /// Other keys are there, this one is not.
    Lacks,
    /// A plain value is there, which has no keys.
    Plain,
    /// The examples do not show the place.
    Nothing,
}

/// The examples of a section.
pub(super) struct Examples {
    shapes: Vec<Shape>,
}

impl Examples {
    /// Reads the examples; `names` numbers the names of the rows.
    pub(super) fn read(values: &[Value], names: &HashMap<&str, usize>) -> Examples {
        let mut examples = Examples { shapes: vec![Shape::default()] };
        for value in values {
            examples.add(value, Examples::ROOT, names, DEEPEST);
        }
        examples
    }

    /// The shape of the whole body or reply.
    pub(super) const ROOT: ShapeId = 0;

    /// What they say about a name within a place.
    pub(super) fn say(&self, within: Option<ShapeId>, name: usize) -> Says {
        let Some(shape) = within.and_then(|id| self.shapes.get(id)) else {
            return Says::Nothing;
        };
        if let Some(found) = shape.fields.get(&name) {
            return Says::Has(*found);
        }
        let inner = shape.values.and_then(|id| self.shapes.get(id));
        if let Some(found) = inner.and_then(|values| values.fields.get(&name)) {
            return Says::Has(*found);
        }
        match shape {
            shape if shape.is_record => Says::Lacks,
            shape if shape.is_scalar => Says::Plain,
            _ => Says::Nothing,
        }
    }

    /// Whether a place is shown as a record that has names of rows as keys.
    pub(super) fn is_record(&self, id: ShapeId) -> bool {
        self.shapes.get(id).is_some_and(|shape| !shape.fields.is_empty() || shape.values.is_some())
    }

    /// The row names that a place is shown to have as keys.
    pub(super) fn names_in(&self, id: ShapeId) -> impl Iterator<Item = usize> {
        let shape = self.shapes.get(id);
        let values = shape.and_then(|shape| shape.values).and_then(|id| self.shapes.get(id));
        shape.into_iter().chain(values).flat_map(|shape| shape.fields.keys().copied())
    }

    /// Where they show the rows of a layout.
    pub(super) fn shapes_of(
        &self,
        rows: &[RowFacts],
        parents: &[Option<usize>],
    ) -> Vec<Option<ShapeId>> {
        let mut shapes: Vec<Option<ShapeId>> = Vec::with_capacity(parents.len());
        for (row, parent) in rows.iter().zip(parents) {
            let within = parent.map_or(Some(Examples::ROOT), |parent| shapes[parent]);
            shapes.push(match self.say(within, row.name) {
                Says::Has(shape) => Some(shape),
                _ => None,
            });
        }
        shapes
    }

    fn add(&mut self, value: &Value, to: ShapeId, names: &HashMap<&str, usize>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add(item, to, names, depth)),
            Value::Object(map) => {
                self.shapes[to].is_record |= !map.is_empty();
                let is_map = !map.keys().any(|key| names.contains_key(key.as_str()));
                for (key, inner) in map {
                    let next = match names.get(key.as_str()) {
                        Some(name) => self.field(to, *name),
                        None if is_map => self.values(to),
                        None => None,
                    };
                    if let Some(next) = next {
                        self.add(inner, next, names, depth);
                    }
                }
            }
            Value::String(text) => match inner_json(text) {
                Some(inner) => self.add(&inner, to, names, depth),
                None => self.shapes[to].is_scalar |= !text.is_empty(),
            },
            Value::Number(_) | Value::Bool(_) => self.shapes[to].is_scalar = true,
            Value::Null => {}
        }
    }

    fn field(&mut self, of: ShapeId, name: usize) -> Option<ShapeId> {
        if let Some(found) = self.shapes[of].fields.get(&name) {
            return Some(*found);
        }
        let next = self.another()?;
        self.shapes[of].fields.insert(name, next);
        Some(next)
    }

    fn values(&mut self, of: ShapeId) -> Option<ShapeId> {
        if self.shapes[of].values.is_none() {
            self.shapes[of].values = self.another();
        }
        self.shapes[of].values
    }

    fn another(&mut self) -> Option<ShapeId> {
        if self.shapes.len() >= MOST_SHAPES {
            return None;
        }
        self.shapes.push(Shape::default());
        Some(self.shapes.len() - 1)
    }
}

/// The JSON that a text holds.
fn inner_json(text: &str) -> Option<Value> {
    let looks = text.trim_start().starts_with(['{', '[']) && text.len() <= LONGEST_TEXT;
    looks.then(|| read_example(text)).flatten()
}
