//! Holds values against the spec, as strictly as a platform that knows its own tables.
//!
//! Every fault is found, not only the first: the code answered is that of the first one, and
//! platforms that list field violations get them all. Unknown fields are no fault, because no
//! platform refuses them, but they are noted: a client that sends one has a wrong name.

use crate::catalogue::definition;
use crate::faults::{Fault, Kind};
use larkspur_spec::model::{Field, Map, Type, Unit, Wire};
use larkspur_spec::tree::PlatformTree;
use serde_json::{Map as Object, Number, Value, json};

/// What has been found so far.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    platform: &'a PlatformTree,
    pub(crate) faults: Vec<Fault>,
    pub(crate) unknown: Vec<String>,
    at: Vec<String>,
    types: Vec<String>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(platform: &'a PlatformTree) -> Checker<'a> {
        Checker {
            platform,
            faults: Vec::new(),
            unknown: Vec::new(),
            at: Vec::new(),
            types: Vec::new(),
        }
    }

    pub(crate) fn fault(&mut self, kind: Kind, value: &Value, reason: impl Into<String>) {
        self.faults.push(Fault {
            kind,
            at: self.at.join("."),
            types: self.types.clone(),
            value: value.clone(),
            reason: reason.into(),
        });
    }

    /// A fault of a parameter that describes the file of the call.
    pub(crate) fn fault_of_file(&mut self, name: &str, kind: Kind, value: &Value, reason: &str) {
        self.types.push("file".to_owned());
        self.within(name, |checker| checker.fault(kind, value, reason));
        self.types.pop();
    }

    /// Does something at a place one step down.
    pub(crate) fn within<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.at.push(name.to_owned());
        let result = work(self);
        self.at.pop();
        result
    }

    /// An object against its fields.
    pub(crate) fn object(&mut self, fields: &Map<Field>, object: &Object<String, Value>) {
        for (name, field) in fields {
            self.within(name, |checker| match object.get(name) {
                Some(value) => checker.value(&field.ty, field, value),
                None if field.required => {
                    checker.fault(Kind::Missing, &Value::Null, "is required");
                }
                None => {}
            });
        }
        for name in object.keys().filter(|name| !fields.contains_key(*name)) {
            self.within(name, |checker| checker.unknown.push(checker.at.join(".")));
        }
    }

    /// A JSON value against its type and limits.
    pub(crate) fn value(&mut self, ty: &Type, field: &Field, value: &Value) {
        if field.fixed.as_ref().is_some_and(|fixed| fixed != value) {
            return self.fault(Kind::Invalid, value, "is not the only value allowed");
        }
        match (ty, value) {
            (Type::Named(name), _) => self.named(name, field, value),
            (Type::List(item), Value::Array(list)) => self.list(item, field, list),
            (Type::Map(item), Value::Object(map)) => {
                for (name, value) in map {
                    self.within(name, |checker| checker.value(item, field, value));
                }
            }
            (Type::Object, Value::Object(object)) => self.object(&field.fields, object),
            (Type::Any, _) => {}
            (Type::String, Value::String(text)) => self.text(field, text, value),
            (Type::Boolean, Value::Bool(_)) => {}
            (Type::Integer | Type::Number | Type::Timestamp, _) => self.number(ty, field, value),
            _ => self.fault(Kind::Form, value, format!("must be {}", word(ty))),
        }
    }

    fn named(&mut self, name: &str, field: &Field, value: &Value) {
        let platform = self.platform;
        let ty = Type::Named(name.to_owned());
        let shared = definition(platform, &ty, field);
        if matches!(shared.ty, Type::Named(_)) {
            return;
        }
        self.types.push(name.to_owned());
        self.value(&shared.ty, shared, value);
        self.types.pop();
    }

    fn list(&mut self, item: &Type, field: &Field, list: &[Value]) {
        let count = u64::try_from(list.len()).unwrap_or(u64::MAX);
        let shown = json!(count);
        if limit(field, "maxItems", field.max_items).is_some_and(|most| count > most) {
            self.fault(Kind::TooMany, &shown, "has too many entries");
        }
        if limit(field, "minItems", field.min_items).is_some_and(|least| count < least) {
            self.fault(Kind::Missing, &shown, "has too few entries");
        }
        for (at, value) in list.iter().enumerate() {
            self.within(&at.to_string(), |checker| checker.value(item, field, value));
        }
    }

    fn text(&mut self, field: &Field, text: &str, value: &Value) {
        let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        if limit(field, "minLength", field.min_length).is_some_and(|least| count < least) {
            self.fault(Kind::Invalid, value, "is too short");
        }
        if limit(field, "maxLength", field.max_length).is_some_and(|most| count > most) {
            self.fault(Kind::Invalid, value, "is too long");
        }
        self.known(field, text, value);
    }

    fn known(&mut self, field: &Field, text: &str, value: &Value) {
        if !field.values.is_empty() && !field.values.contains_key(text) {
            self.fault(Kind::Invalid, value, "is none of the values allowed");
        }
    }

    fn number(&mut self, ty: &Type, field: &Field, value: &Value) {
        let number = match (field.wire, value) {
            (Some(Wire::String), Value::String(text)) => parse(ty, text),
            (None | Some(Wire::Number), Value::Number(number)) => whole(ty, number),
            _ => None,
        };
        match number {
            Some(number) => self.limits(ty, field, &number, value),
            None => {
                let form = match field.wire {
                    Some(Wire::String) => " written as text",
                    _ => "",
                };
                self.fault(Kind::Form, value, format!("must be {}{form}", word(ty)));
            }
        }
    }

    fn limits(&mut self, ty: &Type, field: &Field, number: &Number, value: &Value) {
        let least = limit(field, "minimum", field.minimum.as_ref());
        if least.is_some_and(|least| below(number, least)) {
            self.fault(Kind::Invalid, value, "is too small");
        }
        let most = limit(field, "maximum", field.maximum.as_ref());
        if most.is_some_and(|most| below(most, number)) {
            self.fault(Kind::Invalid, value, "is too large");
        }
        self.known(field, &number.to_string(), value);
        let instant = number.as_i64().filter(|_| *ty == Type::Timestamp);
        if instant.is_some_and(|instant| !fits_unit(instant, field.unit)) {
            self.fault(Kind::Invalid, value, "is an instant in another unit");
        }
    }

    /// Text that came in a path, query, header, form or multipart field, as the value it stands
    /// for. Those places know nothing but text, so numbers are digits whatever their wire form.
    pub(crate) fn written(&mut self, ty: &Type, field: &Field, text: &str) -> Value {
        let shared = definition(self.platform, ty, field);
        let ty = match ty {
            Type::Named(_) => &shared.ty,
            Type::List(item) => item,
            other => other,
        };
        let read = match ty {
            Type::Integer | Type::Number | Type::Timestamp => {
                parse(ty, text).map(|number| (json!(number), Wire::Number))
            }
            Type::Boolean => text.parse::<bool>().ok().map(|flag| (json!(flag), Wire::Number)),
            _ => Some((json!(text), Wire::String)),
        };
        let Some((value, wire)) = read else {
            let value = json!(text);
            self.fault(Kind::Form, &value, format!("must be {}", word(ty)));
            return value;
        };
        let mut plain = shared.clone();
        plain.wire = (wire == Wire::Number).then_some(Wire::Number);
        match ty {
            Type::Object | Type::Map(_) | Type::Any => {}
            ty => self.value(ty, &plain, &value),
        }
        value
    }
}

