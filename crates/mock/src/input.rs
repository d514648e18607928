//! Takes a request apart and checks every part of it.

use crate::catalogue::Served;
use crate::check::Checker;
use crate::faults::Kind;
use crate::multipart::{self, Part};
use crate::received::Received;
use crate::rules;
use crate::text;
use larkspur_spec::model::{Body, Field, Media, Type};
use serde_json::{Map as Object, Value, json};

/// The name that the declared size of an uploaded file goes by.
const SIZE: &str = "size";

/// The parameters of a call, by wire name, and the file that came with it.
#[derive(Debug, Default)]
pub(crate) struct Input {
    pub(crate) values: Value,
    pub(crate) file: Option<Part>,
}

/// Reads and checks a call.
pub(crate) fn read<'a>(
    served: &'a Served,
    received: &Received,
    path: &[(String, String)],
) -> (Input, Checker<'a>) {
    let mut reader = Reader {
        served,
        checker: Checker::new(&served.platform),
        values: Object::new(),
        file: None,
    };
    reader.path(path);
    reader.query(&received.query());
    reader.headers(received);
    reader.body(received);
    let mut checker = reader.checker;
    let values = Value::Object(reader.values);
    if checker.faults.is_empty() {
        rules::check(&mut checker, served, &values);
    }
    let input = Input { values, file: reader.file };
    (input, checker)
}

struct Reader<'a> {
    served: &'a Served,
    checker: Checker<'a>,
    values: Object<String, Value>,
    file: Option<Part>,
}

