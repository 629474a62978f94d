//! Go's `notifyList`: the queue of a condition variable, with a ticket for each who waits.
//!
//! # Why tickets
//! Who waits has to say so *before* it frees the lock, and can sleep only *after* that. In between a call may come. So
//! saying so is taking a ticket, one atomic addition; and a call is for a ticket. If its owner is not asleep yet, it
//! finds its number called, and does not go to sleep.
//! ```text
//!           notify            wait
//!             v                v
//!     0   1   2   3   4   5   6        2 is called next; 6 is given out next
//!     called  |  2 .. 5 wait  |        those between are asleep, or about to be
//! ```
//! Both numbers go round at 2^32. *Less* means: a difference that is negative as an `i32`. That is right as long as
//! fewer than 2^31 wait at a time.
//!
//! # Invariants
//! W1, W2 in `wait.rs`; and
//! - N1: `notify` is never ahead of `wait`. It changes under the lock.
//! - N2: while the lock is free, whoever is in the list has a ticket that has not been called.
//!
//! Source: Go 1.27 `runtime/sema.go`, `notifyList`.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::inspect::{NotifyView, TicketView};
use crate::memory::{AtomicU32, Short, constructor, look, point};
use crate::wait::{End, Wait};

/// Those who wait to be notified, in the order of their tickets.
#[derive(Debug)]
pub struct NotifyList {
    /// The next ticket to be given out.
    wait: AtomicU32,
    /// The next ticket to be called. Read by anybody, written under the lock.
    notify: AtomicU32,
    /// Who sleeps.
    sleepers: Short<List>,
}

/// One who sleeps, on its own stack.
struct Sleeper {
    wait: Wait,
    ticket: u32,
    next: Cell<*const Sleeper>,
}

/// In the order in which they went to sleep, which may not be that of the tickets.
#[derive(Debug)]
struct List {
    first: Cell<*const Sleeper>,
    last: Cell<*const Sleeper>,
}

// SAFETY: the sleepers are on other parties' stacks and are reached under the lock alone (W1).
unsafe impl Send for List {}

/// Whether ticket `a` was given out before ticket `b`, over the end of the numbers too.
fn less(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) < 0
}

impl Default for NotifyList {
    fn default() -> NotifyList {
        NotifyList::new()
    }
}

impl NotifyList {
    constructor! {
        /// Nobody waits.
        pub const fn new() -> NotifyList {
            NotifyList::starting_at(0)
        }
    }

    constructor! {
        /// The first ticket is `ticket`: to see what happens where the numbers end.
        pub const fn starting_at(ticket: u32) -> NotifyList {
            let list = List { first: Cell::new(ptr::null()), last: Cell::new(ptr::null()) };
            NotifyList { wait: AtomicU32::new(ticket), notify: AtomicU32::new(ticket), sleepers: Short::new(list) }
        }
    }

    /// Takes a ticket. From now on a notification may be for it.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `notifyListAdd`.
    #[inline]
    pub fn add(&self) -> u32 {
        // SeqCst: partner of the load in `nobody_waits`. The caller holds the lock of what it waits for, mostly; it
        // need not.
        self.wait.fetch_add(1, SeqCst)
    }

    /// Waits until `ticket` is called; returns at once if it has been. A ticket that was not given out waits for its
    /// turn.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `notifyListWait`.
    pub fn wait(&self, ticket: u32) {
        point();
        let sleepers = self.sleepers.lock();
        // Relaxed: written under the lock that we hold.
        if less(ticket, self.notify.load(Relaxed)) {
            return;
        }
        let sleeper = Sleeper { wait: Wait::new(), ticket, next: Cell::new(ptr::null()) };
        let place = Place { list: self, sleeper: &sleeper };
        // SAFETY: it is on this stack; `sleep` and `place` see to it that it leaves before we do (W1).
        unsafe { sleepers.push(&sleeper) };
        drop(sleepers);
        sleeper.wait.sleep("sync.Cond.Wait");
        std::mem::forget(place);
    }

    /// Calls the next ticket. `false`: no ticket is out.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `notifyListNotifyOne`.
    #[inline]
    pub fn notify_one(&self) -> bool {
        !self.nobody_waits() && self.call_next()
    }

    #[cold]
    fn call_next(&self) -> bool {
        point();
        let sleepers = self.sleepers.lock();
        let ticket = self.notify.load(Relaxed);
        // Relaxed: `nobody_waits` has looked at the word, and what this sees is no older.
        if ticket == self.wait.load(Relaxed) {
            return false;
        }
        self.notify.store(ticket.wrapping_add(1), Relaxed);
        let called = sleepers.take_out(|sleeper| sleeper.ticket == ticket);
        drop(sleepers);
        if let Some(sleeper) = called {
            // SAFETY: we took it out (W2).
            unsafe { Wait::end(&raw const (*sleeper).wait, End::Called) };
        }
        true // if it was not in the list, it is not asleep yet, and will find its number called
    }

