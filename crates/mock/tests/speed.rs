//! How fast requests are answered without a socket: chaos runs make millions of them. Measured in
//! the time that this thread had a processor, so that a busy machine measures the same.

#![allow(clippy::unwrap_used, reason = "a measurement that fails by panicking")]

mod support;

use larkspur_mock::Mock;
use serde_json::json;
use std::time::Duration;
use support::{answered, deliver, plugin, tasks, tenant, work_items};

const APPROVALS: &str = "/open-apis/approval/v4/instances?page_size=100&start_time=1760000000000\
    &end_time=1760036000000&approval_code=0A1B2C3D-0000-4000-8000-00000000000A";
const CALLS: u32 = 20_000;
/// What no call may take, with much room for slow machines.
const MOST: Duration = Duration::from_millis(1);

/// The time that this thread was given a processor so far.
fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

fn measure(name: &str, times: u32, mut work: impl FnMut()) {
    let began = spent();
    (0..times).for_each(|_| work());
    let each = (spent() - began) / times;
    eprintln!("{name}: {each:?}, {:.0} a second", 1.0 / each.as_secs_f64());
    assert!(each < MOST, "{name}");
}

#[test]
#[ignore = "a measurement: cargo test --release -p larkspur-mock --test speed -- --ignored"]
fn calls_per_second() {
    let first = Mock::builder().build().unwrap();
    measure("a further mock", 1_000, || {
        Mock::builder().specs_of(&first).build().unwrap();
    });
    let mock = Mock::builder().keep_requests(0).build().unwrap();
    let bearer = format!("Bearer {}", tenant(&mock));
    measure("approvals, 10 a page", CALLS, || {
        let reply = deliver(&mock, "GET", APPROVALS, &[("authorization", &bearer)], b"");
        assert_eq!(answered(reply).status, 200);
    });
    let token = tenant(&mock);
    measure("task lists, 5 a page", CALLS, || {
        assert_eq!(answered(tasks(&mock, &token, "page_size=5")).status, 200);
    });
    let token = plugin(&mock);
    let window = json!({ "created_at": { "start": 1_760_000_000_000_i64 } });
    measure("work items, 5 a page", CALLS, || {
        let reply = answered(work_items(&mock, &token, 2, 5, window.clone()));
        assert_eq!(reply.status, 200);
    });
}
