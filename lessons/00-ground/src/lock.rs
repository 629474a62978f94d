//! The short lock that lessons use inside: look for a moment, then sleep. Go's `runtime.mutex`.
//!
//! | state | meaning | `lock` | unlock |
//! | --- | --- | --- | --- |
//! | 0 | free | -> 1 | impossible |
//! | 1 | held, nobody sleeps | looks, then -> 2 and sleeps | -> 0 |
//! | 2 | held, somebody may sleep | sleeps | -> 0, wakes one |
//!
//! Who was woken takes the lock as 2: it cannot know whether it was the last to sleep. The price is a wake-up for
//! nobody at times.
//!
//! Where all parties take turns on one thread (a stage), sleeping in the kernel would be for ever. There a party that
//! finds the lock held queues itself and parks, and an unlock readies the first. So two puppets that take two locks in
//! different orders are a deadlock that the stage reports, and not a program that hangs. A lock that puppets wait for
//! is theirs: other threads must not hold it meanwhile.
//!
//! # Invariant
//! - L1: who changed the state from 0 reaches the value, and nobody else does until that one sets it to 0.

use std::cell::UnsafeCell;
use std::fmt;
use std::hint;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use serde::Serialize;

use crate::park;
use crate::turns::{Place, next_for};
use crate::{futex, thread};

const FREE: u32 = 0;
const HELD: u32 = 1;
const AWAITED: u32 = 2;

/// How often to look before sleeping: about the length of a short critical section.
const LOOKS: u32 = 100;

/// A lock around a `T`, for sections of a few instructions. It is not fair, and knows no poisoning.
///
/// Source: Go 1.27 `runtime/lock_futex.go` and `runtime/lock_spinbit.go`, `lock2`.
///
/// ```
/// let count = ground::lock::RuntimeLock::new(0);
/// *count.lock() += 1;
/// assert_eq!(*count.lock(), 1);
/// ```
pub struct RuntimeLock<T: ?Sized> {
    /// See the table.
    state: AtomicU32,
    /// Reached only by who holds the lock (L1).
    value: UnsafeCell<T>,
}

// SAFETY: L1: between `lock` and unlock one party alone reaches the value, so it moves from thread to thread.
unsafe impl<T: ?Sized + Send> Send for RuntimeLock<T> {}
// SAFETY: as above; a shared lock gives out the value to one at a time, which asks for `Send`, not for `Sync`.
unsafe impl<T: ?Sized + Send> Sync for RuntimeLock<T> {}

impl<T> RuntimeLock<T> {
    /// A free lock.
    pub const fn new(value: T) -> RuntimeLock<T> {
        RuntimeLock { state: AtomicU32::new(FREE), value: UnsafeCell::new(value) }
    }

    /// The value, when nobody shares the lock any more.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> RuntimeLock<T> {
    /// Takes the lock, waiting for it if it is held.
    #[inline]
    pub fn lock(&self) -> Guard<'_, T> {
        park::point(); // another party may come first: a stage tries both
        // Acquire: partner of the Release in `Guard::drop`; what the holder before did is seen.
        if self.state.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {
            self.lock_slow();
        }
        Guard { lock: self, here: PhantomData }
    }

    /// Takes the lock if it is free.
    #[inline]
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        // Acquire: as in `lock`.
        let taken = self.state.compare_exchange(FREE, HELD, Acquire, Relaxed).is_ok();
        taken.then(|| Guard { lock: self, here: PhantomData })
    }

    /// Frees the lock of a guard that was forgotten. For what no guard can cross: a `fork`, before which one takes
    /// all locks, and after which both processes free theirs.
    ///
    /// # Safety
    /// The lock is held, by a guard that was forgotten with [`std::mem::forget`] and is nobody else's to free.
    pub unsafe fn force_unlock(&self) {
        drop(Guard { lock: self, here: PhantomData });
    }

    /// The value, without locking: nobody else can have the lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    #[cold]
    #[inline(never)]
    fn lock_slow(&self) {
        if park::takes_turns() {
            return self.lock_by_turns();
        }
        if thread::many_cores() && self.look() {
            return;
        }
        // Acquire: as in `lock`.
        while self.state.swap(AWAITED, Acquire) != FREE {
            futex::wait(&self.state, AWAITED, None);
        }
    }

    /// Looks for a free lock a while; not if somebody sleeps already, for that one was first.
    fn look(&self) -> bool {
        for _ in 0..LOOKS {
            hint::spin_loop();
            match self.state.load(Relaxed) {
                // Acquire: as in `lock`.
                FREE if self.state.compare_exchange(FREE, HELD, Acquire, Relaxed).is_ok() => return true,
                AWAITED => return false,
                _ => {}
            }
        }
        false
    }

    fn lock_by_turns(&self) {
        // Acquire: as in `lock`. It is AWAITED from here on, so that the holder looks into the queue.
        while self.state.swap(AWAITED, Acquire) != FREE {
            let _place = Place::join(self.address());
            park::park();
        }
    }

    /// The lock's state, for scenes.
    pub fn inspect(&self) -> LockView {
        let word = self.state.load(Relaxed);
        let meaning = ["free", "held, nobody sleeps", "held, somebody may sleep"][word as usize];
        LockView { word, meaning }
    }

    /// What the queues know the lock by.
    fn address(&self) -> usize {
        (&raw const self.state).addr()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RuntimeLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_lock() {
            Some(guard) => f.debug_tuple("RuntimeLock").field(&&*guard).finish(),
            None => f.write_str("RuntimeLock(<held>)"),
        }
    }
}

/// A lock, as `inspect` sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LockView {
    /// 0, 1 or 2: see the table.
    pub word: u32,
    /// What that means.
    pub meaning: &'static str,
}

/// The right to the value of a [`RuntimeLock`]; dropped, it frees the lock. It stays on its thread.
#[must_use = "the lock is free again as soon as its guard is dropped"]
pub struct Guard<'a, T: ?Sized> {
    lock: &'a RuntimeLock<T>,
    here: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives out `&T`, and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for Guard<'_, T> {}

impl<T: ?Sized> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: L1: we hold the lock.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: L1: we hold the lock, and `&mut self` says that no other reference was given out.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let address = self.lock.address();
        let state = &raw const self.lock.state;
        // Release: partner of the Acquire in `lock`. After it the lock may be gone: only its address is used.
        if self.lock.state.swap(FREE, Release) == AWAITED {
            wake(state, address);
        }
    }
}

/// Wakes one of those who wait for the lock at `address`.
#[cold]
fn wake(state: *const AtomicU32, address: usize) {
    match next_for(address) {
        Some(waiter) => waiter.ready(),
        None => futex::wake_one(state),
    }
}