impl Reader<'_> {
    fn path(&mut self, given: &[(String, String)]) {
        let declared = &self.served.operation.path;
        for (name, text) in given {
            let field = declared.get(name).cloned().unwrap_or_default();
            let value = self.checker.within(name, |checker| {
                if text.is_empty() {
                    checker.fault(Kind::Missing, &json!(text), "is empty");
                }
                checker.written(&field.ty, &field, text)
            });
            self.values.insert(name.clone(), value);
        }
    }

    fn query(&mut self, given: &[(String, String)]) {
        let operation = &self.served.operation;
        let always = &operation.http.query;
        let trace = &self.served.platform.platform.trace_query;
        for (name, _) in given {
            let known = operation.query.contains_key(name)
                || always.contains_key(name)
                || trace.contains(name);
            if !known {
                self.checker.unknown.push(name.clone());
            }
        }
        for (name, field) in &operation.query {
            let texts: Vec<&str> =
                given.iter().filter(|(n, _)| n == name).map(|(_, text)| text.as_str()).collect();
            self.texts(name, field, &texts);
        }
    }

    /// The values of one parameter in a place that knows only text.
    fn texts(&mut self, name: &str, field: &Field, texts: &[&str]) {
        let list = matches!(field.ty, Type::List(_));
        let value = self.checker.within(name, |checker| match texts {
            [] if field.required => {
                checker.fault(Kind::Missing, &Value::Null, "is required");
                None
            }
            [] => None,
            [""] if field.required => {
                checker.fault(Kind::Missing, &json!(""), "is empty");
                None
            }
            [_, _, ..] if !list => {
                checker.fault(Kind::Invalid, &json!(texts), "is given more than once");
                None
            }
            _ => {
                let each = texts.iter().map(|text| checker.written(&field.ty, field, text));
                let mut each: Vec<Value> = each.collect();
                if list { Some(Value::Array(each)) } else { each.pop() }
            }
        });
        if let Some(value) = value {
            self.values.insert(name.to_owned(), value);
        }
    }

    fn headers(&mut self, received: &Received) {
        for (name, field) in &self.served.operation.header {
            let found = received.header(name);
            self.texts(name, field, found.as_slice());
        }
    }

    fn body(&mut self, received: &Received) {
        let Some(body) = &self.served.operation.body else {
            if !received.body.is_empty() {
                self.checker.unknown.push("(body)".to_owned());
            }
            return;
        };
        let kind = received.header("content-type").unwrap_or_default();
        match body.media {
            Media::Json => self.json(body, kind, received),
            Media::Form => self.form(body, kind, received),
            Media::Multipart => self.multipart(body, kind, received),
            Media::Binary | Media::None => {}
        }
    }

    fn json(&mut self, body: &Body, kind: &str, received: &Received) {
        let checker = &mut self.checker;
        if !is(kind, "application/json") {
            return checker.fault(Kind::Form, &json!(kind), "the body is not sent as JSON");
        }
        let Some(value) = received.json() else {
            return checker.fault(Kind::Form, &Value::Null, "the body is no JSON");
        };
        if body.one_of.is_empty() {
            let field =
                Field { ty: body.ty.clone(), fields: body.fields.clone(), ..Field::default() };
            checker.value(&field.ty, &field, &value);
        } else if !self.fits_one(body, &value) {
            let reason = "the body fits none of the forms allowed";
            self.checker.fault(Kind::Form, &Value::Null, reason);
        }
        if let Value::Object(object) = value {
            self.values.extend(object);
        }
    }

    fn fits_one(&mut self, body: &Body, value: &Value) -> bool {
        let fits = body.one_of.values().find_map(|form| {
            let mut trial = Checker::new(&self.served.platform);
            trial.value(&form.ty, form, value);
            trial.faults.is_empty().then_some(trial.unknown)
        });
        let found = fits.is_some();
        self.checker.unknown.extend(fits.unwrap_or_default());
        found
    }

    fn form(&mut self, body: &Body, kind: &str, received: &Received) {
        let content = String::from_utf8_lossy(&received.body);
        if !is(kind, "application/x-www-form-urlencoded") {
            let reason = "the body is not sent as a form";
            return self.checker.fault(Kind::Form, &json!(kind), reason);
        }
        let pairs = text::pairs(&content);
        self.fields(body, &pairs);
    }

    fn fields(&mut self, body: &Body, given: &[(String, String)]) {
        for (name, field) in body.fields.iter().filter(|(_, field)| field.ty != Type::File) {
            let mine = given.iter().filter(|(n, _)| n == name);
            let texts: Vec<&str> = mine.map(|(_, text)| text.as_str()).collect();
            self.texts(name, field, &texts);
        }
        let names = given.iter().map(|(name, _)| name);
        let unknown = names.filter(|name| !body.fields.contains_key(*name));
        self.checker.unknown.extend(unknown.cloned());
    }

    fn multipart(&mut self, body: &Body, kind: &str, received: &Received) {
        let Some(parts) = multipart::parse(kind, &received.body) else {
            let reason = "the body is no multipart form";
            return self.checker.fault(Kind::Form, &json!(kind), reason);
        };
        let (files, plain): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.filename.is_some());
        let text = |part: &Part| String::from_utf8_lossy(&part.body).into_owned();
        let pairs: Vec<_> = plain.iter().map(|part| (part.name.clone(), text(part))).collect();
        self.fields(body, &pairs);
        for (name, field) in body.fields.iter().filter(|(_, field)| field.ty == Type::File) {
            let file = files.iter().find(|file| file.name == *name);
            if file.is_none() && field.required {
                let missing = |checker: &mut Checker<'_>| {
                    checker.fault(Kind::Missing, &Value::Null, "is required, as a file");
                };
                self.checker.within(name, missing);
            }
            self.file = self.file.take().or_else(|| file.cloned());
        }
        self.size(body);
    }

    /// The declared size of a file against its limit and against the file.
    fn size(&mut self, body: &Body) {
        let declared = self.values.get(SIZE).cloned();
        let (Some(declared), Some(file)) = (declared, &self.file) else {
            return;
        };
        let Some(field) = body.fields.get(SIZE).filter(|field| field.ty == Type::Integer) else {
            return;
        };
        let most = field.maximum.as_ref().and_then(serde_json::Number::as_i64);
        let length = i64::try_from(file.body.len()).unwrap_or(i64::MAX);
        let size = declared.as_i64().unwrap_or_default();
        let fault = if most.is_some_and(|most| size > most) {
            self.checker.faults.retain(|fault| fault.at != SIZE);
            Some((Kind::TooLarge, "is beyond the limit of one call"))
        } else {
            (size != length).then_some((Kind::Size, "is not the size of the file"))
        };
        if let Some((kind, reason)) = fault {
            self.checker.fault_of_file(SIZE, kind, &declared, reason);
        }
    }
}

/// Whether a content type is of that kind, whatever its parameters.
fn is(content_type: &str, kind: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(kind)
}
