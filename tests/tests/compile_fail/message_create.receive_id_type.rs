//! Lacks `receive_id_type` alone.

fn lacking(client: larkspur::feishu::Client) {
    let call = client.im().v1().message().create();
    let call = call.receive_id("ou_demo");
    let call = call.msg_type("text");
    let call = call.content("{}");
    drop(call.send());
}

fn main() {}
