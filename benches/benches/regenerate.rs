//! How long a maintainer waits: generating as typed, and checking the result with the compiler,
//! for the real tree and for one as large as the whole Feishu reference.
//!
//! Everything is written to folders of its own; the workspace is only read.

use larkspur_benches::report::{self, limit, median};
use larkspur_benches::usage;
use larkspur_benches::workspace::{self, cargo};
use std::path::{Path, PathBuf};

const OPERATIONS: usize = 1500;
const ROUNDS: usize = 5;

fn main() {
    if !usage::is_installed() {
        report::line("left out: GNU time, which counts processor and memory, is not installed");
        return;
    }
    // Builds `xtask`, which no maintainer does each time.
    usage::of(cargo().args(["xtask", "generate", "--help"]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    report::line("\ngenerating, as typed (median, on the clock)");
    let mut held = real(folder.path());
    held &= synthetic(folder.path());
    report::line("\ncompiling the synthetic tree");
    held &= compile(folder.path());
    assert!(held, "a bar is missed");
}

/// A tree of specs, and the crate that its code goes to.
struct Tree {
    specs: PathBuf,
    client: PathBuf,
}

/// What is typed.
#[derive(Clone, Copy)]
enum Typed {
    /// `generate`, where there is no code yet.
    Afresh,
    /// `generate`, after an edit of one spec.
    AfterAnEdit,
    /// `generate --check`, with nothing changed since the last run.
    Check,
    /// `generate --check` where no run is remembered, as in a fresh checkout.
    CheckUnremembered,
}

impl Tree {
    fn generate(&self, specs: &Path, more: &[&str]) -> f64 {
        let mut typed = cargo();
        typed.args(["xtask", "generate", "--specs"]).arg(specs);
        typed.arg("--out").arg(self.client.join("src/generated"));
        typed.arg("--manifest").arg(self.client.join("Cargo.toml")).args(more);
        usage::of(&typed).elapsed
    }

    fn seconds(&self, typed: Typed) -> f64 {
        let rounds: Vec<_> = (0..ROUNDS).map(|round| self.round(typed, round)).collect();
        median(&rounds).expect("there were rounds")
    }

    fn round(&self, typed: Typed, round: usize) -> f64 {
        match typed {
            Typed::Afresh => {
                let generated = self.client.join("src/generated");
                if generated.exists() {
                    std::fs::remove_dir_all(generated).expect("the code is removed");
                }
                self.generate(&self.specs, &[])
            }
            Typed::AfterAnEdit => {
                self.edit(round);
                self.generate(&self.specs, &[])
            }
            Typed::Check => self.generate(&self.specs, &["--check"]),
            Typed::CheckUnremembered => {
                // Runs are remembered by the path as it is typed, so another spelling is new.
                let specs = self.specs.join("./".repeat(round + 1));
                self.generate(&specs, &["--check"])
            }
        }
    }

    /// Gives one operation another title.
    fn edit(&self, round: usize) {
        let spec = first_operation(&self.specs).expect("there is an operation");
        let text = std::fs::read_to_string(&spec).expect("a spec");
        let edited = text.replacen("title: ", &format!("title: Edit {round} of "), 1);
        std::fs::write(&spec, edited).expect("a spec is written");
    }
}

fn first_operation(folder: &Path) -> Option<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).ok()?.flatten().map(|it| it.path()).collect();
    paths.sort();
    let is_operation = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines().any(|line| line.starts_with("title: "))
            && text.lines().any(|line| line.starts_with("http: "))
    };
    let found = paths.iter().find(|path| path.is_file() && is_operation(path)).cloned();
    found.or_else(|| paths.iter().filter(|path| path.is_dir()).find_map(|it| first_operation(it)))
}

/// The tree of the workspace. The bar of its first five operations, well under a second, became a
/// second when it had twelve times as many.
fn real(folder: &Path) -> bool {
    let tree = Tree { specs: folder.join("real/specs"), client: folder.join("real/client") };
    copy(&workspace::root().join("specs"), &tree.specs);
    larkspur_synthetic::copy_client(&workspace::root(), &tree.client).expect("a client is copied");
    rows("the real tree", &tree, 1.0, 0.5)
}

fn synthetic(folder: &Path) -> bool {
    let tree = Tree::synthetic(folder);
    let specs = workspace::root().join("specs");
    larkspur_synthetic::write_tree(&specs, &tree.specs, OPERATIONS).expect("a tree is written");
    larkspur_synthetic::copy_client(&workspace::root(), &tree.client).expect("a client is copied");
    rows(&format!("{OPERATIONS} operations"), &tree, 3.0, 1.0)
}

impl Tree {
    fn synthetic(folder: &Path) -> Self {
        Tree { specs: folder.join("synthetic/specs"), client: folder.join("synthetic/client") }
    }
}

fn rows(name: &str, tree: &Tree, write: f64, check: f64) -> bool {
    let mut held = true;
    for (what, typed, bar) in [
        ("into an empty folder", Typed::Afresh, Some(write)),
        ("after an edit of one spec", Typed::AfterAnEdit, Some(write)),
        ("--check, nothing changed", Typed::Check, Some(check)),
        ("--check, nothing remembered", Typed::CheckUnremembered, None),
    ] {
        held &= limit(&format!("{name}: {what}"), tree.seconds(typed), bar, "s");
    }
    held
}

/// Checks the synthetic client once, with what it depends on already checked.
fn compile(folder: &Path) -> bool {
    let client = Tree::synthetic(folder).client;
    let mut check = cargo();
    check.args(["check", "--quiet", "--offline", "--manifest-path"]);
    check.arg(client.join("Cargo.toml")).env("CARGO_TARGET_DIR", folder.join("target"));
    usage::of(&check);
    let lib = client.join("src/lib.rs");
    let text = std::fs::read_to_string(&lib).expect("the crate has a root");
    std::fs::write(&lib, format!("{text}\n")).expect("the crate's root is written");
    let usage = usage::of(&check);
    limit("cargo check of the client alone, on the clock", usage.elapsed, None, "s");
    limit("largest process", usage.memory, None, "MiB");
    limit("processor", usage.processor, Some(90.0), "s")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder is made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(std::fs::copy(&path, target).expect("a file is copied")),
        }
    }
}
