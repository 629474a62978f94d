//! The process's allocator: [`TcMalloc`], and the functions beside it.

use std::alloc::{GlobalAlloc, Layout};
use std::ptr;

use crate::fit::{Fit, fit_layout};
use crate::heap::Heap;
use crate::size_class::{ClassId, PAGE_SHIFT};
use crate::stats::Stats;
use crate::thread;

/// The process's heap.
pub(crate) static HEAP: Heap = Heap::global();

// ANCHOR: global
/// The allocator, for `#[global_allocator]`.
///
/// It returns null, and never panics, where there is no memory, and for layouts that no system could serve. In debug builds a
/// double free, or a free of what was never allocated, ends the program with a message. In all builds that is so where a page leads
/// nowhere, and the class is not known by the layout: then the pointer is foreign, or was freed with its span, or lies within a
/// large object.
///
/// Source: gperftools 2.10 `tcmalloc.cc`.
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: tcmalloc::TcMalloc = tcmalloc::TcMalloc::new();
///
/// let numbers: Vec<u64> = (0..1000).collect();
/// assert_eq!(tcmalloc::usable_size(numbers.as_ptr().cast()), 8192);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TcMalloc;

impl TcMalloc {
    /// The allocator. All of them are the same one.
    pub const fn new() -> TcMalloc {
        TcMalloc
    }
}

// SAFETY: an object is with the program from `alloc` to `dealloc`, and no other overlaps it meanwhile (N1, N2, F1); it has the
// size and the alignment of its layout (S1, `fit`). Nothing here unwinds.
unsafe impl GlobalAlloc for TcMalloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match fit_layout(layout) {
            Fit::Small(class) => allocate(class),
            Fit::Large { pages, align } => allocate_large(pages, align),
        }
    }

    #[inline]
    unsafe fn dealloc(&self, object: *mut u8, layout: Layout) {
        match fit_layout(layout) {
            // SAFETY: the layout is the one it was allocated with, and so the class is.
            Fit::Small(class) => unsafe { free(class, object) },
            // SAFETY: as above: it has pages of its own.
            Fit::Large { .. } => unsafe { free_pages(object) },
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (object, zeroed) = match fit_layout(layout) {
            Fit::Small(class) => (allocate(class), false),
            Fit::Large { pages, align } => allocate_pages(pages, align),
        };
        if !object.is_null() && !zeroed {
            // SAFETY: the object has the layout's size, and is nobody's yet.
            unsafe { ptr::write_bytes(object, 0, layout.size()) };
        }
        object
    }

    #[inline]
    unsafe fn realloc(&self, object: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if Heap::stays(layout, new_size) {
            return object;
        }
        // SAFETY: the caller says that the size is none that overflows when rounded up to the alignment.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: the new object is another one, and both have as many bytes as are copied.
        unsafe {
            let new = self.alloc(new_layout);
            if !new.is_null() {
                ptr::copy_nonoverlapping(object, new, layout.size().min(new_size));
                self.dealloc(object, layout);
            }
            new
        }
    }
}

/// An object of a class, out of this thread's cache.
#[inline]
fn allocate(class: ClassId) -> *mut u8 {
    match thread::cache() {
        Some(cache) => cache.give_out(&HEAP, class),
        None => allocate_first(class),
    }
}

/// Takes an object of a class back into this thread's cache.
///
/// # Safety
/// The object is of this class, and nobody uses it any more.
#[inline]
unsafe fn free(class: ClassId, object: *mut u8) {
    match thread::cache() {
        // SAFETY: the caller's promise.
        Some(cache) => unsafe { cache.take_back(&HEAP, class, object) },
        // SAFETY: the caller's promise.
        None => unsafe { free_first(class, object) },
    }
}
// ANCHOR_END: global

/// An object of whole pages.
#[inline(never)]
extern "C" fn allocate_large(pages: usize, align: usize) -> *mut u8 {
    allocate_pages(pages, align).0
}

/// An object of whole pages, and whether it is full of zeros.
fn allocate_pages(pages: usize, align: usize) -> (*mut u8, bool) {
    match thread::cache() {
        Some(cache) => cache.allocate_pages(&HEAP, pages, align),
        None => HEAP.allocate_pages(pages, align),
    }
}

/// Takes an object of whole pages back.
///
/// # Safety
/// It is from `allocate_pages`, and nobody uses it any more.
#[inline(never)]
unsafe extern "C" fn free_pages(object: *mut u8) {
    match thread::cache() {
        // SAFETY: the caller's promise.
        Some(cache) => unsafe { cache.free_pages(&HEAP, object) },
        // SAFETY: the caller's promise.
        None => unsafe { HEAP.free_pages(HEAP.span_of_pages(object)) },
    }
}

/// A thread's first allocation, or one after its end.
#[cold]
extern "C" fn allocate_first(class: ClassId) -> *mut u8 {
    match thread::make() {
        Some(cache) => cache.give_out(&HEAP, class),
        None => HEAP.allocate_uncached(class),
    }
}

/// A thread's first free, or one after its end.
///
/// # Safety
/// As for `free`.
#[cold]
unsafe extern "C" fn free_first(class: ClassId, object: *mut u8) {
    match thread::make() {
        // SAFETY: the caller's promise.
        Some(cache) => unsafe { cache.take_back(&HEAP, class, object) },
        // SAFETY: the caller's promise.
        None => unsafe { HEAP.free_uncached(class, object) },
    }
}

/// How many bytes the object at this address really has: 0 if the address is none of ours.
#[inline]
pub fn usable_size(object: *const u8) -> usize {
    HEAP.usable(object)
}

/// Frees an object whose layout is not known, as C's `free` does: the page map knows its class. Null is nothing.
///
/// # Safety
/// The object is from [`TcMalloc`], and nobody uses it any more.
#[inline]
pub unsafe fn free_unsized(object: *mut u8) {
    if object.is_null() {
        return;
    }
    match HEAP.map.get(object.addr() >> PAGE_SHIFT).1 {
        // SAFETY: the caller's promise; the map knows the class (E1).
        Some(class) => unsafe { free(class, object) },
        // SAFETY: the caller's promise.
        None => unsafe { free_pages(object) },
    }
}

/// How much memory there is, and who has it.
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: tcmalloc::TcMalloc = tcmalloc::TcMalloc::new();
///
/// let before = tcmalloc::stats().in_use;
/// let large = vec![1u8; 1 << 20];
/// assert_eq!(tcmalloc::stats().in_use - before, large.len());
/// ```
pub fn stats() -> Stats {
    if let Some(cache) = thread::cache() {
        cache.report();
    }
    HEAP.stats()
}

/// Walks all that can be walked while the program runs, and says what is wrong.
///
/// # Errors
/// The first invariant that does not hold, by its letter and number.
pub fn check() -> Result<(), String> {
    HEAP.check()
}

/// Gives the memory of all free pages back to the system, and returns how many bytes that were. What this thread keeps in its
/// cache is freed first; what other threads keep is theirs.
pub fn release_to_system() -> usize {
    if let Some(cache) = thread::cache() {
        cache.flush(&HEAP);
        let _alone = HEAP.enter();
        cache.give_rooms(&mut HEAP.lock_pages().metadata);
    }
    HEAP.release_to_system()
}
