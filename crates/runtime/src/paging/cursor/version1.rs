//! Cursors of the time when a list was read one window after the other.

use crate::paging::delivered::Delivered;
use crate::paging::keys::KeySet;
use crate::paging::plan::{Ahead, Edge};
use crate::paging::position::{At, Position};
use crate::paging::windows::{Cut, Slice};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

#[derive(Deserialize)]
pub(super) struct Stored {
    position: Place,
    delivered: Delivered,
}

#[derive(Deserialize)]
struct Place {
    /// Windows that are read to their end.
    done: u64,
    /// The window being read; `None` where nothing is cut, and before the first request.
    window: Option<Slice>,
    page: At,
    raw: u64,
    tokens: BTreeSet<u64>,
    /// Keys of the window before.
    previous: KeySet,
    /// Keys of the earlier pages of this window, where there were several windows.
    current: KeySet,
    finished: bool,
}

impl Stored {
    pub(super) fn into_current(self, cut: Option<&Cut>) -> super::Stored<'static> {
        let Self { position: old, delivered } = self;
        if old.finished {
            let (lanes, edges) = (Vec::new(), Cow::default());
            let (done, ahead) = (old.done, Ahead::Nothing);
            return super::Stored { done, unseen: 0, overlap: None, lanes, ahead, edges };
        }
        // A range of any length was not cut in those days, nor was it named before it was asked
        // for.
        let named = old.page == At::First || cut.is_some_and(|cut| cut.count() == 1);
        let window = old.window.or_else(|| Some(cut.filter(|_| named)?.first()));
        let end = window.map(|window| window.to);
        let ahead = end.filter(|end| cut.is_some_and(|cut| cut.after(*end).is_some()));
        let edge = window.filter(|_| !old.previous.is_empty());
        // Which of them had no key was not noted.
        let unkeyed = old.raw.saturating_sub(old.current.len() as u64);
        let lane = Position {
            window,
            page: old.page,
            raw: old.raw,
            tokens: old.tokens,
            keys: old.current,
            unkeyed,
            delivered,
            ..Position::default()
        };
        super::Stored {
            done: old.done,
            unseen: 0,
            // Nor how far windows overlap.
            overlap: None,
            lanes: vec![Cow::Owned(lane)],
            ahead: ahead.map_or(Ahead::Nothing, Ahead::After),
            // Of the window before only its end is known, which is where this one begins.
            edges: edge
                .map(|window| Edge {
                    window: Slice { from: window.from, to: window.from },
                    keys: old.previous,
                })
                .into_iter()
                .collect(),
        }
    }
}
