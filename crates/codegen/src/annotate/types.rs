//! Types of one module: wire types become Rust types, and inline records and enumerations get
//! names and become items of the module.

use super::docs;
use super::shared::Shared;
use crate::model::{Check, Constant, Enum, Field, Item, Location, Record, Type, Variant};
use crate::names::{self, Scope};
use larkspur_spec::model as spec;

/// Whether values are read from replies, sent in requests, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Direction {
    pub(super) read: bool,
    pub(super) sent: bool,
}

pub(super) const READ: Direction = Direction { read: true, sent: false };
pub(super) const SENT: Direction = Direction { read: false, sent: true };

/// The items of one generated file in the making.
pub(super) struct Module<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) scope: Scope,
    pub(super) items: Vec<Item>,
    /// Inline records and enumerations by what they are, so that equal ones become one.
    known: Vec<(&'a spec::Field, Direction, String)>,
    /// Whether this is the module of the shared types itself.
    is_shared: bool,
}

/// Where a type is used: what its inline records are called after, and which shared type holds
/// the field.
#[derive(Clone, Copy)]
pub(super) struct Use<'u> {
    pub(super) wire: &'u str,
    pub(super) parent: &'u str,
    pub(super) owner: Option<&'u str>,
    pub(super) direction: Direction,
    pub(super) in_list: bool,
}

impl<'a> Module<'a> {
    pub(super) fn new(shared: &'a Shared<'a>, scope: Scope, is_shared: bool) -> Self {
        Self { shared, scope, items: Vec::new(), known: Vec::new(), is_shared }
    }

    /// The type of a field, with inline items added to the module.
    pub(super) fn ty(&mut self, field: &'a spec::Field, ty: &'a spec::Type, used: Use<'_>) -> Type {
        let quoted = field.wire == Some(spec::Wire::String);
        match ty {
            spec::Type::String | spec::Type::Integer if !field.values.is_empty() => {
                let digit = *ty == spec::Type::Integer && !quoted;
                Type::Enum {
                    name: self.enumeration(field, digit, used),
                    shared: self.is_shared,
                    digit,
                }
            }
            spec::Type::String => Type::Text,
            spec::Type::Integer => Type::Integer { quoted },
            spec::Type::Number => Type::Float { quoted },
            spec::Type::Boolean => Type::Flag { quoted },
            spec::Type::Timestamp => Type::Time {
                millis: field.unit == Some(spec::Unit::Milliseconds),
                quoted,
                none: none_of(field),
            },
            spec::Type::Any => Type::Json,
            spec::Type::File => Type::File,
            spec::Type::Object if field.fields.is_empty() => Type::Json,
            spec::Type::Object => Type::Record {
                name: self.record(field, used),
                shared: self.is_shared,
                sent_only: !used.direction.read,
                boxed: false,
            },
            spec::Type::Named(name) => self.named(name, used),
            spec::Type::List(item) => {
                let used = Use { in_list: true, ..used };
                Type::List(Box::new(self.ty(field, item, used)))
            }
            spec::Type::Map(value) => {
                let used = Use { in_list: true, ..used };
                Type::Map(Box::new(self.ty(field, value, used)))
            }
        }
    }

    fn named(&mut self, name: &str, used: Use<'_>) -> Type {
        let Some(shared) = self.shared.get(name) else {
            // The lints refuse unknown names; should one slip through, nothing is lost.
            return Type::Json;
        };
        match &shared.field.ty {
            spec::Type::Object => {
                let owner = used.owner.filter(|_| !used.in_list);
                let holds_itself = owner.is_some_and(|owner| self.shared.contains(name, owner));
                boxed_if(holds_itself, self.shared_type(name))
            }
            _ if !shared.field.values.is_empty() => self.shared_type(name),
            ty => {
                let field = shared.field;
                self.ty(field, ty, used)
            }
        }
    }

