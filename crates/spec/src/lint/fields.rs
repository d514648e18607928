//! Fields: that what is said beside a type goes with that type.

use super::Lint;
use super::context::{Context, Entry, FieldAt, Report, Side};
use crate::diagnostic::Severity::{Error, Warning};
use crate::index::child;
use crate::model::{Media, Type};
use crate::resolve::Location;

/// The type inside of lists and maps, unless it is another entry's business.
pub(super) fn own_type<'a>(at: &FieldAt<'_, 'a>) -> Option<&'a Type> {
    let ty = at.field.ty.innermost();
    (!at.is_refused()).then_some(ty)
}

impl FieldAt<'_, '_> {
    /// Whether the type was refused before, so that nothing can be said about what goes with it.
    fn is_refused(&self) -> bool {
        is_refused(&self.field.ty)
    }
}

fn is_refused(ty: &Type) -> bool {
    matches!(ty.innermost(), Type::Named(name) if name == crate::shape::REFUSED_TYPE)
}

/// A type as a message names it.
pub(super) fn name(ty: &Type) -> String {
    match ty {
        Type::Named(name) => name.clone(),
        Type::List(item) => format!("[{}]", name(item)),
        Type::Map(value) => format!("{{ map: {} }}", name(value)),
        word => word.to_value().as_str().unwrap_or_default().to_owned(),
    }
}

pub(super) static FIELDS_MISPLACED: Lint = Lint {
    id: "fields-misplaced",
    severity: Error,
    doc: "`fields` on something that is no object, or an object without fields.",
    check: fields_misplaced,
};

fn fields_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for entry in context.entries() {
        if is_refused(entry.ty) {
            continue;
        }
        let is_object = *entry.ty.innermost() == Type::Object;
        if !is_object && !entry.fields.is_empty() {
            report.key(
                entry.file,
                child(&entry.pointer, "fields"),
                format!("a value of type `{}` has no `fields` of its own", name(entry.ty)),
                "make the type `object` or `[object]`, or move the fields to the shared type",
            );
        }
        // A whole body or reply may well be without fields; a list of such objects may not.
        if is_object
            && entry.fields.is_empty()
            && (entry.field.is_some() || *entry.ty != Type::Object)
        {
            report.value(
                entry.file,
                child(&entry.pointer, "type"),
                "an object needs `fields`",
                "add `fields`; use `any` for a value of unknown form, `{ map: any }` for free keys",
            );
        }
    }
}

pub(super) static ENUM_MISPLACED: Lint = Lint {
    id: "enum-misplaced",
    severity: Error,
    doc: "An `enum` on a value that is neither text nor a whole number.",
    check: enum_misplaced,
};

fn enum_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let Some(ty) = own_type(&at) else {
            continue;
        };
        if !at.field.values.is_empty() && !matches!(ty, Type::String | Type::Integer) {
            let help = match ty {
                Type::Named(_) => "move the values to the shared type",
                _ => "make the type `string` or `integer`, or take the `enum` away",
            };
            let message = format!("a value of type `{}` cannot have an `enum`", name(ty));
            report.key(at.at.file, at.key("enum"), message, help);
        }
    }
}

pub(super) static ENUM_VALUE: Lint = Lint {
    id: "enum-value",
    severity: Error,
    doc: "A value of an `enum` is empty, or no number where the type is one.",
    check: enum_value,
};

fn enum_value(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let integer = *at.field.ty.innermost() == Type::Integer;
        for (value, about) in &at.field.values {
            let pointer = child(&at.key("enum"), value);
            if value.is_empty() && about.rust.is_none() {
                report.key(
                    at.at.file,
                    &pointer,
                    "the empty value has no name",
                    "give it one with `rust`, or say `none: \"\"` if it stands for no value",
                );
            }
            if integer && value.parse::<i64>().is_err() {
                report.key(
                    at.at.file,
                    &pointer,
                    format!("`{value}` is no whole number, but the type is `integer`"),
                    "write the number, or make the type `string`",
                );
            }
        }
    }
}

pub(super) static TIMESTAMP_UNIT: Lint = Lint {
    id: "timestamp-unit",
    severity: Error,
    doc: "A timestamp without `unit`, or a `unit` on another type.",
    check: timestamp_unit,
};

fn timestamp_unit(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let Some(ty) = own_type(&at) else {
            continue;
        };
        match (ty, at.field.unit) {
            (Type::Timestamp, None) => report.value(
                at.at.file,
                at.key("type"),
                "a timestamp needs its `unit`",
                "add `unit: s` for seconds or `unit: ms` for milliseconds",
            ),
            (Type::Timestamp, Some(_)) | (_, None) => {}
            (ty, Some(_)) => report.key(
                at.at.file,
                at.key("unit"),
                format!("a value of type `{}` has no `unit`", name(ty)),
                "make the type `timestamp`, or delete `unit`",
            ),
        }
    }
}

pub(super) static WIRE_MISPLACED: Lint = Lint {
    id: "wire-misplaced",
    severity: Error,
    doc: "A `wire` form on a value that is neither a number nor a timestamp.",
    check: wire_misplaced,
};

fn wire_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let Some(ty) = own_type(&at) else {
            continue;
        };
        if at.field.wire.is_some() && !is_numeric(ty) && *ty != Type::Timestamp {
            report.key(
                at.at.file,
                at.key("wire"),
                format!("a value of type `{}` has no `wire` form", name(ty)),
                "only `integer`, `number` and `timestamp` have one: delete it or mend the type",
            );
        }
    }
}

/// Whether a type is a number.
pub(super) fn is_numeric(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Number)
}

pub(super) static FILE_MISPLACED: Lint = Lint {
    id: "file-misplaced",
    severity: Error,
    doc: "A file that is no part of a multipart body.",
    check: file_misplaced,
};

fn file_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for entry in context.entries() {
        if *entry.ty.innermost() != Type::File || may_be_file(entry) {
            continue;
        }
        report.value(
            entry.file,
            child(&entry.pointer, "type"),
            "a file can only be a part of a multipart body",
            "set `media: multipart` in `body` and put the file directly in its `fields`",
        );
    }
}

fn may_be_file(entry: &Entry<'_>) -> bool {
    entry.field.is_some() && entry.depth == 0 && entry.side == Side::Body(Media::Multipart)
}

pub(super) static REQUIRED_MISPLACED: Lint = Lint {
    id: "required-misplaced",
    severity: Warning,
    doc: "`required` in a reply or `always` in a request, where they mean nothing.",
    check: required_misplaced,
};

fn required_misplaced(context: &Context<'_>, report: &mut Report<'_>) {
    for at in context.fields() {
        let side = at.at.side;
        if at.field.required && side == Side::Reply {
            report.key(
                at.at.file,
                at.key("required"),
                "`required` is about requests, and this is a reply",
                "write `always: true` if the reply always carries it, or delete it",
            );
        }
        if at.field.always && matches!(side, Side::Parameter(_) | Side::Body(_)) {
            report.key(
                at.at.file,
                at.key("always"),
                "`always` is about replies, and this is a request",
                "write `required: true` if it must be sent, or delete it",
            );
        }
        if side == Side::Parameter(Location::Path) && !at.field.required {
            report.key(
                at.at.file,
                &at.at.pointer,
                "a path parameter cannot be left out",
                "add `required: true`",
            );
        }
    }
}
