//! Where the reading of one window stands, and what an answer means for it.
//!
//! All of it is stored in cursors, so it holds what is needed to ask for the next page and to
//! tell repeats from news, and nothing else. Its decisions are plain: no call, no stream. What is
//! particular to lists by page number is decided in `numbered`.

use super::delivered::Delivered;
use super::fingerprint::Fnv;
use super::keys::KeySet;
use super::windows::{Cut, Slice};
use crate::{PageAt, PageCap, PageFacts, PageStyle};
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

/// The page that follows another; `None` at the end, and a reason where the reply leads nowhere.
pub(super) type Next = Result<Option<At>, &'static str>;

/// What came for a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Came<'a> {
    pub(super) facts: PageFacts<'a>,
    /// How many items it has.
    pub(super) count: u64,
    /// How many of them earlier pages of the same reading had.
    pub(super) repeated: u64,
    /// How many it may have at most, where that is known.
    pub(super) size: Option<i64>,
}

impl Came<'_> {
    /// Whether it holds nothing but what came before.
    pub(super) fn is_repeat(&self) -> bool {
        self.count > 0 && self.repeated == self.count
    }

    /// The count of all items, where the reply has one: a negative one is no count of anything.
    pub(super) fn total(&self) -> Option<u64> {
        self.facts.total.and_then(|total| u64::try_from(total).ok())
    }
}

/// What a page means for its window.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is to be handed out.
    Page(Next),
    /// The window holds more than the platform pages through: read these instead.
    Split([Slice; 2]),
    /// Nothing came where items were counted: ask for the same page once more.
    AskAgain,
    /// The list may have changed: read the window from its beginning.
    Reread,
    /// The list changed, and cannot be read so that nothing is lost.
    Changing(String),
}

/// What a refusal means for its window.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It has nothing to do with paging.
    Other,
    /// The window holds more than the platform pages through: read these instead.
    Split([Slice; 2]),
    /// It does, and cannot be cut.
    Beyond(PageCap),
    /// Nothing lies there: the page is behind the total.
    End,
}

/// What closing a page changes.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) next: Next,
    pub(super) count: u64,
    /// How many of them this reading had before.
    pub(super) repeated: u64,
    pub(super) total: Option<u64>,
    pub(super) keys: KeySet,
    pub(super) before: KeySet,
    pub(super) unkeyed: u64,
    /// What was handed out before and is not on this page.
    pub(super) left: Delivered,
}

impl Turn {
    pub(super) fn new(next: Next, came: Came<'_>) -> Self {
        let (keys, before, left) = (KeySet::default(), KeySet::default(), Delivered::default());
        let (count, repeated, total) = (came.count, came.repeated, came.total());
        Self { next, count, repeated, total, keys, before, unkeyed: 0, left }
    }
}

/// The next page to ask for in a window, and what tells repeats from news.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Position {
    /// The window; `None` where the list has no range of time.
    #[serde(skip_serializing_if = "absent")]
    pub(super) window: Option<Slice>,
    /// The page to ask for.
    #[serde(skip_serializing_if = "absent")]
    pub(super) page: At,
    /// Items that the earlier pages held, each once where they can be told apart.
    #[serde(skip_serializing_if = "absent")]
    pub(super) raw: u64,
    /// How many items the largest page held.
    #[serde(skip_serializing_if = "absent")]
    pub(super) largest: u64,
    /// What the page before said how many items there are.
    #[serde(skip_serializing_if = "absent")]
    pub(super) total: Option<u64>,
    /// Hashes of the tokens used.
    #[serde(skip_serializing_if = "absent")]
    pub(super) tokens: BTreeSet<u64>,
    /// Keys seen in the earlier pages.
    #[serde(skip_serializing_if = "absent")]
    pub(super) keys: KeySet,
    /// Keys that need not be on the earlier pages: handed out before the window was begun again,
    /// or of a begun page before the list was gone on with.
    #[serde(skip_serializing_if = "absent")]
    pub(super) before: KeySet,
    /// Items of the earlier pages that could not be recognised if they came again.
    #[serde(skip_serializing_if = "absent")]
    pub(super) unkeyed: u64,
    /// Whether the page to ask for came without any item before.
    #[serde(skip_serializing_if = "absent")]
    pub(super) empty: bool,
    /// How often the window was begun again.
    #[serde(skip_serializing_if = "absent")]
    pub(super) rereads: u32,
    /// What was handed out of the page to ask for.
    #[serde(skip_serializing_if = "absent")]
    pub(super) delivered: Delivered,
}

