//! Lacks `work_item_type_keys` alone.

fn lacking(client: larkspur::feishu_project::Client) {
    let call = client.work_item().filter();
    let call = call.project_key("demo");
    drop(call.send());
}

fn main() {}
