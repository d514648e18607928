//! The documents stay true: the two READMEs stay one, the guide shows the program that is tested,
//! and what is linked is there. That their programs compile is seen to by doctests of this package.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use larkspur_mock::Mock;
use larkspur_tests::{mocked, workspace};
use std::fs;

#[test]
fn the_readmes_have_the_same_parts_and_the_same_code() {
    let read = |name: &str| fs::read_to_string(workspace::root().join(name)).unwrap();
    let (english, chinese) = (read("README.md"), read("README.zh-CN.md"));
    assert_eq!(shape(&english), shape(&chinese));
    assert_eq!(code(&english), code(&chinese));
    assert!(code(&english).len() > 20, "the programs were found");
}

#[test]
fn the_guide_shows_what_the_program_does() {
    let guide = fs::read_to_string(workspace::root().join("docs/harvesting.md")).unwrap();
    let program = fs::read_to_string(workspace::root().join("tests/src/bin/harvest/main.rs"));
    assert_eq!(
        function(&guide, "async fn harvest("),
        function(&program.unwrap(), "async fn harvest(")
    );
}

#[test]
fn the_guide_gives_the_mock_what_it_accepts() {
    let guide = fs::read_to_string(workspace::root().join("docs/harvesting.md")).unwrap();
    let mock = Mock::builder().build().unwrap();
    let known = mocked::known(&mock, "feishu");
    let code = mocked::id(&mock, "feishu.approval.v4.instance.list", "approval_code");
    for words in [
        format!("APP_ID={} ", known("app_id")),
        format!("APP_SECRET={} ", known("app_secret")),
        format!("--approval-code {code} "),
    ] {
        assert!(guide.contains(&words), "{words}");
    }
}

#[test]
fn a_document_that_is_linked_exists() {
    for name in ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "docs/harvesting.md"] {
        let path = workspace::root().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap();
            assert!(path.parent().unwrap().join(file).exists(), "{name} links to {link}");
        }
    }
}

/// The lines of a function that begins so, to its closing brace.
fn function<'a>(text: &'a str, begins: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| !line.starts_with(begins));
    let end = lines.clone().position(|line| line == "}").expect("the function is there");
    lines.take(end).collect()
}

/// What each line outside of code is: a heading of some level, an entry, a row.
fn shape(text: &str) -> Vec<String> {
    let mut inside = false;
    let outside = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    let marks = outside.filter_map(|line| {
        let first = line.split(' ').next().unwrap_or_default();
        matches!(first, "#" | "##" | "###" | "-" | "|").then(|| first.to_owned())
    });
    marks.collect()
}

/// The lines of code without their comments, which are in the reader's language.
fn code(text: &str) -> Vec<String> {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        if line.starts_with("```") {
            inside = !inside;
            return true;
        }
        inside
    });
    let comment = |line: &str| {
        let bare =
            [" // ", " # "].iter().find_map(|mark| Some(line.split_once(mark)?.0.to_owned()));
        bare.unwrap_or_else(|| line.to_owned()).trim_end().to_owned()
    };
    lines.map(comment).collect()
}
