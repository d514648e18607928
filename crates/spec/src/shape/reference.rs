//! The reference of all keys, as Markdown for the documentation.

use super::reachable;
use super::{FILES, Key, Names, Object, Shape};
use std::fmt::Write as _;

/// A section with a table for every object of the language.
pub fn reference() -> String {
    let roots: Vec<&'static Object> = FILES.into_iter().map(|kind| kind.object()).collect();
    let mut text = String::new();
    for object in reachable::from(&roots) {
        // Writing to a string cannot fail.
        let _ = section(object, &mut text);
    }
    text
}

fn section(object: &Object, text: &mut String) -> std::fmt::Result {
    if !text.is_empty() {
        text.push('\n');
    }
    writeln!(text, "### {}\n", capitalised(object.name))?;
    writeln!(text, "{}\n", object.doc)?;
    writeln!(text, "| key | value | meaning |")?;
    writeln!(text, "| --- | --- | --- |")?;
    for key in object.keys {
        let must = if key.required { ", required" } else { "" };
        let value = escaped(&value(&key.shape));
        let meaning = escaped(&meaning(key));
        writeln!(text, "| `{}` | {value}{must} | {meaning} |", key.name)?;
    }
    Ok(())
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn meaning(key: &Key) -> String {
    let mut meaning = key.doc.to_owned();
    if let Shape::OneOf(words) = key.shape {
        for (word, doc) in words {
            meaning.push_str(&format!(" `{word}`: {doc}"));
        }
    }
    meaning
}

fn value(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Bool => "`true` or `false`".to_owned(),
        Shape::Int(i64::MIN, i64::MAX) => "whole number".to_owned(),
        Shape::Int(low, i64::MAX) => format!("whole number from {low}"),
        Shape::Int(low, high) => format!("whole number from {low} to {high}"),
        Shape::Number => "number".to_owned(),
        Shape::Any => "any value".to_owned(),
        Shape::AnyOrNull => "any value or null".to_owned(),
        Shape::OneOf(_) => "word".to_owned(),
        Shape::Type => "type".to_owned(),
        Shape::List(item) => format!("list of: {}", value(item)),
        Shape::Map(Names::Free, entry) => format!("map by name of: {}", value(entry)),
        Shape::Map(Names::Codes, entry) => format!("map by code of: {}", value(entry)),
        Shape::Object(object) => {
            format!("[{}](#{})", object.name, object.name.replace(' ', "-"))
        }
    }
}

/// A cell of a table cannot hold a bare `|`.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
