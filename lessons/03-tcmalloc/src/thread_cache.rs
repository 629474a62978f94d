//! A thread's cache: a list of free objects for each class. Most allocations and most frees end here, without a lock.
//!
//! # How long a list may be
//! A list begins with a `max` of 1. Each time it is empty and fetches, `max` grows, by one up to a batch and by a batch
//! beyond: *slow start*. So a thread that wants one object is not handed 32, and one that wants many fetches seldom. Each time a
//! list is longer than `max`, a batch goes back, and `max` grows by one up to a batch; beyond, the fourth time makes it
//! shrink by a batch.
//!
//! # How large a cache may be
//! Each cache has a `limit` of bytes (`budget.rs`). Where the sum of its lists exceeds it, the cache is *scavenged*: of what
//! a list never needed since the last time (its low mark), half goes back.
//!
//! # Invariants
//! - K1: one thread alone uses a cache; what others may know of it is in its `Share`.
//! - K2: a list has room for `max` objects and one more.
//! - K3: `size` is the sum of the bytes in the lists and of the held span.

use std::alloc::Layout;
use std::arch::asm;
use std::ptr::NonNull;

use crate::budget::Share;
use crate::free_list::FreeList;
use crate::heap::Heap;
use crate::metadata::Metadata;
use crate::size_class::{CLASSES, ClassId, MAX_BATCH, class_size};
use crate::span::Span;

/// The longest that a list may grow.
pub(crate) const MAX_LENGTH: usize = 8192;
/// So often a list is found too long before its `max` shrinks.
const MAX_OVERAGES: u32 = 3;

// ANCHOR: cache
/// The list of a class, on a cache line of its own.
#[repr(align(64))]
pub(crate) struct List<L> {
    pub(crate) objects: L,
    /// How often it was too long.
    overages: u32,
    /// The bytes of an object: beside what is read with it.
    bytes: u32,
}

/// A thread's cache.
pub(crate) struct ThreadCache<L> {
    /// The bytes in all lists, and of the held span (K3).
    pub(crate) size: usize,
    /// How many there may be: what `share` said when it was last asked.
    pub(crate) limit: usize,
    /// The large object that was freed last (`held.rs`); null if there is none.
    pub(crate) held: *mut Span,
    /// What other threads know of this cache.
    pub(crate) share: NonNull<Share>,
    /// By class; the first is unused.
    pub(crate) lists: [List<L>; CLASSES + 1],
}

impl<L: FreeList> ThreadCache<L> {
    /// An empty cache with this share of the budget.
    pub(crate) fn new(share: NonNull<Share>) -> ThreadCache<L> {
        let list = |bytes| List { objects: L::EMPTY, overages: 0, bytes };
        let lists = std::array::from_fn(|class| list(ClassId::new(class).map_or(0, class_size) as u32));
        ThreadCache { size: 0, limit: 0, held: std::ptr::null_mut(), share, lists }
    }

    /// An object of this class; null if the system has no memory.
    #[inline]
    pub(crate) fn allocate(&mut self, heap: &Heap, class: ClassId) -> *mut u8 {
        let list = self.list(class);
        if list.objects.is_empty() {
            return self.fetch(heap, class);
        }
        // SAFETY: it is not empty.
        let object = unsafe { list.objects.pop() };
        self.size -= list.bytes as usize;
        object
    }

    /// Takes an object of this class back.
    ///
    /// # Safety
    /// The object is from this heap, of this class, and nobody uses it any more.
    #[inline]
    pub(crate) unsafe fn free(&mut self, heap: &Heap, class: ClassId, object: *mut u8) {
        let list = self.list(class);
        if list.objects.is_full() {
            // SAFETY: the caller's promise.
            return unsafe { self.free_slowly(heap, class, object) };
        }
        // SAFETY: the list has room for `max` (K2), and the object is ours now (F1).
        unsafe { list.objects.push(object) };
        self.size += list.bytes as usize;
        if self.size > self.limit {
            self.scavenge(heap);
        }
    }
    // ANCHOR_END: cache

    // ANCHOR: list
    /// The list of a class.
    ///
    /// Each operation reads what the one before has just written: the end of the list. A processor hands such a word on without a trip
    /// to its cache if both instructions name the address alike. Left alone, the compiler reads at `cache + 64 * class` and writes at a
    /// register that has the sum. So the sum is made to be a value of which it knows nothing. The bench's row "tcmalloc, two addresses"
    /// has lists without this.
    #[inline]
    fn list(&mut self, class: ClassId) -> &mut List<L> {
        // SAFETY: a class's number is 1 to 85 (S2), and that many lists there are. The assembly is a comment: the pointer comes out as
        // it went in, and it is derived from `self`, which is borrowed for as long.
        unsafe {
            let mut list: *mut List<L> = self.lists.get_unchecked_mut(class.number());
            if L::BY_ONE_ADDRESS {
                asm!("/* {0} */", inout(reg) list, options(pure, readonly, nostack, preserves_flags));
            }
            &mut *list
        }
    }
    // ANCHOR_END: list

