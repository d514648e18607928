//! Reading a spec tree and telling what is wrong with it: what every verb does first.

use crate::Failure;
use anstream::eprintln;
use larkspur_spec::diagnostic::{Diagnostic, Severity, Sources, render, to_json};
use larkspur_spec::load::{Loaded, load};
use std::path::{Path, PathBuf};

/// Where the specs are.
#[derive(clap::Args)]
pub(crate) struct Specs {
    /// The folder of the spec tree.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    pub(crate) specs: PathBuf,
}

/// A tree with everything that is wrong with it.
pub(crate) struct Checked {
    pub(crate) loaded: Loaded,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Checked {
    pub(crate) fn of(specs: &Path) -> Self {
        let loaded = load(specs);
        let diagnostics = larkspur_spec::lint::check(&loaded);
        Self { loaded, diagnostics }
    }

    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }

    /// Prints what is wrong, and fails when any of it is an error.
    pub(crate) fn require_no_errors(&self) -> Result<(), Failure> {
        let errors = self.count(Severity::Error);
        if errors == 0 {
            return Ok(());
        }
        let errors_only = self.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        print(errors_only, &self.loaded.sources);
        eprintln!("{}; nothing was written", counted(errors, "error"));
        Err(Failure::Found)
    }
}

/// Prints diagnostics as a person reads them. Colours are dropped where nobody sees them.
pub(crate) fn print<'d>(found: impl Iterator<Item = &'d Diagnostic>, sources: &Sources) {
    for diagnostic in found {
        eprintln!("{}\n", render(diagnostic, sources, true));
    }
}

/// Prints diagnostics as a tool reads them: one JSON list.
pub(crate) fn print_json(found: &[Diagnostic], sources: &Sources) {
    let list: Vec<_> = found.iter().map(|diagnostic| to_json(diagnostic, sources)).collect();
    anstream::println!("{:#}", serde_json::Value::from(list));
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
