//! The examples of the vendors' pages, in every rendering.

use super::compare::{self, Fault};
use super::readers::{Reader, readers};
use super::reply;
use crate::support::{Difference, pages};
use larkspur_import::dialect::read_bytes;
use larkspur_import::draft::draft;
use larkspur_import::page::{ExampleKind, Page};
use larkspur_import::shelf::{Place, Shelf};
use larkspur_import::vocabulary;
use larkspur_spec::model::{Body, Field, Media, Operation};
use larkspur_spec::tree::{PlatformTree, Tree};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The folders of pages, below that of all the shared data.
const FOLDERS: [&str; 7] = [
    "pages/feishu-tags",
    "pages/feishu-lines",
    "pages/feishu-br",
    "pages/feishu-tree",
    "pages/feishu-project",
    "pages/fxiaoke",
    "documents",
];

/// What the pages came to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// How many examples were held against their operations.
    pub(crate) examples: usize,
    /// The operations with such an example.
    pub(crate) operations: BTreeSet<String>,
    /// The differences, each once, however many renderings have it.
    pub(crate) differences: Vec<Difference>,
    /// Examples that are no JSON, by page.
    pub(crate) no_json: BTreeSet<String>,
    /// Pages that nobody made a spec of.
    pub(crate) no_spec: BTreeSet<String>,
}

/// Holds every example of every page against the operation that was made of the page.
pub(crate) fn held_against(shared: &Path, tree: &Tree) -> Found {
    let readers = readers();
    let mut found = Found::default();
    let mut differences = BTreeSet::new();
    for folder in FOLDERS {
        for file in pages(&shared.join(folder)) {
            let name = format!("{folder}/{}", file.file_name().unwrap_or_default().display());
            let Some(page) = read(&file) else {
                found.no_spec.insert(name);
                continue;
            };
            let Some((platform, id, operation)) = operation(&page, tree) else {
                found.no_spec.insert(name);
                continue;
            };
            let reader = readers.iter().find(|reader| reader.operation.id == id);
            let examples = Examples { platform, operation, reader, page: &page };
            for (kind, example) in examples.json(&name, &mut found.no_json) {
                let Some(faults) = examples.faults(kind, &example) else { continue };
                found.examples += 1;
                found.operations.insert(id.to_owned());
                differences.extend(faults.into_iter().map(|fault| told(id, kind, fault)));
            }
        }
    }
    found.differences = differences.into_iter().collect();
    found
}

/// A page, unless it is none of one endpoint.
fn read(file: &Path) -> Option<Page> {
    let bytes = std::fs::read(file).expect("a readable page");
    let (dialect, document) = read_bytes(&bytes).ok()?;
    vocabulary::read(document, dialect.rendering()).ok()
}

/// The operation that was made of a page.
fn operation<'a>(
    page: &Page,
    tree: &'a Tree,
) -> Option<(&'a PlatformTree, &'a str, &'a Operation)> {
    let platform = tree.platforms.get(page.platform)?;
    let place = Shelf::of(platform).place(page, &draft(page, platform).operation);
    let Place::Update(file) = place else { return None };
    let id = file.strip_suffix(".yaml")?.replace('/', ".");
    let (id, at) = platform.operations.get_key_value(&id)?;
    Some((platform, id, &at.operation))
}

fn told(id: &str, kind: ExampleKind, fault: Fault) -> Difference {
    let part = if kind == ExampleKind::Request { "request" } else { "reply" };
    Difference {
        operation: id.to_owned(),
        field: format!("{part} {}", fault.at),
        one: fault.shown,
        other: fault.had,
    }
}

struct Examples<'a> {
    platform: &'a PlatformTree,
    operation: &'a Operation,
    /// How its replies are read; nothing where they are files.
    reader: Option<&'a Reader>,
    page: &'a Page,
}

impl Examples<'_> {
    /// The examples that are JSON; of the others the page is noted.
    fn json(&self, name: &str, others: &mut BTreeSet<String>) -> Vec<(ExampleKind, Value)> {
        let mut all = Vec::new();
        for example in &self.page.examples {
            match serde_json::from_str(&example.text) {
                Ok(value) => all.push((example.kind, value)),
                Err(_) => {
                    others.insert(format!("{name}:{}", example.at.line));
                }
            }
        }
        all
    }

    /// The faults of an example; nothing where the operation has no such JSON.
    fn faults(&self, kind: ExampleKind, example: &Value) -> Option<Vec<Fault>> {
        match kind {
            ExampleKind::Reply => {
                let reader = self.reader?;
                Some(reply::faults(self.platform, self.operation, reader, example))
            }
            ExampleKind::Request => {
                let body = self.operation.body.as_ref()?;
                (body.media == Media::Json).then(|| request(self.platform, body, example))
            }
            ExampleKind::Failure => None,
        }
    }
}

/// The faults of a body, by the alternative that it fits best.
fn request(platform: &PlatformTree, body: &Body, example: &Value) -> Vec<Fault> {
    let whole = Field { ty: body.ty.clone(), fields: body.fields.clone(), ..Field::default() };
    let forms = match body.one_of.is_empty() {
        true => vec![&whole],
        false => body.one_of.values().collect(),
    };
    let faults = forms.into_iter().map(|form| compare::sent(platform, form, example));
    faults.min_by_key(Vec::len).unwrap_or_default()
}
