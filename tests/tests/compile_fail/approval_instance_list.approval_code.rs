//! Lacks `approval_code` alone.

use larkspur::Timestamp;

fn lacking(client: larkspur::feishu::Client) {
    let call = client.approval().v4().instance().list();
    let call = call.start_time(Timestamp::from_seconds(0));
    let call = call.end_time(Timestamp::from_seconds(1));
    drop(call.items());
}

fn main() {}
