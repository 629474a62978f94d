//! Go's `sync.Cond`: wait for a change of what a lock guards.
//!
//! `wait` takes a ticket, unlocks, sleeps until its ticket is called, and locks again. Since the ticket is taken before
//! the unlock, a signal by whoever comes next is not missed. When `wait` returns, the condition held at some moment,
//! and need not any more: somebody else may have been faster. So one waits in a loop.
//!
//! Source: Go 1.27 `sync/cond.go`.

use std::ops::Deref;

use crate::inspect::NotifyView;
use crate::memory::{constructor, point};
use crate::mutex::ModalMutex;
use crate::notify::NotifyList;
use crate::rwmutex::GoRwMutex;

/// Go's `sync.Locker`.
pub trait Locker {
    /// Takes the lock.
    fn lock(&self);
    /// Frees it.
    fn unlock(&self);
}

impl<const NS: u64> Locker for ModalMutex<NS> {
    fn lock(&self) {
        ModalMutex::lock(self);
    }

    fn unlock(&self) {
        ModalMutex::unlock(self);
    }
}

impl Locker for GoRwMutex {
    fn lock(&self) {
        GoRwMutex::lock(self);
    }

    fn unlock(&self) {
        GoRwMutex::unlock(self);
    }
}

/// A reader's side of a [`GoRwMutex`] as a [`Locker`]: Go's `RWMutex.RLocker`.
#[derive(Clone, Copy, Debug)]
pub struct RLocker<'a>(pub &'a GoRwMutex);

impl Locker for RLocker<'_> {
    fn lock(&self) {
        self.0.r_lock();
    }

    fn unlock(&self) {
        self.0.r_unlock();
    }
}

/// `&L`, `Box<L>`, `Rc<L>` and `Arc<L>` lock as `L` does.
impl<P: Deref<Target: Locker>> Locker for P {
    fn lock(&self) {
        (**self).lock();
    }

    fn unlock(&self) {
        (**self).unlock();
    }
}

/// Where one waits for a change of what the lock `l` guards.
///
/// It has no `copyChecker`: [`crate::CopyChecker`] says why. A `Cond` cannot be copied:
/// ```compile_fail,E0507
/// let cond = &locks::Cond::new(locks::GoMutex::new());
/// let copy = *cond;
/// ```
/// ```
/// use std::cell::Cell;
/// let (stage, full) = (ground::stage::Stage::new(), std::rc::Rc::new(Cell::new(false)));
/// let cond = std::rc::Rc::new(locks::Cond::new(locks::GoMutex::new()));
/// let (c, f) = (cond.clone(), full.clone());
/// stage.puppet("waits", move || {
///     c.l.lock();
///     while !f.get() {
///         c.wait();
///     }
///     c.l.unlock();
/// });
/// stage.puppet("fills", move || {
///     cond.l.lock();
///     full.set(true);
///     cond.l.unlock();
///     cond.signal();
/// });
/// assert!(stage.run().is_ok());
/// ```
#[derive(Debug, Default)]
pub struct Cond<L> {
    /// The lock, Go's `c.L`.
    pub l: L,
    notify: NotifyList,
}

impl<L> Cond<L> {
    constructor! {
        /// For what `l` guards.
        pub const fn new(l: L) -> Cond<L> {
            Cond { l, notify: NotifyList::new() }
        }
    }

    /// Wakes the one that has waited longest, if one waits. The lock need not be held.
    ///
    /// Source: Go 1.27 `sync/cond.go`, `Signal`.
    #[inline]
    pub fn signal(&self) {
        self.notify.notify_one();
    }

    /// Wakes all who wait. The lock need not be held.
    ///
    /// Source: Go 1.27 `sync/cond.go`, `Broadcast`.
    #[inline]
    pub fn broadcast(&self) {
        self.notify.notify_all();
    }

    /// Who waits, at this moment.
    pub fn inspect(&self) -> NotifyView {
        self.notify.inspect()
    }
}

impl<L: Locker> Cond<L> {
    /// Frees the lock, waits for a signal, and takes the lock again.
    ///
    /// Source: Go 1.27 `sync/cond.go`, `Wait`.
    ///
    /// # Aborts
    /// If the lock is not held: `fatal error: sync: unlock of unlocked mutex`.
    pub fn wait(&self) {
        let ticket = self.notify.add();
        point();
        self.l.unlock();
        self.notify.wait(ticket);
        self.l.lock();
    }
}
