//! Lacks `page_size` alone.

fn lacking(client: larkspur::feishu::Client) {
    let call = client.drive().v1().file_version().list();
    let call = call.file_token("demo");
    let call = call.obj_type("docx");
    drop(call.pages());
}

fn main() {}
