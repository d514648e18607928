//! Whether a value is what a field says: for defaults, constants and examples.
//!
//! Examples become tests of the client and answers of the mock platform, and a default that the
//! platform itself would refuse is a slip in the spec. So values are held against the types and
//! limits beside them. How strictly depends on where the value stands: a parameter travels as
//! text anyway, while the wire form of a number in JSON is a fact worth checking.

use crate::index::child;
use crate::model::{Field, Map, Type, Wire};
use crate::suggest;
use crate::tree::PlatformTree;
use serde_json::Value;

/// How a value is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Numbers may stand as text of digits and the other way round.
    either_wire: bool,
    /// Limits and known values bind.
    limits: bool,
    /// Null stands for anything.
    nulls: bool,
}

/// A `default`, `const` or `example` of a field, or the value of a parameter.
pub(crate) const FACT: Reading = Reading { either_wire: true, limits: true, nulls: false };

/// A request body.
pub(crate) const REQUEST: Reading = Reading { either_wire: false, limits: true, nulls: true };

/// A reply.
pub(crate) const REPLY: Reading = Reading { either_wire: false, limits: false, nulls: true };

/// A part of a value that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Where in the file.
    pub(crate) pointer: String,
    /// Whether the key is meant rather than its value.
    pub(crate) at_key: bool,
    /// What is wrong.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) help: String,
}

