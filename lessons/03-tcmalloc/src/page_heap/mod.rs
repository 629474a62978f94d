//! The heap of pages: all memory that the system gave, as spans. It takes the best span for a request, cuts it, and joins
//! what comes back with its neighbours.
//!
//! ```text
//!    normal      lists:   1 page   2 pages   3 pages  ...  128 pages      set: longer ones, in order
//!    returned    lists:   1 page   2 pages   3 pages  ...  128 pages      set: longer ones, in order
//! ```
//! *Returned* spans have no memory behind them. So they are kept apart, and a normal and a returned neighbour are not joined:
//! one of the two would have to change sides. (Before the heap grows, all of them may be made to: `take.rs`.)
//!
//! Where a page of the system's has several of ours (two of 8 KiB on Apple's machines, eight on some of Arm's), only those come and
//! go that lie wholly within a free span:
//! ```text
//!    the system's     |       0       |       1       |       2       |       3       |
//!    ours             | in use| free    free    free    free    free    free  | in use|
//!    after a release  | in use| normal|           returned            | normal| in use|
//! ```
//!
//! # Invariants
//! - H1: a free span is in the list or the set of its length and place, and nowhere else.
//! - H2: two free neighbours of the same place do not exist.
//! - H3: `bytes` are the sums over the free spans.
//! - H4: a returned span is made of whole pages of the system's.

mod grow;
mod release;
mod take;

use std::alloc::Layout;
use std::ptr::NonNull;

use crate::arena::Arena;
use crate::metadata::Metadata;
use crate::page_map::PageMap;
use crate::size_class::PAGE;
use crate::span::{Place, Span};
use crate::span_list::SpanList;
use crate::span_set::SpanSet;

/// Spans of up to so many pages have a list for each length: 1 MiB.
pub const MAX_LIST: usize = 128;

/// `join_each` of a heap. Source: gperftools 2.10 `page_heap.cc`, `kForcedCoalesceInterval`.
pub(crate) const JOIN_EACH: usize = 128 << 20;

/// The free spans of one place.
pub(crate) struct Free {
    /// By length: the first is for one page.
    pub(crate) lists: [SpanList; MAX_LIST],
    /// The longer ones.
    pub(crate) large: SpanSet,
    /// The bytes of all of them (H3).
    pub(crate) bytes: usize,
}

// ANCHOR: page_heap
/// All pages. One lock guards all of it.
pub(crate) struct PageHeap {
    arena: Arena,
    /// Memory for spans, caches and tables.
    pub(crate) metadata: Metadata,
    pub(crate) normal: Free,
    pub(crate) returned: Free,
    /// How many more pages may come back before some memory goes to the system.
    until_release: isize,
    /// The length with which the next release begins: all lengths have their turn.
    release_from: usize,
    /// Where the heap would grow over a multiple of so many bytes, what is free may be joined instead (`take.rs`).
    join_each: usize,
    /// How often the heap grew.
    pub(crate) growths: usize,
}
// ANCHOR_END: page_heap

impl Free {
    const fn new() -> Free {
        Free { lists: [const { SpanList::new() }; MAX_LIST], large: SpanSet::new(), bytes: 0 }
    }

    /// All of them: the lists from the shortest on, then the set.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Span> {
        self.lists.iter().flat_map(SpanList::iter).chain(self.large.iter())
    }
}

impl PageHeap {
    /// An empty heap that takes addresses from the system in regions of this size; `page` is what is to be taken for the system's
    /// page, and `join_each` is a number of bytes as above.
    pub(crate) const fn new(region: usize, page: Option<usize>, join_each: usize) -> PageHeap {
        PageHeap {
            arena: Arena::new(region, if PAGE > 16384 { PAGE } else { 16384 }, page),
            metadata: Metadata::new(region, page),
            normal: Free::new(),
            returned: Free::new(),
            until_release: release::DEFAULT_DELAY,
            release_from: MAX_LIST,
            join_each,
            growths: 0,
        }
    }

    /// The bytes that the system gave: for pages, and for metadata.
    pub(crate) fn mapped(&self) -> (usize, usize) {
        (self.arena.mapped, self.metadata.mapped())
    }

    /// What the system gave for pages: the first page and how many, region by region.
    pub(crate) fn regions(&self) -> impl Iterator<Item = (usize, usize)> {
        self.arena.pieces().map(|(start, bytes)| (start.addr().get() / PAGE, bytes / PAGE))
    }

