//! Which operations are too long for one file, and what stands in files of its own then.
//!
//! All or nothing: when the whole would be longer than the bar, every record and enumeration of
//! the operation goes to a file named after it. So a type never moves because a neighbour grew,
//! and a change of a spec shows up in the files of the types it touches.

use crate::model::{Check, Enum, Field, Item, Operation, Part, Record, Type};
use crate::names::{self, Scope};
use std::collections::BTreeSet;

/// The longest generated file, in lines.
pub const LONGEST: usize = 2000;

/// The files of an operation beside its main one.
pub(super) fn parts(of: &Operation, longest: usize) -> Vec<Part> {
    // The count of lines is an estimate from plain facts, so a tenth is left for what it misses.
    if lines(of) <= longest - longest / 10 {
        return Vec::new();
    }
    let taken = of.items.iter().map(Item::name).chain(names::OPERATION_MODULES);
    let mut modules = Scope::with(taken);
    let part = |item: &Item| Part {
        module: modules.value(&names::file_module(Item::name(item))),
        uses: uses(item),
    };
    of.items.iter().map(part).collect()
}

/// The operation's own types that an item names, in alphabetical order.
fn uses(of: &Item) -> Vec<String> {
    let mut used = BTreeSet::new();
    match of {
        Item::Record(of) => of.fields.iter().for_each(|field| own(&field.ty, &mut used)),
        Item::OneOf(of) => of.variants.iter().for_each(|of| own(&of.ty, &mut used)),
        Item::Enum(_) => {}
    }
    used.remove(of.name());
    used.into_iter().collect()
}

fn own(of: &Type, used: &mut BTreeSet<String>) {
    match of {
        Type::Record { name, shared: false, .. } | Type::Enum { name, shared: false, .. } => {
            used.insert(name.clone());
        }
        Type::List(inner) | Type::Map(inner) => own(inner, used),
        _ => {}
    }
}

/// About how many lines the whole operation takes in one file.
fn lines(of: &Operation) -> usize {
    let parameters = of.parameters.iter().map(|parameter| {
        let required = if parameter.state.is_some() { 8 } else { 0 };
        required + setter(&parameter.field) + member(&parameter.field) + 1
    });
    let codes = of.codes.iter().map(|code| code.docs.len() + 5);
    let paging = if of.paging.is_some() { 60 } else { 0 };
    let fixed = of.docs.len() + of.example.len() + 150 + paging;
    let items = of.items.iter().map(item);
    fixed + parameters.sum::<usize>() + codes.sum::<usize>() + items.sum::<usize>()
}

fn item(of: &Item) -> usize {
    match of {
        Item::Record(of) => record(of),
        Item::Enum(of) => enumeration(of),
        Item::OneOf(of) => 25 + of.variants.iter().map(|of| of.docs.len() + 6).sum::<usize>(),
    }
}

fn record(of: &Record) -> usize {
    let fields = of.fields.iter().map(|field| {
        let read = if of.read { 2 } else { 0 };
        let sent = if of.sent { setter(field) } else { 0 };
        member(field) + read + sent + 1
    });
    let (read, sent) = (if of.read { 23 } else { 0 }, if of.sent { 8 } else { 0 });
    16 + read + sent + of.docs.len() + of.constants.len() + fields.sum::<usize>()
}

fn enumeration(of: &Enum) -> usize {
    let variants = of.variants.iter().map(|of| of.docs.len() + 3);
    of.docs.len() + 42 + variants.sum::<usize>()
}

/// The field in its struct.
fn member(of: &Field) -> usize {
    of.docs.len() + 1
}

/// Its setter and its checks.
fn setter(of: &Field) -> usize {
    let checks = of.checks.iter().map(|check| if *check == Check::Record { 3 } else { 1 });
    of.docs.len() + 6 + checks.sum::<usize>()
}
