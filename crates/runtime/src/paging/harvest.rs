//! The reading of a list that pages and items share: one window after the other, or several at
//! once.
//!
//! Calls on their way live here and not in the future of `next`, which can therefore be dropped
//! at any moment. What an answer means is decided in `position`, what is read next in `plan`;
//! what was delivered is known at the moment a page is opened and not when it arrives, so that
//! whichever of two windows is opened first hands out what both hold.

use super::cursor::{Cursor, Stored};
use super::fetch::{Fetch, Outcome, Page};
use super::lane::{Arrival, Hand, Lane};
use super::plan::{Plan, cut};
use super::position::{Came, Next, Position, Refusal, Turn, Verdict};
use super::windows::Slice;
use super::{End, Order, fingerprint, known};
use crate::event::Listener;
use crate::{Draft, Endpoint, Error, ErrorCode as _, ErrorKind, Event, Failure, Paged, Progress};
use std::mem;
use std::task::{Context, Poll};
use std::time::Duration;

/// What a stream has at the moment it is polled.
pub(super) type Polled<E, T> = Poll<Option<Result<T, Error<<E as Endpoint>::Code>>>>;

pub(super) struct Harvest<E: Paged> {
    draft: Draft,
    parameters: E,
    plan: Plan,
    /// The windows that are begun and not finished, in the order of time. The first
    /// `parallel` of them are read; after a resumption or a split there may be more.
    lanes: Vec<Lane<E>>,
    /// The one whose page is being consumed.
    open: Option<usize>,
    state: State,
    /// A cursor that did not fit. It is handed back as it came, so that whoever stores cursors
    /// after an error does not overwrite it with the beginning of another list.
    refused: Option<Cursor>,
    parallel: usize,
    pub(super) order: Order,
    pub(super) prefetch: bool,
    pub(super) pages: u64,
    pub(super) items: u64,
    /// Like `items`, with all of the open page.
    opened: u64,
}

/// How many windows are read at once at most. Each costs a task, a connection and the memory of a
/// page, and no quota of a platform leaves room for more, so a larger number is a slip.
const MOST_AT_ONCE: usize = 64;

enum State {
    Reading,
    /// An error that is known and not yet told.
    Doomed(Box<Failure>),
    Ended(End),
}

impl<E: Paged> Harvest<E> {
    pub(super) fn new(draft: Draft, parameters: E) -> Self {
        Self {
            draft,
            plan: Plan::new(cut(&parameters, None)),
            parameters,
            lanes: Vec::new(),
            open: None,
            state: State::Reading,
            refused: None,
            parallel: 1,
            order: Order::ByWindow,
            prefetch: false,
            pages: 0,
            items: 0,
            opened: 0,
        }
    }

    pub(super) fn overlap(&mut self, overlap: Duration) {
        self.plan.cut = cut(&self.parameters, Some(overlap));
    }

    pub(super) fn parallel(&mut self, windows: usize) {
        self.parallel = windows.clamp(1, MOST_AT_ONCE);
    }

