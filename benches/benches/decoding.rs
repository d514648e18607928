//! Decoding alone: the bytes of a page to owned values, envelope included.
//!
//! There is no bar for it, since nobody decodes without calling. It tells where an instruction
//! of the other bench goes: into reading the page, or into making the call.

use larkspur_benches::report::{self, median};
use larkspur_benches::{Operation, Side, callgrind, pages};
use std::time::Instant;

const COUNTS: (u64, u64) = (100, 1100);
const ROUNDS: usize = 15;
const BATCH: usize = 200;

fn main() {
    report::head("nanoseconds per page");
    for operation in Operation::ALL {
        let [larkspur, by_hand] = nanoseconds(operation);
        report::row(&operation.to_string(), larkspur, by_hand, f64::INFINITY);
    }
    if !callgrind::is_installed() {
        report::line("left out: valgrind, which counts the instructions, is not installed");
        return;
    }
    report::head("instructions per page");
    for operation in Operation::ALL {
        let [larkspur, by_hand] = Side::BOTH.map(|side| {
            let arguments = [side.to_string(), operation.to_string()];
            callgrind::per_repetition(env!("CARGO_BIN_EXE_decode"), &arguments, COUNTS) as f64
        });
        report::row(&operation.to_string(), larkspur, by_hand, f64::INFINITY);
    }
}

/// The medians of batches that alternate between the sides, so that both see the same load.
fn nanoseconds(operation: Operation) -> [f64; 2] {
    let body = pages::body(operation);
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| {
            Side::BOTH.map(|side| {
                let started = Instant::now();
                for _ in 0..BATCH {
                    assert_eq!(side.decode(operation, &body), pages::ITEMS);
                }
                started.elapsed().as_nanos() as f64 / BATCH as f64
            })
        })
        .collect();
    [0, 1].map(|side| {
        let times: Vec<_> = rounds.iter().map(|round| round[side]).collect();
        median(&times).expect("there were rounds")
    })
}
