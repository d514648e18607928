//! `cargo xtask demo` and `cargo xtask mock`: programs that this one starts and never links.

use crate::Failure;
use crate::generate;
use anstream::eprintln;
use std::path::PathBuf;
use std::process::Command;

#[derive(clap::Args)]
pub(crate) struct Demo {
    /// Shows the demo without regenerating first.
    #[arg(long)]
    no_generate: bool,
}

#[derive(clap::Args)]
pub(crate) struct Mock {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0")]
    addr: String,
    /// The folder of the spec tree.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: PathBuf,
    /// Further options of the program, such as --records or --edges; see `-- --help`.
    #[arg(last = true)]
    more: Vec<String>,
}

pub(crate) fn demo(arguments: &Demo) -> Result<(), Failure> {
    if !arguments.no_generate {
        generate::run(&generate::Arguments::default())?;
    }
    start("larkspur-tests", "demo", &[])
}

pub(crate) fn mock(arguments: &Mock) -> Result<(), Failure> {
    let specs = arguments.specs.display().to_string();
    let mut options =
        vec!["--addr".to_owned(), arguments.addr.clone(), "--specs".to_owned(), specs];
    options.extend(arguments.more.iter().cloned());
    start("larkspur-mock", "larkspur-mock", &options)
}

#[derive(Debug, thiserror::Error)]
#[error("cannot start `{program}`: {source}")]
struct NotStarted {
    program: String,
    source: std::io::Error,
}

/// Builds and runs a program of the workspace. Its exit code decides.
fn start(package: &str, program: &str, options: &[String]) -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    eprintln!("building {program} ...");
    let mut command = Command::new(&cargo);
    command.args(["run", "--quiet", "--package", package, "--bin", program, "--"]).args(options);
    // What cargo says of this package would make build scripts of others run again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    let status = command.status().map_err(|source| NotStarted { program: cargo, source })?;
    if status.success() { Ok(()) } else { Err(Failure::Found) }
}
