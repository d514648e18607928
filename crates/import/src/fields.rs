//! The rows of a table -> the fields of a spec.
//!
//! Each row becomes one field: nesting says under which, the type word and the examples say of what
//! type, the description says the rest. Types that a table leaves open (`list`, `-`) are taken from
//! the examples where these agree, and are `any` where not: a client that hands a value through is
//! right, one that guesses is not.

mod evidence;
#[cfg(test)]
mod tests;
mod types;

use crate::describe::{About, Described, Limit, Moment, describe};
use crate::document::Position;
use crate::nesting::{self, Node};
use crate::page::{Doubt, Row};
use crate::type_name::{self, TypeName};
use evidence::Evidence;
use heck::ToUpperCamelCase as _;
use larkspur_spec::model::{Field, Map, Media, Origin, Type, Wire};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the rows describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Parameters in the path: they cannot be left out.
    Path,
    /// Parameters in the query or in headers.
    Parameter,
    /// A request body.
    Body(Media),
    /// A reply: nothing in it is required, and its limits bind nobody.
    Reply,
}

/// The fields that rows were made into.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Built {
    /// The fields, in the order of the page.
    pub(crate) fields: Map<Field>,
    /// Fields whose form another page tells.
    pub(crate) structures: Vec<Structure>,
    /// Where on the page each field stands, by its place in the spec.
    pub(crate) places: Vec<(String, Position)>,
    /// What could not be decided.
    pub(crate) doubts: Vec<Doubt>,
}

/// A field that follows a structure of another page. Its innermost type is `any`, to be replaced
/// where the platform has a shared type of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Structure {
    /// The place in the spec.
    pub(crate) place: String,
    /// The name of the structure.
    pub(crate) name: String,
    /// Where the page names it.
    pub(crate) at: Position,
}

/// Makes fields out of the rows of a table. `place` is where they go in the spec (`body.fields`),
/// `examples` are those of the section, from its root.
pub(crate) fn fields(rows: &[Row], place: &str, direction: Direction, examples: &[Value]) -> Built {
    let nested = nesting::resolve(rows, place, examples);
    let built = Built { doubts: nested.doubts, ..Built::default() };
    let records = BTreeMap::new();
    let mut builder = Builder { rows, direction, built, records, spare: MOST_REPEATED };
    let evidence = Evidence::of(examples);
    let fields = builder.level(&nested.roots, place, &evidence, 0);
    Built { fields, ..builder.built }
}

struct Builder<'a> {
    rows: &'a [Row],
    direction: Direction,
    built: Built,
    /// The fields of the records that rows were listed for, by the page's name.
    records: BTreeMap<String, Map<Field>>,
    /// How many fields may still be taken from there: a page that names records within records
    /// without end must not make a spec without end.
    spare: usize,
}

/// More fields than any page repeats by naming a record only.
const MOST_REPEATED: usize = 2_000;

/// A row in its tree.
#[derive(Clone, Copy)]
struct Spot<'s> {
    row: &'s Row,
    children: &'s [Node],
    place: &'s str,
    evidence: &'s Evidence<'s>,
    depth: usize,
}

/// A type and where it is from.
struct Named {
    name: TypeName,
    /// The page leaves it open, and an example shows it.
    is_shown: bool,
}

impl<'a> Builder<'a> {
    /// The fields of one level of the tree.
    fn level(
        &mut self,
        nodes: &[Node],
        place: &str,
        evidence: &Evidence<'_>,
        depth: usize,
    ) -> Map<Field> {
        let mut fields = Map::new();
        for node in nodes {
            let Some(row) = self.rows.get(node.row) else {
                continue;
            };
            let name = row.name.trim();
            let place = format!("{place}.{name}");
            let evidence = evidence.under(name);
            let children = node.children.as_slice();
            let spot = Spot { row, children, place: &place, evidence: &evidence, depth };
            if name.is_empty() {
                self.doubt(spot, "A row has no name: which field is it?", "no field");
            } else if fields.contains_key(name) {
                let asks = "The table has this name twice on one level: is another one meant?";
                self.doubt(spot, asks, "the first of them");
            } else {
                self.built.places.push((place.clone(), row.at));
                let field = self.field(spot);
                fields.insert(name.to_owned(), field);
            }
        }
        fields
    }

