//! Whatever happened to the generated code, one command brings it back.
//!
//! A maintainer must be able to trust three things: the command works when the code it writes is
//! gone or does not compile, a mistake in a spec costs nothing that was there before, and `--check`
//! in a pull request only looks. Every test works on copies in a folder of its own, with the
//! program that `cargo xtask` starts.

use larkspur_tests::workspace::{self, Built};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::SystemTime;

const GENERATED: &str = "crates/client/src/generated";
const MANIFEST: &str = "crates/client/Cargo.toml";

/// `cargo xtask`, built once.
static XTASK: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = Built::program("xtask", "xtask").expect("xtask builds");
    built.executable("xtask").expect("xtask is a program").to_owned()
});

/// A copy of what `generate` reads and writes, in which paths are typed relative.
struct Copy {
    folder: tempfile::TempDir,
}

/// How a command ended, and what it said.
struct Ended {
    code: Option<i32>,
    said: String,
}

type Snapshot = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

impl Copy {
    fn new() -> Copy {
        let copy = Copy { folder: tempfile::tempdir().expect("a temporary folder") };
        let root = workspace::root();
        copy_tree(&root.join("specs"), &copy.path("specs"));
        copy_tree(&root.join(GENERATED), &copy.path("out"));
        fs::copy(root.join(MANIFEST), copy.path("Cargo.toml")).expect("copied");
        copy
    }

    fn path(&self, within: &str) -> PathBuf {
        self.folder.path().join(within)
    }

    fn generate(&self, more: &[&str]) -> Ended {
        let mut typed = vec!["generate", "--specs", "specs", "--out", "out"];
        typed.extend(more);
        self.run(&typed)
    }

    fn run(&self, typed: &[&str]) -> Ended {
        let mut command = Command::new(&*XTASK);
        command.args(typed).current_dir(self.folder.path());
        ended(&mut command)
    }

    /// Changes a spec, by putting one text in the place of another.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).expect("there is such a spec");
        assert!(text.contains(from), "{file} does not hold {from:?}");
        fs::write(self.path(file), text.replacen(from, to, 1)).expect("written");
    }

    /// All files but what a build folder holds: runs are remembered there.
    fn snapshot(&self) -> Snapshot {
        let mut all = snapshot(self.folder.path());
        all.retain(|path, _| !path.starts_with("target"));
        all
    }

    fn assert_restored(&self) {
        let contents = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
            let files = snapshot(folder).into_iter();
            files.map(|(path, (text, _))| (path, text)).collect()
        };
        let (found, wanted) = (contents(&self.path("out")), contents(&generated()));
        let differs = |path: &&PathBuf| found.get(*path) != wanted.get(*path);
        let different: Vec<_> = found.keys().chain(wanted.keys()).filter(differs).collect();
        assert!(different.is_empty(), "not as in the workspace: {different:?}");
    }
}

fn generated() -> PathBuf {
    workspace::root().join(GENERATED)
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("the command starts");
    let said = [output.stdout, output.stderr].concat();
    Ended { code: output.status.code(), said: String::from_utf8_lossy(&said).into_owned() }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn snapshot(folder: &Path) -> Snapshot {
    let look = |path: PathBuf| {
        let changed = fs::metadata(&path).and_then(|facts| facts.modified()).expect("facts");
        let text = fs::read(&path).expect("read");
        (path.strip_prefix(folder).expect("below").to_owned(), (text, changed))
    };
    files(folder).into_iter().map(look).collect()
}

fn copy_tree(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a parent")).expect("created");
        fs::copy(&path, target).expect("copied");
    }
}

#[test]
fn the_committed_code_is_what_the_specs_say() {
    let found = ended(workspace::cargo("xtask").args(["generate", "--check"]));
    assert_eq!(found.code, Some(0), "{}", found.said);
    assert!(found.said.contains("up to date"), "{}", found.said);
}

#[test]
fn an_emptied_folder_is_restored_byte_for_byte() {
    let copy = Copy::new();
    fs::remove_dir_all(copy.path("out")).expect("removed");
    let done = copy.generate(&[]);
    assert_eq!(done.code, Some(0), "{}", done.said);
    copy.assert_restored();
}

#[test]
fn a_garbled_folder_is_restored_byte_for_byte() {
    let copy = Copy::new();
    for (number, path) in files(&copy.path("out")).into_iter().enumerate() {
        let text = fs::read(&path).expect("read");
        match number % 4 {
            0 => fs::remove_file(&path),
            1 => fs::write(&path, &text[..text.len() / 2]),
            2 => fs::write(&path, [0xff, 0x00, b'}']),
            _ => fs::write(&path, b"compile_error!(\"not today\");\n"),
        }
        .expect("garbled");
    }
    let done = copy.generate(&[]);
    assert_eq!(done.code, Some(0), "{}", done.said);
    copy.assert_restored();
}

#[test]
fn code_of_a_spec_that_is_gone_goes_too_and_code_by_hand_stays() {
    let copy = Copy::new();
    let of_no_spec = copy.path("out/feishu/calendar/v4/list.rs");
    fs::create_dir_all(of_no_spec.parent().expect("a parent")).expect("created");
    fs::copy(copy.path("out/feishu/mod.rs"), &of_no_spec).expect("copied");
    let by_hand = copy.path("out/feishu/notes.rs");
    fs::write(&by_hand, "//! Ours.\n").expect("written");

    let done = copy.generate(&[]);

    assert_eq!(done.code, Some(0), "{}", done.said);
    assert!(!copy.path("out/feishu/calendar").exists());
    assert!(done.said.contains("out/feishu/notes.rs was not generated"), "{}", done.said);
    fs::remove_file(by_hand).expect("still there");
    copy.assert_restored();
}

