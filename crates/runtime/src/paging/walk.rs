//! The walk through a list that pages and items share: which request comes next, what its reply
//! means, and where the walk stands.
//!
//! A page is first handed out and then closed. The position moves only when a page is closed, so
//! that whatever happens in between, a cursor points at the page and knows what was delivered of
//! it. The call in flight lives in the walk and not in the future of `next`, which can therefore
//! be dropped at any moment.

use super::End;
use super::cursor::Cursor;
use super::fingerprint;
use super::position::{At, Delivered, Position};
use super::windows::Cut;
use crate::{
    Draft, Endpoint, Error, ErrorKind, Failure, JsonEndpoint, Paged, Response, Send as Call,
};
use std::collections::BTreeSet;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// What a stream has at the moment it is polled.
pub(super) type Polled<E, T> = Poll<Option<Result<T, Error<<E as Endpoint>::Code>>>>;

type Page<E> = Response<<E as JsonEndpoint>::Reply>;
type Outcome<E> = Result<Page<E>, Error<<E as Endpoint>::Code>>;

pub(super) struct Walk<E: Paged> {
    draft: Draft,
    parameters: E,
    cut: Option<Cut>,
    position: Position,
    delivered: Delivered,
    turn: Option<Turn>,
    state: State<E>,
    /// A cursor that did not fit. It is handed back as it came, so that whoever stores cursors
    /// after an error does not overwrite it with the beginning of another list.
    refused: Option<Cursor>,
    pub(super) pages: u64,
    pub(super) items: u64,
}

enum State<E: Paged> {
    Resting,
    Calling(Call<E>),
    /// An error that is known and not yet told.
    Doomed(Box<Failure>),
    Ended(End),
}

/// What closing the open page will change.
struct Turn {
    next: Result<Option<At>, &'static str>,
    raw: u64,
    keys: BTreeSet<String>,
}

impl<E: Paged> Walk<E> {
    pub(super) fn new(draft: Draft, parameters: E) -> Self {
        Self {
            draft,
            cut: cut(&parameters, None),
            parameters,
            position: Position::default(),
            delivered: Delivered::default(),
            turn: None,
            state: State::Resting,
            refused: None,
            pages: 0,
            items: 0,
        }
    }

    pub(super) fn overlap(&mut self, overlap: Duration) {
        self.cut = cut(&self.parameters, Some(overlap));
    }

