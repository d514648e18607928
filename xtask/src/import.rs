//! `cargo xtask import`: pages in, specs out.

use crate::Failure;
use crate::tree::{Specs, counted};
use anstream::println;
use indicatif::{ProgressBar, ProgressStyle};
use larkspur_codegen::output::{Mode, ensure_file_contents};
use larkspur_import::report::{Outcome, Status};
use larkspur_import::run::{Input, Options, Run, run};
use larkspur_spec::diagnostic::Severity;
use larkspur_spec::load::{Loaded, load};
use larkspur_spec::load_texts;
use std::fs;
use std::path::{Path, PathBuf};

/// What the files of pages end in, when a folder is walked.
const ENDS: &[&str] = &["md", "markdown", "txt", "html"];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Pages, or folders of pages.
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
    /// Takes pages of this platform only.
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
    #[command(flatten)]
    specs: Specs,
    /// Says what would be done, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Takes a page that is older than the one its spec was read from.
    #[arg(long)]
    older: bool,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    report: Report,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Report {
    /// For people.
    #[default]
    Text,
    /// For tools: one JSON object.
    Json,
}

pub(crate) fn run_import(arguments: &Arguments) -> Result<(), Failure> {
    let files = files(&arguments.pages)?;
    let specs = &arguments.specs.specs;
    let loaded = tree(specs)?;
    let inputs: Vec<Input> = files.iter().map(|file| read(file)).collect();
    let options = Options { platform: arguments.platform.clone(), older: arguments.older };
    let bar = ProgressBar::new(inputs.len() as u64).with_style(style());
    let done = run(&inputs, &loaded, &specs.to_string_lossy(), &options, &|| bar.inc(1));
    bar.finish_and_clear();
    if !arguments.dry_run {
        write(specs, &done)?;
    }
    match arguments.report {
        Report::Text => print_text(&done, arguments),
        Report::Json => print_tool(&done),
    }
    match done.outcomes.iter().any(|outcome| outcome.status == Status::Refused) {
        true => Err(Failure::Found),
        false => Ok(()),
    }
}

fn style() -> ProgressStyle {
    let with_bar = ProgressStyle::with_template("{bar:40} {pos}/{len} pages");
    with_bar.unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The files to read: those named, and the pages in the folders named, each once and in order.
fn files(pages: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for page in pages {
        match fs::metadata(page) {
            Ok(what) if what.is_dir() => walk(page, &mut files)?,
            Ok(_) => files.push(page.clone()),
            Err(error) => return Err(Unreadable { file: page.clone(), error }.into()),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    match files.is_empty() {
        true => Err(NoPages.into()),
        false => Ok(files),
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error| Unreadable { file: folder.to_owned(), error };
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        // A link may lead round in a circle, so links to folders are not followed.
        let is_folder = fs::symlink_metadata(&entry).is_ok_and(|what| what.is_dir());
        if is_folder {
            walk(&entry, files)?;
        } else if is_page(&entry) {
            files.push(entry);
        }
    }
    Ok(())
}

/// Whether a file in a folder is a page by its name. A pipe or a device is none: reading it might
/// never end. A link that leads nowhere is told of when it is read.
fn is_page(entry: &Path) -> bool {
    let is_named = entry.extension().is_some_and(|end| ENDS.iter().any(|known| end == *known));
    is_named && fs::metadata(entry).map_or(true, |what| what.is_file())
}

#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", file.display())]
struct Unreadable {
    file: PathBuf,
    error: std::io::Error,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "there is no page in these folders: pages end in .md, .markdown, .txt or .html; name other files themselves"
)]
struct NoPages;

/// Reads a page; one that is far too large is only begun, so that it is refused without being held.
fn read(file: &Path) -> Input {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let most = larkspur_import::dialect::LARGEST_PAGE as u64 + 1;
    let result = fs::File::open(file).and_then(|open| open.take(most).read_to_end(&mut bytes));
    let file = file.to_string_lossy().into_owned();
    Input { file, bytes: result.map(|_| bytes).map_err(|error| error.to_string()) }
}

#[derive(Debug, thiserror::Error)]
#[error("the spec tree has errors; mend them first, nothing was written")]
struct UnsoundTree;

/// The tree to import into, which has to be sound: what is wrong in it would be lost.
fn tree(specs: &Path) -> Result<Loaded, Failure> {
    let is_empty = fs::read_dir(specs).is_ok_and(|mut entries| entries.next().is_none());
    if !specs.exists() || is_empty {
        return Ok(load_texts(Vec::new()));
    }
    let loaded = load(specs);
    if !loaded.has_errors() {
        return Ok(loaded);
    }
    let errors = loaded.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    crate::tree::print(errors, &loaded.sources);
    Err(UnsoundTree.into())
}

fn write(specs: &Path, done: &Run) -> Result<(), Failure> {
    for (file, text) in &done.files {
        ensure_file_contents(&specs.join(file), text, Mode::Write)?;
    }
    Ok(())
}

fn print_text(done: &Run, arguments: &Arguments) {
    for outcome in done.outcomes.iter().filter(|outcome| tells(outcome)) {
        println!("{}", outcome.text());
    }
    let of = |status| done.outcomes.iter().filter(|outcome| outcome.status == status).count();
    let questions: usize = done.outcomes.iter().map(|outcome| outcome.questions.len()).sum();
    println!(
        "{}: {} new, {} updated, {} unchanged, {} refused; {}",
        counted(done.outcomes.len(), "page"),
        of(Status::New),
        of(Status::Updated),
        of(Status::Unchanged),
        of(Status::Refused),
        counted(questions, "question"),
    );
    if arguments.dry_run {
        println!(
            "nothing was written; leave out --dry-run to write {}",
            counted(done.files.len(), "file")
        );
    } else if !done.files.is_empty() {
        println!(
            "review the diff of {}, then run `cargo xtask generate`",
            arguments.specs.specs.display()
        );
    }
}

/// Whether an outcome has anything to tell beyond the sum.
fn tells(outcome: &Outcome) -> bool {
    outcome.status != Status::Unchanged
        || !outcome.questions.is_empty()
        || !outcome.changes.is_empty()
}

fn print_tool(done: &Run) {
    let outcomes: Vec<_> = done.outcomes.iter().map(Outcome::json).collect();
    let files: Vec<&String> = done.files.keys().collect();
    println!("{:#}", serde_json::json!({ "pages": outcomes, "files": files }));
}
