//! Fields that follow a structure which another page describes: they name the shared type of that
//! name, where the tree has it, and are a question where it has not.

use crate::fields::Structure;
use crate::page::Doubt;
use larkspur_spec::model::{Field, Map, Operation, Type};
use larkspur_spec::tree::PlatformTree;

/// Names the shared types of the structures in an operation's fields.
pub(super) fn name(
    operation: &mut Operation,
    structures: &[Structure],
    platform: &PlatformTree,
    doubts: &mut Vec<Doubt>,
) {
    for structure in structures {
        if !platform.types.contains_key(&structure.name) {
            doubts.push(unknown(structure));
        } else if let Some(ty) = type_at(operation, &structure.place) {
            *ty = ty.with_innermost(Type::Named(structure.name.clone()));
        }
    }
}

fn unknown(structure: &Structure) -> Doubt {
    Doubt {
        at: structure.at,
        place: structure.place.clone(),
        asks: format!(
            "The page says it follows the structure {0}, which stands on another page: what are its fields? \
             Write the type {0} into a types.yaml and import again",
            structure.name
        ),
        assumed: Some("handed through untouched".to_owned()),
    }
}

/// The type that stands at a dotted place.
fn type_at<'a>(operation: &'a mut Operation, place: &str) -> Option<&'a mut Type> {
    let (fields, names) = match place.split_once('.')? {
        ("path", names) => (&mut operation.path, names),
        ("query", names) => (&mut operation.query, names),
        ("header", names) => (&mut operation.header, names),
        ("body", rest) => (&mut operation.body.as_mut()?.fields, rest.strip_prefix("fields.")?),
        // The data itself, which was taken off its key.
        ("response", "fields") => return Some(&mut operation.response.ty),
        ("response", rest) => (&mut operation.response.fields, rest.strip_prefix("fields.")?),
        _ => return None,
    };
    field_type(fields, &names.split(".fields.").collect::<Vec<_>>())
}

fn field_type<'a>(fields: &'a mut Map<Field>, names: &[&str]) -> Option<&'a mut Type> {
    let (first, rest) = names.split_first()?;
    let field = fields.get_mut(*first)?;
    match rest {
        [] => Some(&mut field.ty),
        _ => field_type(&mut field.fields, rest),
    }
}