fn absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Position {
    pub(super) fn at_beginning(window: Option<Slice>) -> Self {
        Self { window, ..Self::default() }
    }

    /// What a page means that came like this.
    pub(super) fn judge(&self, style: PageStyle, cut: Option<&Cut>, came: Came<'_>) -> Verdict {
        match style {
            PageStyle::Token if !came.facts.more => Verdict::Page(Ok(None)),
            PageStyle::Token => Verdict::Page(self.follow_token(came.facts.token).map(Some)),
            PageStyle::Number { first, cap } => {
                let beyond = cap.zip(came.total()).is_some_and(|(cap, total)| total > cap.hits);
                match self.halves(cut).filter(|_| beyond) {
                    Some(halves) => Verdict::Split(halves),
                    None => self.judge_numbered(first, cap, came),
                }
            }
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

    pub(super) fn handed_out_unkeyed(&self) -> bool {
        self.unkeyed > 0 || self.delivered.keyless() > 0
    }

    /// The halves to read instead of this window; `None` where there are none, or where what was
    /// handed out could not be told from what they hold.
    pub(super) fn halves(&self, cut: Option<&Cut>) -> Option<[Slice; 2]> {
        cut?.halves(self.window?).filter(|_| !self.handed_out_unkeyed())
    }

    /// The cap that the next request would go beyond.
    pub(super) fn reached_cap(&self, style: PageStyle) -> Option<PageCap> {
        let PageStyle::Number { cap, .. } = style else { return None };
        cap.filter(|cap| self.page != At::First && self.raw >= cap.hits)
    }

    /// What an answer with this code means. Platforms use the code of the cap for passing trouble,
    /// too: where a window is known to fit it is that, and cutting only costs a call.
    pub(super) fn refused(
        &self,
        style: PageStyle,
        cut: Option<&Cut>,
        code: Option<i64>,
        size: Option<i64>,
    ) -> Refusal {
        let PageStyle::Number { first, cap: Some(cap) } = style else { return Refusal::Other };
        if code.is_none() || cap.code != code {
            return Refusal::Other;
        }
        let fits = self.total.is_some_and(|total| total <= cap.hits);
        // The first page was answered, and holds the only item whether it is shown or not: to cut
        // such a window as far as it goes would take dozens of calls.
        let whole = self.page != At::First && self.total.is_some_and(|total| total <= 1);
        match self.halves(cut).filter(|_| !whole) {
            Some(halves) => Refusal::Split(halves),
            None if whole || fits && self.is_behind(first, size) => Refusal::End,
            None if fits => Refusal::Other,
            None => Refusal::Beyond(cap),
        }
    }

    /// The sentence of a window that is beyond the cap and cannot be cut.
    pub(super) fn beyond(&self, cap: PageCap) -> String {
        let hits = cap.hits;
        let place = match self.window.map(Slice::ends) {
            Some((from, to)) if self.handed_out_unkeyed() => format!(
                "there are more between {from} and {to}, and items without a key were handed out, \
                 so that the range cannot be cut"
            ),
            Some((from, to)) => {
                format!("there are more between {from} and {to}, which cannot be cut any further")
            }
            None => "there are more, and no range of time is given that could be cut".to_owned(),
        };
        format!(
            "the platform pages through {hits} hits at most; {place}: narrow the filters, so that \
             each list stays below that"
        )
    }

    /// Goes on behind a page that was handed out; to be followed by [`Position::turn_to`].
    pub(super) fn leave(&mut self, turn: Turn) {
        self.delivered.clear();
        if !turn.left.is_empty() {
            self.delivered = turn.left;
        }
        self.raw = self.raw.saturating_add(turn.count.saturating_sub(turn.repeated));
        (self.largest, self.empty) = (self.largest.max(turn.count), false);
        self.total = turn.total;
        self.unkeyed = self.unkeyed.saturating_add(turn.unkeyed);
        self.before.join(turn.before);
        self.keys.join(turn.keys);
    }

    /// Goes on to a page of the same window.
    pub(super) fn turn_to(&mut self, page: At) {
        if let At::Token(token) = &page {
            self.tokens.insert(Fnv::of(token));
        }
        self.page = page;
    }

    /// Whether an item with this key was handed out, apart from the page to ask for.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key) || self.before.contains(key)
    }

    /// Takes out the keys of all that was handed out.
    pub(super) fn known(&mut self) -> KeySet {
        let mut keys = std::mem::take(&mut self.keys);
        keys.join(std::mem::take(&mut self.before));
        keys.extend(self.delivered.keys().map(ToOwned::to_owned));
        keys
    }

    /// Whether a list of that kind can stand here.
    pub(super) fn fits(&self, style: PageStyle, cut: Option<&Cut>) -> bool {
        let page = match (&self.page, style) {
            (At::First, _) => true,
            (At::Token(token), PageStyle::Token) => !token.is_empty(),
            (At::Number(number), PageStyle::Number { first, .. }) => *number > first,
            _ => false,
        };
        let window = match (self.window, cut) {
            (Some(window), Some(cut)) => cut.holds(window),
            (None, None) => true,
            _ => false,
        };
        page && window
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::Timestamp;
    use std::time::Duration;

    pub(in crate::paging) const STYLE: PageStyle =
        PageStyle::Number { first: 1, cap: Some(PageCap { hits: 100, code: Some(7) }) };

    pub(in crate::paging) fn cut() -> Cut {
        let (start, end) = (Timestamp::from_millis(0), Timestamp::from_millis(1_000));
        Cut::new(start, end, Duration::MAX, Duration::ZERO)
    }

    pub(in crate::paging) fn at(page: At, raw: u64, total: Option<u64>) -> Position {
        let window = Some(cut().first());
        Position { window, page, raw, total, ..Position::default() }
    }

    pub(in crate::paging) fn came(total: i64, count: u64) -> Came<'static> {
        let facts = PageFacts { total: Some(total), ..PageFacts::default() };
        Came { facts, count, repeated: 0, size: None }
    }

    pub(in crate::paging) fn halves() -> [Slice; 2] {
        [Slice { from: 0, to: 500 }, Slice { from: 500, to: 1_000 }]
    }

    #[test]
    fn what_was_handed_out_without_a_key_is_neither_cut_nor_read_again() {
        let mut position = Position { unkeyed: 1, ..at(At::Number(2), 10, Some(30)) };
        let beyond = position.judge(STYLE, Some(&cut()), came(101, 10));
        assert_eq!(beyond, Verdict::Page(Ok(Some(At::Number(3)))));
        let shrunk = position.judge(STYLE, Some(&cut()), came(20, 10));
        assert!(matches!(shrunk, Verdict::Changing(why) if why.contains("no key")));
        assert_eq!(position.refused(STYLE, Some(&cut()), Some(7), None), Refusal::Other);
        position.total = None;
        let cap = PageCap { hits: 100, code: Some(7) };
        assert_eq!(position.refused(STYLE, Some(&cut()), Some(7), None), Refusal::Beyond(cap));
    }

    #[test]
    fn only_the_code_of_the_cap_speaks_of_it() {
        let position = at(At::First, 0, None);
        let (capped, uncoded) =
            (STYLE, PageStyle::Number { first: 1, cap: Some(PageCap { hits: 100, code: None }) });
        for (style, code, refusal) in [
            (capped, Some(7), Refusal::Split(halves())),
            (capped, Some(8), Refusal::Other),
            (capped, None, Refusal::Other),
            (uncoded, None, Refusal::Other),
            (PageStyle::Token, Some(7), Refusal::Other),
        ] {
            assert_eq!(position.refused(style, Some(&cut()), code, None), refusal, "{code:?}");
        }
    }

    #[test]
    fn a_refusal_behind_the_only_item_is_the_end_however_long_the_window_is() {
        for (total, refusal) in [(1, Refusal::End), (2, Refusal::Split(halves()))] {
            let position = at(At::Number(2), 0, Some(total));
            assert_eq!(position.refused(STYLE, Some(&cut()), Some(7), None), refusal, "{total}");
        }
    }

    #[test]
    fn a_refusal_behind_the_total_of_what_cannot_be_cut_is_the_end() {
        for (size, refusal) in [(Some(20), Refusal::End), (Some(10), Refusal::Other)] {
            let position = Position { window: None, ..at(At::Number(2), 7, Some(15)) };
            assert_eq!(position.refused(STYLE, None, Some(7), size), refusal, "{size:?}");
        }
    }
}
