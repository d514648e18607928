//! Finds and reads the files of a tree, in sorted order.
//!
//! The order of a folder is whatever the file system likes, so everything is sorted before it is
//! looked at. Links are followed, but no folder is entered twice, so a loop ends.

use super::paths;
use crate::diagnostic::{Diagnostic, Severity};
use crate::index::text_of;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One file as it was found.
pub(super) struct File {
    /// The path as the user would type it.
    pub(super) shown: String,
    /// The path within the tree.
    pub(super) segments: Vec<String>,
    /// What it holds; nothing when it is no text.
    pub(super) text: Option<String>,
}

/// Everything a walk found.
#[derive(Default)]
pub(super) struct Found {
    /// The YAML files, sorted by path.
    pub(super) files: Vec<File>,
    /// What could not be read.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Lossy texts of files that are no UTF-8, for showing the place.
    pub(super) lossy: Vec<(String, String)>,
    /// The folder that was walked, if any.
    pub(super) root: String,
    /// The folders that were entered, by their one true path.
    entered: BTreeSet<PathBuf>,
}

/// Walks a folder and reads every YAML file below it.
pub(super) fn tree(dir: &Path) -> Found {
    let mut found = Found { root: dir.display().to_string(), ..Found::default() };
    found.folder(dir, &mut Vec::new());
    found
}

impl Found {
    /// Adds a file that has been read.
    pub(super) fn add(&mut self, shown: String, segments: Vec<String>, text: String) {
        self.files.push(File { shown, segments, text: Some(text) });
    }

    fn folder(&mut self, dir: &Path, segments: &mut Vec<String>) {
        match fs::canonicalize(dir) {
            Ok(path) if self.entered.contains(&path) => {
                let help = "delete the link: a spec has one path";
                self.problem(dir, "folder-loop", "this folder was read already", help);
                return;
            }
            Ok(path) => self.entered.insert(path),
            Err(error) => return self.unreadable(dir, &error),
        };
        let entries = match sorted_entries(dir) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(dir, &error),
        };
        for path in entries {
            self.entry(&path, segments);
        }
    }

    fn entry(&mut self, path: &Path, segments: &mut Vec<String>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            return;
        }
        let kind = match fs::metadata(path) {
            Ok(kind) => kind,
            Err(error) => return self.unreadable(path, &error),
        };
        segments.push(name.to_string());
        if kind.is_dir() {
            self.folder(path, segments);
        } else if paths::is_yaml(&name) {
            self.file(path, kind.is_file(), segments.clone());
        }
        segments.pop();
    }

    fn file(&mut self, path: &Path, is_file: bool, segments: Vec<String>) {
        if !is_file {
            let help = "put an ordinary file in its place, or delete it";
            return self.problem(path, "unreadable", "this is no ordinary file", help);
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.unreadable(path, &error),
        };
        let shown = path.display().to_string();
        let text = match str::from_utf8(&bytes) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => {
                let lossy = String::from_utf8_lossy(&bytes).into_owned();
                self.lossy.push((shown.clone(), lossy));
                self.diagnostics.extend(text_of(&shown, bytes).err());
                None
            }
        };
        self.files.push(File { shown, segments, text });
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let message = format!("cannot be read: {error}");
        let help = "check that it exists and that you may read it";
        self.problem(path, "unreadable", message, help);
    }

    fn problem(&mut self, path: &Path, rule: &'static str, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            rule,
            file: path.display().to_string(),
            span: None,
            message: message.into(),
            help: help.to_owned(),
        });
    }
}

fn sorted_entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir)? {
        entries.push(entry?.path());
    }
    entries.sort();
    Ok(entries)
}
