//! What paths mean, and that nothing in a folder stops or hangs the reading of the rest.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use std::fs;
use std::path::PathBuf;

const PLATFORM: &str = "language: 1\ntitle: T\nhosts: {}\nenvelopes: {}\nauth: {}\n";
const OPERATION: &str = "title: T\nhttp: { method: GET, path: /a }\nresponse: {}\n";

fn texts(files: &[(&str, &str)]) -> Loaded {
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    load_texts(files.iter().map(owned).collect())
}

fn rules(loaded: &Loaded) -> Vec<(&str, &'static str)> {
    let all = loaded.diagnostics.iter();
    all.map(|found| (found.file.as_str(), found.rule)).collect()
}

fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("specs");
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    (temp, root)
}

#[test]
fn the_path_is_the_id() {
    let loaded = texts(&[
        ("p/platform.yaml", PLATFORM),
        ("p/a/v1/thing/list.yaml", OPERATION),
        ("p/a/v1/thing.yaml", OPERATION),
        ("p/ping.yaml", OPERATION),
        ("p/a/types.yaml", "types:\n  T: { type: string }\n"),
    ]);
    assert_eq!(rules(&loaded), []);
    let platform = &loaded.tree.platforms["p"];
    let ids: Vec<&str> = platform.operations.keys().map(String::as_str).collect();
    assert_eq!(ids, ["p.a.v1.thing", "p.a.v1.thing.list", "p.ping"]);
    assert_eq!(platform.operations["p.a.v1.thing.list"].segments(), ["a", "v1", "thing", "list"]);
    assert_eq!(platform.types["T"].file, "p/a/types.yaml");
    assert_eq!(loaded.kind("p/a/types.yaml"), Some(FileKind::Types));
    assert_eq!(loaded.kind("p/b/types.yaml"), None);
}

#[test]
fn the_order_of_the_texts_does_not_matter() {
    let files = [
        ("p/platform.yaml", PLATFORM),
        ("p/b.yaml", OPERATION),
        ("q/a.yaml", "title: T\n"),
        ("p/a.yaml", "x: 1\n"),
    ];
    let mut turned = files;
    turned.reverse();
    let (one, other) = (texts(&files), texts(&turned));
    assert_eq!(one.tree, other.tree);
    assert_eq!(one.diagnostics, other.diagnostics);
}

#[test]
fn files_begin_with_the_folder_as_it_was_given() {
    let (_temp, root) = folder(&[("p/platform.yaml", PLATFORM), ("p/a/b.yaml", OPERATION)]);
    let given = root.join("../specs");
    let loaded = load(&given);
    assert_eq!(rules(&loaded), []);
    let files: Vec<&str> = loaded.sources.iter().map(|(file, _)| file).collect();
    let shown = given.display().to_string();
    assert_eq!(files, [format!("{shown}/p/a/b.yaml"), format!("{shown}/p/platform.yaml")]);
    assert_eq!(loaded.tree.platforms["p"].file, format!("{shown}/p/platform.yaml"));
}

#[test]
fn a_file_with_errors_keeps_what_can_be_used() {
    let text =
        "title: T\ncolour: red\nhttp: { method: GET, path: /a }\nresponse: {}\nquery:\n  a: x\n";
    let loaded = texts(&[("p/platform.yaml", PLATFORM), ("p/a.yaml", text)]);
    assert_eq!(rules(&loaded), [("p/a.yaml", "unknown-key"), ("p/a.yaml", "wrong-kind")]);
    assert!(loaded.has_errors());
    let operation = &loaded.tree.platforms["p"].operations["p.a"].operation;
    assert!(operation.query.contains_key("a"), "the name is known to rules and paging");
}

#[test]
fn a_platform_without_its_file_is_reported_once() {
    let loaded = texts(&[("p/a.yaml", OPERATION), ("p/b.yaml", OPERATION)]);
    assert_eq!(rules(&loaded), [("p/platform.yaml", "no-platform")]);
    assert!(loaded.unreadable.contains("p/platform.yaml"));
}

#[test]
fn what_is_no_folder_is_reported() {
    let (_temp, root) = folder(&[("p/platform.yaml", PLATFORM)]);
    let missing = root.join("missing");
    let shown = missing.display().to_string();
    assert_eq!(rules(&load(&missing)), [(shown.as_str(), "unreadable")]);
    let file = root.join("p/platform.yaml");
    let shown = file.display().to_string();
    assert_eq!(rules(&load(&file)), [(shown.as_str(), "unreadable")]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_end() {
    use std::os::unix::fs::symlink;
    let (_temp, root) = folder(&[
        ("p/platform.yaml", PLATFORM),
        ("p/a/b.yaml", OPERATION),
        (".hidden/c.yaml", "no spec"),
    ]);
    symlink("..", root.join("p/a/up")).unwrap();
    symlink("nowhere", root.join("p/a/lost.yaml")).unwrap();
    symlink("b.yaml", root.join("p/a/same.yaml")).unwrap();
    let loaded = load(&root);
    let shown = |path: &str| root.join(path).display().to_string();
    let expected = [shown("p/a/lost.yaml"), shown("p/a/up")];
    assert_eq!(
        rules(&loaded),
        [(expected[0].as_str(), "unreadable"), (expected[1].as_str(), "folder-loop")]
    );
    let ids: Vec<&String> = loaded.tree.platforms["p"].operations.keys().collect();
    assert_eq!(ids, ["p.a.b", "p.a.same"]);
}

#[test]
fn numbers_keep_their_digits() {
    let text = "title: T\nhttp: { method: GET, path: /a }\nresponse: {}\nquery:\n  a:\n    \
                { type: number, minimum: -9223372036854775808, maximum: 0.1, example: 1.0 }\n\
                errors:\n  -1: { name: a }\n  1000053287: { name: b }\n";
    let loaded = texts(&[("p/platform.yaml", PLATFORM), ("p/a.yaml", text)]);
    assert_eq!(rules(&loaded), []);
    let operation = &loaded.tree.platforms["p"].operations["p.a"].operation;
    let field = &operation.query["a"];
    assert_eq!(field.minimum.as_ref().unwrap().as_i64(), Some(i64::MIN));
    assert_eq!(field.maximum.as_ref().unwrap().to_string(), "0.1");
    assert_eq!(operation.errors.keys().collect::<Vec<_>>(), ["-1", "1000053287"]);
}
