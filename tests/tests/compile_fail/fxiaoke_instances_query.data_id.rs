//! Lacks `data_id` alone.

fn lacking(client: larkspur::fxiaoke::Client) {
    let call = client.crm().object().approval_instances().query();
    drop(call.send());
}

fn main() {}
