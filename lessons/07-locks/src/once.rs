//! Go's `sync.Once`: a flag that says it is done, and a mutex for those who come before it is.
//!
//! # Rejected
//! An exchange on the flag alone: whoever loses it would go on before the winner has finished. All must wait until `f`
//! has returned, so the flag goes up after `f`, and a mutex lets one in at a time.
//!
//! # Invariant
//! - O1: the flag goes up under the mutex, after `f` has returned or panicked, and never goes down.
//!
//! Source: Go 1.27 `sync/once.go`.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::memory::{AtomicU32, constructor};
use crate::mutex::GoMutex;

/// Runs a function once, whoever asks first. A panic counts as done, as in Go.
///
/// ```
/// static ONCE: locks::Once = locks::Once::new();
/// let mut runs = 0;
/// (0..3).for_each(|_| ONCE.call_once(|| runs += 1));
/// assert_eq!(runs, 1);
/// ```
#[derive(Debug)]
#[repr(C)]
pub struct Once {
    /// 1 when it has run. First, so that the usual look needs no offset.
    done: AtomicU32,
    m: GoMutex,
}

#[cfg(not(loom))]
const _: () = assert!(size_of::<Once>() == 12 && align_of::<Once>() == 4); // as in Go 1.13 to 1.27 (`tests/layout.rs`)

impl Default for Once {
    fn default() -> Once {
        Once::new()
    }
}

impl Once {
    constructor! {
        /// One that has not run.
        pub const fn new() -> Once {
            Once { done: AtomicU32::new(0), m: GoMutex::new() }
        }
    }

    /// Runs `f` if nothing has been run yet. Returns when what was run has ended. A call from inside of `f` waits for
    /// ever.
    ///
    /// Source: Go 1.27 `sync/once.go`, `Do`.
    ///
    /// # Panics
    /// If `f` does. It counts as done.
    #[inline]
    pub fn call_once(&self, f: impl FnOnce()) {
        // Acquire: partner of the Release in `Finish`: what `f` did is seen.
        if self.done.load(Acquire) == 0 {
            self.call_slowly(f);
        }
    }

    #[cold]
    fn call_slowly(&self, f: impl FnOnce()) {
        self.m.lock();
        let _unlock = Unlock(&self.m);
        // Relaxed: the flag goes up under the mutex that we hold.
        if self.done.load(Relaxed) == 0 {
            let _finish = Finish(&self.done); // dropped before `_unlock`, also when `f` panics
            f();
        }
    }

    /// Whether it has run.
    pub fn is_completed(&self) -> bool {
        // Acquire: as in `call_once`.
        self.done.load(Acquire) != 0
    }
}

/// Puts the flag up.
struct Finish<'a>(&'a AtomicU32);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        // Release: partner of the Acquire in `call_once`.
        self.0.store(1, Release);
    }
}

struct Unlock<'a>(&'a GoMutex);

impl Drop for Unlock<'_> {
    fn drop(&mut self) {
        self.0.unlock();
    }
}
