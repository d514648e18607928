//! All objects of a part of the language, each once, in the order a reader meets them.

use super::{Object, Shape};

/// The objects that can stand in a file, beginning with the file itself.
pub(super) fn from(roots: &[&'static Object]) -> Vec<&'static Object> {
    let mut found: Vec<&'static Object> = Vec::new();
    for root in roots {
        visit(root, &mut found);
    }
    found
}

fn visit(object: &'static Object, found: &mut Vec<&'static Object>) {
    if found.iter().any(|known| std::ptr::eq(*known, object)) {
        return;
    }
    found.push(object);
    for key in object.keys {
        if let Some(inner) = object_of(&key.shape) {
            visit(inner, found);
        }
    }
}

/// The object inside of lists and maps.
fn object_of(shape: &'static Shape) -> Option<&'static Object> {
    match shape {
        Shape::Object(object) => Some(object),
        Shape::List(inner) | Shape::Map(_, inner) => object_of(inner),
        _ => None,
    }
}
