//! What is repeated, how often and when, through the generated clients: a table of every code
//! that the specs say may pass, and of every way in which an answer can fail to come.

mod retry {
    mod codes;
    mod faults;
    mod told;
}

use larkspur::runtime::ErrorCode;
use larkspur::{Builder, Error, ErrorKind, PlatformClient, Timestamp, feishu};
use larkspur_in_process::{InProcess, Latency};
use larkspur_mock::Mock;
use larkspur_tests::{in_process, mocked};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Reading.
const APPROVALS: &str = "feishu.approval.v4.instance.list";
const TASKLISTS: &str = "feishu.task.v2.tasklist.list";
const WORK_ITEMS: &str = "feishu_project.work_item.filter";
const CRM_APPROVALS: &str = "fxiaoke.crm.object.approval_instances.query";
/// Writing: sent twice, there are two messages.
const MESSAGE: &str = "feishu.im.v1.message.create";

const START: Timestamp = Timestamp::from_seconds(1_760_000_000);

/// A mock of all platforms, in this process.
fn platform() -> Arc<Mock> {
    Arc::new(Mock::builder().any_id().build().expect("the specs can be served"))
}

/// Completes a client whose calls take no time.
fn built<C: PlatformClient>(mock: &Arc<Mock>, builder: Builder<C>) -> C {
    let transport = Arc::new(InProcess::new(Arc::clone(mock), Latency::default(), 1));
    in_process::over(builder, mock, &transport, 1).build().expect("a complete client")
}

/// What became of a call.
#[derive(Debug)]
struct Seen {
    /// How often the platform saw it.
    calls: usize,
    /// How long it took.
    took: Duration,
    /// Why it failed.
    failed: Option<Failed>,
}

/// What an error says.
#[derive(Debug)]
struct Failed {
    kind: ErrorKind,
    code: Option<i64>,
    attempts: u32,
    waited: Duration,
    shown: String,
}

/// Makes a call and looks at it from both sides.
async fn seen<T, C: ErrorCode>(
    mock: &Mock,
    operation: &str,
    call: impl Future<Output = Result<T, Error<C>>>,
) -> Seen {
    let (before, began) = (mock.calls(operation), Instant::now());
    let failed = call.await.err().map(|error| Failed {
        kind: error.kind(),
        code: error.code().map(ErrorCode::code),
        attempts: error.attempts(),
        waited: error.waited(),
        shown: error.to_string(),
    });
    Seen { calls: mock.calls(operation) - before, took: began.elapsed(), failed }
}

/// One call of an operation, with nothing but what it requires.
async fn call(mock: &Arc<Mock>, operation: &str) -> Seen {
    let id = |name| mocked::id(mock, operation, name);
    match operation {
        APPROVALS => {
            let list = feishu_client(mock).approval().v4().instance().list();
            let list = list.approval_code(id("approval_code"));
            seen(mock, operation, list.between(START, START).send()).await
        }
        TASKLISTS => {
            let list = feishu_client(mock).task().v2().tasklist().list();
            seen(mock, operation, list.send()).await
        }
        MESSAGE => {
            let create = feishu_client(mock).im().v1().message().create();
            let create = create.receive_id_type("open_id").receive_id("ou_demo");
            seen(mock, operation, create.msg_type("text").content("{}").send()).await
        }
        WORK_ITEMS => {
            let filter = built(mock, in_process::project(mock)).work_item().filter();
            let filter = filter.project_key(id("project_key"));
            let filter = filter.work_item_type_keys([id("work_item_type_keys")]);
            seen(mock, operation, filter.send()).await
        }
        CRM_APPROVALS => {
            let client = built(mock, in_process::fxiaoke(mock));
            let query = client.crm().object().approval_instances().query();
            seen(mock, operation, query.data_id(id("dataId")).send()).await
        }
        other => panic!("nobody knows how to call {other}"),
    }
}

fn feishu_client(mock: &Arc<Mock>) -> feishu::Client {
    built(mock, in_process::feishu(mock))
}
