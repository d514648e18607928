//! What leaves, to the byte.
//!
//! The largest client of one of these platforms sends `?` percent-encoded into a path and leaves
//! two required times out, and its tests are green. So for each operation the calls of its
//! golden are built by hand with the typed client, and the request is compared with what the
//! page asks for: method, host, path, query, headers, body. Each call is made twice: into an
//! in-memory transport, and through the built-in one over a socket, which might still rewrite it.

mod wire {
    pub(crate) mod approval_create;
    pub(crate) mod approval_instance_list;
    pub(crate) mod deliverable_batch_query;
    pub(crate) mod expected;
    pub(crate) mod file_version_list;
    pub(crate) mod fxiaoke_instances_query;
    pub(crate) mod given;
    pub(crate) mod media_download;
    pub(crate) mod media_upload_all;
    pub(crate) mod tasklist_list;
    pub(crate) mod work_item_filter;
}

use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::{golden, loopback};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use wire::expected;
use wire::given::{Given, Suite};

const SUITES: [Suite; 9] = [
    wire::approval_create::SUITE,
    wire::approval_instance_list::SUITE,
    wire::deliverable_batch_query::SUITE,
    wire::file_version_list::SUITE,
    wire::fxiaoke_instances_query::SUITE,
    wire::media_download::SUITE,
    wire::media_upload_all::SUITE,
    wire::tasklist_list::SUITE,
    wire::work_item_filter::SUITE,
];

fn cases(operation: &str) -> Vec<Value> {
    let golden = golden::read("wire", operation);
    golden.as_array().expect("a list of cases").clone()
}

#[test]
fn every_golden_has_a_call_and_every_call_a_golden() {
    let covered: BTreeSet<_> = SUITES.iter().map(|suite| suite.operation.to_owned()).collect();
    assert_eq!(covered.len(), SUITES.len(), "an operation has two suites");
    assert_eq!(covered, golden::operations("wire"));
    for suite in SUITES {
        let golden = cases(suite.operation);
        let asked: Vec<_> = golden.iter().map(|case| golden::text(case, "case")).collect();
        let optional = golden.iter().filter(|case| case["optional"] == true);
        let optional: BTreeSet<_> = optional.map(|case| golden::text(case, "case")).collect();
        let built: Vec<_> = suite.calls.iter().map(|(case, _)| *case).collect();
        for case in &asked {
            let skipped = suite.not_offered.contains(case);
            assert!(!skipped || optional.contains(case), "{case} is not optional");
            assert!(built.contains(case) != skipped, "{}: {case} has no call", suite.operation);
        }
        let known = built.iter().chain(suite.not_offered);
        for case in known {
            assert!(asked.contains(case), "{}: no golden asks for {case}", suite.operation);
        }
        assert_eq!(built.len() + suite.not_offered.len(), asked.len(), "{}", suite.operation);
    }
}

#[tokio::test]
async fn calls_leave_as_the_pages_ask() {
    for (suite, case, platform) in every_case() {
        let call = suite.call(&case);
        call(&Given::new(&case, &platform, None)).await;
        check(&suite, &case, &platform, None);
    }
}

#[tokio::test]
async fn calls_arrive_as_the_pages_ask() {
    for (suite, case, platform) in every_case() {
        let base = loopback::start(&platform).await;
        let call = suite.call(&case);
        call(&Given::new(&case, &platform, Some(&base))).await;
        check(&suite, &case, &platform, Some(&base));
    }
}

/// Each golden case that the client offers, with a platform of its own. What that answers does
/// not matter here.
fn every_case() -> impl Iterator<Item = (Suite, Value, Arc<Capture>)> {
    SUITES.into_iter().flat_map(|suite| {
        let cases = cases(suite.operation).into_iter();
        let offered =
            cases.filter(move |case| !suite.not_offered.contains(&golden::text(case, "case")));
        offered.map(move |case| (suite, case, Capture::always(Answer::json(200, &json!({})))))
    })
}

fn check(suite: &Suite, case: &Value, platform: &Capture, base: Option<&str>) {
    let what = format!("{}, {}", suite.operation, golden::text(case, "case"));
    let Some(request) = platform.calls().into_iter().next() else {
        panic!("{what}: nothing left; the call ended with an error before the network");
    };
    assert_eq!(platform.calls().len(), 1, "{what}: one request per call");
    let faults = expected::faults(&request, case, base, &platform.token_calls());
    assert!(faults.is_empty(), "{what}:\n{}\nit left as {request:#?}", faults.join("\n"));
}
