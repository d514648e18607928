//! What the names in a spec refer to: shared types, parameters and reply fields.
//!
//! Rules and paging name fields by dotted wire names, and fields name types. Whoever reads a
//! spec (the lints, the generator, the mock platform) has to follow them in the same way, so the
//! way is written down once, here.

use crate::model::{Body, Field, Map, Operation, Refresh, Reply, Type};
use crate::tree::{OperationFile, PlatformTree};
use std::borrow::Cow;
use std::cmp::Ordering;

/// How many names are followed from one to the next; a longer chain is a circle.
const LONGEST_CHAIN: usize = 16;

/// Where a request parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the body.
    Body,
}

impl Location {
    /// The key of an operation file that holds such parameters.
    pub fn key(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Body => "body",
        }
    }
}

/// A request parameter that a dotted name led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter<'a> {
    /// Where it travels.
    pub location: Location,
    /// The wire names from the location down; more than one only in bodies.
    pub path: Vec<&'a str>,
    /// What the spec says about it.
    pub field: &'a Field,
}

/// Why a dotted name leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// There is no field of that name.
    #[error("there is no `{name}`")]
    Missing {
        /// The name that was looked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Several places have a parameter of that name.
    #[error("both {} have it", places(.0))]
    Ambiguous(Vec<Location>),
    /// The way leads through a list, a map or a plain value.
    #[error("`{0}` has no fields of its own")]
    NoRecord(String),
    /// The way leads through a type that is not there; that is reported where it is named.
    #[error("`{0}` is of an unknown type")]
    Unknown(String),
}

fn places(locations: &[Location]) -> String {
    let keys: Vec<String> = locations.iter().map(|l| format!("`{}`", l.key())).collect();
    keys.join(" and ")
}

/// A type with its shared names followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolved<'a> {
    /// A record with these fields.
    Record(&'a Map<Field>),
    /// A value without fields: the type says which.
    Scalar(&'a Type),
    /// A list of this type; the field is the one that says more about it.
    List(&'a Type),
    /// A map of this type.
    Map(&'a Type),
    /// A name that leads nowhere.
    Unknown,
}

impl PlatformTree {
    /// The field that says what values of the given one are: itself, or the shared type it names.
    ///
    /// Nothing when a name leads nowhere or round in a circle.
    pub fn described<'a>(&'a self, field: &'a Field) -> Option<&'a Field> {
        let mut field = field;
        for _ in 0..LONGEST_CHAIN {
            match &field.ty {
                Type::Named(name) => field = &self.types.get(name)?.field,
                _ => return Some(field),
            }
        }
        None
    }

    /// What a type is, where `fields` are those of the entry that says it.
    pub fn resolve<'a>(&'a self, ty: &'a Type, fields: &'a Map<Field>) -> Resolved<'a> {
        match ty {
            Type::Object => Resolved::Record(fields),
            Type::List(item) => Resolved::List(item),
            Type::Map(value) => Resolved::Map(value),
            Type::Named(name) => {
                match self.types.get(name).and_then(|t| self.described(&t.field)) {
                    Some(field) => self.resolve(&field.ty, &field.fields),
                    None => Resolved::Unknown,
                }
            }
            scalar => Resolved::Scalar(scalar),
        }
    }

    /// The fields of a value of this type, or why it has none.
    pub fn record<'a>(
        &'a self,
        ty: &'a Type,
        fields: &'a Map<Field>,
        name: &str,
    ) -> Result<&'a Map<Field>, PathError> {
        match self.resolve(ty, fields) {
            Resolved::Record(fields) => Ok(fields),
            Resolved::Unknown => Err(PathError::Unknown(name.to_owned())),
            _ => Err(PathError::NoRecord(name.to_owned())),
        }
    }

    /// Follows a dotted name down from a map of fields. A key may itself hold dots; the longest
    /// key that fits is taken.
    pub fn follow<'a>(
        &'a self,
        fields: &'a Map<Field>,
        path: &str,
    ) -> Result<(Vec<&'a str>, &'a Field), PathError> {
        if let Some((name, field)) = fields.get_key_value(path) {
            return Ok((vec![name], field));
        }
        for (dot, _) in path.rmatch_indices('.') {
            let Some((name, field)) = fields.get_key_value(&path[..dot]) else {
                continue;
            };
            let inner = self.record(&field.ty, &field.fields, name)?;
            let (mut rest, found) = self.follow(inner, &path[dot + 1..])?;
            rest.insert(0, name);
            return Ok((rest, found));
        }
        Err(PathError::Missing { name: path.to_owned(), known: fields.keys().cloned().collect() })
    }

    /// The request parameter that a dotted name of a rule or of paging means: in the query, the
    /// body or the path, wherever there is one, or in the place that a prefix says.
    pub fn parameter<'a>(
        &'a self,
        operation: &'a Operation,
        path: &str,
    ) -> Result<Parameter<'a>, PathError> {
        let places = [Location::Query, Location::Body, Location::Path];
        let mut found = Vec::new();
        let mut failed = None;
        for location in places {
            match self.parameter_in(operation, location, path) {
                Ok(parameter) => found.push(parameter),
                Err(error) => failed = Some(worse(failed, error)),
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(parameter), true) => return Ok(parameter),
            (Some(parameter), false) => {
                let mut all: Vec<_> = found.iter().map(|found| found.location).collect();
                all.push(parameter.location);
                return Err(PathError::Ambiguous(all));
            }
            (None, _) => {}
        }
        for location in places {
            let rest = path.strip_prefix(location.key()).and_then(|r| r.strip_prefix('.'));
            if let Some(rest) = rest {
                return self.parameter_in(operation, location, rest);
            }
        }
        Err(failed.unwrap_or_else(|| PathError::NoRecord(path.to_owned())))
    }

    fn parameter_in<'a>(
        &'a self,
        operation: &'a Operation,
        location: Location,
        path: &str,
    ) -> Result<Parameter<'a>, PathError> {
        let fields = match location {
            Location::Path => &operation.path,
            Location::Query => &operation.query,
            Location::Header => &operation.header,
            Location::Body => match &operation.body {
                Some(body) => self.body_fields(body)?,
                None => return Err(missing(path)),
            },
        };
        let (path, field) = self.follow(fields, path)?;
        Ok(Parameter { location, path, field })
    }

    /// The fields of a body: those of its record, or its alternatives by their names.
    pub fn body_fields<'a>(&'a self, body: &'a Body) -> Result<&'a Map<Field>, PathError> {
        if !body.one_of.is_empty() {
            return Ok(&body.one_of);
        }
        self.record(&body.ty, &body.fields, "body")
    }

    /// The key of the root under which a reply lies; `None`: beside the envelope.
    pub fn reply_key<'a>(&'a self, reply: &'a Reply) -> Option<&'a str> {
        let envelopes = &self.platform.envelopes;
        let usual = || envelopes.values().next();
        match reply.under.as_deref() {
            Some("root") => None,
            Some(key) => Some(key.trim_start_matches('/')),
            None => {
                let envelope = reply.envelope.as_ref().map_or_else(usual, |of| envelopes.get(of));
                envelope?.data.as_deref()
            }
        }
    }

    /// The operation that trades a refresh token; `None` where the tree does not have it.
    pub fn refresh_operation(&self, refresh: &Refresh) -> Option<&OperationFile> {
        self.operations.get(&format!("{}.{}", self.name, refresh.operation.replace('/', ".")))
    }

    /// The reply field that a dotted name of paging means.
    pub fn reply_field<'a>(
        &'a self,
        reply: &'a Reply,
        path: &str,
    ) -> Result<(Vec<&'a str>, &'a Field), PathError> {
        let fields = self.record(&reply.ty, &reply.fields, "response")?;
        self.follow(fields, path)
    }
}

