//! Lacks `project_key` alone.

fn lacking(client: larkspur::feishu_project::Client) {
    let call = client.work_item().filter();
    let call = call.work_item_type_keys(["story"]);
    drop(call.send());
}

fn main() {}
