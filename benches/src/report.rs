//! Tables on standard output.

use std::fmt::Display;
use std::io::Write as _;

/// Prints a line.
pub fn line(text: impl Display) {
    // A bench whose output nobody reads need not fail over it.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// The head of a table that compares both sides.
pub fn head(what: &str) {
    line(format_args!(
        "\n{what:<34} {:>12} {:>13} {:>7} {:>6}",
        "larkspur", "hand-written", "ratio", "bar"
    ));
}

/// A row of that table; whether the bar holds.
pub fn row(what: &str, larkspur: f64, hand_written: f64, bar: f64) -> bool {
    let ratio = larkspur / hand_written;
    let verdict = if ratio <= bar { "" } else { "  MISSED" };
    line(format_args!(
        "{what:<34} {larkspur:>12.0} {hand_written:>13.0} {ratio:>7.3} {bar:>6.2}{verdict}"
    ));
    ratio <= bar
}

/// A row of a table of limits; whether the bar holds.
pub fn limit(what: &str, value: f64, bar: Option<f64>, unit: &str) -> bool {
    let held = bar.is_none_or(|bar| value <= bar);
    let verdict = if held { "" } else { "  MISSED" };
    let bar = bar.map(|bar| format!("   bar {bar}")).unwrap_or_default();
    line(format_args!("{what:<58} {value:>8.2} {unit}{bar}{verdict}"));
    held
}

/// The one in the middle.
pub fn median<T: Copy + PartialOrd>(values: &[T]) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.get(sorted.len() / 2).copied()
}
