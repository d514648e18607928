//! What a page of a numbered list means.
//!
//! A page number names a place and not items: whatever appears or goes while a list is read moves
//! the rest to other pages, and no reply says so. All there is to go by is how many items the
//! platform counts, how many came, and which of them came before. What it cannot see is one item
//! that goes while another appears: the count stays as it was.
//!
//! Three questions are asked of each page, in this order:
//!
//! 1. *Did items move to pages that were read before* ([`Position::moved`])? Then some may have
//!    been missed. The window is read again from its first page, and what was handed out is not
//!    handed out again. Where the same is found in every reading, it is an error: counts that are
//!    alike do not show that the same items were missed, or any.
//! 2. *Is the page empty where items should lie* ([`Position::is_gap`])? That may be a passing
//!    fault: the page is asked for once more, and believed when it is empty again.
//! 3. *Does the list go on* ([`Position::follow_number`])? It does until as many items came as are
//!    counted. What is counted and never comes is not shown to this caller, and is told as
//!    [`Position::unseen`].
//!
//! Before all of them [`Position::judge`] asks whether the window holds more than the platform
//! pages through, and has it cut: its halves are read from their beginnings, whatever moved.

use super::position::{At, Came, Next, Position, Verdict};
use crate::PageCap;

/// How often a window is read again because it changed while it was read.
const REREADS: u32 = 5;

impl Position {
    /// What a page of a numbered list means that came like this.
    pub(super) fn judge_numbered(
        &self,
        first: i64,
        cap: Option<PageCap>,
        came: Came<'_>,
    ) -> Verdict {
        if self.moved(came) {
            self.begin_again()
        } else if !self.empty && self.is_gap(first, came) {
            Verdict::AskAgain
        } else {
            Verdict::Page(self.follow_number(first, cap, came))
        }
    }

    /// The list goes on until as many items came as there are; without a total, until an empty
    /// page. An empty page within the total is not the end: everything on it is counted and not
    /// shown to this caller.
    ///
    /// The next page is asked for even where it would lie behind the total: short pages do not tell
    /// a platform that hides items from one that serves fewer at once than asked for, or none
    /// beyond a limit of its own, whose list would be left half read. Asking costs one call, and
    /// only where items are hidden. Where the next page lies behind the cap too, asking would be
    /// refused.
    fn follow_number(&self, first: i64, cap: Option<PageCap>, came: Came<'_>) -> Next {
        let Some(total) = came.total() else {
            return if came.count == 0 { Ok(None) } else { self.next_number(first) };
        };
        let seen = self.raw.saturating_add(came.count.saturating_sub(came.repeated));
        let size = self.page_size(came.size);
        let next_at = self.pages_before(first).saturating_add(1).saturating_mul(size);
        let refused = cap.is_some_and(|cap| next_at >= cap.hits);
        let over = came.count == 0 && !self.is_gap(first, came);
        if seen >= total || over || next_at >= total && refused {
            Ok(None)
        } else if came.count == 0 && size == 0 {
            Err("the reply counts items and shows none, and how many lie on a page is not known: \
                 set the page size")
        } else {
            self.next_number(first)
        }
    }

    fn next_number(&self, first: i64) -> Next {
        let next = self.number(first).checked_add(1).ok_or("there is no higher page number")?;
        Ok(Some(At::Number(next)))
    }

    /// Whether the page to ask for lies behind the total, with all before it full.
    pub(super) fn is_behind(&self, first: i64, size: Option<i64>) -> bool {
        let at = self.pages_before(first).saturating_mul(self.page_size(size));
        self.total.is_some_and(|total| at >= total)
    }

    /// How many items were counted and never shown, once the window is read to its end.
    pub(super) fn unseen(&self) -> u64 {
        self.total.map_or(0, |total| total.saturating_sub(self.raw))
    }

    fn number(&self, first: i64) -> i64 {
        match self.page {
            At::Number(number) => number,
            _ => first,
        }
    }

    /// Whether items of a numbered list may have moved to pages that were read before. They did
    /// where some disappeared, and where more items come again than are new: one that moved to the
    /// front pushed another to the next page, or a page came again that stands where another
    /// should. Without a total only the latter can be told.
    fn moved(&self, came: Came<'_>) -> bool {
        let Some(total) = came.total() else {
            return came.is_repeat();
        };
        let shrunk = self.total.is_some_and(|before| total < before);
        let new = self.total.map_or(u64::MAX, |before| total.saturating_sub(before));
        shrunk || came.repeated > new
    }

    /// Whether it is a page without any item, within the total when all before it are full.
    fn is_gap(&self, first: i64, came: Came<'_>) -> bool {
        let at = self.pages_before(first).saturating_mul(self.page_size(came.size));
        came.count == 0 && came.total().is_some_and(|total| at < total)
    }

    fn pages_before(&self, first: i64) -> u64 {
        u64::try_from(i128::from(self.number(first)) - i128::from(first)).unwrap_or(0)
    }

    /// How many items lie on a page: a page that was larger than it may be shows it, too.
    fn page_size(&self, asked: Option<i64>) -> u64 {
        let asked = asked.and_then(|size| u64::try_from(size).ok());
        asked.unwrap_or(0).max(self.largest)
    }

    /// Reads the window again, unless that would hand out items twice or has no end.
    fn begin_again(&self) -> Verdict {
        const CHANGED: &str = "items disappeared from the list or moved in it while its pages were \
                               read, so some may have moved to pages that were read before";
        if self.handed_out_unkeyed() {
            Verdict::Changing(format!("{CHANGED}; they have no key by which to read it again"))
        } else if self.rereads >= REREADS {
            Verdict::Changing(format!(
                "{CHANGED}; it was read again {REREADS} times, and each time that was so: read a \
                 range whose data rest, or narrow the filters"
            ))
        } else {
            Verdict::Reread
        }
    }

    /// Goes back to the first page; what was handed out stays known.
    pub(super) fn restart(&mut self) {
        *self = Self { rereads: self.rereads.saturating_add(1), ..self.anew() };
    }

    /// The beginning of the same window, with what was handed out of it.
    fn anew(&mut self) -> Self {
        let (window, largest) = (self.window, self.largest);
        Self { window, largest, before: self.known(), ..Self::default() }
    }

    /// Gives a window as many more tries as in the beginning, for whoever resumes it.
    pub(super) fn give_up(&mut self) {
        if !self.handed_out_unkeyed() {
            *self = self.anew();
        }
    }
}

#[cfg(test)]
mod tests;
