//! Giving memory back to the system: at a rate while spans come back, and on request.
//!
//! The rate is gperftools' default: after a release of `n` pages, so many that a thousand times as many must come back before the
//! next one. It keeps the cost of giving back, and of faulting in again, small beside the work that made the spans free.

use super::{Free, MAX_LIST, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::PAGE;
use crate::span::{Place, Span};

/// The pages that come back before the first release, and before the next try if there was nothing to release.
pub(super) const DEFAULT_DELAY: isize = 1 << 18;
/// The most pages to wait for.
const MAX_DELAY: isize = 1 << 20;
/// The pages that come back for each page released. Source: `TCMALLOC_RELEASE_RATE` 1.0.
const PAGES_A_PAGE: isize = 1000;

impl PageHeap {
    // ANCHOR: release
    /// `pages` pages came back: sometimes a span goes on to the system.
    ///
    /// Source: gperftools 2.10 `page_heap.cc`, `PageHeap::IncrementalScavenge`.
    pub(super) fn release_at_a_rate(&mut self, map: &PageMap, pages: usize) {
        self.until_release -= pages as isize;
        if self.until_release < 0 {
            self.until_release = match self.release_at_least(map, 1) {
                0 => DEFAULT_DELAY,
                released => (released as isize).saturating_mul(PAGES_A_PAGE).min(MAX_DELAY),
            };
        }
    }

    /// Gives the memory of free spans to the system, `pages` pages at least if there are so many, and returns how
    /// many it were. The lengths take turns, and of each the span goes that has been free for longest.
    ///
    /// Source: gperftools 2.10 `page_heap.cc`, `PageHeap::ReleaseAtLeastNPages`.
    pub(crate) fn release_at_least(&mut self, map: &PageMap, pages: usize) -> usize {
        let mut released = 0;
        while released < pages && self.normal.bytes > 0 {
            let before = released;
            for _ in 0..=MAX_LIST {
                let span = oldest(&self.normal, self.release_from);
                self.release_from = (self.release_from + 1) % (MAX_LIST + 1);
                if !span.is_null() {
                    // SAFETY: a span out of a list is free, with its memory.
                    released += unsafe { self.release(map, span) };
                    if released >= pages {
                        break;
                    }
                }
            }
            if released == before {
                break; // the system refuses
            }
        }
        released
    }

    /// Gives the memory of one span to the system, and returns its pages; 0 if the system refuses.
    ///
    /// # Safety
    /// The span is free and normal.
    unsafe fn release(&mut self, map: &PageMap, span: *mut Span) -> usize {
        // SAFETY: a free span is ours (N1), and nobody minds the contents of its pages.
        unsafe {
            let pages = (*span).pages;
            if !self.arena.release((*span).start, pages * PAGE) {
                return 0;
            }
            self.unlink(span);
            ((*span).place, (*span).zeroed) = (Place::Returned, true);
            self.merge(map, span);
            pages
        }
    }
    // ANCHOR_END: release
}

/// Of the spans of a length, the one that has been free for longest; at [`MAX_LIST`], the shortest of the long ones.
fn oldest(free: &Free, length: usize) -> *mut Span {
    free.lists.get(length).map_or_else(|| free.large.best_fit(1), |list| list.last())
}