    fn field(&mut self, spot: Spot<'_>) -> Field {
        let (named, described) = self.read(spot);
        let mut field = Field { ty: self.ty(spot, &named.name), ..Field::default() };
        if named.is_shown && *field.ty.innermost() != Type::Any {
            field.from.insert("type".to_owned(), Origin::Example);
        }
        if *field.ty.innermost() == Type::Object {
            let inside = spot.evidence.inside(&field.ty);
            field.fields = self.level(spot.children, spot.place, &inside, spot.depth + 1);
            field.record = record_name(&named.name, spot.row.name.trim());
            self.keep(&named.name, &field);
        } else if self.repeat(&named.name, &mut field) {
            field.record = record_name(&named.name, spot.row.name.trim());
        } else if !spot.children.is_empty() {
            let asks =
                "Rows lie under a value that the example shows as a single one: whose are they?";
            self.doubt(spot, asks, "left out");
        }
        if field.fields.is_empty() && *field.ty.innermost() == Type::Object {
            field.ty = field.ty.with_innermost(Type::Any);
            field.record = None;
        }
        self.structure(spot, &named.name, &described, &field);
        self.facts(spot.row, described, &mut field);
        field
    }

    /// Remembers the fields that were listed for a record.
    fn keep(&mut self, named: &TypeName, field: &Field) {
        if let Some(name) = named.record_name().filter(|_| !field.fields.is_empty()) {
            self.records.entry(name.to_owned()).or_insert_with(|| field.fields.clone());
        }
    }

    /// A record that was listed before and is only named here has the same fields again.
    fn repeat(&mut self, named: &TypeName, field: &mut Field) -> bool {
        let listed = named.record_name().and_then(|name| self.records.get(name));
        let spare = listed.and_then(|fields| self.spare.checked_sub(count(fields)));
        let Some((fields, spare)) = listed.zip(spare) else { return false };
        self.spare = spare;
        field.fields = fields.clone();
        field.ty = field.ty.with_innermost(Type::Object);
        true
    }

    /// The type as the row has it, filled in from the examples, and the facts of the description.
    fn read(&mut self, spot: Spot<'_>) -> (Named, Described) {
        let word = &spot.row.type_name;
        let mut named = Named { name: type_name::parse(word), is_shown: false };
        if named.name == TypeName::Unreadable {
            let word: String = word.trim().chars().take(40).collect();
            let asks = format!("The type {word:?} is not known: what is it?");
            self.doubt(spot, &asks, "what the example shows, else any value");
        }
        let mut described = describe(&spot.row.description, &named.name);
        if spot.children.is_empty() {
            let beside = Evidence::one(described.example.as_ref());
            let filled = types::filled(&named.name, spot.evidence);
            if let Some(name) = filled.or_else(|| types::filled(&named.name, &beside)) {
                described = describe(&spot.row.description, &name);
                named = Named { name, is_shown: true };
            }
        }
        self.pass_on(spot, &mut described);
        (named, described)
    }

    /// Makes doubts of what a description left to ask.
    fn pass_on(&mut self, spot: Spot<'_>, described: &mut Described) {
        let is_reply = self.direction == Direction::Reply;
        for remark in std::mem::take(&mut described.remarks) {
            // What limits a request says nothing about replies.
            if !is_reply || remark.about == About::Other {
                let place = spot.place.to_owned();
                let (at, asks, assumed) = (remark.at, remark.asks, remark.assumed);
                self.built.doubts.push(Doubt { at, place, asks, assumed });
            }
        }
    }

    fn ty(&mut self, spot: Spot<'_>, named: &TypeName) -> Type {
        // Nesting bounds the depth; this holds should it ever not.
        let names =
            if spot.depth < nesting::DEEPEST { self.names(spot.children) } else { Vec::new() };
        let ty = if names.is_empty() {
            types::alone(named)
        } else {
            types::holding_rows(named, &names, spot.evidence)
        };
        let takes_files = spot.depth == 0 && self.direction == Direction::Body(Media::Multipart);
        if *ty.innermost() != Type::File || takes_files {
            return ty;
        }
        let asks = "The page calls this a file, but it is no part of a multipart body: what is it?";
        self.doubt(spot, asks, "any value");
        ty.with_innermost(Type::Any)
    }

