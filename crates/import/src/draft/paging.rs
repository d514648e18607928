//! How a list is read to its end, from the names that the platforms give the parts of paging.

use crate::page::{Doubt, Page};
use larkspur_spec::model::{Field, Map, Operation, Paging, Type};

/// What request and reply call the parts of one style of paging.
struct Style {
    /// The request parameter that steers: a token or a page number.
    steers: &'static [&'static str],
    /// The reply field that tells whether there is more: a flag or a total.
    ends: &'static [&'static str],
    /// Whether `steers` is a token.
    by_token: bool,
}

const STYLES: &[Style] = &[
    Style { steers: &["page_token", "pageToken"], ends: &["has_more", "hasMore"], by_token: true },
    Style {
        steers: &["page_num", "pageNumber", "page_index", "page"],
        ends: &["total", "total_count", "totalCount"],
        by_token: false,
    },
];

const SIZES: &[&str] = &["page_size", "pageSize"];

/// A reply's list that is one of several is taken when it has this name.
const USUAL_LIST: &str = "items";

/// Reads the paging of an operation; nothing where it has none.
pub(super) fn paging(
    operation: &Operation,
    page: &Page,
    doubts: &mut Vec<Doubt>,
) -> Option<Paging> {
    let style = STYLES.iter().find_map(|style| Some((style, parts(style, operation)?)));
    let (style, parts) = style?;
    if style.by_token && parts.next.is_none() {
        doubts.push(open(page, NO_TOKEN));
        return None;
    }
    let Some(items) = items(&operation.response.fields) else {
        doubts.push(open(page, WHICH_LIST));
        return None;
    };
    let same_name = parts.next.as_ref() == Some(&parts.steers);
    let (token, page, more, total) = match style.by_token {
        true => (Some(parts.steers), None, Some(parts.ends), None),
        false => (None, Some(parts.steers), None, Some(parts.ends)),
    };
    let next = parts.next.filter(|_| style.by_token && !same_name);
    Some(Paging { token, next, more, page, total, size: parts.size, items, ..Paging::default() })
}

const NO_TOKEN: &str = "The call takes the token of a page, but its reply has no such field: where does the next token come from?";

const WHICH_LIST: &str = "The call is paged, but which of the lists of the reply holds the items is not clear: which one?";

fn open(page: &Page, asks: &str) -> Doubt {
    Doubt {
        at: page.path.at,
        place: "paging".to_owned(),
        asks: asks.to_owned(),
        assumed: Some("no paging".to_owned()),
    }
}

/// The parts of a style, as dotted paths.
struct Parts {
    steers: String,
    ends: String,
    next: Option<String>,
    size: Option<String>,
}

fn parts(style: &Style, operation: &Operation) -> Option<Parts> {
    let body = operation.body.as_ref().map(|body| &body.fields);
    let request = |names: &[&str]| find(&operation.query, names).or_else(|| find(body?, names));
    let reply = |names: &[&str]| find(&operation.response.fields, names);
    Some(Parts {
        steers: request(style.steers)?,
        ends: reply(style.ends)?,
        next: reply(style.steers),
        size: request(SIZES),
    })
}

/// A field of one of these names, at the root or one record below.
fn find(fields: &Map<Field>, names: &[&str]) -> Option<String> {
    if let Some(name) = names.iter().find(|name| fields.contains_key(**name)) {
        return Some((*name).to_owned());
    }
    fields.iter().filter(|(_, field)| field.ty == Type::Object).find_map(|(outer, field)| {
        let name = names.iter().find(|name| field.fields.contains_key(**name))?;
        Some(format!("{outer}.{name}"))
    })
}

/// The list of the reply: the only one, or the one that is called so.
fn items(fields: &Map<Field>) -> Option<String> {
    let lists: Vec<&str> = fields
        .iter()
        .filter(|(_, field)| matches!(field.ty, Type::List(_)))
        .map(|(name, _)| name.as_str())
        .collect();
    match lists.as_slice() {
        [only] => Some((*only).to_owned()),
        several => several.iter().find(|name| **name == USUAL_LIST).map(|name| (*name).to_owned()),
    }
}
