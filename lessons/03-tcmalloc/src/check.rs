//! Walks everything, and says which invariant does not hold.
//!
//! Nothing is allocated while a lock is held: it may be the process's allocator that is looked at. So what is wrong is a fixed
//! text and a number until all locks are free.

use crate::central::CentralList;
use crate::free_list::FreeList;
use crate::heap::Heap;
use crate::page_heap::{Free, MAX_LIST, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::{ClassId, PAGE_SHIFT, class_size};
use crate::span::{Place, Span};
use crate::thread_cache::ThreadCache;
use crate::{budget, cache::Cache};

/// What does not hold, and the page, class or byte count where it was seen.
type Wrong = (&'static str, usize);

/// The invariant, unless it holds.
fn holds(condition: bool, invariant: &'static str, at: usize) -> Result<(), Wrong> {
    if condition { Ok(()) } else { Err((invariant, at)) }
}

impl Heap {
    /// Walks the page heap, the page map, the central lists, the transfer caches and the budget. Other threads may go on
    /// meanwhile; what they have in their caches is theirs.
    ///
    /// # Errors
    /// The first invariant that does not hold, by its letter and number, with the page or the class where it was seen.
    pub fn check(&self) -> Result<(), String> {
        let found = self.walk();
        found.map_err(|(invariant, at)| format!("{invariant} does not hold (at {at})"))
    }

    fn walk(&self) -> Result<(), Wrong> {
        let _alone = self.enter();
        walk_pages(&self.pages.lock(), &self.map)?;
        for class in ClassId::all() {
            walk_central(&self.central[class.number()].list.lock(), class)?;
        }
        let budget = self.budget.lock();
        let limits: usize = budget.shares().map(|(_, limit)| limit).sum();
        holds(
            limits as isize + budget.unclaimed == budget::BUDGET as isize,
            "B2: limits and rest are the budget",
            limits,
        )?;
        holds(budget.shares().count() == budget.caches, "B1: every cache has a share", budget.caches)
    }
}

// ANCHOR: pages
/// The spans cover what the system gave, without a gap; the free ones are where they belong.
fn walk_pages(heap: &PageHeap, map: &PageMap) -> Result<(), Wrong> {
    let mut free = [(0, 0); 2];
    for (start, pages) in heap.regions() {
        let mut page = start;
        let mut before = Place::InUse;
        while page < start + pages {
            let span = map.get(page).0;
            holds(!span.is_null(), "E2: the first page leads to the span", page)?;
            // SAFETY: the record lives, and under the page heap's lock these fields do not change.
            let (first, pages, place) = unsafe { ((&raw const (*span).start).read(), (*span).pages, (*span).place) };
            holds(first.addr().get() >> PAGE_SHIFT == page && pages > 0, "N2: spans cover all pages once", page)?;
            holds(map.get(page + pages - 1).0 == span, "E2: the last page leads to the span", page)?;
            for inner in page + 1..page + pages - 1 {
                let (other, class) = map.get(inner);
                holds(other.is_null() || other == span, "E3: a page leads to its own span or nowhere", inner)?;
                holds(other.is_null() || class.is_some(), "E3: all pages lead to a span of a class alone", inner)?;
            }
            holds(place == Place::InUse || place != before, "H2: free neighbours of one place are joined", page)?;
            if place != Place::InUse {
                let (count, sum) = &mut free[usize::from(place == Place::Returned)];
                (*count, *sum) = (*count + 1, *sum + pages);
            }
            (page, before) = (page + pages, place);
        }
        holds(page == start + pages, "N2: no span reaches over the end of a region", page)?;
    }
    for span in heap.returned.iter() {
        let whole = span.first().is_multiple_of(heap.at_once()) && span.pages.is_multiple_of(heap.at_once());
        holds(whole, "H4: a returned span is whole pages of the system's", span.first())?;
    }
    walk_free(&heap.normal, Place::Normal, free[0])?;
    walk_free(&heap.returned, Place::Returned, free[1])
}

/// The lists and the set hold what the walk over all pages found.
fn walk_free(free: &Free, place: Place, found: (usize, usize)) -> Result<(), Wrong> {
    for (at, list) in free.lists.iter().enumerate() {
        for span in list.iter() {
            holds(span.pages == at + 1 && span.place == place, "H1: a span is in the list of its length", span.pages)?;
        }
    }
    let mut last = (MAX_LIST, usize::MAX);
    for span in free.large.iter() {
        let key = (span.pages, span.first());
        holds(key > last && span.place == place, "T1: the set is in order, and of long spans", span.pages)?;
        last = key;
    }
    let counted = free.iter().fold((0, 0), |(count, pages), span| (count + 1, pages + span.pages));
    holds(counted == found, "H1: every free span is in a list or in the set", counted.0)?;
    holds(free.bytes == found.1 << PAGE_SHIFT, "H3: the bytes are those of the free spans", free.bytes)
}
// ANCHOR_END: pages

/// The spans of a class have what they say, and its transfer cache keeps to its limits.
fn walk_central(list: &CentralList, class: ClassId) -> Result<(), Wrong> {
    let at = class.number();
    let mut left = 0;
    for span in list.spans.iter() {
        let here = objects_left(span, class)?;
        holds(here > 0, "C2: a span in the list has an object left", at)?;
        holds(here + span.out as usize == class.objects(), "C1: what is not left is out", at)?;
        left += here;
    }
    holds(left == list.left, "C2: what is left is in the spans of the list", at)?;
    let transfer = &list.transfer;
    holds(
        transfer.used <= transfer.limit && transfer.limit <= class.slots(),
        "X1: a transfer cache has slots for its batches",
        at,
    )
}

/// How many objects a span has left.
fn objects_left(span: &Span, class: ClassId) -> Result<usize, Wrong> {
    let mut freed = 0;
    let mut object = span.freed;
    while !object.is_null() {
        let offset = object.addr().wrapping_sub(span.start.addr().get());
        let whole = offset.is_multiple_of(class_size(class)) && offset / class_size(class) < span.cut as usize;
        holds(whole, "C1: an object that came back is one of the span's", span.first())?;
        freed += 1;
        holds(freed <= class.objects(), "C1: no object came back twice", span.first())?;
        // SAFETY: an object in the span is free, and holds the next one's address.
        object = unsafe { object.cast::<*mut u8>().read() };
    }
    Ok(freed + class.objects() - span.cut as usize)
}

impl<L: FreeList> Cache<'_, L> {
    /// Checks the cache itself.
    ///
    /// # Errors
    /// As for [`Heap::check`].
    pub fn check(&self) -> Result<(), String> {
        // SAFETY: the cache is ours while `self` is borrowed (K1).
        let found = walk_cache(unsafe { self.inner.as_ref() });
        found.map_err(|(invariant, at)| format!("{invariant} does not hold (at {at})"))
    }
}

fn walk_cache<L: FreeList>(cache: &ThreadCache<L>) -> Result<(), Wrong> {
    let mut size = 0;
    for class in ClassId::all() {
        let list = &cache.lists[class.number()];
        let len = list.objects.len();
        size += len * class_size(class);
        let room = list.objects.max() == 0 || list.objects.room() > list.objects.max();
        holds(room, "K2: a list has room for its maximum and one more", class.number())?;
        holds(list.objects.low() <= len, "K2: the low mark is below the length", class.number())?;
    }
    size += cache.held_bytes();
    holds(size == cache.size, "K3: the size is that of the lists and of the held span", size)
}
