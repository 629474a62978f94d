//! Taking a span: the best one there is, cut to the length.

use std::ptr::NonNull;

use super::{MAX_LIST, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::PAGE;
use crate::span::{Place, Span};

impl PageHeap {
    // ANCHOR: take
    /// A span of `pages` pages, at least one. `None`: the system has no more memory.
    ///
    /// Source: gperftools 2.10 `page_heap.cc`, `PageHeap::New`, `SearchFreeAndLargeLists`, `Carve`.
    pub(crate) fn take(&mut self, map: &PageMap, pages: usize) -> Option<NonNull<Span>> {
        if self.search(pages).is_null() {
            self.grow(map, pages)?;
        }
        let found = self.search(pages);
        if found.is_null() {
            return None;
        }
        // SAFETY: a span out of a list is free, and long enough.
        unsafe { self.carve(map, found, pages) }
    }

    /// The free span to cut: the first in the lists from this length on, normal before returned; else the best of
    /// the two sets. Null if there is none.
    fn search(&self, pages: usize) -> *mut Span {
        for length in pages..=MAX_LIST {
            for free in [&self.normal, &self.returned] {
                let first = free.lists[length - 1].first();
                if !first.is_null() {
                    return first;
                }
            }
        }
        let (normal, returned) = (self.normal.large.best_fit(pages), self.returned.large.best_fit(pages));
        // SAFETY: spans in the sets live, and the heap is borrowed.
        match unsafe { (normal.as_ref(), returned.as_ref()) } {
            (Some(n), Some(r)) if (r.pages, r.start) < (n.pages, n.start) => returned,
            (Some(_), _) => normal,
            (None, _) => returned,
        }
    }

    /// Takes a free span and cuts it to `pages`; the rest stays free, at its own length.
    ///
    /// # Safety
    /// The span is free, and has `pages` pages at least.
    unsafe fn carve(&mut self, map: &PageMap, span: *mut Span, pages: usize) -> Option<NonNull<Span>> {
        // SAFETY: the span is free, so it is ours (N1), and linked (H1).
        unsafe {
            self.unlink(span);
            let back =
                if (*span).place == Place::Returned { self.arena.commit((*span).start, pages * PAGE) } else { true };
            if !back || !self.cut(map, span, pages) {
                self.link(span);
                return None;
            }
            (*span).place = Place::InUse;
        }
        NonNull::new(span)
    }

    /// Leaves a span its first `pages` pages. The rest becomes a free span of the same place. `false`: there was no
    /// memory for the rest's record, and nothing has changed.
    ///
    /// # Safety
    /// The span is this heap's, and in no list.
    unsafe fn cut(&mut self, map: &PageMap, span: *mut Span, pages: usize) -> bool {
        // SAFETY: the span is ours. Its rest lies within it.
        unsafe {
            let Span { start, pages: all, place, zeroed, .. } = *span;
            if all > pages {
                let rest = Span::new(start.add(pages * PAGE), all - pages, place, zeroed);
                let Some(rest) = self.record(rest) else { return false };
                (*span).pages = pages;
                map.set_ends(rest.as_ptr(), (*rest.as_ptr()).first(), all - pages);
                self.link(rest.as_ptr());
            }
            map.set_ends(span, (*span).first(), pages);
        }
        true
    }
    // ANCHOR_END: take

    /// A span of `pages` pages that starts at a multiple of `align` bytes, a power of two above a page.
    pub(crate) fn take_aligned(&mut self, map: &PageMap, pages: usize, align: usize) -> Option<NonNull<Span>> {
        let more = pages.checked_add(align / PAGE - 1)?;
        let span = self.take(map, more)?;
        // SAFETY: `take` gave it to us alone. What is cut off in front and behind lies within it, and goes back.
        unsafe {
            let skip = (*span.as_ptr()).start.align_offset(align) / PAGE;
            let wanted = if skip == 0 { Some(span) } else { self.split_off(map, span, skip) };
            let Some(wanted) = wanted else {
                self.delete(map, span);
                return None;
            };
            let rest = (*wanted.as_ptr()).pages - pages;
            if skip > 0 {
                self.delete(map, span);
            }
            if rest > 0 {
                // Without memory for another record the span stays longer than it has to be.
                if let Some(rest) = self.split_off(map, wanted, pages) {
                    self.delete(map, rest);
                }
            }
            Some(wanted)
        }
    }

    /// Cuts a span in use in two, and returns the second part, in use as well.
    ///
    /// # Safety
    /// The span is the caller's, in use, and has more than `pages` pages.
    unsafe fn split_off(&mut self, map: &PageMap, span: NonNull<Span>, pages: usize) -> Option<NonNull<Span>> {
        let span = span.as_ptr();
        // SAFETY: as said.
        unsafe {
            let (start, rest, zeroed) = ((*span).start.add(pages * PAGE), (*span).pages - pages, (*span).zeroed);
            let second = self.record(Span::new(start, rest, Place::InUse, zeroed))?;
            (*span).pages = pages;
            map.set_ends(span, (*span).first(), pages);
            map.set_ends(second.as_ptr(), (*second.as_ptr()).first(), rest);
            Some(second)
        }
    }
}
