//! The wire goldens against the specs, with no client between them.
//!
//! Specs and goldens were written from the same pages by different hands. The mock reads only the
//! specs; a request as the goldens have it must therefore meet nothing it does not know.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::Mock;
use serde_json::Value;
use std::fs;
use std::path::Path;
use support::{encode, feishu, fxiaoke, project, send};

/// So many there were when they were last counted.
const GOLDENS: usize = 38;

/// What stands for the placeholders of the goldens.
struct Values {
    token: String,
    ea: String,
}

async fn values(mock: &Mock, credentials: &str) -> Values {
    let supplied = |platform: &str| {
        let known = mock.credentials(platform).unwrap();
        known.token("user").unwrap().to_owned()
    };
    let (token, ea) = match credentials {
        "tenant" => (feishu(mock).await, String::new()),
        "user" => (supplied("feishu"), String::new()),
        "plugin" => (project(mock).await, String::new()),
        "project_user" => (supplied("feishu_project"), String::new()),
        "fxiaoke" => fxiaoke(mock).await,
        other => panic!("no such credentials: {other}"),
    };
    Values { token, ea }
}

impl Values {
    fn fill(&self, text: &str) -> String {
        text.replace("<TOKEN>", &self.token)
            .replace("<EA>", &self.ea)
            .replace("<USER>", "somebody")
            .replace("<BOUNDARY>", "XX")
            .replace("<UUID>", "00000000-0000-4000-8000-000000000001")
    }
}

fn target(expect: &Value, values: &Values) -> String {
    let pairs = expect["query"].as_array().unwrap().iter().map(|pair| {
        let value = values.fill(pair[1].as_str().unwrap());
        format!("{}={}", encode(pair[0].as_str().unwrap()), encode(&value))
    });
    let query: Vec<_> = pairs.collect();
    format!("{}?{}", expect["path"].as_str().unwrap(), query.join("&"))
}

fn body(body: &Value) -> Vec<u8> {
    let Some(parts) = body.get("multipart") else {
        return if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    };
    let mut bytes = Vec::new();
    for part in parts.as_array().unwrap() {
        let text = |name: &str| part[name].as_str();
        let file = text("filename").map(|name| format!("; filename=\"{name}\""));
        let head = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n",
            text("name").unwrap(),
            file.unwrap_or_default()
        );
        bytes.extend(head.bytes());
        bytes.extend(text("value").or(text("bytes_utf8")).unwrap().bytes());
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"--XX--\r\n");
    bytes
}

#[tokio::test]
async fn requests_as_the_pages_have_them_are_taken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/goldens/wire");
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mock = Mock::builder().any_id().start().await.unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for entry in entries {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let cases: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for case in cases.as_array().unwrap() {
            count += 1;
            let expect = &case["expect"];
            let values = values(&mock, case["credentials"].as_str().unwrap()).await;
            let headers = expect["headers"].as_object().unwrap();
            let headers: Vec<_> = headers
                .iter()
                .map(|(name, value)| (name.as_str(), values.fill(value.as_str().unwrap())))
                .collect();
            let headers: Vec<_> = headers.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let method = expect["method"].as_str().unwrap();
            let body = body(&expect["body"]);
            send(&mock, method, &target(expect, &values), &headers, &body).await;
            let seen = mock.last_request().unwrap();
            let optional = case["optional"] == true;
            if seen.operation.as_deref() != Some(&id)
                || !seen.faults.is_empty()
                || (!optional && !seen.unknown_fields.is_empty())
            {
                let name = &case["case"];
                wrong.push(format!("{id} {name}: {:?} {:?}", seen.faults, seen.unknown_fields));
            }
        }
    }
    wrong.sort();
    // Page tokens of the goldens are nobody's, and the mock is right to refuse them.
    wrong.retain(|line| !line.contains("page_token: is no token of this query"));
    assert!(count >= GOLDENS, "only {count} goldens were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
