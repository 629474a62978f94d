//! Objects of whole pages: the notes' medium and large ones, which are one code path here as in gperftools.

use std::ptr::{self, NonNull};

use crate::audit;
use crate::fit::absurd;
use crate::heap::Heap;
use crate::size_class::{PAGE, PAGE_SHIFT};
use crate::span::{Place, Span};

impl Heap {
    // ANCHOR: large
    /// An object of `pages` pages at a multiple of `align` bytes, and whether it is full of zeros; null if the system has no
    /// memory.
    ///
    /// Source: gperftools 2.10 `tcmalloc.cc`, `do_malloc_pages`.
    pub(crate) fn allocate_pages(&self, pages: usize, align: usize) -> (*mut u8, bool) {
        if absurd(pages, align) {
            return (ptr::null_mut(), false);
        }
        let _alone = self.enter();
        let mut heap = self.lock_pages();
        let span = if align <= PAGE { heap.take(&self.map, pages) } else { heap.take_aligned(&self.map, pages, align) };
        drop(heap);
        // SAFETY: the span is the caller's from here on; until it is freed nobody writes it (N1).
        let Some(span) = span.map(|span| unsafe { span.as_ref() }) else { return (ptr::null_mut(), false) };
        // SAFETY: as said.
        unsafe { audit::given(span, span.start.as_ptr()) };
        (span.start.as_ptr(), span.zeroed)
    }

    /// Takes back what `allocate_pages` gave.
    ///
    /// # Safety
    /// The span is that of an object in use, which nobody uses any more.
    pub(crate) unsafe fn free_pages(&self, span: NonNull<Span>) {
        let _alone = self.enter();
        // SAFETY: the caller's promise.
        unsafe { self.lock_pages().delete(&self.map, span) };
    }
    // ANCHOR_END: large

    /// The span of an object of whole pages.
    pub(crate) fn span_of_pages(&self, object: *mut u8) -> NonNull<Span> {
        let span = NonNull::new(self.map.get(object.addr() >> PAGE_SHIFT).0);
        let Some(span) = span else { ground::fatal("tcmalloc: free of a pointer that is not from this allocator") };
        if cfg!(debug_assertions) {
            // SAFETY: a span's record lives for as long as the map leads to it.
            let record = unsafe { span.as_ref() };
            if record.place != Place::InUse || record.class.is_some() {
                ground::fatal("tcmalloc: double free, or free of memory that was never allocated");
            }
            // SAFETY: it is in use, as far as anybody can tell.
            unsafe { audit::taken(record, object) };
        }
        span
    }

    /// How many bytes the object at this address has, and its span.
    pub(crate) fn usable(&self, object: *const u8) -> usize {
        let (span, class) = self.map.get(object.addr() >> PAGE_SHIFT);
        match class {
            Some(class) => crate::class_size(class),
            // SAFETY: an object of pages is in use, so nobody writes its span's length.
            None => unsafe { span.as_ref() }.map_or(0, Span::bytes),
        }
    }
}
