//! Lacks `file_token` alone.

fn lacking(client: larkspur::feishu::Client) {
    let call = client.drive().v1().file_version().list();
    let call = call.page_size(20);
    let call = call.obj_type("docx");
    drop(call.pages());
}

fn main() {}
