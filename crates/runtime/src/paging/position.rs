//! Where a walk through a list stands: what it needs to know to ask for the next page, and
//! nothing else, since all of it is stored in cursors.

use super::fingerprint::Fnv;
use super::windows::{Cut, Slice};
use crate::{PageAt, PageFacts, PageStyle};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum At {
    #[default]
    First,
    Token(String),
    Number(i64),
}

impl At {
    /// The page as an operation of that style asks for it.
    pub(super) fn request(&self, style: PageStyle) -> PageAt<'_> {
        match (self, style) {
            (Self::Token(token), _) => PageAt::Token(token),
            (Self::Number(number), _) => PageAt::Number(*number),
            // The caller may have set a number; a list is read from its first page.
            (Self::First, PageStyle::Number { first, .. }) => PageAt::Number(first),
            (Self::First, PageStyle::Token) => PageAt::First,
        }
    }
}

/// The next page to ask for, and what tells repeats from news.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Position {
    /// Windows that are read to their end.
    pub(super) done: u64,
    /// The window being read; `None` where nothing is cut, and before the first request.
    pub(super) window: Option<Slice>,
    /// The page to ask for.
    pub(super) page: At,
    /// Items that the earlier pages of this window held, repeats included.
    pub(super) raw: u64,
    /// Hashes of the tokens used in this window.
    pub(super) tokens: BTreeSet<u64>,
    /// Keys seen in the window before.
    pub(super) previous: BTreeSet<String>,
    /// Keys seen in the earlier pages of this window.
    pub(super) current: BTreeSet<String>,
    /// Whether the list was read to its end.
    pub(super) finished: bool,
}

impl Position {
    /// The page that follows one with so many items, by what its reply says; `None` at the end.
    pub(super) fn follow(
        &self,
        style: PageStyle,
        facts: PageFacts<'_>,
        count: u64,
    ) -> Result<Option<At>, &'static str> {
        match style {
            PageStyle::Token if !facts.more => Ok(None),
            PageStyle::Token => self.follow_token(facts.token).map(Some),
            PageStyle::Number { first, .. } => self.follow_number(first, facts.total, count),
        }
    }

    fn follow_token(&self, token: Option<&str>) -> Result<At, &'static str> {
        match token {
            None => Err("the reply says that more follows and has no page token"),
            Some("") => Err("the reply says that more follows and its page token is empty"),
            Some(token) if self.tokens.contains(&Fnv::of(token)) => Err(
                "the reply hands out a page token that was used before, so the same pages would \
                 follow for ever",
            ),
            Some(token) => Ok(At::Token(token.to_owned())),
        }
    }

    /// A negative total is no count of anything; then only an empty page is the end.
    fn follow_number(
        &self,
        first: i64,
        total: Option<i64>,
        count: u64,
    ) -> Result<Option<At>, &'static str> {
        let total = total.and_then(|total| u64::try_from(total).ok()).unwrap_or(u64::MAX);
        if count == 0 || self.raw.saturating_add(count) >= total {
            return Ok(None);
        }
        let number = match self.page {
            At::Number(number) => number,
            _ => first,
        };
        let next = number.checked_add(1).ok_or("there is no higher page number")?;
        Ok(Some(At::Number(next)))
    }

    /// Goes on to a page of the same window.
    pub(super) fn turn_to(&mut self, page: At) {
        if let At::Token(token) = &page {
            self.tokens.insert(Fnv::of(token));
        }
        self.page = page;
    }

    /// Goes on to another window. An item on the edge comes again there, so the keys of the
    /// window before are kept; older ones cannot come again.
    pub(super) fn enter(&mut self, window: Slice) {
        *self = Self {
            done: self.done,
            window: Some(window),
            previous: std::mem::take(&mut self.current),
            ..Self::default()
        };
    }

    /// The sentence of a list that a platform refuses to read on.
    pub(super) fn beyond_cap(&self, style: PageStyle) -> Option<String> {
        let PageStyle::Number { cap: Some(cap), .. } = style else { return None };
        (self.page != At::First && self.raw >= cap).then(|| {
            format!(
                "the platform pages through {cap} hits at most, {} were read, and more exist: \
                 narrow the filters, so that each list stays below that",
                self.raw
            )
        })
    }

    /// Whether a walk of that kind can stand here.
    pub(super) fn fits(&self, style: PageStyle, cut: Option<&Cut>) -> bool {
        let page = match (&self.page, style) {
            (At::First, _) => true,
            (At::Token(token), PageStyle::Token) => !token.is_empty(),
            (At::Number(number), PageStyle::Number { first, .. }) => *number > first,
            _ => false,
        };
        let window = match (self.window, cut) {
            (Some(window), Some(cut)) => cut.holds(window),
            (None, Some(_)) => self.page == At::First,
            (None, None) => true,
            (Some(_), None) => false,
        };
        page && window
    }
}

/// What was handed out of the page that a walk stands at. The page is asked for again when the
/// walk is resumed, and this much of it is left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Delivered {
    keys: Keys,
    keyless: u64,
}

impl Delivered {
    pub(super) fn add(&mut self, key: Option<&str>) {
        match key {
            Some(key) => self.keys.push(key),
            None => self.keyless += 1,
        }
    }

    pub(super) fn clear(&mut self) {
        self.keys.text.clear();
        self.keys.ends.clear();
        self.keyless = 0;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.ends.is_empty() && self.keyless == 0
    }

    /// Recognises each delivered item once: a platform that sends an item twice gets it through
    /// twice, interrupted or not.
    pub(super) fn recogniser(&self) -> Recogniser<'_> {
        Recogniser { keys: self.keys.iter().collect(), keyless: self.keyless }
    }
}

/// See [`Delivered::recogniser`].
pub(super) struct Recogniser<'a> {
    keys: Vec<&'a str>,
    keyless: u64,
}

impl Recogniser<'_> {
    pub(super) fn takes(&mut self, key: Option<&str>) -> bool {
        let Some(key) = key else {
            let taken = self.keyless > 0;
            self.keyless = self.keyless.saturating_sub(1);
            return taken;
        };
        let found = self.keys.iter().position(|known| *known == key);
        found.map(|index| self.keys.remove(index)).is_some()
    }
}

/// Keys one behind the other in one text: a key is noted for every single item, and this way
/// that costs no allocation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
struct Keys {
    text: String,
    ends: Vec<usize>,
}

impl Keys {
    fn push(&mut self, key: &str) {
        self.text.push_str(key);
        self.ends.push(self.text.len());
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}

impl From<Vec<String>> for Keys {
    fn from(list: Vec<String>) -> Self {
        let mut keys = Self::default();
        list.iter().for_each(|key| keys.push(key));
        keys
    }
}

impl From<Keys> for Vec<String> {
    fn from(keys: Keys) -> Self {
        keys.iter().map(ToOwned::to_owned).collect()
    }
}
