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
        let mut found = self.search(pages);
        if found.is_null() && self.is_worth_joining(pages) {
            self.release_at_least(map, usize::MAX);
            found = self.search(pages);
        }
        if found.is_null() {
            self.grow(map, pages)?;
            found = self.search(pages);
        }
        if found.is_null() {
            return None;
        }
        // SAFETY: a span out of a list is free, and long enough.
        unsafe { self.carve(map, found, pages) }
    }

    /// Whether all free pages are to be given back before the heap grows. Normal and returned neighbours are not joined; if all are
    /// returned, they are, and there may be a span that is long enough. That is slow, and what is returned has to be fetched back. So
    /// at least a quarter of the heap has to be free, and it is done only where the heap would grow over a multiple of an interval.
    fn is_worth_joining(&self, pages: usize) -> bool {
        let (normal, returned, all) = (self.normal.bytes, self.returned.bytes, self.arena.mapped);
        let crosses = all / self.join_each != all.saturating_add(pages.saturating_mul(PAGE)) / self.join_each;
        normal > 0 && returned > 0 && normal + returned >= all / 4 && crosses
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
            if (*span).place == Place::Returned && !self.fetch_back(map, span, pages) {
                self.link(span);
                return None;
            }
            if (*span).pages > pages {
                let Some(rest) = self.split_off(map, span, pages) else {
                    self.merge(map, span);
                    return None;
                };
                (*span).place = Place::InUse;
                self.merge(map, rest.as_ptr()); // it has a neighbour only if a page of the system's was cut
            }
            (*span).place = Place::InUse;
        }
        NonNull::new(span)
    }
    // ANCHOR_END: take

    /// Makes the first `pages` pages of a returned span normal, and with them the rest of the system page in which they end (H4).
    /// What lies behind becomes a returned span of its own. `false`: the system refused, or there was no memory for a record.
    ///
    /// # Safety
    /// The span is returned, in no list, and has `pages` pages at least.
    unsafe fn fetch_back(&mut self, map: &PageMap, span: *mut Span, pages: usize) -> bool {
        let whole = pages.next_multiple_of(self.at_once());
        // SAFETY: the span is free, so it is ours (N1).
        unsafe {
            if !self.arena.commit((*span).start, whole * PAGE) {
                return false;
            }
            if (*span).pages > whole {
                let Some(rest) = self.split_off(map, span, whole) else { return false };
                self.link(rest.as_ptr());
            }
            (*span).place = Place::Normal;
        }
        true
    }

    /// A span of `pages` pages that starts at a multiple of `align` bytes, a power of two above a page.
    pub(crate) fn take_aligned(&mut self, map: &PageMap, pages: usize, align: usize) -> Option<NonNull<Span>> {
        let more = pages.checked_add(align / PAGE - 1)?;
        let span = self.take(map, more)?;
        // SAFETY: `take` gave it to us alone. What is cut off in front and behind lies within it, and goes back.
        unsafe {
            let skip = (*span.as_ptr()).start.align_offset(align) / PAGE;
            let wanted = if skip == 0 { Some(span) } else { self.split_off(map, span.as_ptr(), skip) };
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
                if let Some(rest) = self.split_off(map, wanted.as_ptr(), pages) {
                    self.delete(map, rest);
                }
            }
            Some(wanted)
        }
    }

    /// Cuts a span in two, and returns the second part, which has the same place. `None`: there was no memory for its record, and
    /// nothing has changed.
    ///
    /// # Safety
    /// The span is the caller's, in no list, and has more than `pages` pages.
    pub(super) unsafe fn split_off(&mut self, map: &PageMap, span: *mut Span, pages: usize) -> Option<NonNull<Span>> {
        // SAFETY: as said.
        unsafe {
            let Span { start, pages: all, place, zeroed, .. } = *span;
            let rest = all - pages;
            let second = self.record(Span::new(start.add(pages * PAGE), rest, place, zeroed))?;
            (*span).pages = pages;
            map.set_ends(span, (*span).first(), pages);
            map.set_ends(second.as_ptr(), (*second.as_ptr()).first(), rest);
            Some(second)
        }
    }
}
