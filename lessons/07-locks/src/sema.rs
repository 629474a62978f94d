//! Go's semaphores: a word that counts permits, and a queue that is found by the word's address.
//!
//! # No wake-up is lost
//! Two parties, two words, as in lesson 02's gate:
//! ```text
//!     who will sleep                     who releases
//!     announce: somebody waits           add a permit to the word
//!     look at the word: still none?      look: does anybody wait?
//! ```
//! All four are SeqCst, so they have one order that everybody agrees on. In any order of the four one of the two looks
//! comes last, and sees the other's write: either the sleeper finds the permit, or the releaser finds the sleeper.
//!
//! # Who gets the permit
//! A release adds a permit and calls the first in the queue. That one must still take it, and a newcomer may be faster:
//! then it queues again. With *hand-off* the releaser takes the permit itself and gives it to the one that it calls: no
//! newcomer can come between.
//!
//! # Invariants
//! W1, W2 in `wait.rs`; T1 in `tree.rs`; and
//! - S1: while the root is not locked, a word with permits has nobody in its queue, or somebody is on the way to it: a
//!   release that has added its permit and has not called yet, or a party that was called and has not looked yet.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::memory::{AtomicU32, constructor, look, point, yield_now};
use crate::table::{self, Root, address_of, with_root, with_root_of_waiters};
use crate::tree::{Side, Sudog};
use crate::wait::{End, Wait};

/// A semaphore: a number of permits, and those who wait for one.
///
/// ```
/// let sema = locks::Sema::new(1);
/// sema.acquire(false);
/// std::thread::scope(|s| {
///     s.spawn(|| sema.acquire(false)); // waits
///     sema.release(false);
/// });
/// ```
#[derive(Debug)]
pub struct Sema {
    permits: AtomicU32,
}

impl Sema {
    constructor! {
        /// A semaphore with so many permits.
        pub const fn new(permits: u32) -> Sema {
            Sema { permits: AtomicU32::new(permits) }
        }
    }

    /// Takes a permit, waiting for one if there is none: at the end of the queue, or with `lifo` at its front.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `semacquire1`.
    pub fn acquire(&self, lifo: bool) {
        acquire(&self.permits, lifo, "semacquire");
    }

    /// Takes a permit if there is one.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `cansemacquire`.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        try_acquire(&self.permits)
    }

    /// Adds a permit and wakes the first who waits; with `handoff` the permit is that one's, and it runs at once if it
    /// can.
    ///
    /// Source: Go 1.27 `runtime/sema.go`, `semrelease1`.
    #[inline]
    pub fn release(&self, handoff: bool) {
        release(&self.permits, handoff);
    }

    /// Adds so many permits and wakes as many of the first who wait: that many releases, with one look at the queue.
    pub fn release_many(&self, permits: u32) {
        release_many(&self.permits, permits);
    }

    /// How many permits there are.
    pub fn permits(&self) -> u32 {
        self.permits.load(Relaxed)
    }

    /// Who waits, the next first, by number ([`ground::park::Waiter::number`]).
    pub fn waiting(&self) -> Vec<usize> {
        waiting(&self.permits)
    }
}

/// [`Sema::try_acquire`] on a word that is part of something else.
#[inline]
pub fn try_acquire(word: &AtomicU32) -> bool {
    let mut permits = look(word);
    while permits > 0 {
        // SeqCst: as a partner of the release's addition it acquires; and one that finds nothing is a look, as above.
        match word.compare_exchange_weak(permits, permits - 1, SeqCst, SeqCst) {
            Ok(_) => return true,
            Err(now) => permits = now,
        }
    }
    false
}

/// [`Sema::acquire`] on a word that is part of something else. `why` is what a report of a deadlock says of who waits.
#[inline]
pub fn acquire(word: &AtomicU32, lifo: bool, why: &'static str) {
    if !try_acquire(word) {
        with_root(address_of(word), |root| acquire_slowly(root, word, lifo, why));
    }
}

#[cold]
fn acquire_slowly(root: &Root, word: &AtomicU32, lifo: bool, why: &'static str) {
    let sudog = Sudog::new(address_of(word));
    let place = Place { root, word, sudog: &sudog };
    let side = if lifo { Side::Front } else { Side::Back };
    loop {
        point();
        let mut tree = root.tree.lock();
        root.announce();
        if try_acquire(word) {
            root.retract();
            break;
        }
        // SAFETY: it is on this stack and in no queue; `place` and `sleep` see to it that it leaves before we do (W1).
        unsafe { tree.push(&sudog, side) };
        drop(tree);
        match sudog.wait.sleep(why) {
            End::Given => break,
            End::Called if try_acquire(word) => break,
            End::Called => sudog.wait.again(),
        }
    }
    std::mem::forget(place);
}

/// [`Sema::release`] on a word that is part of something else.
#[inline]
pub fn release(word: &AtomicU32, handoff: bool) {
    // SeqCst: as a partner of `try_acquire` it releases; and see above.
    word.fetch_add(1, SeqCst);
    with_root_of_waiters(address_of(word), |root| {
        if root.anybody() {
            call_first(root, word, handoff);
        }
    });
}

#[cold]
fn call_first(root: &Root, word: &AtomicU32, handoff: bool) {
    point();
    let Some(first) = root.pop(address_of(word)) else { return }; // somebody took the permit and did not wait, or waits at another address
    let given = handoff && try_acquire(word);
    // SAFETY: we took it out of its queue, so it is ours to end (W2), and alive until then.
    unsafe { Wait::end(&raw const (*first).wait, if given { End::Given } else { End::Called }) };
    if given {
        yield_now(); // it can run at once, and has waited long enough
    }
}

/// [`Sema::release_many`] on a word that is part of something else. Who releases a crowd one by one has the queue's lock against
/// those of the crowd that want it already for their next wait.
pub fn release_many(word: &AtomicU32, permits: u32) {
    // SeqCst: as in `release`.
    word.fetch_add(permits, SeqCst);
    with_root_of_waiters(address_of(word), |root| {
        if root.anybody() {
            call_many(root, word, permits);
        }
    });
}

#[cold]
fn call_many(root: &Root, word: &AtomicU32, most: u32) {
    point();
    let mut first = root.pop_many(address_of(word), most);
    while !first.is_null() {
        // SAFETY: we took them out of their queue, so they are ours to end (W2), and alive until then: the link is read before.
        unsafe {
            let next = (*first).next();
            Wait::end(&raw const (*first).wait, End::Called);
            first = next;
        }
    }
}

/// Who waits at `word`, the next first.
pub fn waiting(word: &AtomicU32) -> Vec<usize> {
    table::waiting(word)
}

/// Leaves the queue when a puppet unwinds out of its park, for its stage is going (lesson 00, S3).
struct Place<'a> {
    root: &'a Root,
    word: &'a AtomicU32,
    sudog: &'a Sudog,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.root.withdraw(self.sudog) {
            return;
        }
        // It was called: the call, and the permit if it was given, are the next one's.
        match self.sudog.wait.ended() {
            Some(End::Given) => release(self.word, false),
            Some(End::Called) if self.root.anybody() => call_first(self.root, self.word, false),
            _ => {}
        }
    }
}
