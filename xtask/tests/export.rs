//! `cargo xtask export openapi` as typed: what it writes, what it says, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const PLATFORM: &str = "\
language: 1
title: Demo
hosts: { main: { url: https://demo.example, default: true } }
envelopes: { usual: { code: code, data: data } }
auth: {}
";

const OPERATION: &str = "\
title: Get a thing
source: { url: https://demo.example/get }
http: { method: GET, path: /thing }
response: { fields: { name: { type: string } } }
examples: [{ reply: { code: 0, data: { name: one } } }]
";

/// A spec tree, and a place for what is written.
struct Place(TempDir);

impl Place {
    fn with(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().unwrap());
        for (name, text) in files {
            let path = place.path("specs").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        place
    }

    fn path(&self, within: &str) -> PathBuf {
        self.0.path().join(within)
    }

    fn export(&self, out: &str, more: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["export", "openapi", "--specs"]).arg(self.path("specs"));
        command.arg("-o").arg(self.path(out)).args(more);
        ended(command.output().unwrap())
    }
}

/// How a run ended and what it said.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

fn ended(output: Output) -> Ended {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Ended { code, out: text(output.stdout), err: text(output.stderr) }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_name_of_the_file_decides_between_json_and_yaml() {
    let place = Place::with(&[("demo/platform.yaml", PLATFORM), ("demo/get.yaml", OPERATION)]);
    for (name, begins) in [
        ("api.json", "{\n  \"openapi\": \"3.1.0\""),
        ("folder/api", "{\n  \"openapi\": \"3.1.0\""),
        ("api.yaml", "openapi: \"3.1.0\"\n"),
        ("api.YML", "openapi: \"3.1.0\"\n"),
    ] {
        let ended = place.export(name, &["--platform", "demo"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(ended.out.starts_with("1 operation at 1 path and 1 schema written to "));
        assert!(read(&place.path(name)).starts_with(begins), "{name}");
    }
}

#[test]
fn a_second_run_writes_nothing() {
    let place = Place::with(&[("demo/platform.yaml", PLATFORM), ("demo/get.yaml", OPERATION)]);
    place.export("api.json", &[]);
    let ended = place.export("api.json", &[]);
    assert!(ended.out.contains(" are already in "), "{}", ended.out);
}

#[test]
fn what_has_no_place_of_its_own_is_said_and_the_run_ends_well() {
    let noted = OPERATION.replace("response", "note: Two pages.\nresponse");
    let place = Place::with(&[
        ("demo/platform.yaml", PLATFORM),
        ("demo/get.yaml", &noted),
        ("demo/get_old.yaml", &noted),
    ]);
    let ended = place.export("api.json", &[]);
    assert_eq!(ended.code, 0);
    let warning = "warning: demo.get_old makes the same call as demo.get:";
    assert!(ended.err.starts_with(warning), "{}", ended.err);
}

#[test]
fn a_tree_with_errors_is_reported_and_nothing_is_written() {
    let broken = OPERATION.replace("/thing", "thing");
    let place = Place::with(&[("demo/platform.yaml", PLATFORM), ("demo/get.yaml", &broken)]);
    let ended = place.export("api.json", &[]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("get.yaml:3:"), "{}", ended.err);
    assert!(ended.err.ends_with("1 error; nothing was written\n"), "{}", ended.err);
    assert!(!place.path("api.json").exists());
}

#[test]
fn what_cannot_be_carried_out_ends_with_2() {
    let place = Place::with(&[("demo/platform.yaml", PLATFORM), ("demo/get.yaml", OPERATION)]);
    let unknown = place.export("api.json", &["--platform", "deno"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean `demo`?"), "{}", unknown.err);
    let folder = place.export("specs", &[]);
    assert_eq!(folder.code, 2);
    assert!(folder.err.contains("specs"), "{}", folder.err);
}
