//! What a golden case expects of a request. All differences are told at once.

use http::HeaderMap;
use larkspur_tests::capture::{ENTERPRISE, Recorded};
use larkspur_tests::clients::{ACTING_USER, USER_TOKEN};
use larkspur_tests::golden;
use larkspur_tests::wire_format::{boundary, decode_query, is_uuid_v4, multipart, percent_decoded};
use serde_json::{Value, json};

/// The headers that prove who calls, on any platform. None may leave unless it is expected.
const PROOFS: [&str; 5] =
    ["authorization", "x-plugin-token", "x-user-key", "x-fs-ea", "x-fs-userid"];

/// How the request differs from the golden; `base` replaces its host where it is given.
pub(crate) fn faults(
    request: &Recorded,
    case: &Value,
    base: Option<&str>,
    token_calls: &[Recorded],
) -> Vec<String> {
    let expect = &case["expect"];
    let mut faults = Faults(Vec::new());
    faults.same("method", request.method.as_str(), golden::text(expect, "method"));
    faults.same("host", &request.host, base.unwrap_or(golden::text(expect, "host")));
    faults.same("path", &request.path, golden::text(expect, "path"));
    // Every segment can be read back, so nothing in it is half encoded.
    request.path.split('/').for_each(|segment| drop(percent_decoded(segment)));
    faults.query(request, expect);
    faults.headers(&request.headers, case);
    faults.body(request, &expect["body"]);
    faults.tokens(golden::text(case, "credentials"), token_calls);
    faults.0
}

struct Faults(Vec<String>);

impl Faults {
    fn same(&mut self, what: &str, found: &str, expected: &str) {
        self.check(found == expected, || format!("{what} is {found:?}, not {expected:?}"));
    }

    fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.0.push(otherwise());
        }
    }

    fn query(&mut self, request: &Recorded, expect: &Value) {
        let found = request.pairs();
        let expected = golden::list(expect, "query");
        let agree = found.len() == expected.len()
            && found.iter().zip(expected).all(|((name, value), pair)| {
                let wanted = pair[1].as_str();
                let same = match wanted {
                    Some("<UUID>") => is_uuid_v4(value),
                    _ => wanted == Some(value),
                };
                pair[0] == name.as_str() && same
            });
        self.check(agree, || format!("the query is {found:?}, not {expected:?}"));
        let raw = request.query.as_deref();
        self.check(raw != Some(""), || "a question mark without a query".to_owned());
        // Encoding what was decoded must give the same bytes: no second spelling is in use.
        let again: Vec<_> = found.iter().map(|(name, value)| pair(name, value)).collect();
        self.same("the encoded query", raw.unwrap_or_default(), &again.join("&"));
        assert_eq!(decode_query(&again.join("&")), found);
    }

    fn headers(&mut self, found: &HeaderMap, case: &Value) {
        let credentials = golden::text(case, "credentials");
        let expect = &case["expect"];
        let expected = expect["headers"].as_object().expect("an object of headers");
        for (name, value) in expected {
            let values: Vec<_> = found.get_all(name).iter().collect();
            let [single] = values[..] else {
                self.0.push(format!("`{name}` leaves {} times", values.len()));
                continue;
            };
            let single = single.to_str().expect("a header is ASCII");
            let value = value.as_str().expect("a header is text");
            match name.as_str() {
                "content-type" => self.content_type(single, value),
                _ => self.same(name, single, &filled(value, credentials)),
            }
        }
        let absent = golden::list(expect, "absent_headers").iter().filter_map(Value::as_str);
        let unexpected = PROOFS.into_iter().filter(|name| !expected.contains_key(*name));
        for name in absent.chain(unexpected) {
            self.check(!found.contains_key(name), || format!("`{name}` leaves"));
        }
        self.check(found.contains_key("user-agent"), || "there is no user agent".to_owned());
    }

    /// By media type; the charset too where the golden has one.
    fn content_type(&mut self, found: &str, expected: &str) {
        let agree = match boundary(expected) {
            Some(_) => boundary(found).is_some(),
            None if expected.contains("charset") => found.eq_ignore_ascii_case(expected),
            None => found.split(';').next() == Some(expected),
        };
        self.check(agree, || format!("content-type is {found:?}, not {expected:?}"));
    }

    fn body(&mut self, request: &Recorded, expected: &Value) {
        if expected.is_null() {
            self.check(request.body.is_empty(), || "a body leaves".to_owned());
            let typed = request.headers.contains_key("content-type");
            self.check(!typed, || "a content type leaves without a body".to_owned());
            return;
        }
        let Some(parts) = expected.get("multipart") else {
            let found = serde_json::from_slice::<Value>(&request.body);
            let agree = found.as_ref().is_ok_and(|found| found == expected);
            return self.check(agree, || format!("the body is {found:?}, not {expected}"));
        };
        let found = request.header("content-type").and_then(boundary);
        let found = multipart(&request.body, found.unwrap_or_default());
        let written: Vec<_> = found
            .iter()
            .map(|part| {
                let content = String::from_utf8(part.content.to_vec()).expect("UTF-8");
                match &part.file_name {
                    Some(file) => {
                        json!({"name": part.name, "filename": file, "bytes_utf8": content})
                    }
                    None => json!({"name": part.name, "value": content}),
                }
            })
            .collect();
        self.check(Value::from(written.clone()) == *parts, || {
            format!("the parts are {}, not {parts}", Value::from(written))
        });
    }

    /// A token is got where one is issued, and never where one was given.
    fn tokens(&mut self, credentials: &str, token_calls: &[Recorded]) {
        let expected = usize::from(!credentials.contains("user"));
        let found = token_calls.len();
        self.check(found == expected, || format!("{found} token calls, not {expected}"));
        for call in token_calls {
            let proof = PROOFS.into_iter().find(|name| call.headers.contains_key(*name));
            self.check(proof.is_none(), || format!("a token call carries {proof:?}"));
        }
    }
}

fn filled(template: &str, credentials: &str) -> String {
    let token = if credentials.contains("user") { USER_TOKEN } else { "t-1" };
    template.replace("<TOKEN>", token).replace("<USER>", ACTING_USER).replace("<EA>", ENTERPRISE)
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", encoded(name), encoded(value))
}

/// Everything but the unreserved characters of RFC 3986 percent-encoded.
fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
