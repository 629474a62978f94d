//! What Add and Wait do to the word. Nobody sleeps in here: it says who has to, and how many are to be woken.
//!
//! # Invariants
//! - W1: who makes the counter zero while somebody waits is alone with the word until it has written 0: Wait adds no
//!   waiter to a counter of zero, and to add to a counter of zero then is a misuse, which is looked for.
//! - W2: each waiter that was added, and not taken back, is released once: the word is 0 again before the first of them is.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::memory::{Word, point};
use crate::state::{ONE_WAITER, State, in_counter};

const NEGATIVE: &str = "sync: negative WaitGroup counter";
const MISUSE: &str = "sync: WaitGroup misuse: Add called concurrently with Wait";
const REUSED: &str = "sync: WaitGroup is reused before previous Wait has returned";

// ANCHOR: add
/// Adds `delta` to the counter, and says how many waiters the caller must release now.
///
/// Source: Go 1.27 `sync/waitgroup.go`, `WaitGroup.Add`.
///
/// # Panics
/// `sync: negative WaitGroup counter` and `sync: WaitGroup misuse: Add called concurrently with Wait`
#[inline]
pub(crate) fn add(word: &impl Word, delta: i32, mask: u64) -> u32 {
    // No point before it, which would cost as much as the rest: a scenario that wants others in between says so.
    //
    // Release: what was done before a Done is seen by who waits. Partners: the Acquires here and in `enter`.
    // Acquire: the last Done has seen what was done before all others, and hands it on.
    let before = word.fetch_add(in_counter(delta), AcqRel);
    let after = before.wrapping_add(in_counter(delta));
    let State { counter, waiters } = State::of(after, mask);
    // `counter == delta`: it was zero before, and a waiter beside that is a mistake.
    if counter > 0 && counter != delta || counter >= 0 && waiters == 0 {
        return 0;
    }
    last(word, after, delta, mask)
}
// ANCHOR_END: add

// ANCHOR: last
/// The rare rest of Add: a misuse, or the counter is zero and somebody waits.
#[cold]
fn last(word: &impl Word, after: u64, delta: i32, mask: u64) -> u32 {
    let State { counter, waiters } = State::of(after, mask);
    assert!(counter >= 0, "{NEGATIVE}");
    assert!(delta <= 0 || counter != delta, "{MISUSE}");
    if counter > 0 {
        return 0;
    }
    point();
    // By W1 nobody changes the word now, so it is what it was. Relaxed: a sanity check that orders nothing.
    assert!(word.load(Relaxed) == after, "{MISUSE}");
    point();
    // Release: partner of the Acquire in `enter`: a Wait that finds this 0 has seen what all Dones have.
    word.store(0, Release);
    waiters
}
// ANCHOR_END: last

// ANCHOR: enter
/// Adds a waiter, unless the counter is zero. `true`: the caller sleeps now, and then calls [`leave`].
///
/// Source: Go 1.27 `sync/waitgroup.go`, `WaitGroup.Wait`.
#[inline]
pub(crate) fn enter(word: &impl Word) -> bool {
    loop {
        point();
        // Acquire: partner of the Releases in `add` and `last`.
        let found = word.load(Acquire);
        // The mask does not matter to the counter.
        if State::of(found, 0).counter == 0 {
            return false;
        }
        point();
        // Only if the word is still what we looked at: the counter may be zero by now, and who would wake us?
        // Relaxed: who sleeps learns of the Dones by the semaphore.
        if word.change(found, found + ONE_WAITER, Relaxed) {
            return true;
        }
    }
}
// ANCHOR_END: enter

// ANCHOR: leave
/// The end of a Wait that has slept. It looks at the word once, and does not go round again.
///
/// # Panics
/// `sync: WaitGroup is reused before previous Wait has returned`
pub(crate) fn leave(word: &impl Word) {
    point();
    // Relaxed: the semaphore has ordered the 0 of `last` before this (W2).
    assert!(word.load(Relaxed) == 0, "{REUSED}");
}
// ANCHOR_END: leave

/// Takes a waiter back who sleeps no more, and was not released. `false`: the word does not count it any more, or the
/// last Done is alone with it (W1).
#[cold]
pub(crate) fn withdraw(word: &impl Word, mask: u64) -> bool {
    loop {
        // Relaxed, both: who goes unreleased has learnt nothing, and has nothing to say.
        let found = word.load(Relaxed);
        let State { counter, waiters } = State::of(found, mask);
        if counter == 0 || waiters == 0 {
            return false;
        }
        if word.change(found, found - ONE_WAITER, Relaxed) {
            return true;
        }
    }
}