    // ANCHOR: fetch
    /// The list is empty: fetches objects, keeps all but one, and lets the list grow.
    ///
    /// Source: gperftools 2.10 `thread_cache.cc`, `ThreadCache::FetchFromCentralCache`.
    #[cold]
    #[inline(never)]
    extern "C" fn fetch(&mut self, heap: &Heap, class: ClassId) -> *mut u8 {
        let batch = class.batch();
        let list = &self.lists[class.number()];
        let max = list.objects.max().max(1);
        let wanted = max.min(batch);
        let mut objects = [std::ptr::null_mut(); MAX_BATCH];
        let came = heap.fetch(class, &mut objects[..wanted]);
        let Some((&mut first, rest)) = objects[..came].split_first_mut() else { return std::ptr::null_mut() };
        let grown = match max {
            max if max < batch => max + 1,
            max => (max + batch).min(MAX_LENGTH) / batch * batch,
        };
        self.set_max(heap, class, grown);
        for object in rest.iter().rev() {
            // SAFETY: the object came from the heap, for this class.
            unsafe { self.keep(heap, class, *object) };
        }
        self.report();
        first
    }

    /// Keeps an object if the list has room, or else gives it back.
    ///
    /// # Safety
    /// As for `free`.
    unsafe fn keep(&mut self, heap: &Heap, class: ClassId, object: *mut u8) {
        let list = &mut self.lists[class.number()];
        if list.objects.room() > list.objects.len() {
            // SAFETY: there is room.
            unsafe { list.objects.push(object) };
            self.size += class_size(class);
        } else {
            // SAFETY: the caller's promise.
            unsafe { heap.give(class, &[object]) };
        }
    }
    // ANCHOR_END: fetch

    // ANCHOR: too_long
    /// The list is full. With one object more it is too long: a batch goes back, and with it comes the right to be a
    /// little longer, or a little less long.
    ///
    /// Source: gperftools 2.10 `thread_cache.cc`, `ThreadCache::ListTooLong`.
    ///
    /// # Safety
    /// As for `free`.
    #[cold]
    #[inline(never)]
    unsafe extern "C" fn free_slowly(&mut self, heap: &Heap, class: ClassId, object: *mut u8) {
        if self.lists[class.number()].objects.max() == 0 {
            self.set_max(heap, class, 1); // the first object of its class, and none was ever fetched
        }
        // SAFETY: the caller's promise.
        unsafe { self.keep(heap, class, object) };
        let (list, batch) = (&mut self.lists[class.number()], class.batch());
        let max = list.objects.max();
        if list.objects.len() > max {
            if max > batch {
                list.overages += 1;
                if list.overages > MAX_OVERAGES {
                    list.overages = 0;
                    list.objects.set_max(max - batch);
                }
            }
            self.give_back(heap, class, batch);
            if max < batch {
                self.set_max(heap, class, max + 1);
            }
        }
        if self.size > self.limit {
            self.scavenge(heap);
        }
        self.report();
    }
    // ANCHOR_END: too_long

    /// Gives `count` objects of a class back, in batches.
    pub(crate) fn give_back(&mut self, heap: &Heap, class: ClassId, count: usize) {
        let list = &mut self.lists[class.number()];
        let mut left = count.min(list.objects.len());
        while left > 0 {
            let mut objects = [std::ptr::null_mut(); MAX_BATCH];
            let some = left.min(class.batch());
            // SAFETY: `some` is at most the list's length.
            objects[..some].fill_with(|| unsafe { list.objects.pop() });
            self.size -= some * class_size(class);
            left -= some;
            // SAFETY: the objects were in our list: free, and of this class (F1).
            unsafe { heap.give(class, &objects[..some]) };
        }
    }

    // ANCHOR: scavenge
    /// The cache is too large: half of what each list did not need goes back, and the limit is raised, at the cost of the
    /// unclaimed budget or of another cache.
    ///
    /// Source: gperftools 2.10 `thread_cache.cc`, `ThreadCache::Scavenge`.
    #[cold]
    #[inline(never)]
    pub(crate) extern "C" fn scavenge(&mut self, heap: &Heap) {
        for class in ClassId::all() {
            let list = &self.lists[class.number()];
            let low = list.objects.low();
            if low > 0 {
                self.give_back(heap, class, (low / 2).max(1));
                let (batch, list) = (class.batch(), &mut self.lists[class.number()].objects);
                if list.max() > batch {
                    list.set_max((list.max() - batch).max(batch));
                }
            }
            self.lists[class.number()].objects.mark();
        }
        self.let_go(heap);
        heap.raise(self.share);
        self.report();
    }
    // ANCHOR_END: scavenge

    /// Everything goes back.
    pub(crate) fn flush(&mut self, heap: &Heap) {
        for class in ClassId::all() {
            self.give_back(heap, class, usize::MAX);
        }
        self.let_go(heap);
        self.report();
    }

    /// Gives back the memory of all lists' addresses. The lists are empty, and begin anew: slow start.
    pub(crate) fn give_rooms(&mut self, metadata: &mut Metadata) {
        for list in &mut self.lists {
            list.objects.set_max(0);
            let slots = list.objects.adopt(&mut []);
            if let Some(block) = NonNull::new(slots.as_mut_ptr()).filter(|_| !slots.is_empty()) {
                let layout = Layout::for_value(slots);
                // SAFETY: the list has let go of it; a block's layout is that of its addresses.
                unsafe { metadata.put(block.cast(), layout) };
            }
        }
    }

    /// Lets a list have up to `max` objects, if there is memory for as many addresses (K2).
    fn set_max(&mut self, heap: &Heap, class: ClassId, max: usize) {
        let list = &mut self.lists[class.number()];
        if list.objects.room() > max || heap.make_room(&mut list.objects, max + 1) {
            list.objects.set_max(max);
        }
    }

    /// Tells the others how large this cache is, and learns what it is allowed.
    pub(crate) fn report(&mut self) {
        // SAFETY: the share lives for as long as the cache.
        self.limit = unsafe { self.share.as_ref() }.exchange(self.size);
    }
}