fn missing(name: &str) -> PathError {
    PathError::Missing { name: name.to_owned(), known: Vec::new() }
}

/// Of two reasons why a name leads nowhere, the one that got further; where both failed at the
/// same name, the names there are add up.
fn worse(first: Option<PathError>, second: PathError) -> PathError {
    use PathError::Missing;
    match (first, second) {
        (Some(Missing { name, mut known }), Missing { name: other, known: more }) => {
            match name.len().cmp(&other.len()) {
                Ordering::Less => Missing { name, known },
                Ordering::Greater => Missing { name: other, known: more },
                Ordering::Equal => {
                    let new = more.into_iter().filter(|name| !known.contains(name));
                    let new: Vec<String> = new.collect();
                    known.extend(new);
                    Missing { name, known }
                }
            }
        }
        (Some(first), Missing { .. }) => first,
        (_, second) => second,
    }
}

/// The path parameters of a path template, in order: `/files/:token/versions` has `token`.
pub fn template_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix(':'))
}

/// A path template with something else in the place of each parameter. Without their names, paths
/// are the same where they lead to the same place.
pub fn with_parameters(path: &str, parameter: impl Fn(&str) -> String) -> String {
    let segment = |segment: &str| match segment.strip_prefix(':') {
        Some(name) => parameter(name),
        None => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The name of the page token in the reply: `next`, or the name the request has for it.
pub fn next_token(paging: &crate::model::Paging) -> Option<Cow<'_, str>> {
    let named = paging.next.as_deref().map(Cow::Borrowed);
    named.or_else(|| {
        let token = paging.token.as_deref()?;
        // The request's name may say where it travels; the reply knows no such places.
        let bare = ["query.", "body."].iter().find_map(|place| token.strip_prefix(place));
        Some(Cow::Borrowed(bare.unwrap_or(token)))
    })
}

#[cfg(test)]
mod tests;
