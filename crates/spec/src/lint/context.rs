//! What lints look at, and where they put what they find.
//!
//! Most lints ask the same of every field of every file, so the fields are gathered once, each
//! with the way to it. Names that a broken file would have defined are not held against others.

use super::Lint;
use crate::diagnostic::Diagnostic;
use crate::index::child;
use crate::load::Loaded;
use crate::model::{Body, Field, Map, Media, Operation, Type};
use crate::resolve::Location;
use crate::tree::{OperationFile, PlatformTree};
use crate::values::Misfit;
use std::collections::BTreeSet;
use std::ops::Range;

/// On which side of a call an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A request parameter outside the body.
    Parameter(Location),
    /// The request body.
    Body(Media),
    /// The reply.
    Reply,
    /// A shared type, which may be on both.
    Shared,
}

/// An entry with a type: a field, a body or a reply.
pub(super) struct Entry<'a> {
    pub(super) platform: &'a PlatformTree,
    pub(super) file: &'a str,
    /// The way to the entry.
    pub(super) pointer: String,
    pub(super) side: Side,
    pub(super) ty: &'a Type,
    pub(super) fields: &'a Map<Field>,
    /// The field, unless it is a whole body or reply.
    pub(super) field: Option<&'a Field>,
    /// How many records it is in.
    pub(super) depth: usize,
}

/// A field that stands in a file.
pub(super) struct FieldAt<'c, 'a> {
    pub(super) at: &'c Entry<'a>,
    pub(super) field: &'a Field,
}

impl FieldAt<'_, '_> {
    /// The pointer of a key of the field.
    pub(super) fn key(&self, key: &str) -> String {
        child(&self.at.pointer, key)
    }
}

/// A loaded tree as lints look at it.
pub(super) struct Context<'a> {
    pub(super) loaded: &'a Loaded,
    entries: Vec<Entry<'a>>,
    /// Platforms of which a `types.yaml` could not be read.
    without_types: BTreeSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(loaded: &'a Loaded) -> Self {
        let mut gather = Gather { entries: Vec::new() };
        for (platform, operation) in loaded.tree.operations() {
            gather.operation(platform, operation);
        }
        for file in &loaded.types {
            if let Some(platform) = loaded.tree.platforms.get(&file.platform) {
                let way = Way { platform, file: &file.file, side: Side::Shared, depth: 0 };
                gather.fields(way, &file.types.types, "/types");
            }
        }
        Self { loaded, entries: gather.entries, without_types: without_types(loaded) }
    }

    /// Every operation with its platform.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&'a PlatformTree, &'a OperationFile)> {
        self.loaded.tree.operations()
    }

    /// Every platform whose file could be read.
    pub(super) fn platforms(&self) -> impl Iterator<Item = &'a PlatformTree> {
        let all = self.loaded.tree.platforms.values();
        all.filter(|platform| self.knows(platform))
    }

    /// Whether the platform's file could be read.
    pub(super) fn knows(&self, platform: &PlatformTree) -> bool {
        !self.loaded.unreadable.contains(&platform.file)
    }

    /// Whether all types of the platform could be read.
    pub(super) fn knows_types(&self, platform: &PlatformTree) -> bool {
        !self.without_types.contains(platform.name.as_str())
    }

    /// Everything with a type.
    pub(super) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// Every field of every file, nested ones included.
    pub(super) fn fields(&self) -> impl Iterator<Item = FieldAt<'_, 'a>> {
        self.entries.iter().filter_map(|at| at.field.map(|field| FieldAt { at, field }))
    }
}

fn without_types(loaded: &Loaded) -> BTreeSet<&str> {
    let folder =
        |platform: &PlatformTree| platform.file.strip_suffix("platform.yaml").map(str::to_owned);
    loaded
        .tree
        .platforms
        .values()
        .filter(|platform| {
            folder(platform).is_some_and(|folder| {
                let broken =
                    |file: &String| file.starts_with(&folder) && file.ends_with("/types.yaml");
                loaded.unreadable.iter().any(broken)
            })
        })
        .map(|platform| platform.name.as_str())
        .collect()
}

