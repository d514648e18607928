//! The calls of the specs' examples, written by hand and sent to the mock.

use larkspur_mock::{Mock, MockBuilder};
use larkspur_spec::model::{AuthScheme, Body, Example, Field, Issue, Map, Media, Operation, Type};
use larkspur_spec::tree::{PlatformTree, Tree};
use larkspur_tests::raw_http::{RawRequest, percent_encoded};
use serde_json::{Map as Object, Value, json};
use std::collections::BTreeMap;

const BOUNDARY: &str = "example-boundary";

/// A mock that accepts the credentials that examples of token calls send.
pub(crate) fn with_credentials_of(tree: &Tree) -> MockBuilder {
    let mut mock = Mock::builder();
    for (platform, issue) in issues(tree) {
        let described = tree.operations().find(|(_, at)| at.operation.http.path == issue.path);
        let example = described.and_then(|(_, at)| at.operation.examples.first()?.body.as_ref());
        for (name, value) in &issue.send {
            let shown = example.and_then(|body| body.get(name)?.as_str());
            if let Some((credential, shown)) = placeholder(value).zip(shown) {
                mock = mock.credential(&platform.name, credential, shown);
            }
        }
    }
    mock
}

fn issues(tree: &Tree) -> impl Iterator<Item = (&PlatformTree, &Issue)> {
    tree.platforms.values().flat_map(|platform| {
        let schemes = platform.platform.auth.values();
        schemes.filter_map(move |scheme| Some((platform, scheme.issue.as_ref()?)))
    })
}

/// `app_id` of `"{app_id}"`.
fn placeholder(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix('{')?.strip_suffix('}')
}

/// An example without its page token: tokens are good only when a reply handed them out.
pub(crate) fn of_the_first_page(operation: &Operation, example: &Example) -> Example {
    let mut example = example.clone();
    let token = operation.paging.as_ref().and_then(|paging| paging.token.as_deref());
    let Some(token) = token else { return example };
    example.parameters.shift_remove(token);
    let pointer = format!("/{}", token.replace('.', "/"));
    let place = example.body.as_mut().and_then(|body| body.pointer_mut(&pointer));
    if let Some(place) = place {
        *place = json!("");
    }
    example
}

/// The call of an example.
pub(crate) async fn call(
    mock: &Mock,
    platform: &PlatformTree,
    operation: &Operation,
    example: &Example,
) -> RawRequest {
    let mut request = RawRequest {
        method: operation.http.method.as_str().to_owned(),
        target: target(operation, &example.parameters),
        ..RawRequest::default()
    };
    for name in operation.header.keys() {
        let value = example.parameters.get(name);
        request.headers.extend(value.map(|value| (name.clone(), plain(value))));
    }
    if let Some(name) = operation.auth.first() {
        request.headers.extend(proof(mock, platform, name).await);
    }
    if let Some(body) = &operation.body {
        let (kind, bytes) = written(body, example.body.as_ref().unwrap_or(&json!({})));
        request.headers.push(("content-type".to_owned(), kind));
        request.body = bytes;
    }
    request
}

fn target(operation: &Operation, parameters: &Map<Value>) -> String {
    let segment = |segment: &str| match segment.strip_prefix(':') {
        Some(name) => percent_encoded(&plain(&parameters[name])),
        None => segment.to_owned(),
    };
    let path: Vec<String> = operation.http.path.split('/').map(segment).collect();
    let mut pairs: Vec<(&str, String)> =
        operation.http.query.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    for name in operation.query.keys() {
        let given = parameters.get(name).into_iter();
        pairs.extend(given.flat_map(each).map(|value| (name.as_str(), plain(value))));
    }
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
    format!("{}?{}", path.join("/"), pairs.join("&"))
}

/// The values of a list, or the value itself.
fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        single => std::slice::from_ref(single),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A body and its content type.
fn written(body: &Body, value: &Value) -> (String, Vec<u8>) {
    match body.media {
        Media::Multipart => {
            (format!("multipart/form-data; boundary={BOUNDARY}"), multipart(&body.fields, value))
        }
        _ => ("application/json; charset=utf-8".to_owned(), value.to_string().into_bytes()),
    }
}

fn multipart(fields: &Map<Field>, values: &Value) -> Vec<u8> {
    let mut body = String::new();
    for (name, field) in fields {
        let file = if field.ty == Type::File { "; filename=\"example.bin\"" } else { "" };
        for value in values.get(name).into_iter().flat_map(each) {
            body.push_str(&format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{}\r\n",
                plain(value)
            ));
        }
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    body.into_bytes()
}

/// The headers of a scheme, with a token that was got where the platform issues them.
async fn proof(mock: &Mock, platform: &PlatformTree, name: &str) -> Vec<(String, String)> {
    let scheme = &platform.platform.auth[name];
    let known = mock.credentials(&platform.name).expect("the mock serves every platform");
    let mut values = known.values().clone();
    if let Some(token) = known.token(name) {
        values.insert("token".to_owned(), token.to_owned());
    }
    if let Some(issue) = &scheme.issue {
        let got = issued(mock, issue, &values).await;
        values.extend(got);
    }
    filled(scheme, &values)
}

async fn issued(
    mock: &Mock,
    issue: &Issue,
    known: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let send = issue.send.iter().map(|(name, value)| {
        let credential = placeholder(value).map(|credential| json!(known[credential]));
        (name.clone(), credential.unwrap_or_else(|| value.clone()))
    });
    let request = RawRequest {
        method: "POST".to_owned(),
        target: issue.path.clone(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: Value::Object(send.collect::<Object<_, _>>()).to_string().into_bytes(),
    };
    let reply = request.send(mock.address().expect("it listens")).await.json();
    let at = |path: &str| plain(path.split('.').fold(&reply, |value, key| &value[key]));
    let kept = issue.keep.iter().map(|(name, path)| (name.clone(), at(path)));
    kept.chain([("token".to_owned(), at(&issue.token))]).collect()
}

fn filled(scheme: &AuthScheme, values: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let fill = |text: &String| {
        values
            .iter()
            .fold(text.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    scheme.headers.iter().map(|(name, text)| (name.clone(), fill(text))).collect()
}
