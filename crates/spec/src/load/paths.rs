//! What the path of a file says: its platform, its kind and its id.
//!
//! The path is the identity of an operation and becomes modules, methods and feature names, so
//! its segments have to be names that Rust can take as they are.

use crate::shape::FileKind;

/// Where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The platform's folder.
    pub(super) platform: String,
    /// What the file describes.
    pub(super) kind: FileKind,
    /// The dotted id, for operations.
    pub(super) id: String,
}

/// Why a path is refused.
pub(super) struct BadPath {
    pub(super) message: String,
    pub(super) help: String,
}

/// The kind of file that a name stands for.
pub(super) fn kind(name: &str) -> FileKind {
    match name {
        "platform.yaml" => FileKind::Platform,
        "types.yaml" => FileKind::Types,
        _ => FileKind::Operation,
    }
}

/// Whether a file is one that the tree has to account for.
pub(super) fn is_yaml(name: &str) -> bool {
    extension(name)
        .is_some_and(|(_, end)| end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"))
}

fn extension(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.')
}

/// Whether a word can be a segment of an operation's id: lower case, digits and `_`, beginning
/// with a letter.
pub fn is_segment(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Reads the path of a YAML file within the tree.
pub(super) fn place(segments: &[String]) -> Result<Place, BadPath> {
    let Some((name, folders)) = segments.split_last() else {
        return Err(bad("the path is empty", "give the file a name"));
    };
    let stem = match extension(name) {
        Some((stem, "yaml")) => stem,
        _ => {
            let stem = extension(name).map_or(name.as_str(), |(stem, _)| stem);
            return Err(bad(
                format!("`{name}` would not be read: spec files end in `.yaml`"),
                format!("rename it to `{stem}.yaml`"),
            ));
        }
    };
    let Some(platform) = folders.first() else {
        return Err(bad(
            format!("`{name}` stands outside of any platform's folder"),
            "move it into the folder of its platform, beside or below `platform.yaml`",
        ));
    };
    let kind = kind(name);
    if kind == FileKind::Platform && folders.len() > 1 {
        return Err(bad(
            "`platform.yaml` stands too deep",
            format!("there is one for each platform, directly in its folder `{platform}`"),
        ));
    }
    for word in folders.iter().map(String::as_str).chain([stem]) {
        if !is_segment(word) {
            return Err(bad(
                format!("`{word}` cannot be part of an operation's name"),
                format!(
                    "rename it to lower case letters, digits and `_`, such as `{}`",
                    tame(word)
                ),
            ));
        }
    }
    let mut id = folders.join(".");
    id.push('.');
    id.push_str(stem);
    Ok(Place { platform: platform.clone(), kind, id })
}

/// A name near the given one that would be taken.
fn tame(word: &str) -> String {
    use heck::ToSnakeCase as _;
    let ascii: String = word
        .to_snake_case()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let tamed = ascii.trim_matches('_').to_owned();
    match tamed.chars().next() {
        None => "operation".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("n{tamed}"),
        Some(_) => tamed,
    }
}

fn bad(message: impl Into<String>, help: impl Into<String>) -> BadPath {
    BadPath { message: message.into(), help: help.into() }
}