#[derive(Clone, Copy)]
struct Way<'a> {
    platform: &'a PlatformTree,
    file: &'a str,
    side: Side,
    depth: usize,
}

struct Gather<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Gather<'a> {
    fn operation(&mut self, platform: &'a PlatformTree, at: &'a OperationFile) {
        let operation = &at.operation;
        for (location, fields) in parameters(operation) {
            let way = Way { platform, file: &at.file, side: Side::Parameter(location), depth: 0 };
            self.fields(way, fields, &format!("/{}", location.key()));
        }
        if let Some(body) = &operation.body {
            self.body(platform, at, body);
        }
        let reply = &operation.response;
        let way = Way { platform, file: &at.file, side: Side::Reply, depth: 0 };
        self.whole(way, &reply.ty, &reply.fields, "/response");
    }

    fn body(&mut self, platform: &'a PlatformTree, at: &'a OperationFile, body: &'a Body) {
        let way = Way { platform, file: &at.file, side: Side::Body(body.media), depth: 0 };
        self.whole(way, &body.ty, &body.fields, "/body");
        self.fields(way, &body.one_of, "/body/one_of");
    }

    fn whole(&mut self, way: Way<'a>, ty: &'a Type, fields: &'a Map<Field>, pointer: &str) {
        self.entries.push(Entry {
            platform: way.platform,
            file: way.file,
            pointer: pointer.to_owned(),
            side: way.side,
            ty,
            fields,
            field: None,
            depth: 0,
        });
        self.fields(way, fields, &child(pointer, "fields"));
    }

    fn fields(&mut self, way: Way<'a>, fields: &'a Map<Field>, pointer: &str) {
        for (name, field) in fields {
            let pointer = child(pointer, name);
            let inner = child(&pointer, "fields");
            self.entries.push(Entry {
                platform: way.platform,
                file: way.file,
                pointer,
                side: way.side,
                ty: &field.ty,
                fields: &field.fields,
                field: Some(field),
                depth: way.depth,
            });
            let deeper = Way { depth: way.depth + 1, ..way };
            self.fields(deeper, &field.fields, &inner);
        }
    }
}

/// The parameters of an operation outside its body, by where they travel.
pub(super) fn parameters(operation: &Operation) -> [(Location, &Map<Field>); 3] {
    [
        (Location::Path, &operation.path),
        (Location::Query, &operation.query),
        (Location::Header, &operation.header),
    ]
}

/// What a lint found.
pub(super) struct Report<'a> {
    lint: &'static Lint,
    loaded: &'a Loaded,
    found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub(super) fn new(lint: &'static Lint, loaded: &'a Loaded) -> Self {
        Self { lint, loaded, found: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reports the key at a pointer, or what comes nearest.
    pub(super) fn key(
        &mut self,
        file: &str,
        pointer: impl AsRef<str>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(file, pointer.as_ref(), true, message.into(), help.into());
    }

    /// Reports the value at a pointer, or what comes nearest.
    pub(super) fn value(
        &mut self,
        file: &str,
        pointer: impl AsRef<str>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(file, pointer.as_ref(), false, message.into(), help.into());
    }

    /// Reports values that are not what their fields say.
    pub(super) fn misfits(&mut self, file: &str, misfits: Vec<Misfit>) {
        for found in misfits {
            self.add(file, &found.pointer, found.at_key, found.message, found.help);
        }
    }

    fn add(&mut self, file: &str, pointer: &str, at_key: bool, message: String, help: String) {
        let index = self.loaded.indexes.get(file);
        let span = index.and_then(|index| match at_key {
            true => index.span(pointer),
            false => index.value_span(pointer),
        });
        self.push(file, span, message, help);
    }

    /// Reports a place that no pointer leads to.
    pub(super) fn place(&mut self, file: &str, span: Range<usize>, message: &str, help: &str) {
        self.push(file, Some(span), message.to_owned(), help.to_owned());
    }

    fn push(&mut self, file: &str, span: Option<Range<usize>>, message: String, help: String) {
        self.found.push(Diagnostic {
            severity: self.lint.severity,
            rule: self.lint.id,
            file: file.to_owned(),
            span,
            message,
            help,
        });
    }
}
