//! Lacks `msg_type` alone.

fn lacking(client: larkspur::feishu::Client) {
    let call = client.im().v1().message().create();
    let call = call.receive_id_type("open_id");
    let call = call.receive_id("ou_demo");
    let call = call.content("{}");
    drop(call.send());
}

fn main() {}
