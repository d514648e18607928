//! The workshop's commands: `cargo xtask <verb>`.
//!
//! Each verb is thin: it reads its arguments, calls a crate, and says what was found and what to
//! do next. Nothing here links the client, the runtime or the mock, so that `generate` works
//! however broken the generated code is; `demo` and `mock` are programs that it starts.

mod export;
mod generate;
mod import;
mod lint;
mod programs;
mod schema;
mod tree;

use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;

/// Turns spec files into the Rust client, and helps to edit them.
///
/// Exit codes: 0 all is well, 1 something was found, 2 the command could not be carried out.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Writes the client's code from the specs.
    Generate(generate::Arguments),
    /// Checks the specs; with --fix, writes them in canonical form.
    Lint(lint::Arguments),
    /// Reads pages of the vendors' reference and writes or updates their specs.
    Import(import::Arguments),
    /// Writes the specs in a form that other tools read.
    Export(export::Arguments),
    /// Writes the JSON Schemas that editors use, and the tables of the language's reference.
    Schema(schema::Arguments),
    /// Regenerates, starts the mock platform and harvests five lists through the client.
    Demo(programs::Demo),
    /// Starts the mock platform and prints how to talk to it.
    Mock(programs::Mock),
}

/// Why a verb could not be carried out, or what it found.
enum Failure {
    /// Something was found; it has been printed.
    Found,
    /// The command could not be carried out.
    Broken(Box<dyn std::error::Error>),
}

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Broken(Box::new(error))
    }
}

fn main() -> ExitCode {
    let result = match Arguments::parse().verb {
        None => Arguments::command().print_help().map_err(Failure::from),
        Some(Verb::Generate(arguments)) => generate::run(&arguments),
        Some(Verb::Lint(arguments)) => lint::run(&arguments),
        Some(Verb::Import(arguments)) => import::run_import(&arguments),
        Some(Verb::Export(arguments)) => export::run(&arguments),
        Some(Verb::Schema(arguments)) => schema::run(&arguments),
        Some(Verb::Demo(arguments)) => programs::demo(&arguments),
        Some(Verb::Mock(arguments)) => programs::mock(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Found) => ExitCode::from(1),
        Err(Failure::Broken(error)) => {
            anstream::eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
