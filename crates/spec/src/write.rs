//! The canonical form of a spec file: one way to write each fact, so that diffs show facts only.
//!
//! The order of keys comes from the language's own table, maps keep the order of the page, an
//! entry stands on one line where it fits, and text is quoted only where some reader of YAML
//! would take it for something else. The YAML crates cannot write flow maps, hence a writer of
//! our own; reading what it wrote gives back the same value, and writing that the same bytes.

mod layout;
mod scalar;
#[cfg(test)]
mod tests;

use crate::diagnostic::Severity;
use crate::load::Loaded;
use crate::model::{Operation, Platform, Types};
use crate::parallel;
use crate::shape::FileKind;
use serde::Serialize;
use std::collections::BTreeSet;

/// The canonical text of an operation file. `schema_line` is the comment that tells editors the
/// JSON Schema, or empty.
pub fn operation(operation: &Operation, schema_line: &str) -> String {
    file(FileKind::Operation, operation, schema_line)
}

/// The canonical text of a `platform.yaml`.
pub fn platform(platform: &Platform, schema_line: &str) -> String {
    file(FileKind::Platform, platform, schema_line)
}

/// The canonical text of a `types.yaml`.
pub fn types(types: &Types, schema_line: &str) -> String {
    file(FileKind::Types, types, schema_line)
}

/// The comment that tells editors the JSON Schema of a file so many folders below the tree's
/// root, where the schemas lie in `.schema`.
pub fn schema_line(kind: FileKind, folders: usize) -> String {
    let up = "../".repeat(folders);
    format!("# yaml-language-server: $schema={up}.schema/{}", kind.schema_file())
}

/// The canonical text of a file of a loaded tree.
///
/// Nothing for a file with errors: what could not be read would be lost.
pub fn canonical(loaded: &Loaded, file: &str) -> Option<String> {
    let content = contents(loaded).into_iter().find(|(at, _)| *at == file)?.1;
    Some(content.write(first_comment(loaded, file)))
}

/// The canonical text of every file without errors.
pub fn canonical_files(loaded: &Loaded) -> Vec<(&str, String)> {
    parallel::map(&contents(loaded), |(file, content)| {
        (*file, content.write(first_comment(loaded, file)))
    })
}

/// What a file holds.
enum Content<'a> {
    Operation(&'a Operation),
    Platform(&'a Platform),
    Types(&'a Types),
}

impl Content<'_> {
    fn write(&self, schema_line: &str) -> String {
        match self {
            Content::Operation(content) => operation(content, schema_line),
            Content::Platform(content) => platform(content, schema_line),
            Content::Types(content) => types(content, schema_line),
        }
    }
}

/// The content of every file without errors.
fn contents(loaded: &Loaded) -> Vec<(&str, Content<'_>)> {
    let mut all: Vec<(&str, Content<'_>)> = Vec::new();
    for at in loaded.tree.platforms.values() {
        all.push((&at.file, Content::Platform(&at.platform)));
        let operations = at.operations.values();
        all.extend(operations.map(|at| (at.file.as_str(), Content::Operation(&at.operation))));
    }
    all.extend(loaded.types.iter().map(|at| (at.file.as_str(), Content::Types(&at.types))));
    let broken = has_errors(loaded);
    all.retain(|(file, _)| !broken.contains(file) && !loaded.unreadable.contains(*file));
    all
}

fn has_errors(loaded: &Loaded) -> BTreeSet<&str> {
    let errors = loaded.diagnostics.iter();
    errors
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.file.as_str())
        .collect()
}

/// The schema comment of a file; no other comment gets through loading.
fn first_comment<'a>(loaded: &'a Loaded, file: &str) -> &'a str {
    let text = loaded.sources.get(file).map_or("", |text| &**text);
    let line = text.lines().next().unwrap_or_default();
    if line.starts_with('#') { line.trim_end() } else { "" }
}

fn file<T: Serialize>(kind: FileKind, content: &T, schema_line: &str) -> String {
    let mut text = String::new();
    if !schema_line.is_empty() {
        text.push_str(schema_line);
        text.push('\n');
    }
    // The model is plain data with text keys, which cannot fail to become a value.
    let value = serde_json::to_value(content).unwrap_or_default();
    layout::file(kind.object(), &value, &mut text);
    text
}
