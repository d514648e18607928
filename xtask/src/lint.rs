//! `cargo xtask lint`: everything that is wrong with a spec tree, in one run.

use crate::Failure;
use crate::tree::{Checked, Specs, counted, print, print_json};
use anstream::println;
use larkspur_codegen::output::{Mode, ensure_file_contents};
use larkspur_spec::diagnostic::Severity;
use std::path::Path;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    specs: Specs,
    /// Writes every file that has no structural fault in canonical form.
    #[arg(long)]
    fix: bool,
    /// Prints the findings as JSON.
    #[arg(long)]
    json: bool,
    /// Fails on warnings too.
    #[arg(long)]
    deny_warnings: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut checked = Checked::of(&arguments.specs.specs);
    let mut fixed = 0;
    if arguments.fix {
        fixed = fix(&checked)?;
        checked = Checked::of(&arguments.specs.specs);
    }
    let (errors, warnings) = (checked.count(Severity::Error), checked.count(Severity::Warning));
    if arguments.json {
        print_json(&checked.diagnostics, &checked.loaded.sources);
    } else {
        print(checked.diagnostics.iter(), &checked.loaded.sources);
        let files = checked.loaded.sources.len();
        if arguments.fix {
            println!("{} rewritten", counted(fixed, "file"));
        }
        println!(
            "{}: {}, {}",
            counted(files, "file"),
            counted(errors, "error"),
            counted(warnings, "warning")
        );
    }
    if errors > 0 || arguments.deny_warnings && warnings > 0 {
        return Err(Failure::Found);
    }
    Ok(())
}

fn fix(checked: &Checked) -> Result<usize, Failure> {
    let mut fixed = 0;
    for (file, _) in checked.loaded.sources.iter() {
        if let Some(text) = larkspur_spec::write::canonical(&checked.loaded, file)
            && !ensure_file_contents(Path::new(file), &text, Mode::Write)?
        {
            fixed += 1;
        }
    }
    Ok(fixed)
}
