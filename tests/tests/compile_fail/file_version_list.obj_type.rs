//! Lacks `obj_type` alone.

fn lacking(client: larkspur::feishu::Client) {
    let call = client.drive().v1().file_version().list();
    let call = call.file_token("demo");
    let call = call.page_size(20);
    drop(call.pages());
}

fn main() {}