    /// The type that stands for a shared type, outside of any record.
    pub(super) fn shared_type(&self, name: &str) -> Type {
        match self.shared.get(name) {
            Some(shared) if shared.field.ty == spec::Type::Object => Type::Record {
                name: shared.rust.clone(),
                shared: true,
                sent_only: !shared.read,
                boxed: false,
            },
            Some(shared) if !shared.field.values.is_empty() => Type::Enum {
                name: shared.rust.clone(),
                shared: true,
                digit: shared.field.ty == spec::Type::Integer
                    && shared.field.wire != Some(spec::Wire::String),
            },
            _ => Type::Json,
        }
    }

    fn item_name(&mut self, field: &spec::Field, used: Use<'_>) -> String {
        let wanted = match (&field.record, used.in_list) {
            (Some(name), _) => name.clone(),
            (None, true) => names::singular_camel(used.wire),
            (None, false) => names::camel(used.wire),
        };
        let longer = format!("{}{wanted}", used.parent);
        self.scope.ty(&wanted, &longer)
    }

    fn known(&self, field: &spec::Field, direction: Direction) -> Option<String> {
        let same = |(other, of, _): &&(&spec::Field, Direction, String)| {
            *of == direction && same_shape(other, field)
        };
        self.known.iter().find(same).map(|(_, _, name)| name.clone())
    }

    fn enumeration(&mut self, field: &'a spec::Field, digit: bool, used: Use<'_>) -> String {
        // Enumerations are read and written alike, so direction does not part them.
        let both = Direction { read: true, sent: true };
        if let Some(name) = self.known(field, both) {
            return name;
        }
        let name = self.item_name(field, used);
        self.known.push((field, both, name.clone()));
        let item = enumeration(field, name.clone(), digit);
        self.items.push(Item::Enum(item));
        name
    }

    fn record(&mut self, field: &'a spec::Field, used: Use<'_>) -> String {
        if let Some(name) = self.known(field, used.direction) {
            return name;
        }
        let name = self.item_name(field, used);
        self.known.push((field, used.direction, name.clone()));
        let docs = docs::paragraphs(field.doc.as_deref());
        self.push_record(name.clone(), docs, &field.fields, used.owner, used.direction);
        name
    }

    /// Adds a record of these fields under a name that is already claimed.
    pub(super) fn push_record(
        &mut self,
        name: String,
        docs: Vec<String>,
        fields: &'a spec::Map<spec::Field>,
        owner: Option<&str>,
        direction: Direction,
    ) {
        // The place is kept so that a record stands before the records it holds.
        let place = self.items.len();
        self.items.push(Item::Enum(Enum::placeholder()));
        let mut scope = Scope::default();
        let mut record = Record {
            name: name.clone(),
            docs,
            read: direction.read,
            sent: direction.sent,
            fields: Vec::new(),
            constants: Vec::new(),
            steering: None,
        };
        for (wire, field) in fields {
            if let Some(value) = fixed(field, direction) {
                let constant = Constant { location: Location::Body, wire: wire.clone(), value };
                record.constants.push(constant);
                continue;
            }
            let used = Use { wire, parent: &name, owner, direction, in_list: false };
            let ty = self.ty(field, &field.ty, used);
            let required = field.required && direction.sent && field.enforces("required");
            record.fields.push(self.field(wire, field, ty, direction, &mut scope, required));
        }
        self.items[place] = Item::Record(Box::new(record));
    }

    pub(super) fn field(
        &self,
        wire: &str,
        field: &spec::Field,
        ty: Type,
        direction: Direction,
        scope: &mut Scope,
        required: bool,
    ) -> Field {
        let wanted = field.rust.clone().unwrap_or_else(|| names::snake(wire));
        let defaults = !direction.sent && (is_collection(&ty) || field.always && has_default(&ty));
        let mut checks = if direction.sent { self.checks(field, &ty) } else { Vec::new() };
        if required {
            checks.insert(0, Check::Required);
        }
        Field {
            name: scope.value(&wanted),
            wire: wire.to_owned(),
            docs: docs::field(field, direction.sent),
            optional: !defaults,
            deprecated: field.deprecated.clone(),
            checks,
            ty,
        }
    }

    fn checks(&self, field: &spec::Field, ty: &Type) -> Vec<Check> {
        let mut checks = Vec::new();
        match ty {
            Type::Text => checks.extend(length(field)),
            Type::Integer { .. } => checks.extend(range(field)),
            Type::Float { .. } => {
                checks.push(Check::Finite);
                checks.extend(float_range(field));
            }
            Type::List(_) | Type::Map(_) => checks.extend(size(field)),
            _ => {}
        }
        if holds_record(ty) {
            checks.push(Check::Record);
        }
        checks
    }
}

