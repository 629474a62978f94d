//! What debug builds know in addition: which objects the program has. So a double free is told from a free.
//!
//! A bit an object, in the span. In a release build all of this is nothing.
//!
//! A pointer that is freed wrongly can be anything, so nothing is believed of it. The page map leads to records that live, and from
//! no page to another's record (E3). Nothing here panics: it would unwind out of `GlobalAlloc`.

use ground::fatal;

use crate::heap::Heap;
use crate::size_class::{ClassId, PAGE, PAGE_SHIFT, class_size};
use crate::span::{Place, Span};

#[cfg(debug_assertions)]
pub(crate) use self::bits::Live;
#[cfg(not(debug_assertions))]
pub(crate) use self::nothing::Live;

/// The program is given the object at `object`.
///
/// # Safety
/// The object is in use, and `span` is its span: so neither the span's start nor its class changes. Of a class's span the
/// other fields may be changing now; only these are read.
pub(crate) unsafe fn given(span: *const Span, object: *mut u8) {
    // SAFETY: the caller's promise.
    if cfg!(debug_assertions) && unsafe { (*span).live.set(index(span, object)) } {
        fatal("tcmalloc: an object was given out twice; this is a bug of the allocator");
    }
}

/// The program gives an object back, of this class or of whole pages; ends the program if that cannot be.
pub(crate) fn taken(heap: &Heap, object: *mut u8, class: Option<ClassId>) {
    if !cfg!(debug_assertions) {
        return;
    }
    let (span, known) = heap.map.get(object.addr() >> PAGE_SHIFT);
    if span.is_null() {
        heap.refuse(object);
    }
    // SAFETY: the record lives (E3). While the object is in use nobody writes these fields (N1). If it is not, they may be changing,
    // and what is read decides about the text of a message.
    let (place, start, pages) = unsafe { ((*span).place, (*span).start.addr().get(), (*span).pages) };
    if place != Place::InUse {
        fatal(TWICE);
    }
    if known != class {
        fatal("tcmalloc: free with another size than it was allocated with");
    }
    let size = known.map_or(pages * PAGE, class_size);
    if !object.addr().wrapping_sub(start).is_multiple_of(size) {
        fatal("tcmalloc: free of a pointer into the middle of an object");
    }
    // SAFETY: the span is in use, and the object is one of its.
    if unsafe { !(*span).live.clear(index(span, object)) } {
        fatal(TWICE);
    }
}

/// What is said of an object that nobody has.
const TWICE: &str = "tcmalloc: double free, or free of memory that was never allocated";

impl Heap {
    /// Ends the program, which frees a pointer to a page that leads nowhere: one in the middle of free pages or of a large object, or
    /// none of ours.
    #[cold]
    #[inline(never)]
    pub(crate) fn refuse(&self, object: *mut u8) -> ! {
        let page = object.addr() >> PAGE_SHIFT;
        let ours = self.lock_pages().regions().any(|(first, pages)| (first..first + pages).contains(&page));
        fatal(if ours { TWICE } else { "tcmalloc: free of a pointer that is not from this allocator" })
    }
}

/// Which object of its span it is.
///
/// # Safety
/// As for `given`.
unsafe fn index(span: *const Span, object: *mut u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let offset = object.addr().wrapping_sub((*span).start.addr().get());
        (*span).class.map_or(0, |class| offset / class_size(class))
    }
}

#[cfg(debug_assertions)]
mod bits {
    use std::sync::atomic::AtomicU64;
    use std::sync::atomic::Ordering::Relaxed;

    /// A span has 1024 objects at most: a page of 8 bytes each.
    const WORDS: usize = 16;

    /// A bit for each object of a span: whether the program has it. The bit belongs to whoever has the object.
    pub(crate) struct Live([AtomicU64; WORDS]);

    impl Live {
        pub(crate) const fn new() -> Live {
            Live([const { AtomicU64::new(0) }; WORDS])
        }

        /// Sets a bit; whether it was set.
        pub(crate) fn set(&self, at: usize) -> bool {
            let bit = 1 << (at % 64);
            self.0[at / 64].fetch_or(bit, Relaxed) & bit != 0
        }

        /// Clears a bit; whether it was set.
        pub(crate) fn clear(&self, at: usize) -> bool {
            let bit = 1 << (at % 64);
            self.0[at / 64].fetch_and(!bit, Relaxed) & bit != 0
        }
    }
}

#[cfg(not(debug_assertions))]
mod nothing {
    /// No bits: a release build takes what it is given.
    pub(crate) struct Live;

    impl Live {
        pub(crate) const fn new() -> Live {
            Live
        }

        pub(crate) fn set(&self, _at: usize) -> bool {
            false
        }

        pub(crate) fn clear(&self, _at: usize) -> bool {
            true
        }
    }
}
