//! The queue of those who wait on one side of a channel: a list through their sudogs, oldest first.
//!
//! Go 1.27 `runtime/chan.go`, `waitq`: a doubly linked list too, since a `select` leaves from the middle.

use std::ptr;

use crate::sudog::Sudog;

/// Oldest first. Whoever uses it holds the lock of its channel.
pub(crate) struct WaitQueue {
    first: *const Sudog,
    last: *const Sudog,
}

// SAFETY: the sudogs are on other parties' stacks, and are reached under the lock of the channel alone (W1). What they
// hold, a waiter and a place for a `T: Send`, may be used on any thread.
unsafe impl Send for WaitQueue {}

impl WaitQueue {
    pub(crate) const fn new() -> WaitQueue {
        WaitQueue { first: ptr::null(), last: ptr::null() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_null()
    }

    /// The queue, from the oldest on.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Sudog> {
        // SAFETY: W1: what is in the queue is alive, and leaves only by `&mut self`.
        let first = unsafe { self.first.as_ref() };
        // SAFETY: as above.
        std::iter::successors(first, |sudog| unsafe { sudog.next.get().as_ref() })
    }

    /// Adds `sudog` at the end.
    ///
    /// # Safety
    /// It is in no queue, and stays where it is, with its wait, until it has left this one (W1).
    pub(crate) unsafe fn push(&mut self, sudog: &Sudog) {
        debug_assert!(!sudog.queued.get(), "a sudog is in one queue at most");
        sudog.previous.set(self.last);
        sudog.next.set(ptr::null());
        // SAFETY: W1: the last one is alive.
        match unsafe { self.last.as_ref() } {
            Some(last) => last.next.set(sudog),
            None => self.first = sudog,
        }
        self.last = sudog;
        sudog.queued.set(true);
    }

    /// Takes `sudog` out, if it is still in: from wherever it is, in one step.
    ///
    /// # Safety
    /// It was pushed to this queue and to no other since.
    pub(crate) unsafe fn remove(&mut self, sudog: &Sudog) {
        if !sudog.queued.replace(false) {
            return;
        }
        let (previous, next) = (sudog.previous.get(), sudog.next.get());
        // SAFETY: W1: its neighbours are in the queue, so they are alive.
        match unsafe { previous.as_ref() } {
            Some(previous) => previous.next.set(next),
            None => self.first = next,
        }
        // SAFETY: as above.
        match unsafe { next.as_ref() } {
            Some(next) => next.previous.set(previous),
            None => self.last = previous,
        }
    }

    /// Takes `sudog` out and claims its wait. `false`: somebody else has claimed it.
    ///
    /// # Safety
    /// It is in this queue.
    pub(crate) unsafe fn claim_this(&mut self, sudog: &Sudog) -> bool {
        // SAFETY: the caller's promise.
        unsafe { self.remove(sudog) };
        sudog.wait().claim()
    }

    /// Takes out the oldest whose wait can be claimed, and throws out those before it, which others have claimed.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `waitq.dequeue`.
    pub(crate) fn claim(&mut self) -> Option<*const Sudog> {
        loop {
            let first = self.first;
            // SAFETY: W1: it is in the queue, so it is alive, and `claim_this` may have it.
            if unsafe { self.claim_this(first.as_ref()?) } {
                return Some(first);
            }
        }
    }
}
