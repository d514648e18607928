//! The facts of a page -> the operation as the page alone would have it.
//!
//! A draft holds nothing of a person: no descriptions, no names for reading, no examples. What a
//! spec that is already there holds beyond it is joined in by [`crate::merge`].

mod errors;
mod paging;
mod reply;
mod structures;

use crate::document::Position;
use crate::fields::{Direction, Structure, fields};
use crate::nesting;
use crate::page::{Doubt, ExampleKind, Page, PageScopes, Row};
use crate::type_name::{self, TypeName};
use larkspur_spec::model::{
    Body, Field, Http, Map, Media, Operation, Platform, Question, Reply, Scopes, Source, Type,
};
use larkspur_spec::tree::PlatformTree;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a page says about its operation, and what it leaves to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The operation; its questions are the doubts.
    pub operation: Operation,
    /// What a person must decide, with the places on the page.
    pub doubts: Vec<Doubt>,
    /// Where on the page its fields and codes stand, by their place in the spec.
    pub places: BTreeMap<String, Position>,
}

/// Makes the draft of a page for a platform.
pub fn draft(page: &Page, platform: &PlatformTree) -> Draft {
    let mut tables = Tables { doubts: page.doubts.clone(), ..Tables::default() };
    let requests = examples(page, ExampleKind::Request);
    let replies = examples(page, ExampleKind::Reply);
    let media = body_media(page, &mut tables.doubts);
    let path = tables.fields(&page.path_parameters, "path", Direction::Path, &[]);
    let query = tables.fields(&page.query, "query", Direction::Parameter, &[]);
    let header = tables.fields(&page.header, "header", Direction::Parameter, &[]);
    let body = tables.fields(&page.body, "body.fields", Direction::Body(media), &requests);
    let answer = tables.fields(&page.response, reply::FIELDS, Direction::Reply, &replies);
    let (response, taken_off) = reply::reply(page.response_media, answer, &platform.platform);
    if let Some(data) = taken_off {
        tables.take_off(&format!("{}.{data}", reply::FIELDS));
    }
    tables
        .places
        .extend(page.errors.iter().rev().map(|row| (format!("errors.{}", row.code), row.at)));
    let Tables { mut doubts, structures, places } = tables;
    let mut operation = Operation {
        auth: auth(page, &platform.platform, &mut doubts),
        path,
        query,
        header,
        body: body_of(media, body),
        errors: errors::errors(&page.errors, &mut doubts),
        ..without_tables(page, response)
    };
    structures::name(&mut operation, &structures, platform, &mut doubts);
    operation.paging = paging::paging(&operation, page, &mut doubts);
    operation.questions = doubts.iter().map(question).collect();
    Draft { operation, doubts, places }
}

/// What stands around the tables of a page; a page says nothing about the rest of an operation.
fn without_tables(page: &Page, response: Reply) -> Operation {
    Operation {
        title: page.title.text.clone(),
        doc: None,
        rust: None,
        note: None,
        source: source(page),
        deprecated: page.deprecated.clone(),
        http: http(page),
        idempotent: None,
        apps: page.apps.clone(),
        auth: Vec::new(),
        scopes: scopes(&page.scopes),
        quota: page.quota.clone(),
        path: Map::new(),
        query: Map::new(),
        header: Map::new(),
        body: None,
        rules: Vec::new(),
        response,
        paging: None,
        errors: Map::new(),
        conflicts: Vec::new(),
        open: Vec::new(),
        questions: Vec::new(),
        examples: Vec::new(),
        hand: Map::new(),
    }
}

/// What comes of the page's tables beside their fields.
#[derive(Default)]
struct Tables {
    doubts: Vec<Doubt>,
    structures: Vec<Structure>,
    places: BTreeMap<String, Position>,
}

impl Tables {
    fn fields(
        &mut self,
        rows: &[Row],
        place: &str,
        direction: Direction,
        examples: &[Value],
    ) -> Map<Field> {
        let built = fields(rows, place, direction, examples);
        let doubts = built.doubts.into_iter();
        self.doubts
            .extend(doubts.map(|doubt| Doubt { place: in_spec(place, &doubt.place), ..doubt }));
        let structures = built.structures.into_iter();
        self.structures
            .extend(structures.map(|one| Structure { place: in_spec(place, &one.place), ..one }));
        self.places.extend(built.places.into_iter().map(|(at, row)| (in_spec(place, &at), row)));
        built.fields
    }

