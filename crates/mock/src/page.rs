//! Pages: by token, by number, or all at once.

use crate::catalogue::Served;
use crate::check;
use crate::data::fingerprint;
use crate::dotted;
use larkspur_spec::model::Paging;
use serde_json::{Value, json};
use std::ops::Range;

/// The size of a page where the spec names none.
const SIZE: i64 = 20;

/// What the field of the next token holds on the last page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LastToken {
    /// It is not there.
    #[default]
    Absent,
    /// It is there and empty.
    Empty,
    /// It is there and looks like any other; only the flag says that nothing follows.
    Stale,
}

/// Why a page is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The token is not one of this query.
    Token,
    /// The page lies beyond what can be reached; the code the spec names for that.
    Beyond(Option<i64>),
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// The numbers of its items.
    pub(crate) items: Range<usize>,
    /// The reply fields that steer, by dotted path.
    pub(crate) fields: Vec<(String, Value)>,
}

/// The parameters of a call with the defaults of those that steer paging, so that a reply can
/// repeat them.
pub(crate) fn with_defaults(served: &Served, values: &Value) -> Value {
    let mut full = values.clone();
    let Some(paging) = &served.operation.paging else {
        return full;
    };
    let mut fill = |path: &Option<String>, value: i64| {
        if let Some(path) = path.as_ref().filter(|path| dotted::get(values, path).is_none()) {
            dotted::set(&mut full, path, json!(value));
        }
    };
    fill(&paging.page, paging.first.unwrap_or(1));
    fill(&paging.size, default_size(served, paging));
    full
}

fn default_size(served: &Served, paging: &Paging) -> i64 {
    let field = paging.size.as_ref().and_then(|path| served.parameter(path));
    let default = field.and_then(|field| field.default.as_ref()?.as_i64());
    default.unwrap_or(SIZE)
}

/// Cuts the page that a call asks for out of the items that fit it.
pub(crate) fn cut(
    served: &Served,
    fits: Range<usize>,
    values: &Value,
    last: LastToken,
) -> Result<Page, Refusal> {
    let Some(paging) = &served.operation.paging else {
        return Ok(Page { items: fits, fields: Vec::new() });
    };
    let full = with_defaults(served, values);
    let size = paging.size.as_ref().and_then(|path| number(served, &full, path));
    let size = usize::try_from(size.unwrap_or(SIZE)).unwrap_or_default();
    match (&paging.token, &paging.page) {
        (Some(token), _) => by_token(served, paging, token, fits, values, size, last),
        (None, Some(page)) => {
            let first = paging.first.unwrap_or(1);
            let page = number(served, &full, page).unwrap_or(first);
            let before = usize::try_from(page - first).unwrap_or_default();
            by_number(paging, before.saturating_mul(size), fits, size)
        }
        (None, None) => Ok(Page { items: fits, fields: Vec::new() }),
    }
}

fn number(served: &Served, values: &Value, path: &str) -> Option<i64> {
    check::instant(served.parameter(path)?, dotted::get(values, path)?)
}

fn by_token(
    served: &Served,
    paging: &Paging,
    token: &str,
    fits: Range<usize>,
    values: &Value,
    size: usize,
    last: LastToken,
) -> Result<Page, Refusal> {
    let query = query(served, paging, values);
    let offset = match dotted::get(values, token).and_then(Value::as_str) {
        None | Some("") => 0,
        Some(given) => read(given, query).ok_or(Refusal::Token)?,
    };
    let start = fits.start.saturating_add(offset).min(fits.end);
    let end = start.saturating_add(size).min(fits.end);
    let more = end < fits.end;
    let mut fields = Vec::new();
    if let Some(path) = &paging.more {
        fields.push((path.clone(), json!(more)));
    }
    let next = paging.next.as_deref().unwrap_or(token).to_owned();
    match (more, last) {
        (true, _) | (false, LastToken::Stale) => {
            fields.push((next, json!(write(end - fits.start, query))));
        }
        (false, LastToken::Empty) => fields.push((next, json!(""))),
        (false, LastToken::Absent) => {}
    }
    Ok(Page { items: start..end, fields })
}

fn by_number(
    paging: &Paging,
    offset: usize,
    fits: Range<usize>,
    size: usize,
) -> Result<Page, Refusal> {
    let reach = match &paging.cap {
        Some(cap) => {
            let hits = usize::try_from(cap.hits).unwrap_or(usize::MAX);
            if offset >= hits {
                return Err(Refusal::Beyond(cap.code));
            }
            fits.end.min(fits.start.saturating_add(hits))
        }
        None => fits.end,
    };
    let start = fits.start.saturating_add(offset).min(reach);
    let end = start.saturating_add(size).min(reach);
    let total = paging.total.iter().map(|path| (path.clone(), json!(fits.len())));
    Ok(Page { items: start..end, fields: total.collect() })
}

/// What a token belongs to: the operation and every parameter that does not steer the paging.
fn query(served: &Served, paging: &Paging, values: &Value) -> u64 {
    let mut values = values.clone();
    for path in [&paging.token, &paging.size, &paging.page].into_iter().flatten() {
        dotted::remove(&mut values, path);
    }
    let mut texts = vec![served.id.clone()];
    for (name, value) in values.as_object().into_iter().flatten() {
        // A record that held nothing else may as well be left out of the first call.
        if *value != json!({}) {
            texts.push(format!("{name}={value}"));
        }
    }
    texts[1..].sort();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    fingerprint(&texts)
}

/// A token with the characters that clients forget to encode.
fn write(offset: usize, query: u64) -> String {
    let check = fingerprint(&[&format!("{offset}/{query}")]);
    format!("{offset:x}+{check:016x}/==")
}

fn read(token: &str, query: u64) -> Option<usize> {
    let (offset, _) = token.split_once('+')?;
    let offset = usize::from_str_radix(offset, 16).ok()?;
    (write(offset, query) == token).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_query_only() {
        let token = write(250, 7);
        assert_eq!(read(&token, 7), Some(250));
        assert_eq!(read(&token, 8), None);
        assert_eq!(read("cGFnZS0y", 7), None);
    }
}
