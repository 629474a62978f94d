//! What a heap looks like, in the field's words, for scenes: page numbers counted from the heap's first page, never addresses.

use serde::Serialize;

use crate::cache::Cache;
use crate::free_list::FreeList;
use crate::heap::Heap;
use crate::page_heap::{Free, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::{ClassId, PAGE, PAGE_SHIFT, class_size};
use crate::span::Place;

/// A heap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeapView {
    /// All pages in order, as runs.
    pub pages: Vec<RunView>,
    /// The free spans with memory: lists from the shortest on, then the set.
    pub normal: Vec<SpanView>,
    /// The free spans without.
    pub returned: Vec<SpanView>,
    /// The classes that have a span or a batch.
    pub central: Vec<CentralView>,
    /// The limits of the caches, in KiB.
    pub limits: Vec<usize>,
    /// What nobody claimed, in KiB.
    pub unclaimed: isize,
}

/// A span and who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunView {
    /// Its first page.
    pub first: usize,
    /// How many.
    pub pages: usize,
    /// `normal` or `returned` (free), `large`, or the size of its class's objects.
    pub has: String,
}

/// A free span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SpanView {
    /// Its first page.
    pub first: usize,
    /// How many.
    pub pages: usize,
}

/// The central list of a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CentralView {
    /// The class's number.
    pub class: usize,
    /// The bytes of its objects.
    pub size: usize,
    /// How many spans it has.
    pub spans: usize,
    /// Objects left in them.
    pub left: usize,
    /// Batches in the transfer cache.
    pub batches: usize,
    /// How many it may have.
    pub limit: usize,
}

/// A thread's cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CacheView {
    /// The bytes in all lists, and of the large object that it holds.
    pub size: usize,
    /// How many there may be.
    pub limit: usize,
    /// The lists that were ever used.
    pub lists: Vec<ListView>,
}

/// A list of a thread's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ListView {
    /// The class's number.
    pub class: usize,
    /// The bytes of its objects.
    pub size: usize,
    /// How many objects it has.
    pub len: usize,
    /// How many it may have (`max_length`).
    pub max: usize,
    /// The fewest since the last scavenge.
    pub low: usize,
}

/// Where an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ObjectView {
    /// Its page.
    pub page: usize,
    /// Its number in its span, from 0.
    pub index: usize,
}

impl Heap {
    /// What the heap looks like now.
    pub fn inspect(&self) -> HeapView {
        let pages = self.pages.lock();
        let base = base(&pages);
        let mut view = HeapView {
            pages: runs(&pages, &self.map, base),
            normal: free_spans(&pages.normal, base),
            returned: free_spans(&pages.returned, base),
            central: Vec::new(),
            limits: Vec::new(),
            unclaimed: 0,
        };
        drop(pages);
        let central = ClassId::all().map(|class| self.inspect_class(class));
        view.central = central.filter(|view| view.spans > 0 || view.batches > 0).collect();
        let budget = self.budget.lock();
        view.limits = budget.shares().map(|(_, limit)| limit >> 10).collect();
        view.unclaimed = budget.unclaimed >> 10;
        view
    }

    /// The central list of a class, whether it has anything or not.
    pub fn inspect_class(&self, class: ClassId) -> CentralView {
        let list = self.central[class.number()].list.lock();
        CentralView {
            class: class.number(),
            size: class_size(class),
            spans: list.count,
            left: list.left,
            batches: list.transfer.used,
            limit: list.transfer.limit,
        }
    }

    /// Where an object is; `None` if its page is free, or none of this heap's.
    pub fn locate(&self, object: *const u8) -> Option<ObjectView> {
        let page = object.addr() >> PAGE_SHIFT;
        let pages = self.pages.lock();
        let (span, class) = self.map.get(page);
        if span.is_null() {
            return None;
        }
        // SAFETY: the record lives (E3), and while the heap is locked nobody writes these fields.
        let (start, place) = unsafe { ((*span).start.addr().get(), (*span).place) };
        let index = class.map_or(0, |class| (object.addr() - start) / class_size(class));
        (place == Place::InUse).then(|| ObjectView { page: page - base(&pages), index })
    }
}

/// The heap's first page.
fn base(heap: &PageHeap) -> usize {
    heap.regions().map(|(first, _)| first).min().unwrap_or(0)
}

fn runs(heap: &PageHeap, map: &PageMap, base: usize) -> Vec<RunView> {
    let mut runs = Vec::new();
    for (start, pages) in heap.regions() {
        let mut page = start;
        while page < start + pages {
            let (span, class) = map.get(page);
            // SAFETY: every page that starts a span leads to it (E2), and the heap is locked.
            let (pages, place) = unsafe { ((*span).pages, (*span).place) };
            let has = match (place, class) {
                (Place::Normal, _) => "normal".to_owned(),
                (Place::Returned, _) => "returned".to_owned(),
                (Place::InUse, Some(class)) => format!("{} B", class_size(class)),
                (Place::InUse, None) => "large".to_owned(),
            };
            runs.push(RunView { first: page - base, pages, has });
            page += pages;
        }
    }
    runs
}

fn free_spans(free: &Free, base: usize) -> Vec<SpanView> {
    free.iter().map(|span| SpanView { first: span.start.addr().get() / PAGE - base, pages: span.pages }).collect()
}

impl<L: FreeList> Cache<'_, L> {
    /// What the cache looks like now.
    pub fn inspect(&self) -> CacheView {
        // SAFETY: the cache is ours while `self` is borrowed (K1).
        let cache = unsafe { self.inner.as_ref() };
        let lists = ClassId::all().filter_map(|class| {
            let list = &cache.lists[class.number()];
            (list.objects.max() > 0).then(|| ListView {
                class: class.number(),
                size: class_size(class),
                len: list.objects.len(),
                max: list.objects.max(),
                low: list.objects.low(),
            })
        });
        CacheView { size: cache.size, limit: cache.limit, lists: lists.collect() }
    }
}
