//! The packed word: how many are still at work, and how many wait for them, in 64 bits.
//!
//! | bits | field | until Go 1.24 | since Go 1.25 |
//! | --- | --- | --- | --- |
//! | 63..32 | counter, an `i32` | the same | the same |
//! | 31 | flag | the waiters' highest bit | the group belongs to a `synctest` bubble |
//! | 30..0 | waiters | the low bits of 32 | all 31 bits |
//!
//! What may come of it, with `c` for the counter and `w` for the waiters; of the rows that fit, the first counts:
//!
//! | from | by | to | and then |
//! | --- | --- | --- | --- |
//! | any | `add(d)`, `c + d` < 0 | `c + d`, `w` | panics: `sync: negative WaitGroup counter` |
//! | `c` = 0, `w` > 0 | `add(d)`, `d` > 0 | `d`, `w` | panics: `sync: WaitGroup misuse: Add called concurrently with Wait` |
//! | any | `add(d)`, `c + d` > 0 or `w` = 0 | `c + d`, `w` | returns |
//! | `w` > 0 | `add(d)`, `c + d` = 0 | 0, `w` | the last one: it writes 0, and releases `w` waiters |
//! | `c` = 0 | `wait` | the same | returns |
//! | `c` != 0 | `wait` | `c`, `w` + 1 | sleeps; when it is woken, the word must be 0 |
//!
//! Both fields change in one atomic step, so every state is one that some order of the calls has made.

use serde::Serialize;

/// The flag of Go 1.25 and later. Nobody sets it here: there are no bubbles. It is kept out of the waiters all the
/// same.
pub const FLAG: u64 = 0x8000_0000;

/// The waiters' bits until Go 1.24.
pub(crate) const WAITERS_32: u64 = 0xffff_ffff;

/// The waiters' bits since Go 1.25: the flag is left out.
pub(crate) const WAITERS_31: u64 = WAITERS_32 & !FLAG;

// ANCHOR: state
/// The word at one moment. Which bits are the waiters' depends on the version of Go: `mask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// How many are still at work. Below zero only after a misuse.
    pub counter: i32,
    /// How many wait for them.
    pub waiters: u32,
}

impl State {
    /// Takes the word apart.
    #[inline]
    pub fn of(word: u64, mask: u64) -> State {
        State { counter: (word >> 32) as i32, waiters: (word & mask) as u32 }
    }
}

/// What is added to the word to add `delta` to the counter: it never reaches the low half, and what leaves at the top
/// is lost.
#[inline]
pub fn in_counter(delta: i32) -> u64 {
    (delta as u64) << 32
}

/// What is added to the word to add a waiter.
pub const ONE_WAITER: u64 = 1;
// ANCHOR_END: state

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_is_the_high_half_and_the_waiters_are_the_low_one() {
        let word = in_counter(3) + 2 * ONE_WAITER;
        assert_eq!(word, 0x0000_0003_0000_0002);
        assert_eq!(State::of(word, WAITERS_32), State { counter: 3, waiters: 2 });
    }

    #[test]
    fn a_negative_delta_leaves_the_waiters_alone() {
        let word = in_counter(3).wrapping_add(7).wrapping_add(in_counter(-3));
        assert_eq!(State::of(word, WAITERS_32), State { counter: 0, waiters: 7 });
    }

    #[test]
    fn the_flag_was_a_bit_of_the_waiters_until_go_1_24() {
        let word = in_counter(1) | FLAG | 5;
        assert_eq!(State::of(word, WAITERS_32).waiters, 0x8000_0005);
        assert_eq!(State::of(word, WAITERS_31), State { counter: 1, waiters: 5 });
    }

    #[test]
    fn the_largest_counter_and_one_more_is_negative() {
        let word = in_counter(i32::MAX).wrapping_add(in_counter(1));
        assert_eq!(State::of(word, WAITERS_31).counter, i32::MIN);
    }
}