/// A limit that binds: those that only come from an example or an SDK inform.
fn limit<T>(field: &Field, fact: &str, value: Option<T>) -> Option<T> {
    value.filter(|_| field.enforces(fact))
}

fn word(ty: &Type) -> &'static str {
    match ty {
        Type::String => "text",
        Type::Integer => "a whole number",
        Type::Number => "a number",
        Type::Boolean => "true or false",
        Type::Timestamp => "an instant",
        Type::List(_) => "a list",
        Type::Map(_) | Type::Object => "an object",
        Type::Any | Type::File | Type::Named(_) => "of the declared form",
    }
}

/// A number from its digits, in the one form that every platform reads.
fn parse(ty: &Type, text: &str) -> Option<Number> {
    match ty {
        Type::Number => text.parse::<f64>().ok().and_then(Number::from_f64),
        _ => {
            let number: i64 = text.parse().ok()?;
            (number.to_string() == text).then(|| Number::from(number))
        }
    }
}

fn whole(ty: &Type, number: &Number) -> Option<Number> {
    (*ty == Type::Number || number.is_i64()).then(|| number.clone())
}

fn below(a: &Number, b: &Number) -> bool {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a < b,
        _ => a.as_f64() < b.as_f64(),
    }
}

/// An instant of our days has ten digits in seconds and thirteen in milliseconds: a number of the
/// other length is one in the other unit. Very small ones say nothing.
fn fits_unit(instant: i64, unit: Option<Unit>) -> bool {
    let seconds = 100_000_000..100_000_000_000;
    match unit {
        Some(Unit::Seconds) => instant < seconds.end,
        _ => !seconds.contains(&instant),
    }
}

/// The instant in milliseconds that a checked value stands for.
pub(crate) fn instant(field: &Field, value: &Value) -> Option<i64> {
    let number = match value {
        Value::String(text) => text.parse().ok()?,
        other => other.as_i64()?,
    };
    match field.unit {
        Some(Unit::Seconds) => i64::checked_mul(number, 1000),
        _ => Some(number),
    }
}
