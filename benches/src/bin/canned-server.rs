//! Answers with canned pages until standard input ends.

fn main() -> std::io::Result<()> {
    larkspur_benches::server::serve()
}
