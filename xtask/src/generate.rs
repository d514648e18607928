//! `cargo xtask generate`: specs in, Rust out.

use crate::Failure;
use crate::tree::{Checked, Specs, counted};
use anstream::{eprintln, println};
use larkspur_codegen::output::{self, Mode, Report};
use std::path::{Path, PathBuf};

/// Where the client's generated code stands.
const OUT: &str = "crates/client/src/generated";
/// The manifest that lists the client's features.
const MANIFEST: &str = "crates/client/Cargo.toml";

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub specs: Specs,
    /// The folder to write to.
    #[arg(long, value_name = "DIR", default_value = OUT)]
    pub out: PathBuf,
    /// The manifest whose feature list is kept in step; default: the client's, when --out is.
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Writes nothing; fails when anything is out of date.
    #[arg(long)]
    pub check: bool,
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

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let checked = Checked::of(&arguments.specs.specs);
    checked.require_no_errors()?;
    let platforms = larkspur_codegen::annotate(&checked.loaded.tree);
    let files = larkspur_codegen::emit(&platforms)?;
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let mut report = output::ensure(&files, &arguments.out, mode)?;
    if let Some(manifest) = manifest(arguments) {
        let text = std::fs::read_to_string(&manifest).map_err(|source| Unreadable {
            path: manifest.clone(),
            source,
        })?;
        let updated = larkspur_codegen::features::update(&text, &platforms)?;
        match output::ensure_file_contents(&manifest, &updated, mode)? {
            true => report.unchanged += 1,
            false => report.changed.push(manifest),
        }
    }
    let operations = checked.loaded.tree.operations().count();
    say(&report, operations, arguments)
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

fn say(report: &Report, operations: usize, arguments: &Arguments) -> Result<(), Failure> {
    for path in &report.foreign {
        eprintln!("note: {} was not generated and is left alone", path.display());
    }
    if arguments.check {
        return say_check(report, operations, arguments);
    }
    println!(
        "{}: {} written, {} removed, {} unchanged in {}",
        counted(operations, "operation"),
        report.changed.len(),
        report.stale.len(),
        report.unchanged,
        arguments.out.display(),
    );
    Ok(())
}

fn say_check(report: &Report, operations: usize, arguments: &Arguments) -> Result<(), Failure> {
    if report.is_up_to_date() {
        println!("{}: everything is up to date", counted(operations, "operation"));
        return Ok(());
    }
    for path in &report.changed {
        eprintln!("out of date: {}", path.display());
    }
    for path in &report.stale {
        eprintln!("made by no spec: {}", path.display());
    }
    let specs = arguments.specs.specs.display();
    let command = match (arguments.specs.specs == Path::new("specs"), arguments.out == Path::new(OUT))
    {
        (true, true) => "cargo xtask generate".to_owned(),
        _ => format!("cargo xtask generate --specs {specs} --out {}", arguments.out.display()),
    };
    eprintln!("run `{command}` and commit the result");
    Err(Failure::Found)
}
