//! What pages and items have in common: how they are read, and how far they are.
//!
//! A macro and not a trait, so that both have it without an import.

/// Gives a stream with a `harvest` the methods that set and show it.
macro_rules! controls {
    ($stream:ident) => {
        impl<E: $crate::Paged> $stream<E> {
            /// Lets neighbouring windows overlap: for platforms that count neither end of a window
            /// in, where an item on an edge would lie in no window at all. A second is right for a
            /// platform that cuts times to the second. It must be less than the longest window;
            /// where nothing is cut it has no effect. To be set before the first poll.
            ///
            /// A range keeps the overlap that it was begun with, also when it is resumed: what could
            /// come again with a larger one is not remembered, and what a smaller one leaves out
            /// is not read. Another one is an [`ErrorKind::Paging`](crate::ErrorKind::Paging) that
            /// names the first, before any call; the cursor stays good.
            pub fn overlap(mut self, overlap: std::time::Duration) -> Self {
                self.harvest.overlap(overlap);
                self
            }

            /// Reads up to so many windows at once; 1 unless set, and 64 at most. Each of them holds
            /// one page that is not delivered yet at most. To be set before the first poll.
            ///
            /// The calls are made by tasks of the tokio runtime, which end when the stream is
            /// dropped. Quotas hold for all of them together, so this hides the time that answers
            /// take, and no more than that.
            pub fn parallel(mut self, windows: usize) -> Self {
                self.harvest.parallel(windows);
                self
            }

            /// In which order windows that are read at once are handed out;
            /// [`Order::ByWindow`](crate::Order::ByWindow) unless set. An item that two windows
            /// hold comes once in any order. To be set before the first poll.
            pub fn order(mut self, order: crate::Order) -> Self {
                self.harvest.order = order;
                self
            }

            /// Asks for the next page while one is consumed. To be set before the first poll.
            ///
            /// Off unless set: whoever changes the platform by what is done with a page (closes
            /// the tasks of a list, say) gets a next page from before that change; and a page is
            /// fetched that nobody may want any more. The calls are made by tasks of the tokio
            /// runtime, which end when the stream is dropped.
            pub fn prefetch(mut self) -> Self {
                self.harvest.prefetch = true;
                self
            }

            /// How the stream ended; `None` while there may be more to come.
            pub fn end(&self) -> Option<crate::End> {
                self.harvest.end()
            }

            /// How many windows are read, and how many there are; a list that is not cut is one
            /// window, and one that was cut in halves is two. A resumed stream counts what was
            /// read before.
            pub fn windows(&self) -> (u64, u64) {
                self.harvest.windows()
            }

            /// How many pages this stream has opened. One that only told that its window must be
            /// cut or read again is not counted.
            pub fn pages(&self) -> u64 {
                self.harvest.pages
            }

            /// How many items the platform counted in the totals of finished windows and did not
            /// show, each page of them asked for twice: items that this caller may not see, most
            /// often. 0 for lists by page token, which count nothing.
            pub fn unseen(&self) -> u64 {
                self.harvest.progress().unseen
            }

            /// How far the list is read, as told by [`Event`](crate::Event).
            pub fn progress(&self) -> crate::Progress {
                self.harvest.progress()
            }
        }

        /// Shows how far it is, not what it asks for.
        impl<E: $crate::Paged> std::fmt::Debug for $stream<E> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($stream))
                    .field("operation", &E::OPERATION.id)
                    .field("windows", &self.harvest.windows())
                    .field("pages", &self.harvest.pages)
                    .field("items", &self.harvest.items)
                    .field("end", &self.harvest.end())
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(super) use controls;
