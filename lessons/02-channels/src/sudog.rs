//! A sudog: one party in one channel's queue. And the wait that all sudogs of a party share.
//!
//! A party that waits lies in the queue of one channel, or, in a `select`, in the queues of many. Each place is a
//! [`Sudog`]; all of them point to one [`Wait`]. Both live on the stack of the party, which cannot go away before it
//! has left every queue: so waiting allocates nothing.
//!
//! # The word of a wait
//! | state | meaning | next |
//! | --- | --- | --- |
//! | `WAITING` | nobody has come yet | a partner claims it, or the party itself when its time runs out |
//! | `CLAIMED` | one party has it, and all others pass it by | the same party, under the same lock: done |
//! | done(i, how) | case `i` happened | the end |
//!
//! Several channels may reach for one wait at a time, each under its own lock. The exchange from `WAITING` to
//! `CLAIMED` decides (Go has `selectDone` in the goroutine for this: Go 1.27 `runtime/chan.go`, `waitq.dequeue`).
//!
//! # Invariants
//! - W1: a sudog is in the queue of its channel exactly while `queued`, and then it and its wait are alive.
//! - W2: only who claimed a wait touches its slot and its waiter, until it is done. Until it is claimed nobody does.
//! - W3: who claims a wait makes it done before it lets go of the channel's lock, and without waiting for anybody.

use std::cell::{Cell, UnsafeCell};
use std::ptr;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use ground::park::Waiter;

const WAITING: usize = 0;
const CLAIMED: usize = 1;
/// The first state of a wait that is done: `DONE * (1 + case) + how`.
const DONE: usize = 4;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The value went over.
    Passed,
    /// The channel was closed: a sender still has its value, a receiver gets none.
    Closed,
    /// Somebody else was faster: try again from the start.
    Again,
}

/// What one party waits for: the first of its cases.
pub(crate) struct Wait {
    /// See the table.
    state: AtomicUsize,
    /// Who is to be told. Set under the lock, before the party parks (W2).
    waiter: UnsafeCell<Option<Waiter>>,
}

impl Wait {
    pub(crate) fn new() -> Wait {
        Wait { state: AtomicUsize::new(WAITING), waiter: UnsafeCell::new(None) }
    }

    /// Takes the wait for the caller alone.
    pub(crate) fn claim(&self) -> bool {
        // Relaxed: the slot and the waiter were written before the sudog was queued, under the lock that we hold. In
        // a queue of another channel, too: a select holds all locks while it queues.
        self.state.compare_exchange(WAITING, CLAIMED, Relaxed, Relaxed).is_ok()
    }

    /// What became of it.
    pub(crate) fn done(&self) -> Option<(usize, How)> {
        // Acquire: partner of the Release in `finish`: the value in the slot is seen.
        let state = self.state.load(Acquire);
        let case = (state / DONE).checked_sub(1)?;
        let how = [How::Passed, How::Closed, How::Again][state % DONE];
        Some((case, how))
    }

    /// Who is to be woken when it is done.
    ///
    /// # Safety
    /// The caller holds the locks of all channels in whose queues the wait lies, and finds it not done: so nobody has
    /// claimed it, nor can (W2, W3).
    pub(crate) unsafe fn set_waiter(&self, waiter: Waiter) {
        // SAFETY: the caller's promise.
        unsafe { *self.waiter.get() = Some(waiter) };
    }
}

/// A place in a queue.
pub(crate) struct Sudog {
    /// The wait, and which of its cases this is. Set before it is queued.
    wait: Cell<*const Wait>,
    case: Cell<usize>,
    /// An `Option<T>` of the channel's `T`: what is sent, or where the received value goes.
    pub(crate) slot: *mut (),
    /// The number of the party, for those who look ([`Waiter::number`]).
    who: Cell<usize>,
    /// The neighbours in the queue, and whether it is in it. All three under the lock of the channel.
    pub(crate) next: Cell<*const Sudog>,
    pub(crate) previous: Cell<*const Sudog>,
    pub(crate) queued: Cell<bool>,
}

impl Sudog {
    pub(crate) fn new(slot: *mut ()) -> Sudog {
        let nobody = || Cell::new(ptr::null());
        let (next, previous) = (nobody(), nobody());
        let (wait, number, queued) = (Cell::new(ptr::null()), || Cell::new(0), Cell::new(false));
        Sudog { wait, case: number(), slot, who: number(), next, previous, queued }
    }

    /// Makes it a case of `wait`. It is in no queue.
    pub(crate) fn begin(&self, wait: &Wait, case: usize) {
        self.wait.set(wait);
        self.case.set(case);
    }

    pub(crate) fn set_who(&self, number: usize) {
        self.who.set(number);
    }

    pub(crate) fn case(&self) -> usize {
        self.case.get()
    }

    pub(crate) fn who(&self) -> usize {
        self.who.get()
    }

    /// The wait that this is a case of.
    pub(crate) fn wait(&self) -> &Wait {
        // SAFETY: W1: who reaches a sudog through a queue finds its wait alive. `begin` came before.
        unsafe { &*self.wait.get() }
    }

    pub(crate) fn is_of(&self, other: &Sudog) -> bool {
        ptr::eq(self.wait.get(), other.wait.get())
    }

    /// Ends the wait by this case, and returns who is to be told once the lock is free. After this the sudog may be
    /// gone: its party sees that it is done.
    ///
    /// # Safety
    /// The caller has claimed the wait, and holds the channel's lock.
    pub(crate) unsafe fn finish(&self, how: How) -> Option<Waiter> {
        let wait = self.wait();
        // SAFETY: W2: the caller has claimed it.
        let waiter = unsafe { (*wait.waiter.get()).take() };
        // Release: partner of the Acquire in `done`. The last touch of the wait.
        wait.state.store(DONE * (1 + self.case.get()) + how as usize, Release);
        waiter
    }
}
