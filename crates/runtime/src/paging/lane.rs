//! One window being read: where it stands, and the page in hand.
//!
//! A page arrives, is opened, is consumed, and is closed. The position moves only when a page is
//! closed, so that whatever happens in between, a cursor points at the page and knows what was
//! delivered of it.

use super::fetch::{Fetch, Outcome, Page};
use super::position::{Position, Turn};
use crate::{Endpoint, Error, Paged};
use std::mem;
use std::task::{Context, Poll};

pub(super) struct Lane<E: Paged> {
    pub(super) position: Position,
    pub(super) hand: Hand<E>,
}

/// What a window has of the page it stands at.
pub(super) enum Hand<E: Paged> {
    /// Nothing, and nothing is asked for.
    Empty,
    /// A call is on its way.
    Asked(Fetch<E>),
    /// It came, or it did not; nobody has seen either.
    Arrived(Arrival<E>),
    /// It is being consumed, and the page after it may be on its way.
    Open(Turn, Option<Fetch<E>>),
}

pub(super) type Arrival<E> = Result<(Page<E>, Turn), Error<<E as Endpoint>::Code>>;

impl<E: Paged> Lane<E> {
    pub(super) fn at(position: Position) -> Self {
        Self { position, hand: Hand::Empty }
    }

    pub(super) fn is_idle(&self) -> bool {
        matches!(self.hand, Hand::Empty)
    }

    pub(super) fn has_page(&self) -> bool {
        matches!(self.hand, Hand::Arrived(Ok(_)))
    }

    pub(super) fn has_failed(&self) -> bool {
        matches!(self.hand, Hand::Arrived(Err(_)))
    }

    /// The parameters that ask for this window's page.
    pub(super) fn request(&self, parameters: &E) -> E {
        let mut parameters = parameters.clone();
        if let Some(window) = self.position.window {
            let (start, end) = window.ends();
            parameters.set_window(start, end);
        }
        parameters.turn_to(self.position.page.request(E::STYLE));
        parameters
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<E>> {
        match &mut self.hand {
            Hand::Asked(fetch) => fetch.poll(cx),
            _ => Poll::Pending,
        }
    }

    /// Takes what arrived out of the hand.
    pub(super) fn take(&mut self) -> Option<Arrival<E>> {
        match mem::replace(&mut self.hand, Hand::Empty) {
            Hand::Arrived(arrival) => Some(arrival),
            other => {
                self.hand = other;
                None
            }
        }
    }

    /// What closing the open page changes.
    pub(super) fn turn(&self) -> Option<&Turn> {
        match &self.hand {
            Hand::Open(turn, _) => Some(turn),
            _ => None,
        }
    }
}
