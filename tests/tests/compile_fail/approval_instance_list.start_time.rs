//! Lacks `start_time` alone.

use larkspur::Timestamp;

fn lacking(client: larkspur::feishu::Client) {
    let call = client.approval().v4().instance().list();
    let call = call.approval_code("demo");
    let call = call.end_time(Timestamp::from_seconds(1));
    drop(call.items());
}

fn main() {}