    pub(super) fn resume(&mut self, cursor: Cursor) {
        (self.turn, self.refused) = (None, None);
        let read = cursor.read(E::OPERATION.id, fingerprint::of(&self.parameters));
        let fitting = read.and_then(|snapshot| {
            let fits = snapshot.position.fits(E::STYLE, self.cut.as_ref());
            fits.then_some(snapshot).ok_or_else(|| "the cursor was changed".to_owned())
        });
        match fitting {
            Ok(snapshot) => {
                self.position = snapshot.position.into_owned();
                self.delivered = snapshot.delivered.into_owned();
                self.state = match self.position.finished {
                    true => State::Ended(End::Finished),
                    false => State::Resting,
                };
            }
            Err(why) => {
                self.state = State::Doomed(failure::<E>(why));
                self.refused = Some(cursor);
            }
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        self.refused.clone().unwrap_or_else(|| {
            let parameters = fingerprint::of(&self.parameters);
            Cursor::new(E::OPERATION.id, parameters, &self.position, &self.delivered)
        })
    }

    pub(super) fn end(&self) -> Option<End> {
        match self.state {
            State::Ended(end) => Some(end),
            _ => None,
        }
    }

    pub(super) fn windows(&self) -> (u64, u64) {
        let done = self.position.done;
        let all = match (&self.cut, self.position.window) {
            _ if self.position.finished => done,
            (None, _) => 1,
            (Some(cut), None) => cut.count(),
            (Some(cut), Some(window)) => {
                done.saturating_add(1).saturating_add(cut.count_after(window))
            }
        };
        (done, all)
    }

    /// The next page, which stays open until [`Walk::close`].
    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Polled<E, Page<E>> {
        loop {
            match &mut self.state {
                State::Resting => {
                    self.state = match self.request() {
                        Ok(parameters) => State::Calling(Call::new(self.draft.clone(), parameters)),
                        Err(failure) => State::Doomed(failure),
                    }
                }
                State::Calling(call) => {
                    let outcome = ready!(Pin::new(call).poll(cx));
                    return Poll::Ready(Some(self.arrive(outcome)));
                }
                State::Doomed(_) => return Poll::Ready(self.tell().map(Err)),
                State::Ended(_) => return Poll::Ready(None),
            }
        }
    }

    fn tell(&mut self) -> Option<Error<E::Code>> {
        match std::mem::replace(&mut self.state, State::Ended(End::Stopped)) {
            State::Doomed(failure) => Some(failure.into()),
            _ => None,
        }
    }

    /// The parameters of the next request, unless it is known to fail.
    fn request(&mut self) -> Result<E, Box<Failure>> {
        if self.cut.is_some_and(|cut| !cut.advances()) {
            let why = "neighbouring windows must overlap by less than the longest window spans";
            return Err(Failure::new(ErrorKind::Invalid, E::OPERATION, why));
        }
        if let Some(why) = self.position.beyond_cap(E::STYLE) {
            return Err(failure::<E>(why));
        }
        let mut parameters = self.parameters.clone();
        if let Some(cut) = &self.cut {
            let window = *self.position.window.get_or_insert_with(|| cut.first());
            let (start, end) = window.ends();
            parameters.set_window(start, end);
        }
        parameters.turn_to(self.position.page.request(E::STYLE));
        Ok(parameters)
    }

    fn arrive(&mut self, outcome: Outcome<E>) -> Outcome<E> {
        self.state = State::Resting;
        let mut page = outcome.inspect_err(|_| self.state = State::Ended(End::Stopped))?;
        self.pages += 1;
        let raw = E::items(page.reply_mut()).len() as u64;
        let next = self.position.follow(E::STYLE, E::facts(&page), raw);
        let keys = self.drop_known(E::items(page.reply_mut()));
        self.turn = Some(Turn { next, raw, keys });
        Ok(page)
    }

    /// Drops the items that were delivered before, and returns the keys of all. With a single
    /// window nothing is expected twice, and no keys are held.
    fn drop_known(&self, items: &mut Vec<E::Item>) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let several = self.cut.is_some_and(|cut| cut.count() > 1);
        if !several && self.delivered.is_empty() {
            return seen;
        }
        let mut delivered = self.delivered.recogniser();
        items.retain(|item| {
            let key = E::key(item);
            let mut known = delivered.takes(key.as_deref());
            if let Some(key) = key.filter(|_| several) {
                known |= self.position.previous.contains(&*key);
                known |= self.position.current.contains(&*key);
                known |= !seen.insert(key.into_owned());
            }
            !known
        });
        seen
    }

    /// Notes an item of the open page as delivered.
    pub(super) fn deliver(&mut self, item: &E::Item) {
        self.delivered.add(E::key(item).as_deref());
    }

    /// Closes a page that is handed out as a whole.
    pub(super) fn close_whole(&mut self, page: &mut Page<E>) {
        let items = E::items(page.reply_mut());
        self.items += items.len() as u64;
        // Only a page that leads nowhere is asked for again.
        if matches!(&self.turn, Some(Turn { next: Err(_), .. })) {
            items.iter().for_each(|item| self.deliver(item));
        }
        self.close();
    }

    /// Closes the open page and moves on. A page that does not say what follows leaves the walk
    /// where it is, with all its items delivered: resumed, it is asked once more what follows.
    pub(super) fn close(&mut self) {
        let Some(turn) = self.turn.take() else { return };
        match turn.next {
            Err(why) => self.state = State::Doomed(failure::<E>(why)),
            Ok(next) => {
                self.delivered.clear();
                self.position.raw = self.position.raw.saturating_add(turn.raw);
                self.position.current.extend(turn.keys);
                match next {
                    Some(page) => self.position.turn_to(page),
                    None => self.end_window(),
                }
            }
        }
    }

    fn end_window(&mut self) {
        self.position.done += 1;
        let next = self.cut.zip(self.position.window).and_then(|(cut, now)| cut.after(now));
        match next {
            Some(window) => self.position.enter(window),
            None => {
                self.position = Position {
                    done: self.position.done,
                    window: self.position.window,
                    finished: true,
                    ..Position::default()
                };
                self.state = State::Ended(End::Finished);
            }
        }
    }
}

fn cut<E: Paged>(parameters: &E, overlap: Option<Duration>) -> Option<Cut> {
    let window = parameters.window()?;
    let overlap = overlap.unwrap_or(window.overlap);
    Some(Cut::new(window.start, window.end, window.longest?, overlap))
}

fn failure<E: Paged>(why: impl Into<String>) -> Box<Failure> {
    Failure::new(ErrorKind::Paging, E::OPERATION, why)
}