    /// What lay under the envelope's key lies at the root of the reply now.
    fn take_off(&mut self, key: &str) {
        let moved = |place: &str| {
            let rest = place.strip_prefix(key)?;
            Some(format!("{}{}", reply::FIELDS, rest.strip_prefix(".fields").unwrap_or(rest)))
        };
        for place in self.doubts.iter_mut().map(|doubt| &mut doubt.place) {
            *place = moved(place).unwrap_or_else(|| place.clone());
        }
        for place in self.structures.iter_mut().map(|structure| &mut structure.place) {
            *place = moved(place).unwrap_or_else(|| place.clone());
        }
        let places = std::mem::take(&mut self.places);
        self.places =
            places.into_iter().map(|(place, at)| (moved(&place).unwrap_or(place), at)).collect();
    }
}

/// The dotted path in the file of what the rows under `root` call `root.a.b`: records have their
/// fields under a key of its own.
fn in_spec(root: &str, place: &str) -> String {
    match place.strip_prefix(root).and_then(|names| names.strip_prefix('.')) {
        Some(names) => format!("{root}.{}", names.replace('.', ".fields.")),
        None => place.to_owned(),
    }
}

/// The examples of a kind that can be read; the others are no evidence.
fn examples(page: &Page, kind: ExampleKind) -> Vec<Value> {
    let of_kind = page.examples.iter().filter(|example| example.kind == kind);
    of_kind.filter_map(|example| nesting::read_example(&example.text)).collect()
}

fn question(doubt: &Doubt) -> Question {
    Question {
        at: doubt.place.clone(),
        asks: doubt.asks.clone(),
        page: Some(doubt.at.to_string()),
        assumed: doubt.assumed.clone(),
    }
}

fn source(page: &Page) -> Source {
    Source {
        url: page.source.url.clone(),
        id: page.source.id.clone(),
        title: Some(page.title.text.clone()),
        updated: page.source.updated.clone(),
        digest: None,
        note: None,
    }
}

fn http(page: &Page) -> Http {
    Http {
        method: page.method,
        path: page.path.text.clone(),
        host: page.host.clone(),
        query: page.fixed_query.iter().cloned().collect(),
    }
}

/// The schemes of the page; where it is silent, the platform's first.
fn auth(page: &Page, platform: &Platform, doubts: &mut Vec<Doubt>) -> Vec<String> {
    if let Some(auth) = &page.auth {
        return auth.clone();
    }
    let first: Vec<String> = platform.auth.keys().take(1).cloned().collect();
    doubts.push(Doubt {
        at: page.path.at,
        place: "auth".to_owned(),
        asks: "The page does not say which token it takes: which one is it?".to_owned(),
        assumed: Some(first.join(", ")),
    });
    first
}

fn scopes(page: &PageScopes) -> Scopes {
    Scopes {
        any_of: page.any_of.clone(),
        all_of: page.all_of.clone(),
        sensitive: page.sensitive.clone(),
        apps: page.apps.clone().into_iter().collect(),
        ..Scopes::default()
    }
}

/// How the body is written: as the page says, and in parts where it holds a file.
fn body_media(page: &Page, doubts: &mut Vec<Doubt>) -> Media {
    let is_file = |row: &Row| *type_name::parse(&row.type_name).innermost() == TypeName::File;
    let said = page.body_media.unwrap_or(Media::Json);
    if !page.body.iter().any(is_file) {
        return said;
    }
    if page.body_media.is_some_and(|said| said != Media::Multipart) {
        doubts.push(Doubt {
            at: page.path.at,
            place: "body.media".to_owned(),
            asks: "The body holds a file, but the content type is not multipart: how is it sent?"
                .to_owned(),
            assumed: Some("multipart".to_owned()),
        });
    }
    Media::Multipart
}

fn body_of(media: Media, fields: Map<Field>) -> Option<Body> {
    let body = Body { media, ty: Type::Object, doc: None, note: None, fields, one_of: Map::new() };
    (!body.fields.is_empty()).then_some(body)
}

#[cfg(test)]
mod tests;
