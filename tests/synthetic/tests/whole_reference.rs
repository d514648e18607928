//! The language, the generator and the compiler carry a tree of 1,500 operations.

use larkspur_codegen::output::{self, Mode};
use std::path::{Path, PathBuf};
use std::process::Command;

const OPERATIONS: usize = 1500;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn a_tree_of_1500_operations_is_generated_and_compiles() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let specs = folder.path().join("specs");
    larkspur_synthetic::write_tree(&workspace().join("specs"), &specs, OPERATIONS)
        .expect("a tree is written");
    let loaded = larkspur_spec::load::load(&specs);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics.first());
    assert_eq!(loaded.tree.operations().count(), OPERATIONS);

    let client = folder.path().join("client");
    larkspur_synthetic::copy_client(&workspace(), &client).expect("the client is copied");
    let platforms = larkspur_codegen::annotate(&loaded.tree);
    let files = larkspur_codegen::emit(&platforms).expect("the tree is emitted");
    for (name, text) in &files {
        let lines = text.lines().count();
        assert!(lines <= 2000, "{name} has {lines} lines");
    }
    output::ensure(&files, &client.join("src/generated"), Mode::Write).expect("files are written");
    let manifest = client.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).expect("the manifest is read");
    let text = larkspur_codegen::features::update(&text, &platforms).expect("a marked region");
    std::fs::write(&manifest, text).expect("the manifest is written");

    let check = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--manifest-path"])
        .arg(&manifest)
        .env("CARGO_TARGET_DIR", workspace().join("target/synthetic"))
        .output()
        .expect("cargo runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}
