//! One run over many pages: read them, find their specs, join them in, and check what came out.
//!
//! Reading and drafting is done on all processors; joining goes page by page in the order given,
//! so that two pages of one operation meet the way two runs would. Nothing is written here: the
//! caller gets the texts of the files that change.

mod check;

use crate::dialect::read_bytes;
use crate::draft::{Draft, draft};
use crate::merge::{self, Change, Merged};
use crate::names;
use crate::page::{Doubt, Page, Refusal};
use crate::platforms;
use crate::report::{Outcome, Status, Told};
use crate::setters;
use crate::shared;
use crate::shelf::{Known, Place, Shelf};
use crate::vocabulary;
use larkspur_spec::facts::SharedTypes;
use larkspur_spec::load::Loaded;
use larkspur_spec::model::Operation;
use larkspur_spec::shape::FileKind;
use larkspur_spec::tree::{PlatformTree, Tree};
use larkspur_spec::{parallel, write};
use std::collections::{BTreeMap, BTreeSet};

/// A file that may be a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its path, as the user would type it.
    pub file: String,
    /// What it holds, or why that could not be read.
    pub bytes: Result<Vec<u8>, String>,
}

/// What a run may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Pages of other platforms are refused.
    pub platform: Option<String>,
    /// A page may be older than the one its spec was read from.
    pub older: bool,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Run {
    /// What became of each page, in the order given.
    pub outcomes: Vec<Outcome>,
    /// The files to write, relative to the tree, with their texts.
    pub files: BTreeMap<String, String>,
}

/// Imports pages into a tree that loaded without errors.
///
/// `root` is the tree's folder as the paths in `loaded` begin with it; `done` is called for each
/// page that was read.
pub fn run(
    inputs: &[Input],
    loaded: &Loaded,
    root: &str,
    options: &Options,
    done: &(dyn Fn() + Sync),
) -> Run {
    let mut desk = Desk::new(loaded, root, options);
    let read = parallel::map(inputs, |input| {
        let read = desk.read(input);
        done();
        read
    });
    for (input, read) in inputs.iter().zip(read) {
        let mut outcome = Outcome::of(&input.file);
        match read {
            Ok((page, draft)) => desk.join(&page, draft, &mut outcome),
            Err(refusal) => outcome.refuse(refusal),
        }
        desk.run.outcomes.push(outcome);
    }
    desk.finished()
}

/// Where the pages of a run meet the specs.
struct Desk<'a> {
    loaded: &'a Loaded,
    root: &'a str,
    options: &'a Options,
    platforms: BTreeMap<String, PlatformTree>,
    /// Platforms that the tree does not have yet.
    begun: BTreeSet<&'static str>,
    shelves: BTreeMap<String, Shelf>,
    run: Run,
}

impl<'a> Desk<'a> {
    fn new(loaded: &'a Loaded, root: &'a str, options: &'a Options) -> Self {
        let Tree { mut platforms } = loaded.tree.clone();
        let mut begun = BTreeSet::new();
        for name in platforms::names() {
            if let Some(tree) = platforms::tree(name).filter(|_| !platforms.contains_key(name)) {
                platforms.insert(name.to_owned(), tree);
                begun.insert(name);
            }
        }
        let shelves =
            platforms.iter().map(|(name, tree)| (name.clone(), Shelf::of(tree))).collect();
        Self { loaded, root, options, platforms, begun, shelves, run: Run::default() }
    }

    /// Reads a page and drafts its operation.
    fn read(&self, input: &Input) -> Result<(Page, Draft), Refusal> {
        let refused = |kind, why| Refusal { at: None, kind, why };
        let unreadable = |why| refused("unreadable", format!("the file could not be read: {why}"));
        let (dialect, document) = read_bytes(input.bytes.as_ref().map_err(unreadable)?)?;
        let found = dialect.platform;
        if let Some(wanted) = self.options.platform.as_ref().filter(|wanted| **wanted != found) {
            let why =
                format!("this is a page of `{found}`, and only pages of `{wanted}` were asked for");
            return Err(refused("other-platform", why));
        }
        let page = vocabulary::read(document, dialect.rendering())?;
        let Some(platform) = self.platforms.get(page.platform) else {
            let why = format!("the tree has no `{found}/platform.yaml`: write it first");
            return Err(refused("no-platform", why));
        };
        let draft = draft(&page, platform);
        Ok((page, draft))
    }

    /// Joins a page into its spec.
    fn join(&mut self, page: &Page, draft: Draft, outcome: &mut Outcome) {
        outcome.dialect = Some(page.dialect);
        let Some(shelf) = self.shelves.get(page.platform) else { return };
        let place = shelf.place(page, &draft.operation);
        outcome.remarks.extend(other_name(page, &place));
        match place {
            Place::Ask(why) => {
                outcome.refuse(Refusal { at: Some(page.path.at), kind: "ambiguous", why });
            }
            Place::New(segments) => self.begin(page, segments, draft, outcome),
            Place::Update(file) => self.update(page, &file, draft, outcome),
        }
    }

    fn begin(&mut self, page: &Page, segments: Vec<String>, draft: Draft, outcome: &mut Outcome) {
        let Some(platform) = self.platforms.get(page.platform) else { return };
        let mut operation = draft.operation;
        shared::fold(&mut operation, &platform.types);
        setters::tell_apart(&mut operation);
        let operation = merge::first(&operation, &SharedTypes::of(&platform.types), page.loses);
        let file = format!("{}/{}.yaml", page.platform, segments.join("/"));
        outcome.questions = draft.doubts;
        self.put(page.platform, Known { segments, file, operation }, Status::New, outcome);
    }

