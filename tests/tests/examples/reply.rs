//! One reply of an example: read as the client reads it, and held against it.

use super::compare::{self, Fault};
use super::readers::Reader;
use larkspur::runtime::Place;
use larkspur_spec::model::{Field, Operation};
use larkspur_spec::tree::PlatformTree;
use serde_json::{Map as Object, Value};

/// The faults of a whole reply.
pub(crate) fn faults(
    platform: &PlatformTree,
    operation: &Operation,
    reader: &Reader,
    whole: &Value,
) -> Vec<Fault> {
    let fault = |at: &str, shown: &str, had: String| Fault {
        at: at.to_owned(),
        shown: shown.to_owned(),
        had,
    };
    let Value::Object(root) = whole else {
        return vec![fault("reply", "no object", "an envelope".to_owned())];
    };
    let read = match (reader.read)(whole.to_string().as_bytes()) {
        Ok(read) => read,
        Err(error) => return vec![fault("reply", "a reply", without_position(&error).to_owned())],
    };
    let (content, beside) = parted(root, reader);
    let mut found: Vec<Fault> =
        beside.map(|name| fault(name, "beside the envelope", "no such field".to_owned())).collect();
    let response = &operation.response;
    let field =
        Field { ty: response.ty.clone(), fields: response.fields.clone(), ..Field::default() };
    found.extend(compare::came(platform, &field, &content, &read));
    found
}

/// The content of a reply, and what stands beside it without belonging to the envelope.
fn parted<'a>(
    root: &'a Object<String, Value>,
    reader: &Reader,
) -> (Value, impl Iterator<Item = &'a str>) {
    let envelopes = reader.operation.platform.envelopes;
    let is_frame = move |name: &str| envelopes.iter().any(|known| known.root_keys.contains(&name));
    let own = root.iter().filter(move |(name, _)| !is_frame(name));
    match reader.operation.place {
        Place::Root => {
            let content = own.map(|(name, value)| (name.clone(), value.clone())).collect();
            (Value::Object(content), Vec::new().into_iter())
        }
        Place::Key(key) => {
            let beside: Vec<&str> =
                own.map(|(name, _)| name.as_str()).filter(|name| *name != key).collect();
            (root.get(key).cloned().unwrap_or_default(), beside.into_iter())
        }
    }
}

/// What the reader says, without where: the text was written anew to be read.
fn without_position(error: &str) -> &str {
    error.split(" at line ").next().unwrap_or(error)
}
