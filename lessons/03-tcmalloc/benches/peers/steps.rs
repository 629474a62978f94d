//! The lesson's earlier steps, as C functions: what each of the later ones gained is measured against them.

use std::cell::{Cell, OnceCell};
use std::ffi::c_void;
use std::ptr;

use tcmalloc::plain::OneLock;
use tcmalloc::{Cache, Heap, Linked};

use super::ours::layout;

static PLAIN: OneLock = OneLock::new();

/// One lock around everything.
pub unsafe extern "C" fn plain_malloc(size: usize) -> *mut c_void {
    PLAIN.alloc(layout(size)).cast()
}

pub unsafe extern "C" fn plain_free(object: *mut c_void, size: usize) {
    // SAFETY: the caller's promise: it is the layout that it was allocated with.
    unsafe { PLAIN.dealloc(object.cast(), layout(size)) };
}

static LINKED: Heap = Heap::new();

/// A thread's cache whose lists are linked through the free objects.
type Mine = Cache<'static, Linked>;

thread_local! {
    /// Owns the cache: dropped when the thread ends.
    static OWNER: OnceCell<Cell<Mine>> = const { OnceCell::new() };
    /// Leads to it: a word without a destructor is the fastest that a thread can have.
    static CACHE: Cell<*mut Mine> = const { Cell::new(ptr::null_mut()) };
}

#[cold]
fn make() -> *mut Mine {
    OWNER.with(|owner| {
        let cache = owner.get_or_init(|| Cell::new(LINKED.cache_of().expect("there is memory"))).as_ptr();
        CACHE.set(cache);
        cache
    })
}

#[inline]
fn mine() -> *mut Mine {
    let cache = CACHE.get();
    if cache.is_null() { make() } else { cache }
}

pub unsafe extern "C" fn linked_malloc(size: usize) -> *mut c_void {
    // SAFETY: the cache is this thread's, and nobody has it while this runs.
    unsafe { &mut *mine() }.alloc(layout(size)).cast()
}

pub unsafe extern "C" fn linked_free(object: *mut c_void, size: usize) {
    // SAFETY: as above, and the caller's promise: it is the layout that it was allocated with.
    unsafe { (*mine()).dealloc(object.cast(), layout(size)) };
}
