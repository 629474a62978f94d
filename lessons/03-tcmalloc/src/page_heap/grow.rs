//! Growing: more pages from the system, at least 128 at once.

use super::{MAX_LIST, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::{PAGE, PAGE_SHIFT};
use crate::span::{Place, Span};

impl PageHeap {
    // ANCHOR: grow
    /// Asks the system for `pages` pages, or for 128 if that is more and to be had, and adds them to the free ones; a few more where a
    /// page of the system's has several of ours.
    ///
    /// Source: gperftools 2.10 `page_heap.cc`, `PageHeap::GrowHeap`.
    pub(super) fn grow(&mut self, map: &PageMap, pages: usize) -> Option<()> {
        let ask = pages.max(MAX_LIST);
        self.grow_by(map, ask).or_else(|| if pages < ask { self.grow_by(map, pages) } else { None })
    }

    /// Asks for so many pages. What they need in addition comes first: whatever fails, no page is lost.
    fn grow_by(&mut self, map: &PageMap, pages: usize) -> Option<()> {
        let (start, bytes) = self.arena.next(pages.checked_mul(PAGE)?)?;
        let pages = bytes / PAGE;
        if !map.reserve(&mut self.metadata, start.addr().get() >> PAGE_SHIFT, pages) {
            return None;
        }
        let span = self.record(Span::new(start, pages, Place::Normal, true))?;
        if self.arena.grow(bytes).is_none() {
            // SAFETY: nobody knows the record yet.
            unsafe { self.forget(span.as_ptr()) };
            return None;
        }
        self.growths += 1;
        // SAFETY: the pages are new (A1), and this is their span.
        unsafe { self.merge(map, span.as_ptr()) };
        Some(())
    }
    // ANCHOR_END: grow
}
