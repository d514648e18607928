//! A list as its items.

use super::Cursor;
use super::controls::controls;
use super::harvest::{Harvest, Polled};
use crate::{Draft, Error, Paged};
use futures_core::Stream;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The items of a list, over all pages of all windows of the time range.
///
/// ```
/// use larkspur_runtime::{Error, Items, Paged};
///
/// async fn all<E: Paged>(mut items: Items<E>) -> Result<Vec<E::Item>, Error<E::Code>> {
///     let mut all = Vec::new();
///     while let Some(item) = items.try_next().await? {
///         all.push(item);
///     }
///     Ok(all)
/// }
/// ```
///
/// Where a time range is cut into several windows, each item comes once, whether the platform
/// counts the ends of a window in or out or cuts them to the second; only for one that counts
/// neither end in, [`Items::overlap`] is needed. This goes by what the spec names as the key of
/// an item: items without a key may come twice when they lie on an edge.
///
/// After an error the stream is at its end: `next` returns `None` for ever, [`Items::end`] says
/// [`End::Stopped`](crate::End::Stopped), and [`Items::cursor`] is where to go on later.
///
/// A numbered list shifts when an item appears, disappears or moves while it is read. What comes
/// twice by that is dropped, by its key; where the list got shorter, or more came twice than is
/// new, so that items may have moved to pages that were read before, the window is read again.
/// Only an item that disappears while another appears goes unnoticed: paging by number is exact
/// for data at rest, paging by token for all. What its total counts and no page shows is counted
/// in `unseen`.
///
/// A window with more hits than the platform pages through is cut in halves until each fits; what
/// cannot be cut any further is [`ErrorKind::BeyondCap`](crate::ErrorKind::BeyondCap).
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<E: Paged> {
    harvest: Harvest<E>,
    /// What is left of the open page.
    page: std::vec::IntoIter<E::Item>,
}

impl<E: Paged> Items<E> {
    /// The items of that list. Nothing is sent before the first poll.
    pub fn new(draft: Draft, parameters: E) -> Self {
        Self { harvest: Harvest::new(draft, parameters), page: Vec::new().into_iter() }
    }

    /// Goes on where the cursor was taken, instead of at the beginning; to be called before the
    /// first poll. A page that was begun is asked for again, and what was handed out of it is
    /// left out. A cursor of another operation or other parameters is reported as
    /// [`ErrorKind::Paging`](crate::ErrorKind::Paging) by the first poll, and nothing is sent.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.harvest.resume(cursor);
        self.page = Vec::new().into_iter();
        self
    }

    /// Where the stream stands: behind the last item it returned.
    pub fn cursor(&self) -> Cursor {
        self.harvest.cursor()
    }

    /// How many items this stream has returned.
    pub fn items(&self) -> u64 {
        self.harvest.items
    }

    /// The next item; `None` at the end and for ever after. Dropping the future loses nothing:
    /// the call goes on when `next` is called again.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error<E::Code>>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Like [`Items::next`], for `?`.
    pub async fn try_next(&mut self) -> Result<Option<E::Item>, Error<E::Code>> {
        self.next().await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Polled<E, E::Item> {
        loop {
            if let Some(item) = self.page.next() {
                self.harvest.items += 1;
                self.harvest.deliver(&item);
                self.close_if_empty();
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.harvest.poll_page(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(mut page)) => {
                    self.page = std::mem::take(E::items(page.reply_mut())).into_iter();
                    self.close_if_empty();
                }
            }
        }
    }

    /// At once and not with the next poll, so that a cursor taken behind the last item of a page
    /// does not ask for that page again.
    fn close_if_empty(&mut self) {
        if self.page.as_slice().is_empty() {
            self.harvest.close();
        }
    }
}

impl<E: Paged> Stream for Items<E> {
    type Item = Result<E::Item, Error<E::Code>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

controls!(Items);
