//! Wraps replies and failures the way the spec says.

use crate::answer::Answer;
use crate::catalogue::Served;
use crate::dotted;
use larkspur_spec::model::{Envelope, ErrorCode, Map};
use larkspur_spec::tree::PlatformTree;
use serde_json::{Map as Object, Value, json};

/// A failure that is to be answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) code: i64,
    pub(crate) message: String,
    /// What was wrong with which parameter: its path, its value and the reason.
    pub(crate) violations: Vec<(String, Value, String)>,
}

impl Failure {
    /// A failure of which nothing but the code is known.
    pub(crate) fn bare(status: u16, code: i64) -> Failure {
        Failure { status, code, message: "refused".to_owned(), violations: Vec::new() }
    }

    /// The documented failure of that code, or nothing when nobody documents it.
    pub(crate) fn documented(
        errors: &Map<ErrorCode>,
        platform: &PlatformTree,
        code: i64,
        otherwise: u16,
    ) -> Option<Failure> {
        let word = code.to_string();
        let own = errors.get(&word);
        let common = platform.platform.errors.get(&word);
        let entry = own.or(common)?;
        let status = entry.http.or_else(|| common.and_then(|common| common.http));
        Some(Failure {
            status: status.unwrap_or(otherwise),
            code,
            message: entry.name.replace('_', " "),
            violations: Vec::new(),
        })
    }
}

/// The envelope of that name, or the platform's usual one.
pub(crate) fn named<'a>(platform: &'a PlatformTree, name: Option<&str>) -> Option<&'a Envelope> {
    let envelopes = &platform.platform.envelopes;
    match name {
        Some(name) => envelopes.get(name),
        None => envelopes.values().next(),
    }
}

/// The body of a reply that went well.
pub(crate) fn success(served: &Served, reply: Value, log_id: &str) -> Value {
    let response = &served.operation.response;
    let Some(envelope) = named(&served.platform, response.envelope.as_deref()) else {
        return reply;
    };
    let example = served.operation.examples.iter().find_map(|example| example.reply.as_ref());
    let mut root = frame(example, envelope);
    let said = envelope.message.as_ref().and_then(|path| dotted::get(example?, path)?.as_str());
    seal(&mut root, envelope, said.unwrap_or("success"), log_id);
    match response.under.as_deref().or(envelope.data.as_deref()) {
        Some(key) if key != "root" => dotted::set(&mut root, key, reply),
        _ => merge(&mut root, reply),
    }
    root
}

/// What the example's envelope holds beside code, message and reply: `err: {}` and the like.
fn frame(example: Option<&Value>, envelope: &Envelope) -> Value {
    let mut root = Object::new();
    for key in &envelope.also {
        if let Some(value) = example.and_then(|example| dotted::get(example, key)) {
            root.insert(key.clone(), value.clone());
        }
    }
    Value::Object(root)
}

/// Puts code, message and the log ids of the root into an envelope of a success.
pub(crate) fn seal(root: &mut Value, envelope: &Envelope, message: &str, log_id: &str) {
    if let Some(path) = &envelope.code {
        dotted::set(root, path, json!(envelope.success.unwrap_or(0)));
    }
    if let Some(path) = &envelope.message {
        dotted::set(root, path, json!(message));
    }
    for path in envelope.log_id.iter().filter(|path| !path.contains('.')) {
        dotted::set(root, path, json!(log_id));
    }
}

/// The answer of a failure.
pub(crate) fn failure(envelope: Option<&Envelope>, failure: &Failure, log_id: &str) -> Answer {
    let mut root = Value::Object(Object::new());
    let Some(envelope) = envelope else {
        dotted::set(&mut root, "message", json!(failure.message));
        return Answer::json(failure.status, &root);
    };
    if let Some(path) = &envelope.code {
        dotted::set(&mut root, path, json!(failure.code));
    }
    if let Some(path) = &envelope.message {
        dotted::set(&mut root, path, json!(failure.message));
    }
    if let Some(path) = envelope.log_id.first() {
        dotted::set(&mut root, path, json!(log_id));
    }
    if let Some(path) = envelope.violations.as_ref().filter(|_| !failure.violations.is_empty()) {
        let list = failure.violations.iter();
        let list = list.map(|(field, value, description)| {
            let shown = match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            json!({ "field": field, "value": shown, "description": description })
        });
        dotted::set(&mut root, path, list.collect());
    }
    Answer::json(failure.status, &root)
}

fn merge(root: &mut Value, reply: Value) {
    if let (Value::Object(root), Value::Object(reply)) = (root, reply) {
        root.extend(reply);
    }
}
