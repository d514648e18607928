//! Who links whom, and that every part can be had alone.
//!
//! `cargo xtask` restores the client, so it may not need the client to build. And whoever depends
//! on a published crate pays for its whole tree: parsers of Rust and of YAML belong to the workshop.

use larkspur_tests::workspace;
use std::collections::BTreeSet;

/// The names of all packages that a package links, itself included. Macros run in the compiler
/// and are not linked.
fn linked(package: &str, edges: &str) -> BTreeSet<String> {
    let mut tree = workspace::cargo("tree");
    tree.args(["--package", package, "--edges", edges, "--prefix", "none", "--format", "{p}"]);
    let output = tree.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    let names: BTreeSet<_> = names.map(str::to_owned).collect();
    assert!(names.contains(package), "no {package} in its own tree");
    names
}

fn is_yaml(name: &str) -> bool {
    name.contains("yaml") || name.contains("saphyr")
}

#[test]
fn xtask_needs_neither_client_nor_runtime_nor_mock() {
    let tree = linked("xtask", "normal,build");
    for package in ["larkspur", "larkspur-runtime", "larkspur-mock", "larkspur-tests"] {
        assert!(!tree.contains(package), "xtask links {package}");
    }
}

#[test]
fn the_client_links_neither_syn_nor_yaml() {
    for package in ["larkspur", "larkspur-runtime"] {
        let tree = linked(package, "normal,no-proc-macro");
        let found: Vec<_> = tree.iter().filter(|name| *name == "syn" || is_yaml(name)).collect();
        assert!(found.is_empty(), "{package} links {found:?}");
    }
}

#[test]
fn the_mock_shares_no_code_with_the_client_and_links_no_syn() {
    let tree = linked("larkspur-mock", "normal,no-proc-macro");
    for package in ["larkspur", "larkspur-runtime", "larkspur-codegen", "reqwest", "syn"] {
        assert!(!tree.contains(package), "the mock links {package}");
    }
}

/// The other features, one by one and together, take longer and are checked before a merge.
#[test]
fn the_client_compiles_without_features_and_with_a_single_one() {
    for features in ["", "fxiaoke-crm"] {
        let mut check = workspace::cargo("check");
        check.args([
            "--quiet",
            "--package",
            "larkspur",
            "--no-default-features",
            "--features",
            features,
        ]);
        let output = check.output().expect("cargo starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "with {features:?}:\n{said}");
        assert!(!said.contains("warning"), "with {features:?}:\n{said}");
    }
}
