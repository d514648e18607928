//! The pages that both sides read: 100 items each, in the shape, spelling and order of fields in
//! which the platform writes them.

use crate::Operation;

/// How many items a page holds.
pub const ITEMS: usize = 100;

/// The body of the answer.
pub fn body(operation: Operation) -> Vec<u8> {
    let (name, item): (_, fn(usize) -> String) = match operation {
        Operation::Approvals => ("instance_code_list", instance),
        Operation::Tasklists => ("items", tasklist),
    };
    let items = (0..ITEMS).map(item).collect::<Vec<_>>().join(",");
    let data = format!(r#"{{"{name}":[{items}],"page_token":"cGFnZS0y","has_more":true}}"#);
    format!(r#"{{"code":0,"msg":"success","data":{data}}}"#).into_bytes()
}

fn instance(index: usize) -> String {
    format!(r#""0A1B2C3D-0000-4000-8000-{index:012X}""#)
}

fn tasklist(index: usize) -> String {
    let (creator, owner) = (member(index + 1, "user", "creator"), member(index, "user", "owner"));
    let (editor, viewer) = (member(index, "user", "editor"), member(index + 1, "chat", "viewer"));
    let link = format!("https://applink.example/client/todo/task_list?guid=cc371766-{index:012x}");
    let (created, updated) = (1_760_000_000_000 + index, 1_760_036_000_000 + index);
    [
        format!(r#"{{"guid":"cc371766-6584-cf50-a222-{index:012x}""#),
        format!(r#""name":"Year-end review of team {index}","creator":{creator},"owner":{owner}"#),
        format!(r#""members":[{editor},{viewer}],"url":"{link}""#),
        format!(r#""created_at":"{created}","updated_at":"{updated}"}}"#),
    ]
    .join(",")
}

fn member(index: usize, kind: &str, role: &str) -> String {
    format!(r#"{{"id":"ou_example{index:022}","type":"{kind}","role":"{role}"}}"#)
}