#[test]
fn the_feature_list_of_the_manifest_is_restored() {
    let copy = Copy::new();
    let whole = fs::read_to_string(copy.path("Cargo.toml")).expect("read");
    let lines = whole.lines().filter(|line| !line.contains("[\"_f"));
    let emptied = lines.map(|line| format!("{line}\n")).collect::<String>();
    assert_ne!(emptied, whole);
    fs::write(copy.path("Cargo.toml"), emptied).expect("written");

    let done = copy.generate(&["--manifest", "Cargo.toml"]);

    assert_eq!(done.code, Some(0), "{}", done.said);
    assert_eq!(fs::read_to_string(copy.path("Cargo.toml")).expect("read"), whole);
}

#[test]
fn a_second_run_touches_no_file() {
    let copy = Copy::new();
    let before = copy.snapshot();
    for mode in [&["--manifest", "Cargo.toml"][..], &["--check", "--manifest", "Cargo.toml"]] {
        let done = copy.generate(mode);
        assert_eq!(done.code, Some(0), "{}", done.said);
        assert_eq!(copy.snapshot(), before, "{mode:?}");
    }
}

#[test]
fn check_names_what_is_out_of_date_as_typed_and_writes_nothing() {
    let copy = Copy::new();
    copy.edit("specs/feishu/task/v2/tasklist/list.yaml", "maximum: 100", "maximum: 99");
    fs::remove_file(copy.path("out/fxiaoke/mod.rs")).expect("removed");
    fs::copy(copy.path("out/mod.rs"), copy.path("out/feishu/old.rs")).expect("copied");
    let before = copy.snapshot();

    let found = copy.generate(&["--check"]);

    assert_eq!(found.code, Some(1), "{}", found.said);
    for line in [
        "out of date: out/feishu/task/v2/tasklist/list.rs\n",
        "out of date: out/fxiaoke/mod.rs\n",
        "made by no spec: out/feishu/old.rs\n",
    ] {
        assert!(found.said.contains(line), "no {line:?} in:\n{}", found.said);
    }
    assert_eq!(copy.snapshot(), before);
}

#[test]
fn check_names_the_command_that_mends_what_it_found() {
    let copy = Copy::new();
    fs::remove_file(copy.path("out/fxiaoke/mod.rs")).expect("removed");
    let manifest = fs::read_to_string(copy.path("Cargo.toml")).expect("read");
    fs::write(copy.path("Cargo.toml"), manifest.replace("_fxiaoke", "_facts")).expect("written");
    let check = ["--check", "--manifest", "Cargo.toml"];

    let found = copy.generate(&check);

    assert_eq!(found.code, Some(1), "{}", found.said);
    let (_, command) = found.said.split_once("`cargo xtask ").expect("a command");
    let (command, _) = command.split_once('`').expect("its end");
    copy.run(&command.split(' ').collect::<Vec<_>>());
    let mended = copy.generate(&check);
    assert_eq!(mended.code, Some(0), "after `{command}`: {}", mended.said);
}

/// Every kind of mistake: no YAML, a word that the language has not, a value of the wrong kind, and
/// a type that nobody defines. The code that was there stays, even where it is out of date.
#[test]
fn a_broken_tree_generates_nothing_and_overwrites_nothing() {
    const LIST: &str = "specs/feishu/task/v2/tasklist/list.yaml";
    for (from, to) in [
        ("title: List", "title: [List"),
        ("maximum: 100", "biggest: 100"),
        ("maximum: 100", "maximum: a hundred"),
        ("type: UserIdType", "type: UserIdKind"),
    ] {
        let copy = Copy::new();
        copy.edit(LIST, from, to);
        fs::write(copy.path("out/mod.rs"), "garbled").expect("written");
        fs::remove_file(copy.path("out/fxiaoke/mod.rs")).expect("removed");
        let before = copy.snapshot();
        for mode in [&[][..], &["--check"]] {
            let found = copy.generate(mode);
            assert_eq!(found.code, Some(1), "{to}: {}", found.said);
            assert!(found.said.contains(&format!("{LIST}:")), "{to}: {}", found.said);
            assert!(found.said.contains("nothing was written"), "{to}: {}", found.said);
            assert_eq!(copy.snapshot(), before, "{to}");
        }
    }
}

/// An empty tree is a mistyped path; taken at its word, it would remove the whole client.
#[test]
fn a_folder_without_specs_removes_nothing() {
    let copy = Copy::new();
    fs::create_dir(copy.path("empty")).expect("created");
    let before = copy.snapshot();
    for typed in ["empty", "nowhere"] {
        let found = copy.run(&["generate", "--specs", typed, "--out", "out"]);
        assert_eq!(found.code, Some(1), "{}", found.said);
        assert!(found.said.contains(typed), "{}", found.said);
        assert_eq!(copy.snapshot(), before);
    }
}

#[test]
fn what_cannot_be_carried_out_ends_with_2_and_names_the_path() {
    let copy = Copy::new();
    let blocked = copy.run(&["generate", "--specs", "specs", "--out", "Cargo.toml/out"]);
    assert_eq!(blocked.code, Some(2), "{}", blocked.said);
    assert!(blocked.said.contains("Cargo.toml/out"), "{}", blocked.said);
    let unknown = copy.run(&["generate", "--chek"]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.said);
    let no_manifest = copy.generate(&["--manifest", "nowhere/Cargo.toml"]);
    assert_eq!(no_manifest.code, Some(2), "{}", no_manifest.said);
    assert!(no_manifest.said.contains("nowhere/Cargo.toml"), "{}", no_manifest.said);
}
