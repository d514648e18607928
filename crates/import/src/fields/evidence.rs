//! What the examples show at one place of the tree.

use crate::type_name::TypeName;
use larkspur_spec::model::Type;
use serde_json::Value;

/// As many values of one place as are looked at.
const MOST: usize = 64;

/// Lists in lists are followed this deep.
const DEEPEST: usize = 4;

/// The values that the examples have at one place.
pub(super) struct Evidence<'a> {
    values: Vec<&'a Value>,
}

impl<'a> Evidence<'a> {
    /// The evidence of whole examples.
    pub(super) fn of(examples: &'a [Value]) -> Self {
        Self { values: examples.iter().take(MOST).collect() }
    }

    /// The evidence of the example beside a field.
    pub(super) fn one(example: Option<&'a Value>) -> Self {
        Self { values: example.into_iter().collect() }
    }

    /// What lies under a key.
    pub(super) fn under(&self, key: &str) -> Self {
        let values = self.values.iter().filter_map(|value| value.get(key));
        Self { values: values.filter(|value| !value.is_null()).take(MOST).collect() }
    }

    /// What lies inside the lists and maps of a type.
    pub(super) fn inside(&self, ty: &Type) -> Self {
        match ty {
            Type::List(inner) => self.items().inside(inner),
            Type::Map(inner) => self.entries().inside(inner),
            _ => Self { values: self.values.clone() },
        }
    }

    /// The items of the lists among them.
    pub(super) fn items(&self) -> Self {
        let items = self.values.iter().filter_map(|value| value.as_array()).flatten();
        Self { values: items.take(MOST).collect() }
    }

    /// The values of the maps among them.
    pub(super) fn entries(&self) -> Self {
        let maps = self.values.iter().filter_map(|value| value.as_object());
        Self { values: maps.flat_map(serde_json::Map::values).take(MOST).collect() }
    }

    /// Whether all of them are lists; false without any.
    pub(super) fn is_lists(&self) -> bool {
        self.all(Value::is_array)
    }

    /// Whether all of them are single values.
    pub(super) fn is_single(&self) -> bool {
        self.all(|value| !value.is_array() && !value.is_object())
    }

    /// Whether they are maps of records: none of their own keys is a name of the table, but those of
    /// their values are.
    pub(super) fn is_map_of_records(&self, names: &[&str]) -> bool {
        !self.is_record(names) && self.entries().is_record(names)
    }

    /// Whether they have names of the table as keys.
    pub(super) fn is_record(&self, names: &[&str]) -> bool {
        self.values.iter().any(|value| names.iter().any(|name| value.get(name).is_some()))
    }

    fn all(&self, is: fn(&Value) -> bool) -> bool {
        !self.values.is_empty() && self.values.iter().all(|value| is(value))
    }

    /// The type of the values, where they agree and show one.
    pub(super) fn type_name(&self) -> Option<TypeName> {
        self.type_within(DEEPEST)
    }

    fn type_within(&self, depth: usize) -> Option<TypeName> {
        match () {
            () if self.all(Value::is_string) => Some(TypeName::String),
            () if self.all(Value::is_boolean) => Some(TypeName::Boolean),
            () if self.all(Value::is_i64) => Some(TypeName::Integer),
            () if self.all(Value::is_number) => Some(TypeName::Number),
            () if self.all(Value::is_object) => Some(TypeName::Record(None)),
            () if self.is_lists() => {
                let item = self.items().type_within(depth.checked_sub(1)?);
                Some(TypeName::List(Box::new(item.unwrap_or(TypeName::Nothing))))
            }
            () => None,
        }
    }
}
