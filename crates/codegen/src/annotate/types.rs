//! Types of one module: wire types become Rust types, and inline records and enumerations get
//! names and become items of the module.

use super::shared::Shared;
use super::{checks, docs};
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
    /// Inline records and enumerations by what they are, so that equal ones of one name become one.
    known: Vec<Known<'a>>,
    /// Whether this is the module of the shared types itself.
    is_shared: bool,
}

/// An inline record or enumeration that has a name.
struct Known<'a> {
    field: &'a spec::Field,
    direction: Direction,
    /// What it would be called if nothing else had that name.
    wanted: String,
    name: String,
    /// The fields that it stands in.
    wires: Vec<String>,
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

impl Use<'_> {
    /// What the field's own name makes of a type.
    fn name(&self) -> String {
        if self.in_list { names::singular_camel(self.wire) } else { names::camel(self.wire) }
    }

    /// The name a type would have if nothing else had it: the page's, or the field's.
    fn wanted(&self, field: &spec::Field) -> String {
        field.record.clone().unwrap_or_else(|| self.name())
    }
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

    /// Claims a name for a record or an enumeration. Where another type has it, a record of the
    /// reply that looks like one of the request (or the other way round) is called after its
    /// side, and anything else after what holds it.
    fn claim(&mut self, field: &'a spec::Field, wanted: String, used: Use<'_>) -> String {
        let direction = used.direction;
        let other = |known: &Known<'_>| {
            let of = known.direction;
            known.wanted == wanted && of.read != of.sent && of.read != direction.read
        };
        let side = match direction {
            READ if self.known.iter().any(other) => Some(format!("Reply{wanted}")),
            SENT if self.known.iter().any(other) => Some(format!("Request{wanted}")),
            _ => None,
        };
        let below = names::below(used.parent, &wanted);
        // A record may hold one of its own name that looks different.
        let apart = format!("{}{}", used.parent, used.name());
        let name = self.scope.first(&wanted, side.into_iter().chain([below, apart]));
        let wires = vec![used.wire.to_owned()];
        self.known.push(Known { field, direction, wanted, name: name.clone(), wires });
        name
    }

    /// The name of an equal type that is called the same: types that merely look alike stay
    /// apart, since a name says what a value means.
    ///
    /// Where the fields say different things of themselves, the type is told by all of them.
    fn known(&mut self, field: &spec::Field, wanted: &str, used: Use<'_>) -> Option<String> {
        let same = |of: &&mut Known<'_>| {
            of.direction == used.direction && of.wanted == wanted && same_shape(of.field, field)
        };
        let known = self.known.iter_mut().find(same)?;
        if !known.wires.iter().any(|wire| wire == used.wire) {
            known.wires.push(used.wire.to_owned());
        }
        if known.field.doc != field.doc {
            let docs = docs::repeated(&known.wires);
            for item in &mut self.items {
                match item {
                    Item::Record(record) if record.name == known.name => record.docs = docs.clone(),
                    Item::Enum(values) if values.name == known.name => values.docs = docs.clone(),
                    _ => {}
                }
            }
        }
        Some(known.name.clone())
    }

    fn enumeration(&mut self, field: &'a spec::Field, digit: bool, used: Use<'_>) -> String {
        // Enumerations are read and written alike, so direction does not part them.
        let used = Use { direction: Direction { read: true, sent: true }, ..used };
        let wanted = used.wanted(field);
        if let Some(name) = self.known(field, &wanted, used) {
            return name;
        }
        let name = self.claim(field, wanted, used);
        let item = enumeration(field, used.wire, name.clone(), digit);
        self.items.push(Item::Enum(item));
        name
    }

    fn record(&mut self, field: &'a spec::Field, used: Use<'_>) -> String {
        let wanted = used.wanted(field);
        if let Some(name) = self.known(field, &wanted, used) {
            return name;
        }
        let name = self.claim(field, wanted, used);
        let docs = docs::record(field.doc.as_deref(), used.wire, used.in_list);
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
        let mut checks = if direction.sent { checks::checks(field, &ty) } else { Vec::new() };
        if required {
            checks.insert(0, Check::Required);
        }
        Field {
            name: scope.value(&wanted),
            wire: wire.to_owned(),
            docs: docs::field(wire, field, direction.sent),
            optional: !defaults,
            deprecated: field.deprecated.clone(),
            secret: is_secret(field),
            checks,
            ty,
        }
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
pub(super) fn enumeration(field: &spec::Field, wire: &str, name: String, digit: bool) -> Enum {
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
    let docs = docs::enumeration(field.doc.as_deref(), wire);
    Enum { docs, name, variants, other, digit }
}

/// Whether the values of a field are secrets, which nothing prints.
pub(super) fn is_secret(field: &spec::Field) -> bool {
    field.format.as_deref() == Some("password")
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
