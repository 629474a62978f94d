//! The locks with guards: `lock_api` makes them of a bare lock.
//!
//! [`lock_api`] has the guard, the value behind the lock, mapped guards, and the rest that every Rust lock needs in the
//! same way. What it asks of a lock is in a handful of functions. Go's locks may be freed by another party than the one
//! that took them, so their guards may be sent.
//!
//! A puppet whose stage goes is unwound out of the call that it is in. A lock that outlives the stage then never lets in two, but it
//! may let in nobody any more: a writer had announced itself, say.

#![cfg(not(loom))] // a lock of `lock_api` is made at compile time, and loom's atomics are not

use lock_api::GuardSend;

use crate::mutex::ModalMutex;
use crate::notify::NotifyList;
use crate::rwmutex::GoRwMutex;
pub use crate::sleep::FutexLock;

/// A [`crate::GoMutex`] as [`lock_api`] wants it.
pub type RawMutex = ModalMutex<{ crate::mutex::STARVATION_THRESHOLD_NS }>;
/// A [`GoRwMutex`] as [`lock_api`] wants it.
pub type RawRwLock = GoRwMutex;
/// A [`NotifyList`] as [`lock_api`] wants it. The list is hidden, so that a ticket is taken by a wait alone.
///
/// No wait ends without a notification, and the counts are exact: [`notify_one`](lock_api::RawCondvar::notify_one) tells whether it
/// has called somebody, and [`notify_all`](lock_api::RawCondvar::notify_all) how many. Who is called may not be asleep yet; then it
/// does not go to sleep.
#[derive(Debug)]
pub struct RawCondvar(NotifyList);

/// Go's mutex around a value. No poisoning: Go has none.
///
/// ```
/// let count = locks::Mutex::new(0);
/// std::thread::scope(|s| (0..4).for_each(|_| _ = s.spawn(|| *count.lock() += 1)));
/// assert_eq!(*count.lock(), 4);
/// ```
pub type Mutex<T> = lock_api::Mutex<RawMutex, T>;
/// The right to the value of a [`Mutex`].
pub type MutexGuard<'a, T> = lock_api::MutexGuard<'a, RawMutex, T>;
/// Go's lock for readers and writers around a value.
///
/// ```
/// let lock = locks::RwLock::new(1);
/// assert_eq!(*lock.read() + *lock.read(), 2);
/// *lock.write() = 5;
/// ```
pub type RwLock<T> = lock_api::RwLock<RawRwLock, T>;
/// The right to read the value of an [`RwLock`].
pub type RwLockReadGuard<'a, T> = lock_api::RwLockReadGuard<'a, RawRwLock, T>;
/// The right to write the value of an [`RwLock`].
pub type RwLockWriteGuard<'a, T> = lock_api::RwLockWriteGuard<'a, RawRwLock, T>;
/// Go's condition variable for a [`Mutex`] with guards. [`crate::Cond`] is the bare one.
///
/// ```
/// let (full, changed) = (locks::Mutex::new(false), locks::Condvar::new());
/// std::thread::scope(|s| {
///     s.spawn(|| {
///         *full.lock() = true;
///         changed.notify_one();
///     });
///     let mut full = full.lock();
///     while !*full {
///         changed.wait(&mut full);
///     }
/// });
/// ```
pub type Condvar = lock_api::Condvar<RawCondvar>;

// SAFETY: M1: between `lock` and `unlock` one party alone has the lock.
unsafe impl<const NS: u64> lock_api::RawMutex for ModalMutex<NS> {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: Self = Self::new();

    type Guard = GuardSend;

    #[inline]
    fn lock(&self) -> GuardSend {
        ModalMutex::lock(self);
        GuardSend::new()
    }

    #[inline]
    fn try_lock(&self) -> Option<GuardSend> {
        ModalMutex::try_lock(self).then(GuardSend::new)
    }

    #[inline]
    unsafe fn unlock(&self, _guard: GuardSend) {
        ModalMutex::unlock(self);
    }

    fn is_locked(&self) -> bool {
        ModalMutex::is_locked(self)
    }
}

// SAFETY: RW1, RW2: one party writes and nobody reads, or nobody writes.
unsafe impl lock_api::RawRwLock for GoRwMutex {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: GoRwMutex = GoRwMutex::new();

    type SharedGuard = GuardSend;
    type ExclusiveGuard = GuardSend;

    #[inline]
    fn lock_shared(&self) -> GuardSend {
        self.r_lock();
        GuardSend::new()
    }

    #[inline]
    fn try_lock_shared(&self) -> Option<GuardSend> {
        self.try_r_lock().then(GuardSend::new)
    }

    #[inline]
    unsafe fn unlock_shared(&self, _guard: GuardSend) {
        self.r_unlock();
    }

    #[inline]
    fn lock_exclusive(&self) -> GuardSend {
        self.lock();
        GuardSend::new()
    }

    #[inline]
    fn try_lock_exclusive(&self) -> Option<GuardSend> {
        self.try_lock().then(GuardSend::new)
    }

    #[inline]
    unsafe fn unlock_exclusive(&self, _guard: GuardSend) {
        self.unlock();
    }

    fn is_locked(&self) -> bool {
        GoRwMutex::is_locked(self)
    }

    fn is_locked_exclusive(&self) -> bool {
        GoRwMutex::is_locked_exclusive(self)
    }
}

// SAFETY: `wait` has its ticket before it unlocks, so a notification that comes after the unlock is for it too; and it
// holds the mutex again when it returns or unwinds.
unsafe impl lock_api::RawCondvar for RawCondvar {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: RawCondvar = RawCondvar(NotifyList::new());

    type RawMutex = RawMutex;

    unsafe fn wait(&self, mutex: &RawMutex, _guard: &mut GuardSend) {
        /// Takes the mutex again, also when a stage that goes unwinds its puppet out of the wait.
        struct Relock<'a>(&'a RawMutex);
        impl Drop for Relock<'_> {
            fn drop(&mut self) {
                ModalMutex::lock(self.0);
            }
        }
        let ticket = self.0.add();
        let _relock = Relock(mutex);
        ModalMutex::unlock(mutex);
        self.0.wait(ticket);
    }

    fn notify_one(&self) -> bool {
        self.0.notify_one()
    }

    fn notify_all(&self) -> usize {
        self.0.notify_all()
    }
}
