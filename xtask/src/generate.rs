//! `cargo xtask generate`: specs in, Rust out.

use crate::Failure;
use crate::tree::{Checked, Specs, counted};
use anstream::{eprintln, println};
use larkspur_codegen::output::{self, Mode, Report};
use larkspur_codegen::stamp::Stamp;
use std::path::{Path, PathBuf};

/// Where the client's generated code stands.
const OUT: &str = "crates/client/src/generated";
/// The manifest that lists the client's features.
const MANIFEST: &str = "crates/client/Cargo.toml";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) specs: Specs,
    /// The folder to write to.
    #[arg(long, value_name = "DIR", default_value = OUT)]
    pub(crate) out: PathBuf,
    /// The manifest whose feature list is kept in step; default: the client's, when --out is.
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// Writes nothing; fails when anything is out of date.
    #[arg(long)]
    pub(crate) check: bool,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            specs: Specs { specs: "specs".into() },
            out: OUT.into(),
            manifest: None,
            check: false,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manifest = manifest(arguments);
    let (specs, out) = (&arguments.specs.specs, &arguments.out);
    let stamp = Stamp::new(&stamps(), specs, out, manifest.as_deref());
    if stamp.holds() {
        println!("nothing has changed since the last run: {} is up to date", out.display());
        return Ok(());
    }
    let report = generate(arguments, manifest.as_deref())?;
    say(&report, arguments)?;
    if report.foreign.is_empty() {
        stamp.keep();
    }
    Ok(())
}

/// Reads, checks and emits the tree, and puts the files in place or compares them.
fn generate(arguments: &Arguments, manifest: Option<&Path>) -> Result<Report, Failure> {
    let checked = Checked::of(&arguments.specs.specs);
    checked.require_no_errors()?;
    let platforms = larkspur_codegen::annotate(&checked.loaded.tree);
    let files = larkspur_codegen::emit(&platforms)?;
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let mut report = output::ensure(&files, &arguments.out, mode)?;
    if let Some(manifest) = manifest {
        let text = std::fs::read_to_string(manifest)
            .map_err(|source| Unreadable { path: manifest.to_owned(), source })?;
        let updated = larkspur_codegen::features::update(&text, &platforms)?;
        match output::ensure_file_contents(manifest, &updated, mode)? {
            true => report.unchanged += 1,
            false => report.changed.push(manifest.to_owned()),
        }
    }
    Ok(report)
}

/// Where runs are remembered.
fn stamps() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Path::new(&target).join("xtask")
}

#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
struct Unreadable {
    path: PathBuf,
    source: std::io::Error,
}

fn manifest(arguments: &Arguments) -> Option<PathBuf> {
    let own = || (arguments.out == Path::new(OUT)).then(|| PathBuf::from(MANIFEST));
    arguments.manifest.clone().or_else(own)
}

fn say(report: &Report, arguments: &Arguments) -> Result<(), Failure> {
    for path in &report.foreign {
        eprintln!("note: {} was not generated and is left alone", path.display());
    }
    if arguments.check {
        return say_check(report, arguments);
    }
    println!(
        "{} written, {} removed, {} unchanged in {}",
        counted(report.changed.len(), "file"),
        report.stale.len(),
        report.unchanged,
        arguments.out.display(),
    );
    Ok(())
}

fn say_check(report: &Report, arguments: &Arguments) -> Result<(), Failure> {
    if report.is_up_to_date() {
        println!("{}: all is up to date", counted(report.unchanged, "file"));
        return Ok(());
    }
    for path in &report.changed {
        eprintln!("out of date: {}", path.display());
    }
    for path in &report.stale {
        eprintln!("made by no spec: {}", path.display());
    }
    let mut command = "cargo xtask generate".to_owned();
    for (option, given, usual) in [
        ("--specs", Some(&arguments.specs.specs), Some("specs")),
        ("--out", Some(&arguments.out), Some(OUT)),
        ("--manifest", arguments.manifest.as_ref(), None),
    ] {
        if let Some(path) = given.filter(|path| Some(path.as_path()) != usual.map(Path::new)) {
            command.push_str(&format!(" {option} {}", path.display()));
        }
    }
    eprintln!("run `{command}` and commit the result");
    Err(Failure::Found)
}
