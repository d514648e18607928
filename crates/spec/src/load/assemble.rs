//! Parses the files, on all processors, and builds the tree of them in their order.
//!
//! Each file is parsed alone and keeps whatever of it can be used; only what concerns several
//! files, such as a platform without its file, is found while putting them together.

use super::paths::{self, BadPath, Place};
use super::read::{File, Found};
use super::{Loaded, TypesFile, value};
use crate::diagnostic::{Diagnostic, Severity};
use crate::index::Index;
use crate::model::{Operation, Platform, Types};
use crate::parallel;
use crate::shape::{self, FileKind};
use crate::tree::{OperationFile, PlatformTree, SharedType};
use serde_json::Value;

/// What a file holds.
enum Content {
    Operation(Box<Operation>),
    Platform(Box<Platform>),
    Types(Box<Types>),
    /// Too little could be read.
    Nothing,
}

/// A file after reading.
struct Parsed {
    place: Option<Place>,
    content: Content,
    index: Index,
    diagnostics: Vec<Diagnostic>,
}

pub(super) fn assemble(mut found: Found) -> Loaded {
    found.files.sort_by(|a, b| a.segments.cmp(&b.segments));
    let parsed = parallel::map(&found.files, parse);
    let mut loaded = Loaded { diagnostics: found.diagnostics, ..Loaded::default() };
    for (file, parsed) in found.files.into_iter().zip(parsed) {
        loaded.take(file, parsed);
    }
    for (file, text) in found.lossy {
        loaded.sources.insert(file, text);
    }
    loaded.check_platforms(&found.root);
    loaded.diagnostics.sort();
    loaded
}

fn parse(file: &File) -> Parsed {
    let mut parsed = Parsed {
        place: None,
        content: Content::Nothing,
        index: Index::default(),
        diagnostics: Vec::new(),
    };
    let place = paths::place(&file.segments);
    if let Some(text) = &file.text {
        (parsed.index, parsed.diagnostics) = Index::build(&file.shown, text);
        let kind = match &place {
            Ok(place) => Some(place.kind),
            Err(_) => None,
        };
        if let Some(kind) = kind {
            parsed.content = parsed.read(kind, &file.shown, text);
        }
    }
    match place {
        Ok(place) => parsed.place = Some(place),
        Err(BadPath { message, help }) => {
            let span = parsed.index.span("");
            let found = error("file-path", &file.shown, span, message, help);
            parsed.diagnostics.push(found);
        }
    }
    parsed
}

impl Parsed {
    fn read(&mut self, kind: FileKind, file: &str, text: &str) -> Content {
        if self.index.is_empty() {
            return Content::Nothing;
        }
        let value = match value::read(text) {
            Ok(value) => value,
            Err(found) => {
                self.yaml(file, &found);
                return Content::Nothing;
            }
        };
        let checked = shape::check(kind, value, &self.index);
        for problem in checked.problems {
            let span = if problem.at_key {
                self.index.span(&problem.pointer)
            } else {
                self.index.value_span(&problem.pointer)
            };
            let found = error(problem.rule, file, span, problem.message, problem.help);
            self.diagnostics.push(found);
        }
        checked.value.map_or(Content::Nothing, |value| {
            model(kind, value).unwrap_or_else(|found| {
                self.disagree(file, &found);
                Content::Nothing
            })
        })
    }

    /// Reports what the reader of YAML refused, unless the index has said so already: it knows
    /// more about places and about mending.
    fn yaml(&mut self, file: &str, found: &serde_yaml::Error) {
        if !self.diagnostics.is_empty() {
            return;
        }
        let at = found.location().map_or(0, |place| place.index());
        self.diagnostics.push(error(
            "yaml-syntax",
            file,
            Some(at..at),
            found.to_string(),
            "look for a missing quote, bracket or space before this place",
        ));
    }

    /// Reports a value that has the right form and yet is refused. The tests keep the two in
    /// step, so this is the net below them.
    fn disagree(&mut self, file: &str, found: &serde_json::Error) {
        self.diagnostics.push(error(
            "wrong-kind",
            file,
            self.index.span(""),
            format!("the file cannot be read: {found}"),
            "compare the file with the reference of the language",
        ));
    }
}

