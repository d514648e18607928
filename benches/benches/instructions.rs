//! Instructions of one call that reads a page of 100 items, over loopback: the client's alone,
//! since the server is another process.
//!
//! Both sides send the same request, check the code and own what they return. Rounds alternate
//! and the median counts: how a body is cut into reads varies a little from run to run.

use larkspur_benches::report::{self, median};
use larkspur_benches::server::Server;
use larkspur_benches::{Operation, Side, callgrind};

const BAR: f64 = 1.05;
const CALLS: (u64, u64) = (50, 250);
const ROUNDS: usize = 3;

fn main() {
    if !callgrind::is_installed() {
        report::line("left out: valgrind, which counts the instructions, is not installed");
        return;
    }
    let server = Server::start(env!("CARGO_BIN_EXE_canned-server")).expect("the server starts");
    report::head("instructions per call");
    let mut held = true;
    for operation in Operation::ALL {
        let rounds: Vec<_> =
            (0..ROUNDS).map(|_| Side::BOTH.map(|side| count(side, operation, &server))).collect();
        let [larkspur, by_hand] = [0, 1].map(|side| {
            let counts: Vec<_> = rounds.iter().map(|round| round[side]).collect();
            median(&counts).expect("there were rounds") as f64
        });
        held &= report::row(&operation.to_string(), larkspur, by_hand, BAR);
    }
    assert!(held, "a call costs more than {BAR} times what it costs by hand");
}

fn count(side: Side, operation: Operation, server: &Server) -> u64 {
    let arguments = [side.to_string(), operation.to_string(), server.address.clone()];
    callgrind::per_repetition(env!("CARGO_BIN_EXE_calls"), &arguments, CALLS)
}
