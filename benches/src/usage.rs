//! What a command costs: time, processor and memory, with everything that it starts.

use std::process::{Command, Stdio};
use std::time::Instant;

/// What a command took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Seconds on the clock.
    pub elapsed: f64,
    /// Seconds of processors, in the program and in the system.
    pub processor: f64,
    /// The largest memory of any single process, in MiB.
    pub memory: f64,
}

const TIME: &str = "/usr/bin/time";

/// Whether usage can be measured here.
pub fn is_installed() -> bool {
    let mut command = Command::new(TIME);
    command.args(["-f", "", "true"]).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
}

/// Runs a command quietly, and says what it took.
///
/// # Panics
/// Where it fails.
pub fn of(command: &Command) -> Usage {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let figures = folder.path().join("figures");
    let mut timed = Command::new(TIME);
    timed.args(["-q", "-f", "%U %S %M", "-o"]).arg(&figures);
    timed.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => timed.env(name, value),
            None => timed.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        timed.current_dir(folder);
    }
    let started = Instant::now();
    let output = timed.output().expect("the command starts");
    let elapsed = started.elapsed().as_secs_f64();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let figures = std::fs::read_to_string(figures).expect("the figures are written");
    let figures: Vec<f64> = figures.split_whitespace().filter_map(|it| it.parse().ok()).collect();
    let [user, system, kib] = figures[..] else { panic!("three figures are expected") };
    Usage { elapsed, processor: user + system, memory: kib / 1024.0 }
}
