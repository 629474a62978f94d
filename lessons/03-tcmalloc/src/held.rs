//! The large object that a thread freed last: kept for a moment, in case the next one has the same length.
//!
//! A buffer of a megabyte that is made and dropped in a loop would take the page heap's lock twice a round, and be joined
//! with its neighbour and cut off again each time. gperftools does that; glibc does not, since such a buffer lies at the end of
//! its heap. One span of a megabyte at most is what a thread may hold, if the limit of its cache has room for it. It goes back with
//! the next scavenge, with the thread, or when another one comes.
//!
//! # Invariant
//! - G1: the held span is in use as far as the page heap knows, and the cache's alone. Its bytes are part of the cache's `size`.

use std::ptr::{self, NonNull};

use crate::audit;
use crate::free_list::FreeList;
use crate::heap::Heap;
use crate::page_heap::MAX_LIST;
use crate::size_class::PAGE;
use crate::thread_cache::ThreadCache;

impl<L: FreeList> ThreadCache<L> {
    // ANCHOR: held
    /// An object of whole pages, and whether it is full of zeros: the held one if it fits, or else one of the page heap's.
    #[inline]
    pub(crate) fn allocate_pages(&mut self, heap: &Heap, pages: usize, align: usize) -> (*mut u8, bool) {
        let held = self.held;
        // SAFETY: a held span is ours (G1).
        unsafe {
            if held.is_null() || (*held).pages != pages || !(*held).start.addr().get().is_multiple_of(align) {
                return heap.allocate_pages(pages, align);
            }
            self.held = ptr::null_mut();
            self.size -= pages * PAGE;
            let object = (*held).start.as_ptr();
            audit::given(held, object);
            (object, false)
        }
    }

    /// Takes an object of whole pages back, and holds it; the one that was held goes to the page heap. If the cache is too large now,
    /// this one does, too, and the cache may be larger the next time.
    ///
    /// # Safety
    /// It is from this heap's `allocate_pages`, and nobody uses it any more.
    #[inline]
    pub(crate) unsafe fn free_pages(&mut self, heap: &Heap, object: *mut u8) {
        let span = heap.span_of_pages(object);
        // SAFETY: the object's span is ours from here on.
        let pages = unsafe { (*span.as_ptr()).pages };
        if pages > MAX_LIST {
            // SAFETY: the caller's promise.
            return unsafe { heap.free_pages(span) };
        }
        self.let_go(heap);
        self.held = span.as_ptr();
        self.size += pages * PAGE;
        if self.size > self.limit {
            self.scavenge(heap);
        }
    }
    // ANCHOR_END: held

    /// Gives the held span back to the page heap.
    #[inline]
    pub(crate) fn let_go(&mut self, heap: &Heap) {
        if let Some(span) = NonNull::new(self.held) {
            self.size -= self.held_bytes();
            self.held = ptr::null_mut();
            // SAFETY: it is ours (G1).
            unsafe { heap.free_pages(span) };
        }
    }

    /// The bytes of the held span.
    pub(crate) fn held_bytes(&self) -> usize {
        // SAFETY: it is ours (G1). No reference to the whole is made: the page heap may be reading its `place`.
        if self.held.is_null() { 0 } else { unsafe { (*self.held).pages * PAGE } }
    }
}
