//! Whole harvests, over real HTTP, against a platform that knows only the specs.
//!
//! Lists are where clients lose data in silence: at the edges of time windows, behind a page that
//! failed, when they stop and go on. So every test here asks the same question: did each seeded
//! item come exactly once? The mock shares no code with the client, counts what it is asked, and
//! notes what the specs do not know.

mod documented;
mod edges;
mod files;
mod pages;
mod resume;
mod tokens;

use larkspur::runtime::Paged;
use larkspur::{Items, Timestamp, feishu};
use larkspur_mock::Mock;
use larkspur_tests::keyed::Keyed;
use larkspur_tests::mocked;
use std::time::Duration;

const APPROVALS: &str = "feishu.approval.v4.instance.list";
const TASKLISTS: &str = "feishu.task.v2.tasklist.list";
const WORK_ITEMS: &str = "feishu_project.work_item.filter";

/// The longest window of one call.
const WINDOW: Duration = Duration::from_secs(36_000);
/// Where seeded time ranges begin.
const START: Timestamp = Timestamp::from_seconds(1_760_000_000);

/// The request for approvals in a time range, whose setters are all given.
macro_rules! approvals {
    ($mock:expr, $start:expr, $end:expr, $size:expr) => {
        larkspur_tests::mocked::feishu($mock)
            .approval()
            .v4()
            .instance()
            .list()
            .approval_code(larkspur_tests::mocked::id($mock, crate::APPROVALS, "approval_code"))
            .between($start, $end)
            .page_size($size)
    };
}
pub(crate) use approvals;

/// The request for task lists.
fn tasklists(mock: &Mock, size: i64) -> feishu::task::v2::tasklist::list::Request {
    mocked::feishu(mock).task().v2().tasklist().list().page_size(size)
}

/// The request for work items.
macro_rules! work_items {
    ($mock:expr, $size:expr) => {{
        let id = |name| larkspur_tests::mocked::id($mock, crate::WORK_ITEMS, name);
        larkspur_tests::mocked::project($mock)
            .work_item()
            .filter()
            .project_key(id("project_key"))
            .work_item_type_keys([id("work_item_type_keys")])
            .page_size($size)
    }};
}
pub(crate) use work_items;

/// The keys of a list in the order of the mock.
fn seeded(mock: &Mock, operation: &str) -> Vec<String> {
    mock.keys(operation).expect("the operation is a list")
}

/// The keys of all items that a list still has.
async fn rest<E: Paged<Item: Keyed>>(items: &mut Items<E>) -> Vec<String> {
    let mut keys = Vec::new();
    while let Some(item) = items.try_next().await.expect("the list can be read") {
        keys.push(item.key());
    }
    keys
}