impl Enum {
    fn placeholder() -> Self {
        Enum {
            name: String::new(),
            docs: Vec::new(),
            variants: Vec::new(),
            other: String::new(),
            digit: false,
        }
    }
}

/// An open enumeration of the known values of a field.
pub(super) fn enumeration(field: &spec::Field, name: String, digit: bool) -> Enum {
    let mut scope = Scope::with(["Self"]);
    let other = scope.ty("Other", "Other");
    let variants = field.values.iter().map(|(wire, value)| {
        let derived = match wire.parse::<f64>() {
            Ok(_) => format!("Value{}", names::camel(&wire.replace('-', "Minus")))
                .replace("ValueN", "Value"),
            Err(_) => names::camel(wire),
        };
        let wanted = value.rust.clone().unwrap_or(derived);
        Variant {
            name: scope.ty(&wanted, &format!("{wanted}Value")),
            wire: wire.clone(),
            docs: docs::variant(wire, value),
        }
    });
    let variants = variants.collect();
    Enum { docs: docs::paragraphs(field.doc.as_deref()), name, variants, other, digit }
}

/// The value a request always sends for this field.
pub(super) fn fixed(field: &spec::Field, direction: Direction) -> Option<serde_json::Value> {
    if direction.sent && !direction.read { field.fixed.clone() } else { None }
}

fn same_shape(a: &spec::Field, b: &spec::Field) -> bool {
    a.ty.innermost() == b.ty.innermost()
        && a.record == b.record
        && a.wire == b.wire
        && a.fields == b.fields
        && a.values == b.values
        && a.doc == b.doc
}

fn boxed_if(holds_itself: bool, ty: Type) -> Type {
    match ty {
        Type::Record { name, shared, sent_only, .. } => {
            Type::Record { name, shared, sent_only, boxed: holds_itself }
        }
        other => other,
    }
}

fn none_of(field: &spec::Field) -> Option<i64> {
    let value = field.none.as_ref()?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn is_collection(ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::Map(_))
}

fn has_default(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Text
            | Type::Integer { .. }
            | Type::Float { .. }
            | Type::Flag { .. }
            | Type::Time { .. }
    )
}

fn holds_record(ty: &Type) -> bool {
    match ty {
        Type::Record { .. } => true,
        Type::List(inner) | Type::Map(inner) => holds_record(inner),
        _ => false,
    }
}

fn enforced<T>(field: &spec::Field, fact: &str, limit: Option<T>) -> Option<T> {
    limit.filter(|_| field.enforces(fact))
}

fn some<T>(
    low: Option<T>,
    high: Option<T>,
    check: fn(Option<T>, Option<T>) -> Check,
) -> Option<Check> {
    (low.is_some() || high.is_some()).then(|| check(low, high))
}

fn range(field: &spec::Field) -> Option<Check> {
    let low = enforced(field, "minimum", field.minimum.as_ref().and_then(|n| n.as_i64()));
    let high = enforced(field, "maximum", field.maximum.as_ref().and_then(|n| n.as_i64()));
    some(low, high, Check::Range)
}

fn float_range(field: &spec::Field) -> Option<Check> {
    let low = enforced(field, "minimum", field.minimum.as_ref().and_then(|n| n.as_f64()));
    let high = enforced(field, "maximum", field.maximum.as_ref().and_then(|n| n.as_f64()));
    some(low, high, Check::FloatRange)
}

fn length(field: &spec::Field) -> Option<Check> {
    let low = enforced(field, "minLength", field.min_length).map(to_usize);
    let high = enforced(field, "maxLength", field.max_length).map(to_usize);
    some(low, high, Check::Length)
}

fn size(field: &spec::Field) -> Option<Check> {
    let low = enforced(field, "minItems", field.min_items).map(to_usize);
    let high = enforced(field, "maxItems", field.max_items).map(to_usize);
    some(low, high, Check::Size)
}

fn to_usize(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
