//! Values made up from the spec alone: the same ones every time, none of them real.
//!
//! An item's number decides its values, so a data set of any size needs no memory. The numbers
//! are spread over what the spec allows: every enum value comes, values that mean "none" come,
//! values of free form come in every form.

use crate::catalogue::definition;
use larkspur_spec::model::{Field, Origin, Type, Unit, Wire};
use larkspur_spec::tree::PlatformTree;
use serde_json::{Map as Object, Value, json};

/// Recursive types end here.
const DEEPEST: usize = 6;
/// Of so many items one has everything that only SDKs know of.
const FULL: usize = 8;
/// The instant of item 0, in milliseconds.
pub(crate) const EPOCH: i64 = 1_760_000_000_000;

/// Makes values for the item of one number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Synth<'a> {
    pub(crate) platform: &'a PlatformTree,
    pub(crate) number: usize,
    /// Take the spec's own examples where it has some: for replies that are no list.
    pub(crate) examples: bool,
}

impl Synth<'_> {
    /// A record of these fields.
    pub(crate) fn record<'f>(
        &self,
        fields: impl IntoIterator<Item = (&'f String, &'f Field)>,
        depth: usize,
    ) -> Value {
        let fields = fields.into_iter();
        let shown = fields.filter(|(_, field)| self.shows(field, depth));
        let made = shown
            .map(|(name, field)| (name.clone(), self.value(name, &field.ty, field, depth + 1)));
        Value::Object(made.collect::<Object<_, _>>())
    }

    /// Fields that no page names are seldom there.
    fn shows(&self, field: &Field, depth: usize) -> bool {
        let own = field.from.get("type") != Some(&Origin::Sdk);
        own || (self.number.is_multiple_of(FULL) && depth < DEEPEST)
    }

    /// A value of one type; `name` gives text something to say.
    pub(crate) fn value(&self, name: &str, ty: &Type, field: &Field, depth: usize) -> Value {
        if let Some(fixed) = &field.fixed {
            return fixed.clone();
        }
        if let Some(example) = field.example.as_ref().filter(|_| self.examples) {
            return example.clone();
        }
        match ty {
            Type::Named(_) => match definition(self.platform, ty, field) {
                shared if shared.ty == *ty => Value::Null,
                shared => self.value(name, &shared.ty, shared, depth),
            },
            Type::List(_) if depth >= DEEPEST => json!([]),
            Type::List(item) => {
                let one = self.value(name, item, field, depth + 1);
                let next = Synth { number: self.number + 1, ..*self };
                let count = 1 + self.number % 2;
                let list = [one, next.value(name, item, field, depth + 1)];
                list.into_iter().take(count).collect()
            }
            Type::Map(item) => json!({ name: self.value(name, item, field, depth + 1) }),
            Type::Object => self.record(&field.fields, depth),
            Type::Any => self.anything(),
            Type::File | Type::String => json!(self.text(name, field)),
            Type::Boolean => json!(self.number.is_multiple_of(2)),
            Type::Integer | Type::Number | Type::Timestamp => self.number(ty, field),
        }
    }

    fn text(&self, name: &str, field: &Field) -> String {
        if let Some(word) = self.one_of(field) {
            return word;
        }
        let number = self.number;
        match field.format.as_deref() {
            Some("uri") => format!("https://example.com/{name}/{number}"),
            Some("json") => "{}".to_owned(),
            _ if number % 5 == 4 => format!("{name} {number} 示例"),
            _ => format!("{name} {number}"),
        }
    }

    fn one_of(&self, field: &Field) -> Option<String> {
        let count = field.values.len();
        let at = self.number.checked_rem(count)?;
        field.values.get_index(at).map(|(word, _)| word.clone())
    }

    fn number(&self, ty: &Type, field: &Field) -> Value {
        let number = i64::try_from(self.number).unwrap_or(i64::MAX / 4000);
        let none = field.none.as_ref().filter(|_| self.number % 2 == 1);
        let value = match (none, self.one_of(field)) {
            (Some(none), _) => none.clone(),
            (None, Some(word)) => word.parse::<i64>().map_or(Value::Null, Value::from),
            (None, None) => match ty {
                Type::Timestamp => return stamp(field, EPOCH + number * 1000),
                Type::Number => json!(self.number as f64 + 0.5),
                _ => json!(1000 + number),
            },
        };
        wired(field, value)
    }

    fn anything(&self) -> Value {
        match self.number % 6 {
            0 => json!("text"),
            1 => json!(1_000_000 + self.number),
            2 => json!({ "label": "P1", "value": "1" }),
            3 => json!([{ "role": "developer", "owners": null }]),
            4 => json!(true),
            _ => Value::Null,
        }
    }
}

/// An instant as a field writes it.
pub(crate) fn stamp(field: &Field, instant: i64) -> Value {
    let number = match field.unit {
        Some(Unit::Seconds) => instant.div_euclid(1000),
        _ => instant,
    };
    wired(field, json!(number))
}

fn wired(field: &Field, value: Value) -> Value {
    match (field.wire, value) {
        (Some(Wire::String), Value::Number(number)) => json!(number.to_string()),
        (_, value) => value,
    }
}
