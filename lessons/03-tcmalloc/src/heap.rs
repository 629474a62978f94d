//! A heap: all layers below the threads' caches, and the way between them.
//!
//! | lock | guards | while holding it |
//! | --- | --- | --- |
//! | a class's | its central list | may take the page heap's, and try another class's |
//! | the page heap's | all free spans, metadata | takes no other |
//! | the budget's | the caches' limits | takes no other |

use std::alloc::Layout;
use std::ptr::{self, NonNull};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use ground::lock::{Guard, RuntimeLock};
use ground::pages::page_size;
use ground::park;

use crate::budget::{Budget, Share};
use crate::central::{Central, CentralList};
use crate::free_list::FreeList;
use crate::page_heap::{JOIN_EACH, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::{CLASSES, ClassId, MAX_BATCH};
use crate::span::Span;
use crate::span_list::SpanList;
use crate::thread::errno::Kept;
use crate::thread_cache::ThreadCache;
use crate::transfer;

// ANCHOR: heap
/// A heap of its own. The process has one behind [`TcMalloc`](crate::TcMalloc); scenes and tests make small ones.
///
/// Dropping a heap gives all of its memory back to the system, whatever is still in use.
pub struct Heap {
    pub(crate) pages: RuntimeLock<PageHeap>,
    pub(crate) map: PageMap,
    /// By class; the first is unused.
    pub(crate) central: [Central; CLASSES + 1],
    pub(crate) budget: RuntimeLock<Budget>,
    /// The class that is asked next for a slot of its transfer cache.
    turn: AtomicUsize,
    /// Whether it is the process's: then whoever runs this thread must not run inside of it.
    global: bool,
}
// ANCHOR_END: heap

/// What goes with an operation on the layers of the process's allocator.
pub(crate) struct Inside {
    /// A stage or a scheduler that runs this thread switches at locks. It would then run another party in the middle of the
    /// allocator, which that party needs itself.
    _alone: park::Alone,
    /// The layers make system calls.
    _errno: Kept,
}

impl Heap {
    /// An empty heap. It asks the system for nothing yet.
    pub const fn new() -> Heap {
        Heap::with(false, None, JOIN_EACH)
    }

    /// An empty heap that, where it would grow over a multiple of so many bytes, first gives all that is free back to the system, so
    /// that neighbours are joined, and looks again. (If a quarter of it is free, at least; 128 MiB is what other heaps have.)
    ///
    /// # Panics
    /// `a multiple of 0 bytes is none`
    pub fn with_joining_each(bytes: usize) -> Heap {
        assert!(bytes > 0, "a multiple of 0 bytes is none");
        Heap::with(false, None, bytes)
    }

    /// An empty heap that takes the system's pages to be larger than they are: what comes from the system and goes to it is whole
    /// pages of so many bytes. So a machine with pages of 4 KiB can show what happens on one with 16 or 64.
    ///
    /// # Panics
    /// `... is no multiple of the system's page, or no power of two`
    pub fn with_system_page(bytes: usize) -> Heap {
        let fits = bytes.is_power_of_two() && bytes.is_multiple_of(page_size());
        assert!(fits, "{bytes} is no multiple of the system's page, or no power of two");
        Heap::with(false, Some(bytes), JOIN_EACH)
    }

    /// The process's heap.
    pub(crate) const fn global() -> Heap {
        Heap::with(true, None, JOIN_EACH)
    }

    const fn with(global: bool, page: Option<usize>, join_each: usize) -> Heap {
        let mut central = [const { Central::new(None) }; CLASSES + 1];
        let mut class = 1;
        while class <= CLASSES {
            central[class] = Central::new(ClassId::new(class));
            class += 1;
        }
        Heap {
            pages: RuntimeLock::new(PageHeap::new(1 << 30, page, join_each)),
            map: PageMap::new(),
            central,
            budget: RuntimeLock::new(Budget::new()),
            turn: AtomicUsize::new(0),
            global,
        }
    }

    /// Held through each operation on the layers.
    pub(crate) fn enter(&self) -> Option<Inside> {
        self.global.then(|| Inside { _alone: park::alone(), _errno: Kept::now() })
    }

    // ANCHOR: fetch
    /// Gets free objects of a class, some or as many as there is room for: a whole batch from the transfer cache, or what the
    /// spans have left, or objects of a new span. 0: the system has no memory.
    ///
    /// Source: gperftools 2.10 `central_freelist.cc`, `CentralFreeList::RemoveRange`.
    pub(crate) fn fetch(&self, class: ClassId, objects: &mut [*mut u8]) -> usize {
        let _alone = self.enter();
        let central = &self.central[class.number()].list;
        let mut list = central.lock();
        if objects.len() == class.batch() && list.transfer.pop(objects) {
            return objects.len();
        }
        let taken = list.take(class, objects);
        if taken > 0 {
            return taken;
        }
        drop(list); // (C3)
        let Some(span) = self.populate(class) else { return 0 };
        let mut list = central.lock();
        // SAFETY: `populate` gave us the span alone, for this class.
        unsafe { list.add(class, span.as_ptr()) };
        list.take(class, objects)
    }

    /// A span for a class from the page heap, to be cut into objects.
    fn populate(&self, class: ClassId) -> Option<NonNull<Span>> {
        let span = self.pages.lock().take(&self.map, class.pages())?;
        // SAFETY: `take` gave the span to us alone.
        let first = unsafe {
            (*span.as_ptr()).class = Some(class);
            ((*span.as_ptr()).cut, (*span.as_ptr()).freed) = (0, ptr::null_mut());
            (*span.as_ptr()).first()
        };
        self.map.set_all(span.as_ptr(), first, class.pages(), class);
        Some(span)
    }
    // ANCHOR_END: fetch

    // ANCHOR: give
    /// Takes free objects of a class back: a whole batch into the transfer cache if there is a slot, or else each object into
    /// its span.
    ///
    /// Source: gperftools 2.10 `central_freelist.cc`, `CentralFreeList::InsertRange`.
    ///
    /// # Safety
    /// The objects are of this heap and class, and nobody uses them any more.
    pub(crate) unsafe fn give(&self, class: ClassId, objects: &[*mut u8]) {
        let _alone = self.enter();
        let mut empty = SpanList::new();
        let mut list = self.central[class.number()].list.lock();
        if objects.len() == class.batch() && self.has_slot(class, &mut list, &mut empty) {
            list.transfer.push(objects);
        } else {
            // SAFETY: the caller's promise.
            unsafe { list.give(&self.map, class, objects, &mut empty) };
        }
        drop(list); // (C3)
        self.delete_all(&mut empty);
    }

    /// Whether the class has a free slot in its transfer cache; if need be, another class loses one.
    ///
    /// Source: gperftools 2.10 `central_freelist.cc`, `MakeCacheSpace`, `EvictRandomSizeClass`.
    fn has_slot(&self, class: ClassId, list: &mut CentralList, empty: &mut SpanList) -> bool {
        let transfer = &mut list.transfer;
        if transfer.used == transfer.limit {
            // First a class that does not use all of its slots, then any.
            if transfer.limit == class.slots() || !(self.shrink(class, false, empty) || self.shrink(class, true, empty))
            {
                return false;
            }
            transfer.limit += 1;
        }
        transfer.reserve(class, |layout| transfer::memory(&mut self.pages.lock().metadata)(layout))
    }

    /// Takes a slot from the class whose turn it is, and if `force`, the batch that is in it.
    fn shrink(&self, for_class: ClassId, force: bool, empty: &mut SpanList) -> bool {
        let turn = self.turn.fetch_add(1, Relaxed) % CLASSES + 1;
        let Some(class) = ClassId::new(turn).filter(|&class| class != for_class) else { return false };
        // Only tried: its holder may be trying ours.
        let Some(mut list) = self.central[turn].list.try_lock() else { return false };
        if list.transfer.limit == 0 || (list.transfer.used == list.transfer.limit && !force) {
            return false;
        }
        if list.transfer.used == list.transfer.limit {
            let mut objects = [ptr::null_mut(); MAX_BATCH];
            let batch = &mut objects[..class.batch()];
            list.transfer.pop(batch);
            // SAFETY: a batch in the transfer cache is free objects of its class (X1).
            unsafe { list.give(&self.map, class, batch, empty) };
        }
        list.transfer.limit -= 1;
        true
    }
    // ANCHOR_END: give

    /// Sorts the batches of a transfer cache into their spans, so that whole spans become free.
    pub(crate) fn empty_transfer(&self, class: ClassId) {
        let mut empty = SpanList::new();
        let mut objects = [ptr::null_mut(); MAX_BATCH];
        let batch = &mut objects[..class.batch()];
        let mut list = self.central[class.number()].list.lock();
        while list.transfer.pop(batch) {
            // SAFETY: a batch in the transfer cache is free objects of its class (X1).
            unsafe { list.give(&self.map, class, batch, &mut empty) };
        }
        drop(list); // (C3)
        self.delete_all(&mut empty);
    }

    /// Gives spans that no class needs any more back to the page heap.
    fn delete_all(&self, empty: &mut SpanList) {
        if empty.first().is_null() {
            return;
        }
        let mut pages = self.pages.lock();
        while let Some(span) = NonNull::new(empty.first()) {
            // SAFETY: the span is in the list, all of its objects are back (C1), and its class has let go of it.
            unsafe {
                empty.remove(span.as_ptr());
                pages.delete(&self.map, span);
            }
        }
    }

    /// Memory for a list's addresses: `count` at least. The objects in the list stay. `false`: no memory.
    pub(crate) fn make_room<L: FreeList>(&self, list: &mut L, count: usize) -> bool {
        let _alone = self.enter();
        let count = count.next_power_of_two().max(16);
        let layout = Layout::array::<*mut u8>(count).expect("a list has 8192 objects at most");
        let mut pages = self.pages.lock();
        let Some(block) = pages.metadata.take(layout) else { return false };
        // SAFETY: the block is ours (D1), and any bytes are addresses.
        let slots = unsafe { std::slice::from_raw_parts_mut(block.cast().as_ptr(), count) };
        let old = list.adopt(slots);
        if let Some(block) = NonNull::new(old.as_mut_ptr()).filter(|_| !old.is_empty()) {
            // SAFETY: the list has let go of it, and it was taken with the layout of as many addresses.
            unsafe { pages.metadata.put(block.cast(), Layout::for_value(old)) };
        }
        true
    }

    /// Lets a cache keep more.
    pub(crate) fn raise(&self, share: NonNull<Share>) {
        let _alone = self.enter();
        self.budget.lock().raise(share);
    }

    /// A new cache. `None`: the system has no memory.
    pub(crate) fn open<L: FreeList>(&self) -> Option<NonNull<ThreadCache<L>>> {
        let _alone = self.enter();
        let (share, cache) = {
            let mut pages = self.pages.lock();
            let share = pages.metadata.take(Layout::new::<Share>())?;
            let Some(cache) = pages.metadata.take(Layout::new::<ThreadCache<L>>()) else {
                // SAFETY: it was taken with this layout, and nobody has it.
                unsafe { pages.metadata.put(share, Layout::new::<Share>()) };
                return None;
            };
            (share.cast::<Share>(), cache.cast::<ThreadCache<L>>())
        };
        // SAFETY: both blocks are ours (D1). The share leaves the list in `close`, before its block goes back.
        unsafe {
            share.write(Share::new());
            cache.write(ThreadCache::new(share));
            self.budget.lock().join(share);
            (*cache.as_ptr()).report();
        }
        Some(cache)
    }

    // ANCHOR: close
    /// A thread ends: everything in its cache goes back, and then the cache itself.
    ///
    /// # Safety
    /// The cache is from `open`, and nobody uses it any more.
    pub(crate) unsafe fn close<L: FreeList>(&self, cache: NonNull<ThreadCache<L>>) {
        let _alone = self.enter();
        // SAFETY: the cache is ours alone now (K1).
        let cache = unsafe { &mut *cache.as_ptr() };
        cache.flush(self);
        // SAFETY: it joined in `open`.
        unsafe { self.budget.lock().leave(cache.share) };
        let mut pages = self.lock_pages();
        cache.give_rooms(&mut pages.metadata);
        // SAFETY: both were taken with these layouts in `open`, and nobody knows of them any more.
        unsafe {
            pages.metadata.put(cache.share.cast(), Layout::new::<Share>());
            pages.metadata.put(NonNull::from(cache).cast(), Layout::new::<ThreadCache<L>>());
        }
    }
    // ANCHOR_END: close

    pub(crate) fn lock_pages(&self) -> Guard<'_, PageHeap> {
        self.pages.lock()
    }
}

impl Default for Heap {
    fn default() -> Heap {
        Heap::new()
    }
}
