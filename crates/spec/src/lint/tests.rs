//! Every fixture is a small tree and the whole report that is expected of it.
//!
//! `UPDATE_GOLDENS=1 cargo test -p larkspur-spec` writes the reports anew; read the diff.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::diagnostic::render;
use crate::load::load;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of fixtures of one sort. Tests run in the folder of the package.
fn folders(sort: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(Path::new("fixtures").join(sort))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

/// Checks a tree against its expected report and returns what was found.
fn checked(folder: &Path) -> Vec<Diagnostic> {
    let loaded = load(folder);
    let found = check(&loaded);
    let mut report = String::new();
    for diagnostic in &found {
        report.push_str(&render(diagnostic, &loaded.sources, false));
        report.push_str("\n\n");
    }
    let golden = folder.join("expected.txt");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&golden, &report).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(report, expected, "{} differs", golden.display());
    found
}

#[test]
fn lints_report_what_is_expected() {
    for folder in folders("lint") {
        let found = checked(&folder);
        let id = name(&folder);
        assert!(found.iter().any(|found| found.rule == id), "{id} did not fire");
    }
}

#[test]
fn a_fixture_of_a_lint_shows_that_lint_alone() {
    // Where one slip is two, the report says both.
    let also = |id: &str, rule: &str| matches!((id, rule), ("default-host", "no-platform"));
    for folder in folders("lint") {
        let id = name(&folder);
        for found in check(&load(&folder)) {
            assert!(found.rule == id || also(&id, found.rule), "{id}: {}", found.message);
        }
    }
}

#[test]
fn bad_trees_report_what_is_expected() {
    for folder in folders("bad") {
        let found = checked(&folder);
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        assert!(errors.count() > 0, "{} is not refused", folder.display());
    }
}

#[test]
fn every_lint_has_a_fixture_and_every_fixture_a_lint() {
    let lints: BTreeSet<String> = LINTS.iter().map(|lint| lint.id.to_owned()).collect();
    let fixtures: BTreeSet<String> = folders("lint").iter().map(|folder| name(folder)).collect();
    assert_eq!(lints, fixtures);
    assert_eq!(lints.len(), LINTS.len(), "two lints have one id");
}
