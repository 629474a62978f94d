//! Giving memory back to the system: at a rate while spans come back, and on request.
//!
//! The rate is gperftools' default: after a release of `n` pages, so many that a thousand times as many must come back before the
//! next one. It keeps the cost of giving back, and of faulting in again, small beside the work that made the spans free.
//!
//! Only whole pages of the system's go, so a short span may have none. gperftools gives the same bytes to the system, but counts all
//! of the span as returned (2.10 `system-alloc.cc`, `TCMalloc_SystemRelease`). Go looks for whole ones, too (Go 1.27
//! `runtime/mgcscavenge.go`, `fillAligned`).

use std::ops::Range;
use std::ptr::{self, NonNull};

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
    /// many they were. The lengths take turns, and of each the span goes that has been free for longest.
    ///
    /// Source: gperftools 2.10 `page_heap.cc`, `PageHeap::ReleaseAtLeastNPages`.
    pub(crate) fn release_at_least(&mut self, map: &PageMap, pages: usize) -> usize {
        let mut released = 0;
        while released < pages && self.normal.bytes > 0 {
            let before = released;
            for _ in 0..=MAX_LIST {
                let span = oldest(&self.normal, self.release_from, self.at_once());
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
                break; // the system refuses, or no span has a whole page of its
            }
        }
        released
    }

    /// Gives the memory of one span to the system, and returns how many pages that were; 0 if the system refuses, or
    /// if none of its pages is whole there. What shares a
    /// system page with a neighbour stays, as a normal span.
    ///
    /// # Safety
    /// The span is free and normal.
    unsafe fn release(&mut self, map: &PageMap, span: *mut Span) -> usize {
        // SAFETY: a free span is ours (N1), and nobody minds the contents of its pages.
        unsafe {
            let whole = whole(&*span, self.at_once());
            if whole.is_empty() {
                return 0;
            }
            self.unlink(span);
            let Some(middle) = self.cut_out(map, span, &whole) else {
                self.merge(map, span);
                return 0;
            };
            let middle = middle.as_ptr();
            let released = self.arena.release((*middle).start, whole.len() * PAGE);
            if released {
                ((*middle).place, (*middle).zeroed) = (Place::Returned, true);
            }
            self.merge(map, middle);
            if released { whole.len() } else { 0 }
        }
    }
    // ANCHOR_END: release

    /// Cuts a span at both ends of a part, and returns the part, which is in no list. `None`: there was no memory for a record,
    /// and the span is still to be merged with what was cut off.
    ///
    /// # Safety
    /// The span is free, normal and in no list, and the part lies within it.
    unsafe fn cut_out(&mut self, map: &PageMap, span: *mut Span, part: &Range<usize>) -> Option<NonNull<Span>> {
        // SAFETY: a free span is ours (N1).
        unsafe {
            if part.end < (*span).pages {
                let behind = self.split_off(map, span, part.end)?;
                self.link(behind.as_ptr());
            }
            if part.start == 0 {
                return NonNull::new(span);
            }
            let part = self.split_off(map, span, part.start)?;
            self.link(span);
            Some(part)
        }
    }
}

/// Which of a span's pages are whole pages of the system's, of which each has `at_once` of ours.
fn whole(span: &Span, at_once: usize) -> Range<usize> {
    let first = span.first();
    let start = first.next_multiple_of(at_once) - first;
    let end = ((first + span.pages) / at_once * at_once).saturating_sub(first);
    start..end.max(start)
}

/// Of the spans of a length, the one that has been free for longest and has a whole page of the system's; at [`MAX_LIST`], the
/// shortest of the long ones. Null if there is none.
fn oldest(free: &Free, length: usize, at_once: usize) -> *mut Span {
    let Some(list) = free.lists.get(length) else { return free.large.best_fit(1) };
    // SAFETY: a span in a list lives, and nobody changes it while the heap is borrowed (N1).
    let mut long_enough = list.oldest_first().filter(|span| !whole(unsafe { span.as_ref() }, at_once).is_empty());
    long_enough.next().map_or(ptr::null_mut(), NonNull::as_ptr)
}
