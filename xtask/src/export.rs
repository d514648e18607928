//! `cargo xtask export`: the specs for those who use other tools than the Rust client.

use crate::Failure;
use crate::tree::{Checked, Specs, counted};
use anstream::{eprintln, println};
use larkspur_codegen::output::{Mode, ensure_file_contents};
use larkspur_spec::openapi::{self, Export};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    form: Form,
}

#[derive(clap::Subcommand)]
enum Form {
    /// Writes an OpenAPI 3.1 document.
    Openapi(Openapi),
}

#[derive(clap::Args)]
struct Openapi {
    #[command(flatten)]
    specs: Specs,
    /// The platform to write; default: all of them into one document.
    #[arg(long, value_name = "NAME")]
    platform: Option<String>,
    /// The file to write: YAML where its name ends in .yaml or .yml, else JSON.
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.form {
        Form::Openapi(arguments) => openapi(arguments),
    }
}

fn openapi(arguments: &Openapi) -> Result<(), Failure> {
    let checked = Checked::of(&arguments.specs.specs);
    checked.require_no_errors()?;
    let export = openapi::export(&checked.loaded, arguments.platform.as_deref())?;
    let out = &arguments.out;
    let text = if is_yaml(out) { export.to_yaml() } else { export.to_json() };
    let unchanged = ensure_file_contents(out, &text, Mode::Write)?;
    say(&export, out, unchanged);
    Ok(())
}

fn say(export: &Export, out: &Path, unchanged: bool) {
    for warning in &export.warnings {
        eprintln!("warning: {warning}");
    }
    println!(
        "{} at {} and {} {} {}",
        counted(export.operations, "operation"),
        counted(export.paths(), "path"),
        counted(export.schemas(), "schema"),
        if unchanged { "are already in" } else { "written to" },
        out.display(),
    );
    println!("to validate: npx @redocly/cli lint --extends=spec {}", out.display());
}

fn is_yaml(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|it| it.eq_ignore_ascii_case("yaml") || it.eq_ignore_ascii_case("yml"))
}
