//! Each thread's own cache: made when the thread first allocates, closed when it ends.
//!
//! The pointer is a thread-local word without a destructor (`word.rs`). Rust's `thread_local!` with one would register it on first use,
//! and registering allocates. Since Rust 1.93 that is never done with the program's `#[global_allocator]`; but it is done with the
//! system's, and behind `LD_PRELOAD` that is this one. A thread's end is told by a POSIX key instead, whose destructor runs after the
//! thread's own destructors. Where one of those runs later still and frees something, the thread has no cache any more, and goes to
//! the central lists for each object.
//!
//! The destructor is code. A library that has this allocator and can be unloaded must say that it stays (`-z nodelete`), or a thread
//! that ends after its `dlclose` calls what is gone.
//!
//! ```text
//!    NEW ---- first allocation ----> a cache ---- the key's destructor ----> ENDED
//! ```

pub(crate) mod errno;
mod word;

use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::sync::Once;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use crate::fork;
use crate::free_list::Stack;
use crate::global::HEAP;
use crate::thread_cache::ThreadCache;

use self::errno::Kept;
use self::word::{read, write};

// ANCHOR: thread
/// The word with this thread's cache; null before its first allocation, and at its end.
const CACHE: usize = word::FIRST;
/// The word that says whether the thread has closed its cache, or is about to make one: null if not.
const NONE: usize = word::SECOND;

/// This thread's cache, if it has one already.
#[inline]
pub(crate) fn cache() -> Option<&'static mut ThreadCache<Stack>> {
    // SAFETY: the cache is this thread's alone (K1), and nothing that is done with it comes back here: the allocator does not
    // allocate.
    unsafe { read::<CACHE>().cast::<ThreadCache<Stack>>().as_mut() }
}

/// This thread's cache, made now; `None` if it has ended, or if there is no memory for one.
#[cold]
#[inline(never)]
pub(crate) fn make() -> Option<&'static mut ThreadCache<Stack>> {
    if !read::<NONE>().is_null() {
        return None;
    }
    let _errno = Kept::now();
    write::<NONE>(YES); // what follows may allocate, and has to do without a cache
    let made = HEAP.open::<Stack>();
    if let Some(cache) = made
        && tell_me_when_this_thread_ends(cache)
    {
        write::<CACHE>(cache.as_ptr().cast());
    }
    write::<NONE>(ptr::null_mut());
    fork::prepare_for();
    cache()
}
// ANCHOR_END: thread

/// Anything but null.
const YES: *mut u8 = ptr::without_provenance_mut(1);
/// No key.
const MISSING: u64 = u64::MAX;

/// Has `end` called with this cache when the thread ends. `false`: it cannot be, and there is no cache.
fn tell_me_when_this_thread_ends(cache: NonNull<ThreadCache<Stack>>) -> bool {
    static CREATED: Once = Once::new();
    static KEY: AtomicU64 = AtomicU64::new(MISSING);
    CREATED.call_once(|| {
        let mut key: libc::pthread_key_t = 0;
        // SAFETY: it writes one key.
        if unsafe { libc::pthread_key_create(&mut key, Some(end)) } == 0 {
            KEY.store(key as u64, Relaxed); // seen by all: `call_once` orders it
        }
    });
    let key = KEY.load(Relaxed);
    // SAFETY: the key was created. The system hands the pointer to `end`, and to nobody else.
    let told = key != MISSING && unsafe { libc::pthread_setspecific(key as _, cache.as_ptr().cast::<c_void>()) } == 0;
    if !told {
        // SAFETY: nobody else knows the cache yet.
        unsafe { HEAP.close(cache) };
    }
    told
}

/// The thread ends.
extern "C" fn end(cache: *mut c_void) {
    write::<CACHE>(ptr::null_mut());
    write::<NONE>(YES);
    if let Some(cache) = NonNull::new(cache.cast::<ThreadCache<Stack>>()) {
        // SAFETY: the cache is this thread's, which has let go of it.
        unsafe { HEAP.close(cache) };
    }
}
