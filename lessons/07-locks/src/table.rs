//! The table of all who wait at an address: 251 roots, each with a lock and a tree of queues.
//!
//! A lock that nobody waits for should cost nothing but its word. So the queue is not in the lock: it is found by the
//! lock's address, when somebody waits. Linux keeps its futexes in the same way.
//!
//! Puppets take turns on one thread, and must not depend on what other threads hold: they have a root of their own,
//! one for each thread. A script that runs puppets reaches them there, too. So a lock is the puppets' or the threads',
//! and not both: a puppet that unlocks does not find a thread that waits.
//!
//! Source: Go 1.27 `runtime/sema.go`, `semTable`.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::memory::{AtomicU32, Short, constructor, look, takes_turns};
use crate::tree::{Sudog, Tree};

/// Those who wait at some of all addresses. In a cache line of its own, or rather two: x86 fetches them in pairs.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct Root {
    /// How many are in the tree, or about to be: for those who ask without the lock.
    waiting: AtomicU32,
    pub(crate) tree: Short<Tree>,
}

impl Root {
    constructor! {
        const fn new() -> Root {
            Root { waiting: AtomicU32::new(0), tree: Short::new(Tree::new()) }
        }
    }

    /// Says that somebody is about to wait. Under the lock, before the last look at the word.
    pub(crate) fn announce(&self) {
        // SeqCst: partner of the look in `anybody`; see `sema.rs`.
        self.waiting.fetch_add(1, SeqCst);
    }

    /// Takes that back, or somebody has been taken out. Under the lock.
    pub(crate) fn retract(&self) {
        // Relaxed: who still sees the old number takes the lock in vain.
        self.waiting.fetch_sub(1, Relaxed);
    }

    /// Whether somebody may wait here: without the lock, after a change of the word.
    pub(crate) fn anybody(&self) -> bool {
        // SeqCst: partner of the addition in `announce`.
        look(&self.waiting) != 0
    }

    /// Takes out the first who waits at `address`: whoever does has to end its wait (W2).
    pub(crate) fn pop(&self, address: usize) -> Option<*const Sudog> {
        let mut tree = self.tree.lock();
        let first = tree.pop(address)?;
        self.retract();
        Some(first)
    }

    /// Takes out the first of those who wait at `address`, so many at most, and returns the first of them: `Sudog::next` leads
    /// through the others. Whoever does has to end the waits of all (W2).
    pub(crate) fn pop_many(&self, address: usize, most: u32) -> *const Sudog {
        let mut tree = self.tree.lock();
        let (first, taken) = tree.pop_many(address, most);
        (0..taken).for_each(|_| self.retract());
        first
    }

    /// Takes `sudog` out, wherever it is in its queue. `false`: somebody has taken it out before.
    pub(crate) fn withdraw(&self, sudog: &Sudog) -> bool {
        let mut tree = self.tree.lock();
        let queued = tree.withdraw(sudog);
        if queued {
            self.retract();
        }
        queued
    }

    /// Whether somebody waits at `address`.
    fn has(&self, address: usize) -> bool {
        self.tree.lock().waiting(address).next().is_some()
    }

    /// The numbers of those who wait at `address`.
    fn numbers(&self, address: usize) -> Vec<usize> {
        self.tree.lock().waiting(address).map(|sudog| sudog.wait.who).collect()
    }
}

/// What the table knows a word by.
pub(crate) fn address_of(word: &AtomicU32) -> usize {
    std::ptr::from_ref(word).addr()
}

/// Who waits at `word`, the next first, by number: for scenes.
pub(crate) fn waiting(word: &AtomicU32) -> Vec<usize> {
    with_root_of_waiters(address_of(word), |root| root.numbers(address_of(word)))
}

/// Runs `f` with the root where the running party would wait at `address`.
pub(crate) fn with_root<R>(address: usize, f: impl FnOnce(&Root) -> R) -> R {
    match takes_turns().then(own::root).flatten() {
        Some(root) => f(&root),
        None => f(shared(address)),
    }
}

/// Runs `f` with the root where others wait at `address`: this thread's puppets, or all threads.
#[inline]
pub(crate) fn with_root_of_waiters<R>(address: usize, f: impl FnOnce(&Root) -> R) -> R {
    match own::used().filter(|root| takes_turns() || root.has(address)) {
        Some(root) => f(&root),
        None => f(shared(address)),
    }
}

#[cfg(not(loom))]
fn shared(address: usize) -> &'static Root {
    /// A prime, so that addresses at a regular distance do not meet.
    const ROOTS: usize = 251;
    static TABLE: [Root; ROOTS] = [const { Root::new() }; ROOTS];
    // The lowest three bits of addresses of words say little.
    &TABLE[(address >> 3) % ROOTS]
}

/// One root is enough, and makes the most of conflicts.
#[cfg(loom)]
fn shared(_address: usize) -> &'static Root {
    loom::lazy_static! {
        static ref ROOT: Root = Root::new();
    }
    &ROOT
}

/// The root of this thread's puppets.
mod own {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::Root;

    thread_local! {
        static ROOT: Rc<Root> = Rc::new(Root::new());
        /// Whether it was ever asked for: a word without a destructor, so that threads without puppets pay a load.
        static USED: Cell<bool> = const { Cell::new(false) };
    }

    /// It, to be used from now on. None where the thread is ending: its puppets are gone.
    pub(super) fn root() -> Option<Rc<Root>> {
        USED.set(true);
        // Out of the thread-local's hands: a switch to another puppet may lead here again.
        ROOT.try_with(Rc::clone).ok()
    }

    /// It, if it was ever used.
    #[inline]
    pub(super) fn used() -> Option<Rc<Root>> {
        USED.get().then(root).flatten()
    }
}
