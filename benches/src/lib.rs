//! What the benches share: the pages that both sides read, the two programs that read them, and
//! the means to count what that costs.
//!
//! Each figure stands beside that of a hand-written program doing the same with the same
//! libraries, taken in the same run: alone it would say more about the machine than about
//! Larkspur. The bars and the last figures are in `docs/performance.md`.

pub mod bound;
pub mod callgrind;
pub mod generated;
pub mod hand_written;
pub mod pages;
pub mod report;
pub mod server;
pub mod usage;
pub mod workspace;

use std::fmt;
use std::str::FromStr;

/// Who makes the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The generated client.
    Larkspur,
    /// The program somebody would write without it.
    HandWritten,
}

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A page of 100 strings.
    Approvals,
    /// A page of 100 records that hold records.
    Tasklists,
}

impl Operation {
    /// All of them.
    pub const ALL: [Operation; 2] = [Operation::Approvals, Operation::Tasklists];

    /// The path of its address.
    pub fn path(self) -> &'static str {
        match self {
            Operation::Approvals => "/open-apis/approval/v4/instances",
            Operation::Tasklists => "/open-apis/task/v2/tasklists",
        }
    }
}

impl Side {
    /// Both of them, Larkspur first.
    pub const BOTH: [Side; 2] = [Side::Larkspur, Side::HandWritten];

    /// Reads the body of a page; how many items it holds.
    ///
    /// # Panics
    /// Where the body is no such page.
    pub fn decode(self, operation: Operation, body: &[u8]) -> usize {
        match self {
            Side::Larkspur => generated::decode(operation, body),
            Side::HandWritten => hand_written::decode(operation, body).expect("a page"),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Side::Larkspur => "larkspur",
            Side::HandWritten => "hand-written",
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Operation::Approvals => "approvals",
            Operation::Tasklists => "tasklists",
        })
    }
}

impl FromStr for Side {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut both = Side::BOTH.into_iter();
        both.find(|side| side.to_string() == name).ok_or_else(|| unknown(name))
    }
}

impl FromStr for Operation {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut all = Operation::ALL.into_iter();
        all.find(|operation| operation.to_string() == name).ok_or_else(|| unknown(name))
    }
}

fn unknown(name: &str) -> String {
    format!("`{name}` is neither a side nor an operation")
}
