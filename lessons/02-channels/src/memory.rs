//! What the ring and the gate are made of: std's atomics and cells, or `loom`'s when the model checker runs them
//! (`model.rs`), which then also sees two parties in one cell at once.

use std::mem::MaybeUninit;

#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicU32, AtomicUsize};

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicU32, AtomicUsize};

#[cfg(loom)]
use loom::cell::UnsafeCell;
#[cfg(not(loom))]
use std::cell::UnsafeCell;

/// A place for a value, empty or full: whoever uses it knows which, and is alone with it.
pub(crate) struct Place<T>(UnsafeCell<MaybeUninit<T>>);

impl<T> Place<T> {
    pub(crate) fn empty() -> Place<T> {
        Place(UnsafeCell::new(MaybeUninit::uninit()))
    }

    /// Puts a value in.
    ///
    /// # Safety
    /// The caller is alone with the place, and it is empty.
    #[inline]
    pub(crate) unsafe fn put(&self, value: T) {
        // SAFETY: the caller is alone with the place.
        self.with(|place| unsafe { (*place).write(value) });
    }

    /// Takes the value out.
    ///
    /// # Safety
    /// The caller is alone with the place, and it is full.
    #[inline]
    pub(crate) unsafe fn take(&self) -> T {
        // SAFETY: the caller is alone with the place, and it is full.
        self.with(|place| unsafe { (*place).assume_init_read() })
    }

    /// Looks at the value.
    ///
    /// # Safety
    /// As for [`Place::take`], and it stays full while `f` runs.
    pub(crate) unsafe fn look<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        // SAFETY: as above.
        self.with(|place| f(unsafe { (*place).assume_init_ref() }))
    }

    #[cfg(not(loom))]
    #[inline]
    fn with<R>(&self, f: impl FnOnce(*mut MaybeUninit<T>) -> R) -> R {
        f(self.0.get())
    }

    #[cfg(loom)]
    fn with<R>(&self, f: impl FnOnce(*mut MaybeUninit<T>) -> R) -> R {
        self.0.with_mut(f)
    }
}

/// Looks again in a moment: another party is in the middle of a step.
pub(crate) fn wait_a_moment(turn: u32) {
    #[cfg(loom)]
    {
        let _ = turn;
        loom::thread::yield_now();
    }
    #[cfg(not(loom))]
    if turn < 6 {
        (0..1 << turn).for_each(|_| std::hint::spin_loop());
    } else {
        // Whoever is in the middle may have lost its core: let it run.
        std::thread::yield_now();
    }
}

/// A word in a cache line of its own, so that who writes it does not slow down who reads its neighbour.
/// 128 bytes: x86 fetches lines in pairs, and Apple's have 128.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct OwnLine<T>(pub(crate) T);
