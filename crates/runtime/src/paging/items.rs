//! A list as its items.

use super::walk::{Polled, Walk};
use super::{Cursor, End, described};
use crate::{Draft, Error, Paged};
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

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
/// [`End::Stopped`], and [`Items::cursor`] is where to go on later.
///
/// Paging by number cannot be exact while the data changes: an item that appears or disappears
/// shifts all later pages, so that items come twice or not at all. Paging by token can.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<E: Paged> {
    walk: Walk<E>,
    /// What is left of the open page.
    page: std::vec::IntoIter<E::Item>,
}

impl<E: Paged> Items<E> {
    /// The items of that list. Nothing is sent before the first poll.
    pub fn new(draft: Draft, parameters: E) -> Self {
        Self { walk: Walk::new(draft, parameters), page: Vec::new().into_iter() }
    }

    /// Lets neighbouring windows overlap: for platforms that count neither end of a window in,
    /// where an item on an edge would lie in no window at all. A second is right for a platform
    /// that cuts times to the second. It must be less than the longest window; where nothing is
    /// cut it has no effect. To be set before the first poll.
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.walk.overlap(overlap);
        self
    }

    /// Goes on where the cursor was taken, instead of at the beginning; to be called before the
    /// first poll. A page that was begun is asked for again, and what was handed out of it is
    /// left out. A cursor of another operation or other parameters is reported as
    /// [`ErrorKind::Paging`](crate::ErrorKind::Paging) by the first poll, and nothing is sent.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.walk.resume(cursor);
        self.page = Vec::new().into_iter();
        self
    }

    /// Where the stream stands: behind the last item it returned.
    pub fn cursor(&self) -> Cursor {
        self.walk.cursor()
    }

    /// How the stream ended; `None` while there may be more to come.
    pub fn end(&self) -> Option<End> {
        self.walk.end()
    }

    /// How many windows are read, and how many there are; a list that is not cut is one window.
    /// A resumed stream counts what was read before.
    pub fn windows(&self) -> (u64, u64) {
        self.walk.windows()
    }

    /// How many pages this stream has read.
    pub fn pages(&self) -> u64 {
        self.walk.pages
    }

    /// How many items this stream has returned.
    pub fn items(&self) -> u64 {
        self.walk.items
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
                self.walk.items += 1;
                self.walk.deliver(&item);
                self.close_if_empty();
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.walk.poll_page(cx)) {
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
            self.walk.close();
        }
    }
}

impl<E: Paged> Stream for Items<E> {
    type Item = Result<E::Item, Error<E::Code>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

/// Shows how far it is, not what it asks for.
impl<E: Paged> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        described("Items", &self.walk, f)
    }
}
