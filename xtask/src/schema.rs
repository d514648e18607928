//! `cargo xtask schema`: the JSON Schemas for editors, and the tables of the reference.

use crate::Failure;
use crate::tree::counted;
use anstream::{eprintln, println};
use larkspur_codegen::output::{Mode, ensure_file_contents};
use std::path::PathBuf;

const BEGIN: &str = "<!-- written by `cargo xtask schema` -->";
const END: &str = "<!-- end of what was written -->";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder for the JSON Schemas; the first line of each spec points there.
    #[arg(long, value_name = "DIR", default_value = "specs/.schema")]
    out: PathBuf,
    /// The reference whose tables are kept in step.
    #[arg(long, value_name = "FILE", default_value = "docs/language.md")]
    reference: PathBuf,
    /// Writes nothing; fails when anything is out of date.
    #[arg(long)]
    check: bool,
}

#[derive(Debug, thiserror::Error)]
enum SchemaError {
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{} has no line `{BEGIN}` with a line `{END}` after it", path.display())]
    NoRegion { path: PathBuf },
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let mut files: Vec<_> = larkspur_spec::shape::json_schemas()
        .into_iter()
        .map(|(name, text)| (arguments.out.join(name), text))
        .collect();
    files.push((arguments.reference.clone(), reference(&arguments.reference)?));
    let mut changed = Vec::new();
    for (path, text) in &files {
        if !ensure_file_contents(path, text, mode)? {
            changed.push(path);
        }
    }
    if !arguments.check || changed.is_empty() {
        println!("{}, {} changed", counted(files.len(), "file"), changed.len());
        return Ok(());
    }
    for path in changed {
        eprintln!("out of date: {}", path.display());
    }
    eprintln!("run `cargo xtask schema` and commit the result");
    Err(Failure::Found)
}

fn reference(path: &PathBuf) -> Result<String, SchemaError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| SchemaError::Unreadable { path: path.clone(), source })?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.ok_or_else(|| SchemaError::NoRegion { path: path.clone() })?;
    Ok(format!("{before}{BEGIN}\n\n{}\n{END}{after}", larkspur_spec::shape::reference()))
}
