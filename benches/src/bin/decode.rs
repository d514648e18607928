//! Decodes a page again and again and does nothing else, for valgrind to count:
//! `decode <larkspur|hand-written> <approvals|tasklists> <count>`.

use larkspur_benches::{Operation, Side, pages};

fn main() -> Result<(), String> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [side, operation, count] = &arguments[..] else {
        return Err("expected a side, an operation and a count".to_owned());
    };
    let (side, operation): (Side, Operation) = (side.parse()?, operation.parse()?);
    let count: u64 = count.parse().map_err(|_| format!("`{count}` is no count"))?;
    let body = pages::body(operation);
    for _ in 0..count {
        assert_eq!(side.decode(operation, &body), pages::ITEMS);
    }
    Ok(())
}
