//! What a value is checked for before it is sent: the limits of its field that the page's table
//! or its error list states.

use crate::model::{Check, Type};
use larkspur_spec::model as spec;

/// The checks that a field's own limits ask for.
pub(super) fn checks(field: &spec::Field, ty: &Type) -> Vec<Check> {
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
