//! The same calls through the generated client.

use larkspur::feishu::Client;
use larkspur::feishu::approval::v4::instance::list as instances;
use larkspur::feishu::task::v2::tasklist::list as tasklists;
use larkspur::runtime::JsonEndpoint;
use larkspur::runtime::decode::Layout as _;
use larkspur::{BuildError, Quota, QuotaPolicy, Timestamp};
use std::hint::black_box;
use std::time::Duration;

/// A client of that address. It keeps to a quota that is never used up: what is counted is the
/// keeping, not the waiting.
pub fn client(base: &str, token: &str) -> Result<Client, BuildError> {
    let ample = [Quota { calls: 1_000_000, per: Duration::from_secs(60) }];
    let builder = Client::builder().base_url(base).tenant_token(token).no_proxy();
    builder.quota(QuotaPolicy::windows(ample)).build()
}

/// Lists approval instances that were created between two instants, in milliseconds.
pub async fn instances(
    client: &Client,
    code: &str,
    range: (i64, i64),
) -> Result<instances::Reply, instances::Error> {
    let (start, end) = (Timestamp::from_millis(range.0), Timestamp::from_millis(range.1));
    let list = client.approval().v4().instance().list();
    let list = list.page_size(100).approval_code(code).between(start, end);
    Ok(list.send().await?.into_inner())
}

/// Lists task lists.
pub async fn tasklists(client: &Client) -> Result<tasklists::Reply, tasklists::Error> {
    let list = client.task().v2().tasklist().list();
    Ok(list.page_size(100).send().await?.into_inner())
}

/// Reads the body of a page without calling anybody; how many items it holds.
///
/// # Panics
/// Where the body is no such page.
pub fn decode(operation: crate::Operation, body: &[u8]) -> usize {
    match operation {
        crate::Operation::Approvals => read::<instances::Parameters>(body).instance_code_list.len(),
        crate::Operation::Tasklists => read::<tasklists::Parameters>(body).items.len(),
    }
}

fn read<E: JsonEndpoint>(body: &[u8]) -> E::Reply {
    let (status, reply) = E::Layout::read(body, E::OPERATION).expect("the page is a reply");
    assert!(status.success);
    black_box(reply)
}
