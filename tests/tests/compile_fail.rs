//! A missing required parameter is one compile error, and it names the parameter.
//!
//! For each required parameter of the five first operations and of one of the imported ones there
//! is a program that lacks exactly it; the file is named `<operation>.<parameter>.rs`. What the compiler says stands
//! beside it, and is written anew with `TRYBUILD=overwrite`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The required parameters of these operations, by the folder's names.
const REQUIRED: [(&str, &str, &[&str]); 6] = [
    (
        "approval_instance_list",
        "feishu.approval.v4.instance.list",
        &["approval_code", "end_time", "start_time"],
    ),
    (
        "file_version_list",
        "feishu.drive.v1.file_version.list",
        &["file_token", "obj_type", "page_size"],
    ),
    ("fxiaoke_instances_query", "fxiaoke.crm.object.approval_instances.query", &["data_id"]),
    (
        "message_create",
        "feishu.im.v1.message.create",
        &["receive_id_type", "receive_id", "msg_type", "content"],
    ),
    ("tasklist_list", "feishu.task.v2.tasklist.list", &[]),
    (
        "work_item_filter",
        "feishu_project.work_item.filter",
        &["project_key", "work_item_type_keys"],
    ),
];

#[test]
fn a_missing_required_parameter_does_not_compile() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("tests/compile_fail/*.rs");
    programs.pass("tests/compile_pass/*.rs");
}

#[test]
fn the_compiler_says_one_thing_and_names_the_parameter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail");
    let mut told = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the programs lie beside this test") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().expect("a file").to_str().expect("UTF-8");
        if let Some(name) = name.strip_suffix(".stderr") {
            told.insert(name.to_owned(), fs::read_to_string(&path).expect("text"));
        }
    }
    for (folder_name, operation, parameters) in REQUIRED {
        for parameter in parameters {
            let said = told.remove(&format!("{folder_name}.{parameter}"));
            let said = said.unwrap_or_else(|| panic!("nothing lacks {parameter} of {operation}"));
            let errors: Vec<_> = said.lines().filter(|line| line.starts_with("error")).collect();
            let [error] = errors[..] else { panic!("more than one error:\n{said}") };
            let message = format!("`{operation}` needs `{parameter}`, which was not given");
            assert!(error.contains(&message), "{error}");
            let help = format!("call `.{parameter}(..)` before this");
            assert!(said.contains(&help), "it does not say what to do:\n{said}");
        }
    }
    assert!(told.is_empty(), "programs of no known parameter: {:?}", told.keys());
}
