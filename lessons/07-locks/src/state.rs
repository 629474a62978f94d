//! The word of a mutex: three flags and a number.
//!
//! ```text
//!     31                            3   2   1   0
//!     +-----------------------------+---+---+---+
//!     |  waiters                    | S | W | L |
//!     +-----------------------------+---+---+---+
//! ```
//! - L, *locked*: somebody has the lock.
//! - W, *woken*: a waiter has been called, or a party spins: an unlock need not call anybody.
//! - S, *starving*: the lock goes from hand to hand, in the order of the queue.
//! - *waiters*: who has said that it will wait, and has not yet the lock or been called.
//!
//! The combinations that occur. `tests/words/mod.rs` reads this table, tries every order of three parties in which at most
//! twice one that could go on has to wait for another, and finds these ten and no other:
//!
//! | S | W | L | waiters | meaning |
//! | --- | --- | --- | --- | --- |
//! | - | - | - | none | free |
//! | - | - | L | none | held |
//! | - | - | L | some | held, and others wait |
//! | - | - | - | some | just freed: the unlocker is about to call somebody, unless a newcomer is faster |
//! | - | W | - | none | free, and the one that was called is on its way |
//! | - | W | - | some | free, and others wait; the one that was called, or one that spins, is on its way |
//! | - | W | L | none | held by a newcomer, who was faster than the one that was called |
//! | - | W | L | some | held, and others wait; and one was called, or spins, so that the next unlock calls nobody |
//! | S | - | L | some | held, and from now on handed over |
//! | S | - | - | some | on its way from hand to hand: nobody may take it, though L is down |
//!
//! S and W are never up together: who turns starvation on is the one that the W is about, and takes it down in the same
//! step.
//!
//! Source: Go 1.27 `internal/sync/mutex.go`.

use std::fmt;

use serde::Serialize;

const LOCKED: u32 = 1;
const WOKEN: u32 = 1 << 1;
const STARVING: u32 = 1 << 2;
const ONE_WAITER: u32 = 1 << 3;

/// What the word says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct State(pub(crate) u32);

impl State {
    pub(crate) const FREE: State = State(0);
    pub(crate) const LOCKED: State = State(LOCKED);

    pub(crate) fn is_locked(self) -> bool {
        self.0 & LOCKED != 0
    }

    pub(crate) fn is_woken(self) -> bool {
        self.0 & WOKEN != 0
    }

    pub(crate) fn is_starving(self) -> bool {
        self.0 & STARVING != 0
    }

    pub(crate) fn waiters(self) -> u32 {
        self.0 / ONE_WAITER
    }

    /// Whether who comes now may have it. Not while it starves: then it belongs to the queue, even when it is unlocked.
    pub(crate) fn is_free(self) -> bool {
        self.0 & (LOCKED | STARVING) == 0
    }

    /// Whether it can be worth it to spin: it is held, and may be taken by whoever comes first.
    pub(crate) fn is_worth_a_spin(self) -> bool {
        self.0 & (LOCKED | STARVING) == LOCKED
    }

    /// Somebody takes it.
    pub(crate) fn locked(self) -> State {
        State(self.0 | LOCKED)
    }

    /// A spinner says that it is there, so that an unlock calls nobody.
    pub(crate) fn woken(self) -> State {
        State(self.0 | WOKEN)
    }

    /// What the word becomes when a party takes the lock, or else goes to wait for it.
    ///
    /// `woken`: the party is the one that the W is about. `starves`: it has waited for too long.
    pub(crate) fn arrive(self, woken: bool, starves: bool) -> State {
        let mut new = self.0;
        if !self.is_starving() {
            new |= LOCKED; // it takes the lock, or leaves it locked
        }
        if !self.is_free() {
            new += ONE_WAITER;
        }
        if starves && self.is_locked() {
            new |= STARVING; // not if it has just got the lock
        }
        if woken {
            new &= !WOKEN; // it has the lock, or sleeps again
        }
        State(new)
    }

