//! Around `fork`: the child has a copy of every lock, and of the threads only one. A lock that another thread held would
//! stay held for ever. So the forking thread takes all locks before, and both sides free them after.
//!
//! What the other threads had in their caches is lost to the child: nobody there can know whether a cache was in the middle
//! of an operation. gperftools does the same.

use std::mem;
use std::sync::Once;

use crate::global::HEAP;

/// Sees to it that the locks are taken and freed around each fork, once.
pub(crate) fn prepare_for() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| {
            // SAFETY: the three functions live as long as the process. Without memory for them it fails, and a fork is
            // as it would be without us.
            unsafe { libc::pthread_atfork(Some(take_all), Some(free_all), Some(free_all)) };
        });
    }
}

/// Takes all locks, in their order: classes, pages, budget.
extern "C" fn take_all() {
    let _alone = HEAP.enter();
    for central in &HEAP.central {
        mem::forget(central.list.lock());
    }
    mem::forget(HEAP.pages.lock());
    mem::forget(HEAP.budget.lock());
}

/// Frees all locks.
extern "C" fn free_all() {
    let _alone = HEAP.enter();
    // SAFETY: `take_all` took them on this thread, or in the child on the thread that this one is a copy of, and forgot the guards.
    unsafe {
        HEAP.budget.force_unlock();
        HEAP.pages.force_unlock();
        HEAP.central.iter().for_each(|central| central.list.force_unlock());
    }
}
