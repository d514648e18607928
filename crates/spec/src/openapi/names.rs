//! Keys of components, and which of its two faces a shared type shows where.
//!
//! In a request a field is required and an enumeration is closed; in a reply another field is
//! always there and unknown values stay possible. A type that is used both ways, and differs,
//! becomes two schemas: `Name` for replies and `Name.Request`.

use super::schema;
use crate::model::{Field, Map, Operation};
use crate::tree::PlatformTree;
use std::collections::{BTreeMap, BTreeSet};

/// The face of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// As requests carry it.
    Request,
    /// As replies carry it.
    Reply,
}

/// A key that OpenAPI takes for a component; other characters are spelt as their numbers.
pub(super) fn component(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => key.push(c),
            other => key.push_str(&format!("_u{:04X}", u32::from(other))),
        }
    }
    key
}

/// Which faces of the shared types of a platform are seen.
pub(super) struct Faces<'a> {
    sent: BTreeSet<&'a str>,
    read: BTreeSet<&'a str>,
    /// Types whose faces differ, by themselves or by a type within.
    differing: BTreeSet<&'a str>,
}

impl<'a> Faces<'a> {
    pub(super) fn of(platform: &'a PlatformTree) -> Self {
        let (mut sent, mut read) = (Vec::new(), Vec::new());
        for at in platform.operations.values() {
            gather_sent(&at.operation, &mut sent);
            let reply = &at.operation.response;
            sent_or_read(&reply.ty, &reply.fields, &mut read);
        }
        let edges: BTreeMap<&str, Vec<&str>> = platform
            .types
            .iter()
            .map(|(name, shared)| (name.as_str(), named_within(&shared.field)))
            .collect();
        let (sent, read) = (closure(sent, &edges), closure(read, &edges));
        Self { sent, read, differing: differing(platform, &edges) }
    }

    /// The name under which a face of a type stands in the document.
    pub(super) fn name(&self, name: &str, face: Face) -> String {
        let both = self.read.contains(name) && self.differing.contains(name);
        match face {
            Face::Request if both => format!("{name}.Request"),
            _ => name.to_owned(),
        }
    }

    /// The faces of a type that the document needs.
    pub(super) fn needed(&self, name: &str) -> Vec<Face> {
        let (sent, read) = (self.sent.contains(name), self.read.contains(name));
        match (read, sent && (!read || self.differing.contains(name))) {
            (true, true) => vec![Face::Reply, Face::Request],
            (true, false) => vec![Face::Reply],
            (false, true) => vec![Face::Request],
            (false, false) => Vec::new(),
        }
    }
}

fn gather_sent<'a>(operation: &'a Operation, names: &mut Vec<&'a str>) {
    for fields in [&operation.path, &operation.query, &operation.header] {
        gather(fields, names);
    }
    if let Some(body) = &operation.body {
        sent_or_read(&body.ty, &body.fields, names);
        gather(&body.one_of, names);
    }
}

fn sent_or_read<'a>(ty: &'a crate::model::Type, fields: &'a Map<Field>, names: &mut Vec<&'a str>) {
    if let crate::model::Type::Named(name) = ty.innermost() {
        names.push(name);
    }
    gather(fields, names);
}

fn gather<'a>(fields: &'a Map<Field>, names: &mut Vec<&'a str>) {
    for field in fields.values() {
        sent_or_read(&field.ty, &field.fields, names);
    }
}

fn named_within(field: &Field) -> Vec<&str> {
    let mut names = Vec::new();
    sent_or_read(&field.ty, &field.fields, &mut names);
    names
}

/// Everything that can be reached from the names that begin.
fn closure<'a>(
    mut open: Vec<&'a str>,
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(edges.get(name).into_iter().flatten());
        }
    }
    reached
}

fn differing<'a>(
    platform: &'a PlatformTree,
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
) -> BTreeSet<&'a str> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, within) in edges {
        for used in within {
            users.entry(used).or_default().push(name);
        }
    }
    let types = platform.types.iter();
    let own = types.filter(|(_, shared)| schema::has_two_faces(&shared.field));
    closure(own.map(|(name, _)| name.as_str()).collect(), &users)
}