    pub(super) fn resume(&mut self, cursor: Cursor) {
        (self.open, self.refused) = (None, None);
        self.lanes.clear();
        let parameters = fingerprint::of(&self.parameters);
        let cut = self.plan.cut;
        self.plan = Plan::new(cut);
        match cursor.read(E::OPERATION.id, parameters, E::STYLE, cut.as_ref()) {
            Ok(stored) => {
                self.state = match stored.finished() {
                    true => State::Ended(End::Finished),
                    false => State::Reading,
                };
                self.lanes = stored.lanes.into_iter().map(|at| Lane::at(at.into_owned())).collect();
                self.plan.ahead = stored.ahead;
                self.plan.edges = stored.edges.into_owned();
                (self.plan.done, self.plan.unseen) = (stored.done, stored.unseen);
                self.plan.overlap = stored.overlap;
            }
            Err(why) => {
                self.state = State::Doomed(Failure::new(ErrorKind::Paging, E::OPERATION, why));
                self.refused = Some(cursor);
            }
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        self.refused.clone().unwrap_or_else(|| {
            let lanes = self.lanes.iter().map(|lane| &lane.position);
            let stored = Stored::of(&self.plan, lanes);
            Cursor::new(E::OPERATION.id, fingerprint::of(&self.parameters), &stored)
        })
    }

    pub(super) fn end(&self) -> Option<End> {
        match self.state {
            State::Ended(end) => Some(end),
            _ => None,
        }
    }

    pub(super) fn windows(&self) -> (u64, u64) {
        let begun = self.plan.done.saturating_add(self.lanes.len() as u64);
        (self.plan.done, begun.saturating_add(self.plan.unbegun()))
    }

    pub(super) fn progress(&self) -> Progress {
        let (windows_done, windows) = self.windows();
        Progress {
            windows_done,
            windows,
            pages: self.pages,
            items: self.opened,
            unseen: self.plan.unseen,
        }
    }

    fn tell(&self, event: fn(Progress) -> Event) {
        let own = self.draft.options().listener.as_ref();
        let listener: Option<&Listener> = own.or(self.draft.client().inner().listener.as_ref());
        if let Some(listener) = listener {
            listener.tell(&event(self.progress()));
        }
    }

    /// The next page, which stays open until [`Harvest::close`].
    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Polled<E, Page<E>> {
        loop {
            match mem::replace(&mut self.state, State::Reading) {
                State::Reading => {}
                State::Doomed(failure) => {
                    self.stop();
                    return Poll::Ready(Some(Err(failure.into())));
                }
                ended @ State::Ended(_) => {
                    self.state = ended;
                    return Poll::Ready(None);
                }
            }
            self.begin();
            let asking = self.receive(cx);
            if let Some((index, arrival)) = self.next_arrival() {
                return Poll::Ready(Some(self.open(index, arrival)));
            }
            if !asking && matches!(self.state, State::Reading) {
                return Poll::Pending;
            }
        }
    }

    fn stop(&mut self) {
        self.state = State::Ended(End::Stopped);
        for lane in &mut self.lanes {
            lane.hand = Hand::Empty;
        }
    }

    /// Sees to it that as many windows are read as may be.
    fn begin(&mut self) {
        if let Err((kind, why)) = self.plan.settle() {
            self.state = State::Doomed(Failure::new(kind, E::OPERATION, why));
            return;
        }
        let mut index = 0;
        while index < self.width() {
            if index == self.lanes.len() {
                let Some(window) = self.plan.begin() else { return };
                self.lanes.push(Lane::at(Position::at_beginning(window)));
            }
            match &self.lanes[index] {
                // What lies behind an error is not begun any more.
                lane if lane.has_failed() => return,
                // Stays idle where it was cut; then its first half is asked for.
                lane if lane.is_idle() => self.ask(index),
                _ => index += 1,
            }
        }
    }

    /// How many windows may be read now. One whose last page is being consumed asks for nothing
    /// more, so the one behind it may be fetched ahead.
    fn width(&self) -> usize {
        let turn = self.open.and_then(|open| self.lanes[open].turn());
        let leaving = self.prefetch && turn.is_some_and(|turn| turn.next == Ok(None));
        self.parallel.saturating_add(leaving.into())
    }

    fn ask(&mut self, index: usize) {
        let position = &self.lanes[index].position;
        let Some(cap) = position.reached_cap(E::STYLE) else {
            let request = self.lanes[index].request(&self.parameters);
            let fetch = Fetch::new(&self.draft, request, self.prefetch || self.parallel > 1);
            self.lanes[index].hand = Hand::Asked(fetch);
            return;
        };
        match position.halves(self.plan.cut.as_ref()) {
            Some(halves) => self.split(index, halves),
            None => {
                let why = position.beyond(cap);
                self.fail(index, Failure::new(ErrorKind::BeyondCap, E::OPERATION, why));
            }
        }
    }

    fn fail(&mut self, index: usize, failure: Box<Failure>) {
        self.lanes[index].hand = Hand::Arrived(Err(failure.into()));
    }

    /// Takes in what came. Whether there is something to ask for because of it.
    fn receive(&mut self, cx: &mut Context<'_>) -> bool {
        let (mut index, mut asking) = (0, false);
        while index < self.lanes.len() {
            if let Poll::Ready(outcome) = self.lanes[index].poll(cx) {
                let lanes = self.lanes.len();
                self.arrive(index, outcome);
                // Where one is finished another has come to its place, and was not polled.
                asking |= self.lanes.len() < lanes || self.lanes[index].is_idle();
            }
            index += 1;
        }
        asking
    }

    fn arrive(&mut self, index: usize, outcome: Outcome<E>) {
        let cut = self.plan.cut;
        let lane = &mut self.lanes[index];
        lane.hand = Hand::Empty;
        let mut page = match outcome {
            Ok(page) => page,
            Err(error) => return self.refused(index, error),
        };
        let items = E::items(page.reply_mut());
        let raw = items.len() as u64;
        let repeated = known::repeated::<E>(&lane.position, items);
        let size = self.parameters.page_size();
        let came = Came { facts: E::facts(&page), count: raw, repeated, size };
        match lane.position.judge(E::STYLE, cut.as_ref(), came) {
            Verdict::Page(next) => {
                let turn = Turn::new(next, came);
                lane.hand = Hand::Arrived(Ok((page, turn)));
            }
            Verdict::Split(halves) => self.split(index, halves),
            Verdict::AskAgain => lane.position.empty = true,
            Verdict::Reread => {
                lane.position.restart();
                self.tell(Event::Reread);
            }
            Verdict::Changing(why) => {
                lane.position.give_up();
                self.fail(index, Failure::new(ErrorKind::Paging, E::OPERATION, why));
            }
        }
    }

    /// A refusal that speaks of the cap cuts the window; any other is an error.
    fn refused(&mut self, index: usize, error: Error<E::Code>) {
        let position = &self.lanes[index].position;
        let code = error.code().map(|code| code.code());
        let size = self.parameters.page_size();
        let error = match position.refused(E::STYLE, self.plan.cut.as_ref(), code, size) {
            Refusal::Split(halves) => return self.split(index, halves),
            Refusal::End => return self.finish(index),
            Refusal::Other => error,
            Refusal::Beyond(cap) => {
                let mut failure = error.into_failure();
                failure.kind = ErrorKind::BeyondCap;
                failure.message = match &*failure.message {
                    "" => position.beyond(cap),
                    said => format!("{said}; {}", position.beyond(cap)),
                };
                failure.into()
            }
        };
        self.lanes[index].hand = Hand::Arrived(Err(error));
    }

    /// Never in front of the open page: while one is open nothing arrives, and all that is asked
    /// for lies behind it.
    fn split(&mut self, index: usize, [left, right]: [Slice; 2]) {
        debug_assert!(self.open.is_none_or(|open| open < index));
        let left = Lane::at(Position::at_beginning(Some(left)));
        let mut whole = mem::replace(&mut self.lanes[index], left);
        self.lanes.insert(index + 1, Lane::at(Position::at_beginning(Some(right))));
        self.plan.keep(whole.position.window, whole.position.known());
        self.tell(Event::Split);
    }

    /// What is to be handed out next. By windows an error waits for its turn; else for all pages.
    fn next_arrival(&mut self) -> Option<(usize, Arrival<E>)> {
        let index = match self.order {
            Order::ByWindow => 0,
            Order::AsItComes => {
                let page = self.lanes.iter().position(Lane::has_page);
                page.or_else(|| self.lanes.iter().position(Lane::has_failed))?
            }
        };
        Some((index, self.lanes.get_mut(index)?.take()?))
    }

    fn open(&mut self, index: usize, arrival: Arrival<E>) -> Outcome<E> {
        let (mut page, mut turn) = arrival.inspect_err(|_| self.stop())?;
        let items = E::items(page.reply_mut());
        known::drop_known(&self.plan, &self.lanes, index, items, &mut turn);
        self.pages = self.pages.saturating_add(1);
        self.opened = self.items.saturating_add(items.len() as u64);
        let ahead = self.look_ahead(index, &turn.next, turn.count);
        self.lanes[index].hand = Hand::Open(turn, ahead);
        self.open = Some(index);
        self.tell(Event::Page);
        if self.prefetch {
            self.begin();
        }
        Ok(page)
    }

    /// Asks for the page behind the one that is opened.
    fn look_ahead(&self, index: usize, next: &Next, raw: u64) -> Option<Fetch<E>> {
        let (true, Ok(Some(at))) = (self.prefetch, next) else { return None };
        let position = &self.lanes[index].position;
        let window = position.window;
        let raw = position.raw.saturating_add(raw);
        let ahead = Lane::at(Position { window, raw, page: at.clone(), ..Position::default() });
        let allowed = ahead.position.reached_cap(E::STYLE).is_none();
        allowed.then(|| Fetch::new(&self.draft, ahead.request(&self.parameters), true))
    }

    /// Notes an item of the open page as delivered.
    pub(super) fn deliver(&mut self, item: &E::Item) {
        if let Some(open) = self.open {
            self.lanes[open].position.delivered.add(E::key(item).as_deref());
        }
    }

    /// Closes a page that is handed out as a whole.
    pub(super) fn close_whole(&mut self, page: &mut Page<E>) {
        let items = E::items(page.reply_mut());
        self.items = self.items.saturating_add(items.len() as u64);
        // Only a page that leads nowhere is asked for again.
        let turn = self.open.and_then(|open| self.lanes[open].turn());
        if turn.is_some_and(|turn| turn.next.is_err()) {
            items.iter().for_each(|item| self.deliver(item));
        }
        self.close();
        if self.prefetch && matches!(self.state, State::Reading) {
            self.begin();
        }
    }

    /// Closes the open page and moves on. A page that does not say what follows leaves its window
    /// where it is, with all its items delivered: resumed, it is asked once more what follows.
    pub(super) fn close(&mut self) {
        let Some(index) = self.open.take() else { return };
        let lane = &mut self.lanes[index];
        let Hand::Open(turn, ahead) = mem::replace(&mut lane.hand, Hand::Empty) else { return };
        match turn.next.clone() {
            Err(why) => {
                self.state = State::Doomed(Failure::new(ErrorKind::Paging, E::OPERATION, why));
            }
            Ok(next) => {
                lane.position.leave(turn);
                match next {
                    Some(page) => {
                        lane.position.turn_to(page);
                        lane.hand = ahead.map_or(Hand::Empty, Hand::Asked);
                    }
                    None => self.finish(index),
                }
            }
        }
    }

    fn finish(&mut self, index: usize) {
        let position = self.lanes.remove(index).position;
        let unseen = position.unseen();
        if unseen > 0 {
            tracing::warn!(
                operation = E::OPERATION.id,
                unseen,
                "the platform counts more items than it shows"
            );
        }
        let Position { window, keys, .. } = position;
        self.plan.unseen = self.plan.unseen.saturating_add(unseen);
        self.plan.done = self.plan.done.saturating_add(1);
        self.plan.keep(window, keys);
        let reading = self.lanes.iter().filter_map(|lane| lane.position.window);
        self.plan.forget(reading);
        if self.lanes.is_empty() && self.plan.unbegun() == 0 {
            self.state = State::Ended(End::Finished);
        }
        self.tell(Event::Window);
    }
}