    fn update(&mut self, page: &Page, file: &str, draft: Draft, outcome: &mut Outcome) {
        let known = self.shelves.get(page.platform).and_then(|shelf| shelf.get(file)).cloned();
        let Some((known, platform)) = known.zip(self.platforms.get(page.platform)) else { return };
        let types = SharedTypes::of(&platform.types);
        let merged = merge::merge(&known.operation, &draft.operation, &types, page.loses);
        let Merged { mut operation, changes } = match merged {
            Ok(merged) => merged,
            Err(error) => {
                return outcome.refuse(Refusal {
                    at: None,
                    kind: "unmergeable",
                    why: error.to_string(),
                });
            }
        };
        setters::tell_apart(&mut operation);
        if !self.options.older && is_older(&draft.operation, &known.operation) {
            return match says_the_same(&operation, &known.operation) {
                true => self.put(page.platform, known, Status::Unchanged, outcome),
                false => outcome.refuse(older(&draft.operation, &known)),
            };
        }
        let told = |change: Change| Told {
            page: draft.places.get(&change.place).copied(),
            spec: self.place_in_spec(&known.file, &change.place),
            change,
        };
        outcome.changes = changes.into_iter().map(told).collect();
        // A question that a person has answered does not come back, and is not told again.
        let open = |doubt: &Doubt| {
            operation.questions.iter().any(|open| open.at == doubt.place && open.asks == doubt.asks)
        };
        outcome.questions = draft.doubts.into_iter().filter(open).collect();
        let status = match operation == known.operation {
            true => Status::Unchanged,
            false => Status::Updated,
        };
        self.put(page.platform, Known { operation, ..known }, status, outcome);
    }

    /// Line and column of an entry in the file as it was when the run began.
    fn place_in_spec(&self, file: &str, place: &str) -> Option<(usize, usize)> {
        let file = match self.root {
            "" => file.to_owned(),
            root => format!("{}/{file}", root.trim_end_matches('/')),
        };
        let pointer = format!("/{}", place.replace('.', "/"));
        let span = self.loaded.indexes.get(&file)?.span(&pointer)?;
        Some(self.loaded.sources.line_column(&file, span.start))
    }

    fn put(&mut self, platform: &str, known: Known, status: Status, outcome: &mut Outcome) {
        outcome.status = status;
        outcome.spec = Some(known.file.clone());
        if status != Status::Unchanged {
            let folders = known.file.matches('/').count();
            let schema_line = write::schema_line(FileKind::Operation, folders);
            let text = write::operation(&known.operation, &schema_line);
            self.run.files.insert(known.file.clone(), text);
        }
        self.shelves.entry(platform.to_owned()).or_default().put(known);
    }

    /// The run, with what is no valid spec taken back.
    fn finished(mut self) -> Run {
        let begun = self.begun.iter().filter_map(|name| Some((name, platforms::text(name)?)));
        let begun = begun.map(|(name, text)| (format!("{name}/platform.yaml"), text.to_owned()));
        let begun: BTreeMap<String, String> = begun.collect();
        self.run.files.extend(begun.clone());
        let faults = check::faults(&self.run.files, self.loaded, self.root);
        for outcome in &mut self.run.outcomes {
            let fault =
                outcome.spec.as_ref().and_then(|spec| Some((spec.clone(), faults.get(spec)?)));
            if let Some((spec, why)) = fault {
                self.run.files.remove(&spec);
                outcome.refuse(Refusal { at: None, kind: "invalid-spec", why: why.clone() });
            }
        }
        // A platform is begun by what was imported, not by what was refused.
        let files: Vec<&String> = self.run.files.keys().collect();
        let is_begun = |platform: &str| {
            let folder = platform.trim_end_matches("platform.yaml");
            files.iter().any(|file| file.starts_with(folder) && **file != platform)
        };
        let unused: Vec<String> = begun.into_keys().filter(|file| !is_begun(file)).collect();
        unused.iter().for_each(|file| drop(self.run.files.remove(file)));
        self.run
    }
}

/// Whether two operations differ in nothing but where they were read.
fn says_the_same(one: &Operation, other: &Operation) -> bool {
    *one == Operation { source: one.source.clone(), ..other.clone() }
}

/// What the vendor's own link to try the call names a new operation, where that is another name.
fn other_name(page: &Page, place: &Place) -> Option<String> {
    let Place::New(segments) = place else { return None };
    let link = names::of_link(page.try_it.as_deref()?)?;
    (link != segments.join("/")).then(|| {
        format!("the vendor's link calls it {link}; move the file there if that reads better")
    })
}

fn is_older(fresh: &Operation, known: &Operation) -> bool {
    match (&fresh.source.updated, &known.source.updated) {
        (Some(new), Some(old)) => new < old,
        _ => false,
    }
}

fn older(fresh: &Operation, known: &Known) -> Refusal {
    let day = |operation: &Operation| operation.source.updated.clone().unwrap_or_default();
    Refusal {
        at: None,
        kind: "older",
        why: format!(
            "the page is of {}, and {} was read from one of {}: import the newer page, or use --older",
            day(fresh),
            known.file,
            day(&known.operation)
        ),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
