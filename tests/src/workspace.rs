//! The workspace itself, as a maintainer has it: its folder, its `cargo`, and what `cargo` built.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// The `cargo` that runs us, about to work in the workspace.
///
/// What it told us of our own package is taken back: build scripts that look at it, such as that
/// of `ring`, would run again, and everything above them would be built anew each time.
pub fn cargo(verb: &str) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root()).arg(verb);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// What `cargo build` left behind.
#[derive(Debug, Default)]
pub struct Built {
    artifacts: Vec<(String, PathBuf)>,
    programs: Vec<(String, PathBuf)>,
}

impl Built {
    /// Builds a program of a package, or finds it built.
    pub fn program(package: &str, program: &str) -> Result<Built, String> {
        let mut build = cargo("build");
        build.args(["--quiet", "--package", package, "--bin", program]);
        build.args(["--message-format", "json"]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        let output = build.output().map_err(|error| format!("cannot start cargo: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let mut built = Built::default();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            built.note(&serde_json::from_str(line).unwrap_or_default());
        }
        Ok(built)
    }

    /// Writes down one message of cargo.
    fn note(&mut self, message: &serde_json::Value) {
        if message["reason"] != "compiler-artifact" {
            return;
        }
        let name = message["target"]["name"].as_str().unwrap_or_default();
        if let Some(path) = message["executable"].as_str() {
            self.programs.push((name.to_owned(), path.into()));
        }
        let files = message["filenames"].as_array().into_iter().flatten();
        let files = files.filter_map(|file| file.as_str()).map(PathBuf::from);
        self.artifacts.extend(files.map(|file| (name.to_owned(), file)));
    }

    /// Where a program is.
    pub fn executable(&self, program: &str) -> Option<&Path> {
        find(&self.programs, |name, _| name == program)
    }

    /// Where the compiled library of a package is.
    pub fn library(&self, package: &str) -> Option<&Path> {
        let name = package.replace('-', "_");
        let is_library = |path: &Path| path.extension() == Some(OsStr::new("rlib"));
        find(&self.artifacts, |known, path| known == name && is_library(path))
    }

    /// The folders in which a compiler finds what a library depends on.
    pub fn folders(&self) -> std::collections::BTreeSet<&Path> {
        self.artifacts.iter().filter_map(|(_, path)| path.parent()).collect()
    }
}

fn find(all: &[(String, PathBuf)], wanted: impl Fn(&str, &Path) -> bool) -> Option<&Path> {
    all.iter().find(|(name, path)| wanted(name, path)).map(|(_, path)| path.as_path())
}