    fn names(&self, nodes: &[Node]) -> Vec<&'a str> {
        nodes.iter().filter_map(|node| self.rows.get(node.row)).map(|row| row.name.trim()).collect()
    }

    /// Tells of records whose fields stand on another page, or nowhere.
    fn structure(
        &mut self,
        spot: Spot<'_>,
        named: &TypeName,
        described: &Described,
        field: &Field,
    ) {
        if *field.ty.innermost() != Type::Any {
            return;
        }
        if let Some(name) = described.structure.clone() {
            let (place, at) = (spot.place.to_owned(), spot.row.at);
            self.built.structures.push(Structure { place, name, at });
        } else if let Some(name) = named.record_name() {
            let asks = format!("The table has no rows for the record {name}: what does it hold?");
            self.doubt(spot, &asks, "any value");
        }
    }

    fn doubt(&mut self, spot: Spot<'_>, asks: &str, assumed: &str) {
        self.built.doubts.push(Doubt {
            at: spot.row.at,
            place: spot.place.to_owned(),
            asks: asks.to_owned(),
            assumed: Some(assumed.to_owned()),
        });
    }

    /// Writes the facts that go with the type and the direction.
    fn facts(&self, row: &Row, described: Described, field: &mut Field) {
        field.deprecated = described.deprecated;
        field.scopes = described.scopes.into_iter().collect();
        if let Some(moment) = described.moment {
            set_moment(field, moment);
        }
        if matches!(field.ty.innermost(), Type::String | Type::Integer) {
            field.values = described.values;
        }
        if self.direction == Direction::Reply {
            return;
        }
        field.required = match self.direction {
            Direction::Path => true,
            _ => row.required.or(described.required).unwrap_or(false),
        };
        if *field.ty.innermost() == Type::String {
            field.pattern = described.pattern;
            field.format = described.format.map(str::to_owned);
        }
        for (limit, value) in described.limits {
            set_limit(field, limit, value);
        }
        field.fixed = described.fixed;
        field.default = described.default.filter(|_| field.fixed.is_none());
    }
}

fn count(fields: &Map<Field>) -> usize {
    fields.values().map(|field| 1 + count(&field.fields)).sum()
}

/// Makes a field an instant.
fn set_moment(field: &mut Field, moment: Moment) {
    if matches!(field.ty, Type::String | Type::Integer) {
        field.ty = Type::Timestamp;
        field.unit = Some(moment.unit);
        field.wire = Some(moment.wire).filter(|wire| *wire == Wire::String);
        if moment.unit_is_shown {
            field.from.insert("unit".to_owned(), Origin::Example);
        }
    }
}

/// Sets a limit where the type has it.
fn set_limit(field: &mut Field, limit: Limit, value: serde_json::Number) {
    let is_list = matches!(field.ty, Type::List(_));
    let innermost = field.ty.innermost();
    let count = value.as_u64();
    match limit {
        Limit::Minimum | Limit::Maximum if !matches!(innermost, Type::Integer | Type::Number) => {}
        Limit::Minimum => field.minimum = Some(value),
        Limit::Maximum => field.maximum = Some(value),
        Limit::MinLength | Limit::MaxLength if *innermost != Type::String => {}
        Limit::MinLength => field.min_length = count,
        Limit::MaxLength => field.max_length = count,
        Limit::MinItems | Limit::MaxItems if !is_list => {}
        Limit::MinItems => field.min_items = count,
        Limit::MaxItems => field.max_items = count,
    }
}

/// The page's name for a record, where it says more than the name of the field.
fn record_name(named: &TypeName, field: &str) -> Option<String> {
    let name = named.record_name()?.to_upper_camel_case();
    let fits = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric());
    let says_more = matches!(named, TypeName::List(_)) || name != field.to_upper_camel_case();
    (fits && says_more).then_some(name)
}
