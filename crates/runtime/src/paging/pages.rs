//! A list as its pages.

use super::Cursor;
use super::controls::controls;
use super::harvest::{Harvest, Polled};
use crate::{Draft, Error, Paged, Response};
use futures_core::Stream;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

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
/// [`End::Stopped`](crate::End::Stopped), and [`Pages::cursor`] is where to go on later.
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
pub struct Pages<E: Paged> {
    harvest: Harvest<E>,
}

impl<E: Paged> Pages<E> {
    /// The pages of that list. Nothing is sent before the first poll.
    pub fn new(draft: Draft, parameters: E) -> Self {
        Self { harvest: Harvest::new(draft, parameters) }
    }

    /// Goes on where the cursor was taken, instead of at the beginning; to be called before the
    /// first poll. A cursor of another operation or other parameters is reported as
    /// [`ErrorKind::Paging`](crate::ErrorKind::Paging) by the first poll, and nothing is sent.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.harvest.resume(cursor);
        self
    }

    /// Where the stream stands: behind the last page it returned.
    pub fn cursor(&self) -> Cursor {
        self.harvest.cursor()
    }

    /// How many items its pages held, without those that were taken out as known.
    pub fn items(&self) -> u64 {
        self.harvest.items
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
        let mut polled = ready!(self.harvest.poll_page(cx));
        if let Some(Ok(page)) = &mut polled {
            self.harvest.close_whole(page);
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

controls!(Pages);