/// Holds values against fields.
pub(crate) struct Checker<'a> {
    platform: &'a PlatformTree,
    reading: Reading,
    misfits: Vec<Misfit>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(platform: &'a PlatformTree, reading: Reading) -> Self {
        Self { platform, reading, misfits: Vec::new() }
    }

    /// Everything that did not fit.
    pub(crate) fn finish(self) -> Vec<Misfit> {
        self.misfits
    }

    /// Adds something that was found otherwise.
    pub(crate) fn add(&mut self, misfit: Misfit) {
        self.misfits.push(misfit);
    }

    /// Holds a value against a field.
    pub(crate) fn field(&mut self, field: &Field, value: &Value, pointer: &str) {
        self.value(&field.ty, field, value, pointer);
        if let Value::Array(items) = value {
            self.item_count(field, items.len(), pointer);
        }
        if let (Some(fixed), true) = (&field.fixed, self.reading.limits)
            && fixed != value
            && text(fixed) != text(value)
        {
            let message = format!("`const` is {fixed}, so this value cannot be sent");
            self.misfit(pointer, message, format!("write {fixed}"));
        }
    }

    /// Holds an object against the fields of a record.
    pub(crate) fn record(&mut self, fields: &Map<Field>, value: &Value, pointer: &str) {
        let Value::Object(map) = value else {
            return self.wrong_type("a map of fields", value, pointer);
        };
        for (name, value) in map {
            let inner = child(pointer, name);
            match fields.get(name) {
                Some(field) => self.field(field, value, &inner),
                None => self.unknown_key(name, fields, inner),
            }
        }
    }

    /// Holds a value against a type; `field` is the entry that says it.
    pub(crate) fn value(&mut self, ty: &Type, field: &Field, value: &Value, pointer: &str) {
        if value.is_null() && self.reading.nulls {
            return;
        }
        match ty {
            Type::Any | Type::File => {}
            Type::Named(name) => {
                let shared = self.platform.types.get(name);
                if let Some(found) = shared.and_then(|s| self.platform.described(&s.field)) {
                    self.field(found, value, pointer);
                }
            }
            Type::List(item) => match value {
                Value::Array(items) => {
                    for (at, value) in items.iter().enumerate() {
                        self.value(item, field, value, &child(pointer, &at.to_string()));
                    }
                }
                _ => self.wrong_type("a list", value, pointer),
            },
            Type::Map(inner) => match value {
                Value::Object(map) => {
                    for (name, value) in map {
                        self.value(inner, field, value, &child(pointer, name));
                    }
                }
                _ => self.wrong_type("a map", value, pointer),
            },
            Type::Object => self.record(&field.fields, value, pointer),
            scalar => self.scalar(scalar, field, value, pointer),
        }
    }

    fn scalar(&mut self, ty: &Type, field: &Field, value: &Value, pointer: &str) {
        // The value that means "none" is often one that the type could not have.
        if field.none.as_ref() == Some(value) {
            return;
        }
        match ty {
            Type::String => match value {
                Value::String(text) => self.text(field, text, pointer),
                _ => self.wrong_type("text", value, pointer),
            },
            Type::Boolean if value.is_boolean() => {}
            Type::Boolean => self.wrong_type("`true` or `false`", value, pointer),
            _ => self.number(ty, field, value, pointer),
        }
    }

    fn text(&mut self, field: &Field, text: &str, pointer: &str) {
        if !self.reading.limits {
            return;
        }
        let length = text.chars().count() as u64;
        if let Some(least) = field.min_length.filter(|least| length < *least) {
            let message = format!("{length} characters are fewer than `minLength` {least}");
            self.misfit(pointer, message, "lengthen the value or mend the limit");
        }
        if let Some(most) = field.max_length.filter(|most| length > *most) {
            let message = format!("{length} characters are more than `maxLength` {most}");
            self.misfit(pointer, message, "shorten the value or mend the limit");
        }
        self.known(field, text, pointer);
    }

    fn number(&mut self, ty: &Type, field: &Field, value: &Value, pointer: &str) {
        let whole = *ty != Type::Number;
        let as_text = field.wire == Some(Wire::String);
        let fits = match value {
            Value::Number(_) if as_text && !self.reading.either_wire => {
                return self.wrong_type("a number in quotes (`wire: string`)", value, pointer);
            }
            Value::Number(number) => !whole || number.is_i64(),
            Value::String(digits) if as_text || self.reading.either_wire => match whole {
                true => digits.parse::<i64>().is_ok(),
                false => digits.parse::<f64>().is_ok_and(f64::is_finite),
            },
            _ => false,
        };
        if !fits {
            let wanted = match (whole, as_text) {
                (true, false) => "a whole number",
                (true, true) => "a whole number in quotes",
                (false, false) => "a number",
                (false, true) => "a number in quotes",
            };
            return self.wrong_type(wanted, value, pointer);
        }
        if self.reading.limits {
            self.bounds(field, value, pointer);
            self.known(field, &text(value), pointer);
        }
    }

    fn bounds(&mut self, field: &Field, value: &Value, pointer: &str) {
        let number = text(value);
        if let Some(least) = &field.minimum
            && compare(&number, &least.to_string()).is_some_and(|order| order.is_lt())
        {
            let message = format!("{number} is below `minimum` {least}");
            self.misfit(pointer, message, "raise the value or mend the limit");
        }
        if let Some(most) = &field.maximum
            && compare(&number, &most.to_string()).is_some_and(|order| order.is_gt())
        {
            let message = format!("{number} is above `maximum` {most}");
            self.misfit(pointer, message, "lower the value or mend the limit");
        }
    }

    fn known(&mut self, field: &Field, value: &str, pointer: &str) {
        if field.values.is_empty() || field.values.contains_key(value) {
            return;
        }
        let known: Vec<&str> = field.values.keys().map(String::as_str).collect();
        let message = format!("`{value}` is no value of the `enum`");
        self.misfit(pointer, message, suggest::help(value, "its values are", &known));
    }

    fn item_count(&mut self, field: &Field, count: usize, pointer: &str) {
        let count = count as u64;
        if !self.reading.limits {
            return;
        }
        if let Some(least) = field.min_items.filter(|least| count < *least) {
            let message = format!("{count} items are fewer than `minItems` {least}");
            self.misfit(pointer, message, "add items or mend the limit");
        }
        if let Some(most) = field.max_items.filter(|most| count > *most) {
            let message = format!("{count} items are more than `maxItems` {most}");
            self.misfit(pointer, message, "take items out or mend the limit");
        }
    }

    fn unknown_key(&mut self, name: &str, fields: &Map<Field>, pointer: String) {
        let known: Vec<&str> = fields.keys().map(String::as_str).collect();
        self.misfits.push(Misfit {
            pointer,
            at_key: true,
            message: format!("the spec has no field `{name}` here"),
            help: suggest::help(name, "the fields are", &known),
        });
    }

    fn wrong_type(&mut self, wanted: &str, value: &Value, pointer: &str) {
        let found = match value {
            Value::Array(_) | Value::Object(_) => crate::shape::found(value).to_owned(),
            value => value.to_string(),
        };
        let message = format!("the field is {wanted}, found {found}");
        self.misfit(pointer, message, format!("write {wanted}, or mend the field's type"));
    }

    fn misfit(&mut self, pointer: &str, message: String, help: impl Into<String>) {
        self.misfits.push(Misfit {
            pointer: pointer.to_owned(),
            at_key: false,
            message,
            help: help.into(),
        });
    }
}

/// A scalar as text, the same for `5` and `"5"`.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The order of two numbers in decimal digits, exact for whole numbers of 64 bits.
pub(crate) fn compare(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => a.parse::<f64>().ok()?.partial_cmp(&b.parse::<f64>().ok()?),
    }
}
