//! What depending on Larkspur costs a build: a clean build of a program that lists approvals,
//! beside the same program by hand, with the same TLS.
//!
//! Builds alternate, and the median of their processor seconds counts. `LARKSPUR_ROUNDS` says how
//! many there are. Both programs are copied out of the workspace and take its lock file, so that
//! both are built with the same versions.

use larkspur_benches::report::{self, line, median};
use larkspur_benches::workspace::{self, cargo};
use larkspur_benches::{Side, usage};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const BAR: f64 = 1.05;
const MORE_CRATES: usize = 5;
const PROFILES: [&str; 2] = ["dev", "release"];

fn main() {
    if !usage::is_installed() {
        line("left out: GNU time, which counts processor seconds, is not installed");
        return;
    }
    let rounds = std::env::var("LARKSPUR_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(5);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let programs = Side::BOTH.map(|side| program(side, folder.path()));
    let mut held = crates(&programs);
    report::head("processor milliseconds");
    for profile in PROFILES {
        held &= builds(profile, &programs, rounds);
    }
    assert!(held, "a bar is missed");
}

/// Copies a program to a folder of its own.
fn program(side: Side, folder: &Path) -> PathBuf {
    let root = workspace::root();
    let (from, to) = (root.join(format!("benches/programs/{side}")), folder.join(side.to_string()));
    std::fs::create_dir_all(to.join("src")).expect("a folder is made");
    let manifest = std::fs::read_to_string(from.join("Cargo.toml")).expect("a manifest");
    let manifest = manifest.replace("../../..", &root.display().to_string());
    std::fs::write(to.join("Cargo.toml"), manifest).expect("a manifest is written");
    for (from, name) in [(from, "src/main.rs"), (root, "Cargo.lock")] {
        std::fs::copy(from.join(name), to.join(name)).expect("a file is copied");
    }
    to
}

/// Counts the crates of both trees, and names those that only Larkspur has.
fn crates(programs: &[PathBuf; 2]) -> bool {
    let [larkspur, by_hand] = programs.each_ref().map(|program| tree(program));
    let more = larkspur.len().saturating_sub(by_hand.len());
    line(format_args!(
        "crates: {} with larkspur, {} by hand, {more} more (bar {MORE_CRATES})",
        larkspur.len(),
        by_hand.len()
    ));
    for (what, names) in [
        ("only with larkspur", larkspur.difference(&by_hand)),
        ("only by hand", by_hand.difference(&larkspur)),
    ] {
        let names: Vec<_> = names.map(String::as_str).collect();
        line(format_args!("{what}: {}", names.join(", ")));
    }
    more <= MORE_CRATES
}

fn tree(program: &Path) -> BTreeSet<String> {
    let mut command = cargo();
    command.args(["tree", "--offline", "-e", "normal", "--prefix", "none", "--format", "{p}"]);
    let output = command.current_dir(program).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let name = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    text.lines().map(name).filter(|name| !name.is_empty()).collect()
}

fn builds(profile: &str, programs: &[PathBuf; 2], rounds: usize) -> bool {
    let rounds: Vec<_> =
        (0..rounds.max(1)).map(|_| programs.each_ref().map(|it| build(it, profile))).collect();
    let [larkspur, by_hand] = [0, 1].map(|side| {
        let times: Vec<_> = rounds.iter().map(|round| round[side]).collect();
        median(&times).expect("there was a round") * 1000.0
    });
    report::row(profile, larkspur, by_hand, BAR)
}

/// The processor seconds of a clean build.
fn build(program: &Path, profile: &str) -> f64 {
    let target = program.join("target");
    if target.exists() {
        std::fs::remove_dir_all(&target).expect("the build is removed");
    }
    let mut command = cargo();
    command.args(["build", "--quiet", "--offline", "--profile", profile]);
    command.current_dir(program).env("CARGO_TARGET_DIR", &target);
    usage::of(&command).processor
}
