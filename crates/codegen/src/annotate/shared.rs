//! Which shared types are read, which are sent, and which must stand on the heap.

use crate::names;
use larkspur_spec::model::{Field, Map, Type};
use larkspur_spec::tree::PlatformTree;
use std::collections::{BTreeMap, BTreeSet};

/// The shared types of a platform.
pub(super) struct Shared<'a> {
    types: BTreeMap<&'a str, SharedType<'a>>,
}

/// One of them.
pub(super) struct SharedType<'a> {
    pub(super) field: &'a Field,
    pub(super) rust: String,
    pub(super) read: bool,
    pub(super) sent: bool,
    /// Shared types that its fields hold without a list or map between.
    holds: BTreeSet<&'a str>,
}

impl<'a> Shared<'a> {
    pub(super) fn of(platform: &'a PlatformTree) -> Self {
        let mut scope = names::Scope::with(names::PRELUDE);
        let types = platform.types.iter().map(|(name, shared)| {
            let wanted = shared.field.rust.clone().unwrap_or_else(|| names::camel(name));
            let mut holds = BTreeSet::new();
            direct(&shared.field.fields, &mut holds);
            let shared = SharedType {
                field: &shared.field,
                rust: scope.ty(&wanted, &wanted),
                read: false,
                sent: false,
                holds,
            };
            (name.as_str(), shared)
        });
        let mut all = Self { types: types.collect() };
        all.mark(platform);
        all
    }

    pub(super) fn get(&self, name: &str) -> Option<&SharedType<'a>> {
        self.types.get(name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &SharedType<'a>)> {
        self.types.iter().map(|(name, shared)| (*name, shared))
    }

    /// Whether a field of `owner` that holds `target` makes a type that contains itself.
    pub(super) fn contains(&self, target: &str, owner: &str) -> bool {
        let mut waiting = vec![target];
        let mut visited = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if name == owner {
                return true;
            }
            if visited.insert(name)
                && let Some(shared) = self.types.get(name)
            {
                waiting.extend(shared.holds.iter());
            }
        }
        false
    }

    fn mark(&mut self, platform: &'a PlatformTree) {
        let (mut sent, mut read) = (BTreeSet::new(), BTreeSet::new());
        for file in platform.operations.values() {
            let operation = &file.operation;
            for fields in [&operation.path, &operation.query, &operation.header] {
                named(fields, &mut sent);
            }
            if let Some(body) = &operation.body {
                named_type(&body.ty, &mut sent);
                named(&body.fields, &mut sent);
                named(&body.one_of, &mut sent);
            }
            named_type(&operation.response.ty, &mut read);
            named(&operation.response.fields, &mut read);
        }
        self.close(&mut sent);
        self.close(&mut read);
        for (name, shared) in &mut self.types {
            shared.sent = sent.contains(name);
            // A type that nothing uses yet is there for replies to come.
            shared.read = read.contains(name) || !shared.sent;
        }
    }

    fn close(&self, reached: &mut BTreeSet<&'a str>) {
        let mut waiting: Vec<_> = reached.iter().copied().collect();
        while let Some(name) = waiting.pop() {
            let mut below = BTreeSet::new();
            if let Some(shared) = self.types.get(name) {
                named_type(&shared.field.ty, &mut below);
                named(&shared.field.fields, &mut below);
            }
            waiting.extend(below.into_iter().filter(|name| reached.insert(name)));
        }
    }
}

fn named<'a>(fields: &'a Map<Field>, found: &mut BTreeSet<&'a str>) {
    for field in fields.values() {
        named_type(&field.ty, found);
        named(&field.fields, found);
    }
}

fn named_type<'a>(ty: &'a Type, found: &mut BTreeSet<&'a str>) {
    if let Type::Named(name) = ty.innermost() {
        found.insert(name);
    }
}

fn direct<'a>(fields: &'a Map<Field>, found: &mut BTreeSet<&'a str>) {
    for field in fields.values() {
        match &field.ty {
            Type::Named(name) => {
                found.insert(name);
            }
            Type::Object => direct(&field.fields, found),
            _ => {}
        }
    }
}
