//! Counting instructions with valgrind. Unlike time, the count hardly depends on what else the
//! machine does.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Whether there is a valgrind.
pub fn is_installed() -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The instructions of one repetition: a program is run with a lower and a higher count of
/// repetitions, so that what it does once falls out.
///
/// # Panics
/// Where the program fails.
pub fn per_repetition(program: &str, arguments: &[String], counts: (u64, u64)) -> u64 {
    let (few, many) = counts;
    let [less, more] = [few, many].map(|count| instructions(program, arguments, count));
    more.saturating_sub(less) / (many - few)
}

fn instructions(program: &str, arguments: &[String], count: u64) -> u64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let profile = kept().unwrap_or_else(|| folder.path().to_owned()).join(name(arguments));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]);
    command.arg(format!("--callgrind-out-file={}", profile.display()));
    command.arg(program).args(arguments).arg(count.to_string());
    let status = command.status().expect("valgrind starts");
    assert!(status.success(), "{arguments:?} failed under valgrind");
    let profile = std::fs::read_to_string(profile).expect("valgrind writes a profile");
    total(&profile).expect("a profile ends with its total")
}

/// Where profiles are kept, for those who want to look into them with `callgrind_annotate`.
fn kept() -> Option<PathBuf> {
    std::env::var_os("LARKSPUR_PROFILES").map(PathBuf::from)
}

fn name(arguments: &[String]) -> String {
    let words = arguments.iter().filter(|argument| !argument.contains('/'));
    words.map(String::as_str).collect::<Vec<_>>().join("-") + ".callgrind"
}

fn total(profile: &str) -> Option<u64> {
    let line = profile.lines().rev().find_map(|line| line.strip_prefix("totals: "))?;
    line.trim().parse().ok()
}
