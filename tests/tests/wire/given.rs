//! What a call is given: the `input` of a golden case, read by wire names.

use larkspur::runtime::{Endpoint, Fetch, JsonEndpoint, Send};
use larkspur::{Builder, FilePart, PlatformClient, Timestamp, feishu, feishu_project, fxiaoke};
use larkspur_tests::capture::Capture;
use larkspur_tests::{clients, golden};
use serde_json::Value;
use std::pin::Pin;
use std::sync::Arc;

/// A call on its way; how it ends does not matter.
pub(crate) type Sending = Pin<Box<dyn Future<Output = ()>>>;
pub(crate) type Call = fn(&Given<'_>) -> Sending;

/// The calls of one operation, one for each case of its golden.
#[derive(Clone, Copy)]
pub(crate) struct Suite {
    pub(crate) operation: &'static str,
    pub(crate) calls: &'static [(&'static str, Call)],
    /// Optional cases with a parameter that the client has not.
    pub(crate) not_offered: &'static [&'static str],
}

impl Suite {
    pub(crate) fn call(&self, case: &Value) -> Call {
        let name = golden::text(case, "case");
        let found = self.calls.iter().find(|(case, _)| *case == name);
        found.unwrap_or_else(|| panic!("{}: {name} has no call", self.operation)).1
    }
}

pub(crate) fn sent<E: JsonEndpoint>(call: Send<E>) -> Sending {
    Box::pin(async { drop(call.await) })
}

pub(crate) fn fetched<E: Endpoint>(call: Fetch<E>) -> Sending {
    Box::pin(async { drop(call.await) })
}

/// A golden case and the platform it is played on.
pub(crate) struct Given<'a> {
    case: &'a Value,
    platform: &'a Arc<Capture>,
    base: Option<&'a str>,
}

impl<'a> Given<'a> {
    /// Through the built-in transport where there is an address, else in memory.
    pub(crate) fn new(case: &'a Value, platform: &'a Arc<Capture>, base: Option<&'a str>) -> Self {
        Self { case, platform, base }
    }

    fn client<C: PlatformClient>(&self, builder: Builder<C>) -> C {
        match self.base {
            None => clients::on(builder, self.platform),
            Some(base) => builder.no_proxy().base_url(base).build().expect("a complete client"),
        }
    }

    fn credentials(&self) -> &str {
        golden::text(self.case, "credentials")
    }

    pub(crate) fn feishu(&self) -> feishu::Client {
        match self.credentials() {
            "tenant" => self.client(clients::feishu_app()),
            "user" => self.client(clients::feishu_user()),
            other => panic!("Feishu knows no credentials `{other}`"),
        }
    }

    pub(crate) fn feishu_project(&self) -> feishu_project::Client {
        match self.credentials() {
            "plugin" => self.client(clients::plugin()),
            "project_user" => self.client(clients::project_user()),
            other => panic!("Feishu Project knows no credentials `{other}`"),
        }
    }

    pub(crate) fn fxiaoke(&self) -> fxiaoke::Client {
        assert_eq!(self.credentials(), "fxiaoke");
        self.client(clients::fxiaoke_app())
    }

    /// A value of the input, by a path such as `body.created_at.start`.
    pub(crate) fn value(&self, path: &str) -> &'a Value {
        let input = &self.case["input"];
        golden::at(input, path).unwrap_or_else(|| panic!("`{path}` is given in {input}"))
    }

    pub(crate) fn text(&self, path: &str) -> &'a str {
        self.value(path).as_str().unwrap_or_else(|| panic!("`{path}` is text"))
    }

    pub(crate) fn integer(&self, path: &str) -> i64 {
        self.value(path).as_i64().unwrap_or_else(|| panic!("`{path}` is an integer"))
    }

    pub(crate) fn millis(&self, path: &str) -> Timestamp {
        Timestamp::from_millis(self.integer(path))
    }

    pub(crate) fn flag(&self, path: &str) -> bool {
        self.value(path).as_bool().unwrap_or_else(|| panic!("`{path}` is true or false"))
    }

    fn list(&self, path: &str) -> &'a [Value] {
        self.value(path).as_array().unwrap_or_else(|| panic!("`{path}` is a list"))
    }

    pub(crate) fn texts(&self, path: &str) -> Vec<String> {
        let texts = self.list(path).iter().map(|text| text.as_str().expect("text").to_owned());
        texts.collect()
    }

    pub(crate) fn integers(&self, path: &str) -> Vec<i64> {
        self.list(path).iter().map(|number| number.as_i64().expect("an integer")).collect()
    }

    pub(crate) fn file(&self, path: &str) -> FilePart {
        let file = self.value(path);
        let bytes = golden::text(file, "bytes_utf8").as_bytes().to_vec();
        FilePart::from_bytes(golden::text(file, "filename"), bytes)
    }
}