    /// Calls all tickets that are out. How many.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `notifyListNotifyAll`.
    pub fn notify_all(&self) -> usize {
        if self.nobody_waits() {
            return 0;
        }
        point();
        let sleepers = self.sleepers.lock();
        // Relaxed: as in `call_next`.
        let (from, to) = (self.notify.load(Relaxed), self.wait.load(Relaxed));
        self.notify.store(to, Relaxed);
        let mut called = ptr::null();
        // A ticket that was never given out stays (`wait` says so).
        let mut last: *const Sleeper = ptr::null();
        while let Some(sleeper) = sleepers.take_out(|sleeper| less(sleeper.ticket, to)) {
            // SAFETY: we took it out, and end it below (W2).
            unsafe {
                (*sleeper).next.set(ptr::null());
                match last.as_ref() {
                    Some(last) => last.next.set(sleeper),
                    None => called = sleeper,
                }
            }
            last = sleeper;
        }
        drop(sleepers);
        while !called.is_null() {
            // SAFETY: as above: it is alive until we end it, so the link is read before.
            unsafe {
                let next = (*called).next.get();
                Wait::end(&raw const (*called).wait, End::Called);
                called = next;
            }
        }
        to.wrapping_sub(from) as usize
    }

    /// Whether no ticket is out that has not been called. Without the lock: who adds itself at the same time is not
    /// missed by a notification that comes after.
    #[inline]
    fn nobody_waits(&self) -> bool {
        // SeqCst: partner of the addition in `add`: who notifies after a change sees who took a ticket before it
        // looked.
        look(&self.wait) == self.notify.load(Relaxed)
    }

    /// The list at this moment.
    pub fn inspect(&self) -> NotifyView {
        let sleepers = self.sleepers.lock();
        let view = |sleeper: &Sleeper| TicketView { who: sleeper.wait.who, ticket: sleeper.ticket };
        NotifyView {
            wait: self.wait.load(Relaxed),
            notify: self.notify.load(Relaxed),
            queue: sleepers.iter().map(view).collect(),
        }
    }
}

impl List {
    fn iter(&self) -> impl Iterator<Item = &Sleeper> {
        // SAFETY: W1: what is in the list is alive.
        let first = unsafe { self.first.get().as_ref() };
        // SAFETY: as above.
        std::iter::successors(first, |sleeper| unsafe { sleeper.next.get().as_ref() })
    }

    /// Adds `sleeper` at the end.
    ///
    /// # Safety
    /// It is in no list, and stays where it is until it has left this one (W1). The caller holds the lock.
    unsafe fn push(&self, sleeper: &Sleeper) {
        // SAFETY: W1: the last one is in the list.
        match unsafe { self.last.get().as_ref() } {
            Some(last) => last.next.set(sleeper),
            None => self.first.set(sleeper),
        }
        self.last.set(sleeper);
    }

    /// Takes out the first that is `wanted`. Mostly it is the first of all: tickets are slept on nearly in order.
    fn take_out(&self, wanted: impl Fn(&Sleeper) -> bool) -> Option<*const Sleeper> {
        let mut before: Option<&Sleeper> = None;
        for sleeper in self.iter() {
            if !wanted(sleeper) {
                before = Some(sleeper);
                continue;
            }
            match before {
                Some(before) => before.next.set(sleeper.next.get()),
                None => self.first.set(sleeper.next.get()),
            }
            if ptr::eq(self.last.get(), sleeper) {
                self.last.set(before.map_or(ptr::null(), ptr::from_ref));
            }
            return Some(sleeper);
        }
        None
    }
}

/// Leaves the list when a puppet unwinds out of its park, for its stage is going (lesson 00, S3).
struct Place<'a> {
    list: &'a NotifyList,
    sleeper: &'a Sleeper,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let sleepers = self.list.sleepers.lock();
        let queued = sleepers.take_out(|sleeper| ptr::eq(sleeper, self.sleeper)).is_some();
        drop(sleepers);
        if !queued {
            self.list.notify_one(); // it was called: the call is the next one's
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::less;

    #[test]
    fn a_ticket_is_less_than_the_next_also_where_the_numbers_end() {
        assert!(less(0, 1) && !less(1, 0) && !less(7, 7));
        assert!(less(u32::MAX, 0) && !less(0, u32::MAX));
        assert!(less(0, (1 << 31) - 1) && less(0xffff_fff0, 0x10), "up to 2^31 apart");
    }
}
