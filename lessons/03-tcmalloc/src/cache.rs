//! Allocating and freeing through a cache: the fast way in, of threads and of whoever makes a cache by hand.

use std::alloc::Layout;
use std::ptr::{self, NonNull};

use crate::audit;
use crate::fit::{Fit, fit, fit_layout};
use crate::free_list::{FreeList, Stack};
use crate::heap::Heap;
use crate::size_class::{ClassId, PAGE_SHIFT};
use crate::thread_cache::ThreadCache;

/// A cache of a [`Heap`], as each thread has one. Dropped, it gives back all that it holds.
///
/// ```
/// use std::alloc::Layout;
/// let heap = Box::new(tcmalloc::Heap::new());
/// let mut cache = heap.cache().expect("there is memory");
/// let layout = Layout::new::<[u64; 4]>();
/// let object = cache.alloc(layout);
/// assert_eq!(heap.usable_size(object), 32);
/// // SAFETY: it was allocated with this layout, and is not used any more.
/// unsafe { cache.dealloc(object, layout) };
/// heap.check().unwrap();
/// ```
pub struct Cache<'h, L: FreeList = Stack> {
    heap: &'h Heap,
    pub(crate) inner: NonNull<ThreadCache<L>>,
}

// SAFETY: a cache is used by whoever has it, one thread at a time (K1).
unsafe impl<L: FreeList> Send for Cache<'_, L> {}

impl Heap {
    /// A cache of this heap, with stacks of addresses. `None`: the system has no memory.
    pub fn cache(&self) -> Option<Cache<'_>> {
        self.cache_of()
    }

    /// A cache with lists of this kind.
    pub fn cache_of<L: FreeList>(&self) -> Option<Cache<'_, L>> {
        Some(Cache { heap: self, inner: self.open()? })
    }

    /// How many bytes the object at this address really has; 0 if there is none of this heap's.
    pub fn usable_size(&self, object: *const u8) -> usize {
        self.usable(object)
    }
}

impl<L: FreeList> Cache<'_, L> {
    /// Memory for a layout; null if the system has none.
    #[inline]
    pub fn alloc(&mut self, layout: Layout) -> *mut u8 {
        match fit_layout(layout) {
            // SAFETY: the cache is ours while `self` is borrowed (K1).
            Fit::Small(class) => unsafe { self.inner.as_mut() }.give_out(self.heap, class),
            // SAFETY: as above.
            Fit::Large { pages, align } => unsafe { self.inner.as_mut() }.allocate_pages(self.heap, pages, align).0,
        }
    }

    /// Takes memory back.
    ///
    /// # Safety
    /// It is from this heap, of this layout, and nobody uses it any more.
    #[inline]
    pub unsafe fn dealloc(&mut self, object: *mut u8, layout: Layout) {
        match fit_layout(layout) {
            // SAFETY: the caller's promise, and as above.
            Fit::Small(class) => unsafe { self.inner.as_mut().take_back(self.heap, class, object) },
            // SAFETY: the caller's promise, and as above.
            Fit::Large { .. } => unsafe { self.inner.as_mut().free_pages(self.heap, object) },
        }
    }

    /// Takes memory back whose layout is not known: the page map knows.
    ///
    /// # Safety
    /// As for [`dealloc`](Cache::dealloc).
    #[inline]
    pub unsafe fn free(&mut self, object: *mut u8) {
        match self.heap.map.get(object.addr() >> PAGE_SHIFT).1 {
            // SAFETY: the caller's promise, and as above.
            Some(class) => unsafe { self.inner.as_mut().take_back(self.heap, class, object) },
            // SAFETY: the caller's promise, and as above.
            None => unsafe { self.inner.as_mut().free_pages(self.heap, object) },
        }
    }

    /// Gives all that the cache holds back to the central lists.
    pub fn flush(&mut self) {
        // SAFETY: as above.
        unsafe { self.inner.as_mut() }.flush(self.heap);
    }
}

impl<L: FreeList> Drop for Cache<'_, L> {
    fn drop(&mut self) {
        // SAFETY: the cache is from `open`, and ours.
        unsafe { self.heap.close(self.inner) };
    }
}

impl<L: FreeList> ThreadCache<L> {
    /// An object for the program.
    #[inline]
    pub(crate) fn give_out(&mut self, heap: &Heap, class: ClassId) -> *mut u8 {
        let object = self.allocate(heap, class);
        if cfg!(debug_assertions) && !object.is_null() {
            given(heap, object);
        }
        object
    }

    /// An object from the program.
    ///
    /// # Safety
    /// As for `free`.
    #[inline]
    pub(crate) unsafe fn take_back(&mut self, heap: &Heap, class: ClassId, object: *mut u8) {
        if cfg!(debug_assertions) {
            audit::taken(heap, object, Some(class));
        }
        // SAFETY: the caller's promise.
        unsafe { self.free(heap, class, object) };
    }
}

/// Notes that the program has a small object (debug builds).
pub(crate) fn given(heap: &Heap, object: *mut u8) {
    // SAFETY: an object in use has a span (E1), and the bit is the object's.
    unsafe { audit::given(heap.map.get(object.addr() >> PAGE_SHIFT).0, object) };
}

impl Heap {
    /// An object without a cache: for a thread that has none any more.
    pub(crate) fn allocate_uncached(&self, class: ClassId) -> *mut u8 {
        let mut object = [ptr::null_mut()];
        self.fetch(class, &mut object);
        if cfg!(debug_assertions) && !object[0].is_null() {
            given(self, object[0]);
        }
        object[0]
    }

    /// Takes an object back without a cache.
    ///
    /// # Safety
    /// As for [`Cache::dealloc`], of this class.
    pub(crate) unsafe fn free_uncached(&self, class: ClassId, object: *mut u8) {
        if cfg!(debug_assertions) {
            audit::taken(self, object, Some(class));
        }
        // SAFETY: the caller's promise.
        unsafe { self.give(class, &[object]) };
    }

    /// Whether an object of one layout can stay where it is with another size, and then has that layout's fit.
    pub(crate) fn stays(layout: Layout, new_size: usize) -> bool {
        match (fit_layout(layout), fit(new_size, layout.align())) {
            (Fit::Small(old), Fit::Small(new)) => old.number() == new.number(),
            (Fit::Large { pages: old, .. }, Fit::Large { pages: new, .. }) => old == new,
            _ => false,
        }
    }
}
