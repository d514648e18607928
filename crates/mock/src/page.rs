//! Pages: by token, by number, or all at once.

use crate::catalogue::Served;
use crate::check;
use crate::data::fingerprint;
use crate::dotted;
use crate::places::{Place, Places};
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

/// What can be odd about a page that is right otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// More follows, and there is no token.
    NoToken,
    /// More follows, and the token is empty.
    EmptyToken,
    /// More follows under the token of the call.
    SameToken,
    /// It holds nothing, and leads to what it should have held.
    Empty,
    /// It holds less than asked for, and leads to the rest.
    Short,
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
    /// The positions of its items.
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

/// How far a list can be paged through by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) hits: usize,
    /// A list with more hits is refused from its first page on.
    pub(crate) strict: bool,
}

/// What a page is cut out of.
#[derive(Debug)]
pub(crate) struct Cutting<'a> {
    pub(crate) served: &'a Served,
    pub(crate) places: &'a Places,
    /// The positions of the items that fit the call.
    pub(crate) fits: Range<usize>,
    /// The parameters of the call, with the defaults of those that steer.
    pub(crate) values: &'a Value,
    pub(crate) last: LastToken,
    pub(crate) reach: Option<Reach>,
}

impl Cutting<'_> {
    /// Cuts the page that a call asks for. What is to be odd about it is taken out of `oddity`
    /// when the page can be so.
    pub(crate) fn cut(self, oddity: &mut Option<Oddity>) -> Result<Page, Refusal> {
        let Some(paging) = &self.served.operation.paging else {
            return Ok(Page { items: self.fits, fields: Vec::new() });
        };
        let size = paging.size.as_ref().and_then(|path| self.number(path));
        let size = usize::try_from(size.unwrap_or(SIZE)).unwrap_or_default();
        match (&paging.token, &paging.page) {
            (Some(token), _) => self.by_token(paging, token, size, oddity),
            (None, Some(page)) => {
                let first = paging.first.unwrap_or(1);
                let page = self.number(page).unwrap_or(first);
                let before = usize::try_from(page - first).unwrap_or_default();
                self.by_number(paging, before.saturating_mul(size), size)
            }
            (None, None) => Ok(Page { items: self.fits, fields: Vec::new() }),
        }
    }

    fn number(&self, path: &str) -> Option<i64> {
        check::instant(self.served.parameter(path)?, dotted::get(self.values, path)?)
    }

    fn by_token(
        self,
        paging: &Paging,
        token: &str,
        size: usize,
        oddity: &mut Option<Oddity>,
    ) -> Result<Page, Refusal> {
        let query = query(self.served, paging, self.values);
        let given = dotted::get(self.values, token).and_then(Value::as_str);
        let given = given.filter(|given| !given.is_empty());
        let from = match given {
            None => Token::START,
            Some(given) => Token::read(given, query).ok_or(Refusal::Token)?,
        };
        let start = self.places.before(|place| from.behind.is_some_and(|last| place <= last));
        let start = start.clamp(self.fits.start, self.fits.end);
        let mut items = start..start.saturating_add(size).min(self.fits.end);
        if oddity.take_if(|oddity| *oddity == Oddity::Short && items.len() > 1).is_some() {
            items.end = start + items.len() / 2;
        }
        let (more, next) = self.follow(&mut items, from, given, query, oddity);
        let more = paging.more.iter().map(|path| (path.clone(), json!(more)));
        let path = paging.next.as_deref().unwrap_or(token);
        let next = next.map(|next| (path.to_owned(), json!(next)));
        Ok(Page { items, fields: more.chain(next).collect() })
    }

    /// Whether more is said to follow, and the token for it.
    fn follow(
        &self,
        items: &mut Range<usize>,
        from: Token,
        given: Option<&str>,
        query: u64,
        oddity: &mut Option<Oddity>,
    ) -> (bool, Option<String>) {
        let possible = |oddity: &mut Oddity| match oddity {
            Oddity::SameToken => given.is_some(),
            Oddity::Short => false,
            _ => true,
        };
        match oddity.take_if(possible) {
            Some(Oddity::Empty) => {
                items.end = items.start;
                (true, Some(from.again().write(query)))
            }
            Some(Oddity::NoToken) => (true, None),
            Some(Oddity::EmptyToken) => (true, Some(String::new())),
            Some(Oddity::SameToken) => (true, given.map(str::to_owned)),
            None | Some(Oddity::Short) => {
                let more = items.end < self.fits.end;
                let behind = items.clone().last().and_then(|last| self.places.at(last));
                let onward = behind.map_or(from, |_| Token { behind, turn: 0 });
                let next = match (more, self.last) {
                    (true, _) | (false, LastToken::Stale) => Some(onward.write(query)),
                    (false, LastToken::Empty) => Some(String::new()),
                    (false, LastToken::Absent) => None,
                };
                (more, next)
            }
        }
    }

    fn by_number(self, paging: &Paging, offset: usize, size: usize) -> Result<Page, Refusal> {
        let fits = self.fits;
        let end = match self.reach {
            Some(Reach { hits, strict }) => {
                if offset >= hits || (strict && fits.len() > hits) {
                    let code = paging.cap.as_ref().and_then(|cap| cap.code);
                    return Err(Refusal::Beyond(code));
                }
                fits.end.min(fits.start.saturating_add(hits))
            }
            None => fits.end,
        };
        let first = fits.start.saturating_add(offset).min(end);
        let last = first.saturating_add(size).min(end);
        let total = paging.total.iter().map(|path| (path.clone(), json!(fits.len())));
        Ok(Page { items: first..last, fields: total.collect() })
    }
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

/// What a page token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token {
    /// The item behind which the list goes on; nothing at its beginning.
    behind: Option<Place>,
    /// Tells tokens apart that lead to the same place.
    turn: u64,
}

impl Token {
    const START: Token = Token { behind: None, turn: 0 };

    /// Another token that leads to the same place.
    fn again(self) -> Token {
        Token { turn: self.turn + 1, ..self }
    }

    /// The token as text, with the characters that clients forget to encode.
    fn write(self, query: u64) -> String {
        let Token { behind, turn } = self;
        let place = match behind {
            Some(Place { instant, number }) => format!("{instant}.{number:x}.{turn:x}"),
            None => format!("..{turn:x}"),
        };
        let check = fingerprint(&[&place]) ^ query;
        format!("{place}+{check:016x}/==")
    }

    fn read(text: &str, query: u64) -> Option<Token> {
        let (place, _) = text.split_once('+')?;
        let (instant, rest) = place.split_once('.')?;
        let (number, turn) = rest.split_once('.')?;
        let place = || {
            let number = usize::from_str_radix(number, 16).ok()?;
            Some(Place { instant: instant.parse().ok()?, number })
        };
        let token = Token { behind: place(), turn: u64::from_str_radix(turn, 16).ok()? };
        // Whatever was not written here does not come back the same.
        (token.write(query) == text).then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_query_only() {
        let behind = Some(Place { instant: -5, number: 250 });
        for token in [Token { behind, turn: 0 }, Token::START, Token::START.again()] {
            let text = token.write(7);
            assert_eq!(Token::read(&text, 7), Some(token));
            assert_eq!(Token::read(&text, 8), None);
        }
        for broken in ["cGFnZS0y", "..+", "x.y.0+0", "", "..0+0000000000000000/=="] {
            assert_eq!(Token::read(broken, 7), None, "{broken}");
        }
    }
}
