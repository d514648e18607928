//! Makes calls and nothing else, for valgrind to count:
//! `calls <larkspur|hand-written> <approvals|tasklists> <address> <count>`.

use larkspur_benches::{Operation, Side, generated, hand_written, pages};
use std::error::Error;
use std::hint::black_box;

const TOKEN: &str = "t-example000000000000000000000000000000000";
const CODE: &str = "0A1B2C3D-0000-4000-8000-00000000000A";
const RANGE: (i64, i64) = (1_760_000_000_000, 1_760_036_000_000);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [side, operation, address, count] = &arguments[..] else {
        return Err("expected a side, an operation, an address and a count".into());
    };
    let (side, operation, count) = (side.parse()?, operation.parse()?, count.parse()?);
    // One thread, so that nothing that is counted depends on who is scheduled when.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match side {
            Side::Larkspur => larkspur(operation, address, count).await,
            Side::HandWritten => by_hand(operation, address, count).await,
        }
    })
}

async fn larkspur(operation: Operation, address: &str, count: u64) -> Result<(), Box<dyn Error>> {
    let client = generated::client(address, TOKEN)?;
    for _ in 0..count {
        let items = match operation {
            Operation::Approvals => {
                let page = black_box(generated::instances(&client, CODE, RANGE).await?);
                page.instance_code_list.len()
            }
            Operation::Tasklists => black_box(generated::tasklists(&client).await?).items.len(),
        };
        assert_eq!(items, pages::ITEMS);
    }
    Ok(())
}

async fn by_hand(operation: Operation, address: &str, count: u64) -> Result<(), Box<dyn Error>> {
    let client = hand_written::Client::new(address, TOKEN)?;
    for _ in 0..count {
        let items = match operation {
            Operation::Approvals => {
                black_box(client.instances(CODE, RANGE).await?).instance_code_list.len()
            }
            Operation::Tasklists => black_box(client.tasklists().await?).items.len(),
        };
        assert_eq!(items, pages::ITEMS);
    }
    Ok(())
}
