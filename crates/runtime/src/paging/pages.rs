//! A list as its pages.

use super::walk::{Polled, Walk};
use super::{Cursor, End, described};
use crate::{Draft, Error, Paged, Response};
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// The pages of a list, over all windows of the time range.
///
/// Each page is a [`Response`] with everything that came with it. Where a range is cut into
/// several windows, items that the window before held already are taken out of the typed reply
/// (the raw bytes keep them), so a page may be empty without being the last.
///
/// ```
/// use larkspur_runtime::{Error, Pages, Paged};
///
/// async fn bytes<E: Paged>(mut pages: Pages<E>) -> Result<usize, Error<E::Code>> {
///     let mut bytes = 0;
///     while let Some(page) = pages.try_next().await? {
///         bytes += page.bytes().len();
///     }
///     Ok(bytes)
/// }
/// ```
///
/// After an error the stream is at its end: `next` returns `None` for ever, [`Pages::end`] says
/// [`End::Stopped`], and [`Pages::cursor`] is where to go on later.
///
/// Paging by number cannot be exact while the data changes: an item that appears or disappears
/// shifts all later pages, so that items come twice or not at all. Paging by token can.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<E: Paged> {
    walk: Walk<E>,
}

impl<E: Paged> Pages<E> {
    /// The pages of that list. Nothing is sent before the first poll.
    pub fn new(draft: Draft, parameters: E) -> Self {
        Self { walk: Walk::new(draft, parameters) }
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
    /// first poll. A cursor of another operation or other parameters is reported as
    /// [`ErrorKind::Paging`](crate::ErrorKind::Paging) by the first poll, and nothing is sent.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.walk.resume(cursor);
        self
    }

    /// Where the stream stands: behind the last page it returned.
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

    /// How many items its pages held, without those that were taken out as known.
    pub fn items(&self) -> u64 {
        self.walk.items
    }

    /// The next page; `None` at the end and for ever after. Dropping the future loses nothing:
    /// the call goes on when `next` is called again.
    pub async fn next(&mut self) -> Option<Result<Response<E::Reply>, Error<E::Code>>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Like [`Pages::next`], for `?`.
    pub async fn try_next(&mut self) -> Result<Option<Response<E::Reply>>, Error<E::Code>> {
        self.next().await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Polled<E, Response<E::Reply>> {
        let mut polled = ready!(self.walk.poll_page(cx));
        if let Some(Ok(page)) = &mut polled {
            self.walk.close_whole(page);
        }
        Poll::Ready(polled)
    }
}

impl<E: Paged> Stream for Pages<E> {
    type Item = Result<Response<E::Reply>, Error<E::Code>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

/// Shows how far it is, not what it asks for.
impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        described("Pages", &self.walk, f)
    }
}
