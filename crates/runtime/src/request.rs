//! A request in the making: path, query, headers and body, written by generated code.
//!
//! Path values are percent-encoded so that none of them can change the route, and header values
//! that are no header values are refused, so that none can add a header.

#[cfg(test)]
mod tests;

use crate::Violation;
use crate::body::{Body, FilePart, Multipart};
use crate::decode::{Codec, Scalar, With};
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::ser::{SerializeMap, Serializer};
use std::fmt;

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The unreserved characters, to look them up by the byte.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    plain
};

/// Path, query, headers and body of one request.
#[derive(Default)]
pub struct RequestParts {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// What cannot be sent, whatever the documented limits are.
    faults: Vec<Violation>,
}

impl RequestParts {
    /// Adds a piece of the path as it stands in the spec.
    pub fn literal(&mut self, piece: &str) {
        self.path.push_str(piece);
    }

    /// Adds a path parameter as one segment. One that is empty, or that URL parsers would
    /// resolve, cannot be sent: it would change the route.
    pub fn segment<C: Scalar>(&mut self, name: &str, value: Option<&C::Value>) {
        let text = value.map(C::text).unwrap_or_default();
        match &*text {
            "" => self.fault(name.to_owned(), "must not be empty"),
            "." | ".." => self.fault(name.to_owned(), "must not be `.` or `..`"),
            _ => self.path.extend(utf8_percent_encode(&text, RESERVED)),
        }
    }

    /// What cannot be sent. It is told once.
    pub(crate) fn take_faults(&mut self) -> Vec<Violation> {
        std::mem::take(&mut self.faults)
    }

    fn fault(&mut self, parameter: String, expected: &str) {
        self.faults.push(Violation { parameter, expected: expected.to_owned() });
    }

    /// Adds a query pair, where there is a value.
    pub fn query<C: Scalar>(&mut self, name: &str, value: Option<&C::Value>) {
        if let Some(value) = value {
            push_pair(&mut self.query, name, &C::text(value));
        }
    }

    /// Adds a query pair for each value.
    pub fn query_list<C: Scalar>(&mut self, name: &str, values: Option<&Vec<C::Value>>) {
        for value in values.into_iter().flatten() {
            push_pair(&mut self.query, name, &C::text(value));
        }
    }

    /// Adds a query pair that is always the same.
    pub fn fixed_query(&mut self, name: &str, value: &str) {
        push_pair(&mut self.query, name, value);
    }

    /// Adds a header, where there is a value.
    pub fn header<C: Scalar>(&mut self, name: &'static str, value: Option<&C::Value>) {
        let Some(value) = value else { return };
        match header_value(&C::text(value)) {
            Some(value) => {
                self.headers.insert(HeaderName::from_static(name), value);
            }
            None => self.fault(
                name.to_owned(),
                "must be visible ASCII text without line breaks, since it is a header",
            ),
        }
    }

    /// Writes a JSON object as the body.
    pub fn json(
        &mut self,
        write: impl FnOnce(&mut Object<JsonMap<'_>>) -> Result<(), serde_json::Error>,
    ) {
        let mut bytes = Vec::with_capacity(128);
        let mut serializer = serde_json::Serializer::new(&mut bytes);
        let written = object(&mut serializer).and_then(|mut object| {
            write(&mut object)?;
            object.end()
        });
        self.set_json(bytes, written);
    }

    /// Writes any JSON value as the body.
    pub fn json_value<C: Codec>(&mut self, value: Option<&C::Value>) {
        let Some(value) = value else { return };
        let mut bytes = Vec::with_capacity(128);
        let written = serde_json::to_writer(&mut bytes, &With::<C>(value));
        self.set_json(bytes, written);
    }

    fn set_json(&mut self, bytes: Vec<u8>, written: Result<(), serde_json::Error>) {
        match written {
            Ok(()) => self.body = Body::Json(bytes.into()),
            Err(error) => {
                self.fault("the body".to_owned(), &format!("cannot be written as JSON: {error}"))
            }
        }
    }

    /// Writes a form as the body.
    pub fn form(&mut self, write: impl FnOnce(&mut Form)) {
        let mut form = Form::default();
        write(&mut form);
        self.body = Body::Form(form.0);
    }

    /// Writes a multipart form as the body.
    pub fn multipart(&mut self, write: impl FnOnce(&mut Multipart)) {
        let mut parts = Multipart::default();
        write(&mut parts);
        self.body = Body::Multipart(parts);
    }
}

/// Shows the place and the names, not the values: an OAuth call carries its secret in the body.
impl fmt::Debug for RequestParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestParts")
            .field("path", &self.path)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// A form in the making.
#[derive(Default)]
pub struct Form(String);

impl Form {
    /// Adds a pair, where there is a value.
    pub fn text<C: Scalar>(&mut self, name: &str, value: Option<&C::Value>) {
        if let Some(value) = value {
            push_pair(&mut self.0, name, &C::text(value));
        }
    }
}

impl Multipart {
    /// Adds a text part, where there is a value.
    pub fn text<C: Scalar>(&mut self, name: &'static str, value: Option<&C::Value>) {
        if let Some(value) = value {
            self.push_text(name, C::text(value).into_owned());
        }
    }

    /// Adds a file part, where there is a file.
    pub fn file(&mut self, name: &'static str, file: Option<&FilePart>) {
        if let Some(file) = file {
            self.push_file(name, file.clone());
        }
    }
}

/// A header value of visible ASCII. The `http` crate would take other bytes too, and what
/// servers make of those differs.
pub(crate) fn header_value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok().filter(|_| text.is_ascii())
}

pub(crate) fn push_pair(query: &mut String, name: &str, value: &str) {
    match query.is_empty() {
        true => query.reserve(128),
        false => query.push('&'),
    }
    push_encoded(query, name);
    query.push('=');
    push_encoded(query, value);
}

/// Nearly all names and values are plain, and looking for the first that is not is cheaper than
/// looking up each character.
fn push_encoded(query: &mut String, text: &str) {
    match text.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        true => query.push_str(text),
        false => query.extend(utf8_percent_encode(text, RESERVED)),
    }
}

/// The map that a JSON body is written to.
pub type JsonMap<'a> =
    serde_json::ser::Compound<'a, &'a mut Vec<u8>, serde_json::ser::CompactFormatter>;

/// A JSON object in the making.
pub struct Object<M>(M);

/// Begins a JSON object.
pub fn object<S: Serializer>(serializer: S) -> Result<Object<S::SerializeMap>, S::Error> {
    Ok(Object(serializer.serialize_map(None)?))
}

impl<M: SerializeMap> Object<M> {
    /// Writes a field, where there is a value.
    pub fn put<C: Codec>(
        &mut self,
        name: &'static str,
        value: Option<&C::Value>,
    ) -> Result<(), M::Error> {
        match value {
            Some(value) => self.0.serialize_entry(name, &With::<C>(value)),
            None => Ok(()),
        }
    }

    /// Ends the object.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}
