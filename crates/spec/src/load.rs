//! From a folder of YAML files to a tree in memory, with every place remembered.
//!
//! Loading never stops at the first problem. Whatever can be read is in the [`Tree`], whatever
//! cannot is a [`Diagnostic`], and a file that is only partly wrong is there without its wrong
//! parts, so that a single run tells a writer everything that is to be mended. Nobody may go on
//! to generate from a tree that has errors.

mod assemble;
mod paths;
mod read;
mod value;

use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::index::Index;
use crate::model::Types;
use crate::shape::FileKind;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use paths::is_segment;

/// A spec tree, the texts it came from, and what was wrong with them.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What the files say.
    pub tree: Tree,
    /// The `types.yaml` files as they are; the tree has their types by name.
    pub types: Vec<TypesFile>,
    /// The texts by file.
    pub sources: Sources,
    /// The places by file.
    pub indexes: BTreeMap<String, Index>,
    /// Everything that was wrong with paths, YAML and form.
    pub diagnostics: Vec<Diagnostic>,
    /// Files that could not be read at all; the tree holds a stand-in for a platform of those.
    pub unreadable: BTreeSet<String>,
}

/// A `types.yaml`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypesFile {
    /// The path of the file as the user would type it.
    pub file: String,
    /// The platform it belongs to.
    pub platform: String,
    /// What it says.
    pub types: Types,
}

impl Loaded {
    /// Whether anything found while loading forbids to go on.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// What kind of file that is, if it is a spec file of this tree.
    pub fn kind(&self, file: &str) -> Option<FileKind> {
        self.sources.get(file)?;
        Some(paths::kind(file.rsplit('/').next().unwrap_or(file)))
    }
}

/// Reads a spec tree from a folder.
///
/// Paths in diagnostics begin with `dir` as it is given.
pub fn load(dir: &Path) -> Loaded {
    let found = read::tree(dir);
    assemble::assemble(found)
}

/// Makes a spec tree of texts that are in memory already; the paths are those within the tree,
/// such as `feishu/platform.yaml`.
pub fn load_texts(files: Vec<(String, String)>) -> Loaded {
    let mut found = read::Found::default();
    for (path, text) in files {
        found.add(path.clone(), path.split('/').map(str::to_owned).collect(), text);
    }
    assemble::assemble(found)
}

#[cfg(test)]
mod tests;