fn model(kind: FileKind, value: Value) -> Result<Content, serde_json::Error> {
    Ok(match kind {
        FileKind::Operation => Content::Operation(Box::new(serde_json::from_value(value)?)),
        FileKind::Platform => Content::Platform(Box::new(serde_json::from_value(value)?)),
        FileKind::Types => Content::Types(Box::new(serde_json::from_value(value)?)),
    })
}

fn error(
    rule: &'static str,
    file: &str,
    span: Option<std::ops::Range<usize>>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        rule,
        file: file.to_owned(),
        span,
        message: message.into(),
        help: help.into(),
    }
}

/// The platform of a folder whose `platform.yaml` is missing or beyond reading: it lets the
/// checks of its operations run.
fn stand_in() -> Platform {
    Platform {
        language: crate::LANGUAGE,
        title: String::new(),
        doc: None,
        note: None,
        source: Default::default(),
        hosts: Default::default(),
        apps: Default::default(),
        envelopes: Default::default(),
        log_id: Vec::new(),
        content_type: None,
        trace_query: Vec::new(),
        auth: Default::default(),
        quota: Vec::new(),
        quota_reset: None,
        quota_scope: Default::default(),
        errors: Default::default(),
        conflicts: Vec::new(),
        open: Vec::new(),
        hand: Default::default(),
    }
}

impl Loaded {
    fn take(&mut self, mut file: File, parsed: Parsed) {
        self.diagnostics.extend(parsed.diagnostics);
        self.indexes.insert(file.shown.clone(), parsed.index);
        if let Some(text) = file.text.take() {
            self.sources.insert(file.shown.clone(), text);
        }
        if let Some(place) = parsed.place {
            self.put(file, place, parsed.content);
        }
    }

    fn put(&mut self, file: File, place: Place, content: Content) {
        let platform = self.platform(&place.platform, &file);
        let shown = file.shown;
        match content {
            Content::Operation(operation) => {
                let id = place.id;
                let entry = OperationFile { file: shown, id: id.clone(), operation: *operation };
                platform.operations.insert(id, entry);
            }
            Content::Platform(found) => {
                platform.platform = *found;
                self.unreadable.remove(&shown);
            }
            Content::Types(types) => {
                for (name, field) in &types.types {
                    let shared = SharedType { file: shown.clone(), field: field.clone() };
                    platform.types.entry(name.clone()).or_insert(shared);
                }
                self.types.push(TypesFile { file: shown, platform: place.platform, types: *types });
            }
            Content::Nothing => {
                self.unreadable.insert(shown);
            }
        }
    }

    /// The platform of that name; until its file is read, a stand-in that counts as unreadable.
    fn platform(&mut self, name: &str, file: &File) -> &mut PlatformTree {
        let unreadable = &mut self.unreadable;
        self.tree.platforms.entry(name.to_owned()).or_insert_with(|| {
            let below: usize = file.segments[1..].iter().map(|s| s.len() + 1).sum();
            let folder = &file.shown[..file.shown.len().saturating_sub(below)];
            let file = format!("{folder}/platform.yaml");
            unreadable.insert(file.clone());
            PlatformTree {
                name: name.to_owned(),
                platform: stand_in(),
                file,
                types: Default::default(),
                operations: Default::default(),
            }
        })
    }

    fn check_platforms(&mut self, root: &str) {
        for platform in self.tree.platforms.values() {
            if self.indexes.contains_key(&platform.file) {
                continue;
            }
            self.diagnostics.push(error(
                "no-platform",
                &platform.file,
                None,
                format!("the folder `{}` has no `platform.yaml`", platform.name),
                "add one with its hosts, envelopes and auth schemes",
            ));
        }
        if self.tree.platforms.is_empty() && self.diagnostics.is_empty() {
            self.diagnostics.push(error(
                "empty-tree",
                root,
                None,
                "there is no spec here",
                "give the folder that holds the platforms' folders",
            ));
        }
    }
}