    /// How many pages a page of the system's has, one at least: what comes and goes at once.
    pub(crate) fn at_once(&self) -> usize {
        (self.arena.page() / PAGE).max(1)
    }

    fn free(&mut self, place: Place) -> &mut Free {
        if place == Place::Returned { &mut self.returned } else { &mut self.normal }
    }

    /// A record for a span.
    fn record(&mut self, span: Span) -> Option<NonNull<Span>> {
        let record = self.metadata.take(Layout::new::<Span>())?.cast::<Span>();
        // SAFETY: the block is ours (D1), large enough and aligned.
        unsafe { record.write(span) };
        Some(record)
    }

    /// Drops the record of a span that is part of another one now.
    ///
    /// # Safety
    /// Nobody uses the record any more.
    unsafe fn forget(&mut self, span: *mut Span) {
        let Some(span) = NonNull::new(span) else { return };
        // SAFETY: `record` took it with this layout.
        unsafe { self.metadata.put(span.cast(), Layout::new::<Span>()) };
    }

    // ANCHOR: delete
    /// Takes back a span that `take` gave: joins it with its free neighbours, and keeps it.
    ///
    /// # Safety
    /// The span is from this heap's `take`, and nobody uses its pages any more.
    pub(crate) unsafe fn delete(&mut self, map: &PageMap, span: NonNull<Span>) {
        let span = span.as_ptr();
        // SAFETY: the span is ours again (N1), and in no list yet.
        let pages = unsafe {
            if (*span).class.is_some() {
                map.clear((*span).first(), (*span).pages);
            }
            ((*span).place, (*span).class, (*span).zeroed) = (Place::Normal, None, false);
            let pages = (*span).pages;
            self.merge(map, span);
            pages
        };
        self.release_at_a_rate(map, pages);
    }

    /// Joins a span with its free neighbours of the same place (H2), and puts the result where it belongs (H1).
    ///
    /// # Safety
    /// The span is this heap's, free by its place, and in no list.
    unsafe fn merge(&mut self, map: &PageMap, span: *mut Span) {
        // SAFETY: the span is ours. So is a neighbour that is free (N1), and the map leads to it by its last or first
        // page (E2).
        unsafe {
            let place = (*span).place;
            let before = map.get((*span).first() - 1).0;
            if place_of(before) == Some(place) {
                self.unlink(before);
                map.clear((*span).first() - 1, 2);
                (*span).start = (*before).start;
                (*span).pages += (*before).pages;
                (*span).zeroed &= (*before).zeroed;
                self.forget(before);
            }
            let after = map.get((*span).first() + (*span).pages).0;
            if place_of(after) == Some(place) {
                self.unlink(after);
                map.clear((*span).first() + (*span).pages - 1, 2);
                (*span).pages += (*after).pages;
                (*span).zeroed &= (*after).zeroed;
                self.forget(after);
            }
            map.set_ends(span, (*span).first(), (*span).pages);
            self.link(span);
        }
    }
    // ANCHOR_END: delete

    /// Puts a free span into the list or the set of its length and place (H1).
    ///
    /// # Safety
    /// The span is this heap's, and in no list.
    unsafe fn link(&mut self, span: *mut Span) {
        // SAFETY: as said.
        unsafe {
            let free = self.free((*span).place);
            free.bytes += (*span).bytes();
            match free.lists.get_mut((*span).pages - 1) {
                Some(list) => list.push(span),
                None => free.large.insert(span),
            }
        }
    }

    /// Takes a free span out of its list or set.
    ///
    /// # Safety
    /// The span is free, so it is in there (H1).
    unsafe fn unlink(&mut self, span: *mut Span) {
        // SAFETY: as said.
        unsafe {
            let free = self.free((*span).place);
            free.bytes -= (*span).bytes();
            match free.lists.get_mut((*span).pages - 1) {
                Some(list) => list.remove(span),
                None => free.large.remove(span),
            }
        }
    }
}

/// Who has a span that the map leads to; `None` if it leads nowhere.
///
/// # Safety
/// `span` is out of the map, by a page that is its first or its last (E2), and the page heap is locked.
unsafe fn place_of(span: *mut Span) -> Option<Place> {
    // SAFETY: the record lives (E3). This one field is written under our lock alone; the others may be changing now, so no
    // reference to the whole is made.
    (!span.is_null()).then(|| unsafe { (&raw const (*span).place).read() })
}
