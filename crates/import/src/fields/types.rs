//! Type words as types of the spec.

use super::evidence::Evidence;
use crate::type_name::TypeName;
use larkspur_spec::model::Type;

/// The type of a field without rows under it.
pub(super) fn alone(named: &TypeName) -> Type {
    match named {
        TypeName::String | TypeName::Enum => Type::String,
        TypeName::Integer => Type::Integer,
        TypeName::Number => Type::Number,
        TypeName::Boolean => Type::Boolean,
        TypeName::File => Type::File,
        TypeName::List(item) => Type::List(Box::new(alone(item))),
        TypeName::Map(value) => Type::Map(Box::new(alone(value))),
        // A record of unknown fields is a value of unknown form.
        TypeName::Any | TypeName::Record(_) | TypeName::Nothing | TypeName::Unreadable => Type::Any,
    }
}

/// The type of a field with rows of these names under it.
pub(super) fn holding_rows(named: &TypeName, names: &[&str], evidence: &Evidence<'_>) -> Type {
    match named {
        TypeName::List(item) => Type::List(Box::new(holding_rows(item, names, &evidence.items()))),
        // The rows under a map are its keys, unless the example shows them one deeper.
        TypeName::Map(value) => {
            let tells_keys =
                matches!(**value, TypeName::Nothing | TypeName::Any | TypeName::String);
            if evidence.is_map_of_records(names) || !(tells_keys || evidence.is_record(names)) {
                Type::Map(Box::new(holding_rows(value, names, &evidence.entries())))
            } else {
                Type::Object
            }
        }
        TypeName::Record(_) | TypeName::Enum => Type::Object,
        TypeName::Nothing | TypeName::Any | TypeName::Unreadable if evidence.is_lists() => {
            Type::List(Box::new(Type::Object))
        }
        TypeName::Nothing | TypeName::Any | TypeName::Unreadable => Type::Object,
        // A type that holds no rows: the example decides who is wrong.
        scalar if evidence.is_single() => alone(scalar),
        _ if evidence.is_lists() => Type::List(Box::new(Type::Object)),
        _ => Type::Object,
    }
}

/// A type with what the page left open filled in by what the examples show; `None` where nothing is
/// open, or the examples do not tell.
pub(super) fn filled(named: &TypeName, evidence: &Evidence<'_>) -> Option<TypeName> {
    match named {
        TypeName::Nothing | TypeName::Unreadable => evidence.type_name(),
        TypeName::List(item) => {
            filled(item, &evidence.items()).map(|item| TypeName::List(Box::new(item)))
        }
        TypeName::Map(value) => {
            filled(value, &evidence.entries()).map(|value| TypeName::Map(Box::new(value)))
        }
        _ => None,
    }
}