    /// What the word becomes when the lock was handed to the party: it holds it, and waits no longer. It ends the
    /// starvation if nobody waits behind it, or if it has not starved itself.
    pub(crate) fn take_over(self, starves: bool) -> State {
        let new = State((self.0 | LOCKED) - ONE_WAITER);
        let ends = !starves || new.waiters() == 0;
        if ends { State(new.0 & !STARVING) } else { new }
    }

    /// Whether an unlock that found this word and has taken L down has more to do: hand the lock over, call somebody,
    /// or say that it was not locked.
    pub(crate) fn is_more_to_unlock(self) -> bool {
        !self.is_locked() || self.is_starving() || State(self.0 - LOCKED).must_call()
    }

    /// Whether an unlock, having unlocked, has to call somebody. Not if there is nobody; nor if somebody is on the way,
    /// or has the lock already, whose own unlock will call.
    pub(crate) fn must_call(self) -> bool {
        self.waiters() > 0 && self.0 & (LOCKED | WOKEN | STARVING) == 0
    }

    /// What the word becomes when a waiter is called.
    pub(crate) fn call(self) -> State {
        State((self.0 - ONE_WAITER) | WOKEN)
    }

    pub(crate) fn view(self) -> StateView {
        StateView {
            word: self.0,
            locked: self.is_locked(),
            woken: self.is_woken(),
            starving: self.is_starving(),
            waiters: self.waiters(),
        }
    }
}

/// The word, as `inspect` shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StateView {
    /// The whole word.
    pub word: u32,
    /// L: somebody has the lock.
    pub locked: bool,
    /// W: somebody has been called, or spins.
    pub woken: bool,
    /// S: the lock is handed over in the order of the queue.
    pub starving: bool,
    /// How many wait.
    pub waiters: u32,
}

impl fmt::Display for StateView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = |up: bool, letter: char| if up { letter } else { '-' };
        let (s, w, l) = (flag(self.starving, 'S'), flag(self.woken, 'W'), flag(self.locked, 'L'));
        write!(f, "{s}{w}{l} {}", self.waiters)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{LOCKED, ONE_WAITER, STARVING, State, WOKEN};

    #[test]
    fn who_comes_to_a_free_lock_has_it_and_who_comes_to_a_held_one_waits() {
        assert_eq!(State::FREE.arrive(false, false).0, LOCKED);
        assert_eq!(State::LOCKED.arrive(false, false).0, LOCKED + ONE_WAITER);
        assert_eq!(State(ONE_WAITER).arrive(false, false).0, LOCKED + ONE_WAITER, "past the one that waits");
    }

    #[test]
    fn who_comes_to_a_starving_lock_waits_even_if_it_is_unlocked() {
        let on_its_way = State(STARVING + ONE_WAITER);
        assert!(!on_its_way.is_free() && !on_its_way.is_worth_a_spin() && !on_its_way.must_call());
        assert_eq!(on_its_way.arrive(false, false).0, STARVING + 2 * ONE_WAITER, "and does not set L");
    }

    #[test]
    fn only_who_finds_it_locked_makes_it_starve() {
        assert_eq!(State(WOKEN).arrive(true, true).0, LOCKED);
        assert_eq!(State(WOKEN + LOCKED).arrive(true, true).0, STARVING + LOCKED + ONE_WAITER);
    }

    #[test]
    fn the_last_one_and_one_that_has_not_starved_end_the_starvation() {
        assert_eq!(State(STARVING + ONE_WAITER).take_over(true).0, LOCKED);
        assert_eq!(State(STARVING + 2 * ONE_WAITER).take_over(false).0, LOCKED + ONE_WAITER);
        assert_eq!(State(STARVING + 2 * ONE_WAITER).take_over(true).0, STARVING + LOCKED + ONE_WAITER);
    }
}
