//! Lines: what stands on one, and what gets lines of its own.
//!
//! An entry that fits on a line is a fact that changes on a line. Whatever the language says
//! holds entries of its own (`fields`, `enum`, `errors`) is always opened up, so that adding one
//! field adds one line.

use super::scalar::{self, Context};
use crate::shape::{Key, Names, Object, Shape};
use serde_json::{Map, Value};

/// The longest line that a map or list may make.
const WIDTH: usize = 100;

/// How values within are to be read: by their shape, or as they come.
#[derive(Clone, Copy)]
struct Form {
    shape: &'static Shape,
    /// Each entry gets a line.
    lines: bool,
}

static FREE: Shape = Shape::AnyOrNull;

const ANY: Form = Form { shape: &FREE, lines: false };

impl Form {
    fn of(key: &'static Key) -> Self {
        Self { shape: &key.shape, lines: key.lines }
    }

    fn plain(shape: &'static Shape) -> Self {
        Self { shape, lines: false }
    }

    /// The form of an entry of a map.
    fn entry(self, name: &str) -> Self {
        match self.shape {
            Shape::Object(object) => object.key(name).map_or(ANY, Form::of),
            Shape::Map(_, shape) => Form::plain(shape),
            _ => ANY,
        }
    }

    fn item(self) -> Self {
        match self.shape {
            Shape::List(shape) => Form::plain(shape),
            _ => ANY,
        }
    }

    /// Whether the collection is opened up even where it fits on a line.
    fn opens(self) -> bool {
        let is_open = matches!(self.shape, Shape::Object(object) if !object.inline);
        self.lines || is_open
    }

    fn has_codes(self) -> bool {
        matches!(self.shape, Shape::Map(Names::Codes, _))
    }
}

/// Writes a whole file.
pub(super) fn file(object: &'static Object, value: &Value, out: &mut String) {
    let Value::Object(map) = value else {
        return;
    };
    for key in object.keys {
        if let Some(value) = map.get(key.name) {
            out.push_str(key.name);
            out.push(':');
            after_key(value, Form::of(key), 0, out);
        }
    }
}

/// Writes a value behind its key, and ends the line.
fn after_key(value: &Value, form: Form, indent: usize, out: &mut String) {
    let start = out.len();
    out.push(' ');
    if inline(value, form, line_length(out), out) {
        out.push('\n');
        return;
    }
    out.truncate(start);
    out.push('\n');
    block(value, form, indent + 2, out);
}

/// Writes the entries of a collection, each on its line.
fn block(value: &Value, form: Form, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                spaces(indent, out);
                key(name, form, out);
                after_key(value, form.entry(name), indent, out);
            }
        }
        Value::Array(items) => {
            for item in items {
                list_item(item, form.item(), indent, out);
            }
        }
        _ => {}
    }
}

fn list_item(item: &Value, form: Form, indent: usize, out: &mut String) {
    let start = out.len();
    spaces(indent, out);
    out.push_str("- ");
    if inline(item, form, indent + 2, out) {
        out.push('\n');
        return;
    }
    out.truncate(start);
    block(item, form, indent + 2, out);
    // The dash goes where the first line of the item is indented.
    out.replace_range(start + indent..=start + indent, "-");
}

fn key(name: &str, form: Form, out: &mut String) {
    if form.has_codes() {
        out.push_str(name);
    } else {
        scalar::text(name, Context::Flow, out);
    }
    out.push(':');
}

/// Writes a value on the line that is being written, if it may stand there and fits.
fn inline(value: &Value, form: Form, before: usize, out: &mut String) -> bool {
    match value {
        Value::String(text) => {
            scalar::text(text, Context::Block, out);
            true
        }
        Value::Object(_) | Value::Array(_) => {
            let start = out.len();
            let end = start + (WIDTH.saturating_sub(before)) * 4;
            flow(value, form, end, out) && before + out[start..].chars().count() <= WIDTH
                || is_empty(value)
        }
        value => {
            literal(value, out);
            true
        }
    }
}

/// Writes a value between brackets, unless part of it has to be opened up. Gives up beyond a
/// number of bytes that cannot fit on a line.
fn flow(value: &Value, form: Form, end: usize, out: &mut String) -> bool {
    if out.len() > end && !is_empty(value) {
        return false;
    }
    match value {
        Value::String(text) => scalar::text(text, Context::Flow, out),
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(_) | Value::Array(_) if form.opens() => return false,
        Value::Object(map) => return flow_map(map, form, end, out),
        Value::Array(items) => return flow_list(items, form, end, out),
        value => literal(value, out),
    }
    true
}

fn flow_map(map: &Map<String, Value>, form: Form, end: usize, out: &mut String) -> bool {
    for (number, (name, value)) in map.iter().enumerate() {
        out.push_str(if number == 0 { "{ " } else { ", " });
        key(name, form, out);
        out.push(' ');
        if !flow(value, form.entry(name), end, out) {
            return false;
        }
    }
    out.push_str(" }");
    true
}

fn flow_list(items: &[Value], form: Form, end: usize, out: &mut String) -> bool {
    for (number, item) in items.iter().enumerate() {
        out.push_str(if number == 0 { "[" } else { ", " });
        if !flow(item, form.item(), end, out) {
            return false;
        }
    }
    out.push(']');
    true
}

fn literal(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => scalar::number(number, out),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        _ => out.push_str("null"),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn spaces(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// The characters on the line that is being written.
fn line_length(out: &str) -> usize {
    let line = out.rfind('\n').map_or(out, |newline| &out[newline + 1..]);
    line.chars().count()
}
