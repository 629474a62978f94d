//! Three words of 32 bits, of which two lie at an address divisible by 8: `state()` of Go 1.17.
//!
//! ```text
//!   address mod 8      0         4         0         4
//!                      +---------+---------+---------+
//!   starts at 0:       |       state       |  sema   |
//!                      +---------+---------+---------+
//!                                +---------+---------+---------+
//!   starts at 4:                 |  sema   |       state       |
//!                                +---------+---------+---------+
//! ```
//! # Invariants
//! - A1: of the two pairs of neighbours in three words that lie at an address divisible by 4, exactly one lies at an
//!   address divisible by 8.
//! - A2: while a WaitGroup is shared it does not move, so the pair stays the pair: each word is always reached in one
//!   size.
//!
//! What moves in between, from an address divisible by 8 to one that is not, or back, is taken for another state: Go
//! says "must not be copied after first use". That is a mistake, but no danger: three words are three words.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, AtomicU64};

/// Which words are the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// Words 0 and 1; the semaphore is word 2.
    First,
    /// Words 1 and 2; the semaphore is word 0.
    Second,
}

// ANCHOR: of
impl Pair {
    /// The pair of three words that begin at `address`, which is divisible by 4.
    pub fn of(address: usize) -> Pair {
        if address.is_multiple_of(8) { Pair::First } else { Pair::Second }
    }

    /// The indexes of the state's first word, and of the semaphore.
    pub fn indexes(self) -> (usize, usize) {
        match self {
            Pair::First => (0, 2),
            Pair::Second => (1, 0),
        }
    }
}
// ANCHOR_END: of

/// The state and the semaphore in three words.
// ANCHOR: state_of
pub(crate) fn state_of(words: &UnsafeCell<[u32; 3]>) -> (&AtomicU64, &AtomicU32) {
    let first = words.get().cast::<u32>();
    let (state, sema) = Pair::of(first.addr()).indexes();
    // SAFETY: both lie in the three words, which live as long as the borrow. A `u32` lies at an address
    // divisible by 4, so by A1 the state lies at one divisible by 8. Shared, the words are reached through
    // this function alone, and by A2 each in one size.
    unsafe { (AtomicU64::from_ptr(first.add(state).cast()), AtomicU32::from_ptr(first.add(sema))) }
}
// ANCHOR_END: state_of

#[cfg(test)]
mod tests {
    use super::*;

    /// A1, for every remainder, so for every address: both depend on the address modulo 8 alone.
    #[test]
    fn exactly_one_pair_of_neighbours_is_aligned_to_8() {
        for address in (0..64_usize).step_by(4) {
            let aligned: Vec<usize> = (0..2).filter(|word| (address + 4 * word).is_multiple_of(8)).collect();
            assert_eq!(aligned, [Pair::of(address).indexes().0], "at {address}");
        }
    }

    #[test]
    fn the_semaphore_is_the_word_that_is_left() {
        for pair in [Pair::First, Pair::Second] {
            let (state, sema) = pair.indexes();
            let mut all = [state, state + 1, sema];
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2]);
        }
    }
}
