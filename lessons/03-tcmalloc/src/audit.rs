//! What debug builds know in addition: which objects the program has. So a double free is told from a free.
//!
//! A bit an object, in the span. In a release build all of this is nothing.

use ground::fatal;

use crate::size_class::{PAGE, class_size};
use crate::span::Span;

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

/// The program gives the object back.
///
/// # Safety
/// As for `given`; whether the object is in use is what is found out.
pub(crate) unsafe fn taken(span: *const Span, object: *mut u8) {
    if !cfg!(debug_assertions) {
        return;
    }
    // SAFETY: the caller's promise.
    unsafe {
        let size = (*span).class.map_or((*span).pages * PAGE, class_size);
        if !(object.addr() - (*span).start.addr().get()).is_multiple_of(size) {
            fatal("tcmalloc: free of a pointer into the middle of an object");
        }
        if !(*span).live.clear(index(span, object)) {
            fatal("tcmalloc: double free, or free of memory that was never allocated");
        }
    }
}

/// Which object of its span it is.
///
/// # Safety
/// As for `given`.
unsafe fn index(span: *const Span, object: *mut u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let offset = object.addr() - (*span).start.addr().get();
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
