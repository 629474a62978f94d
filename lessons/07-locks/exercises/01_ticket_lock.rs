//! Write a ticket lock: take a number, and wait until it is served. First come, first served.
//!
//! Each operation of a `Word` (`tests/word/mod.rs`) is one step, and between two steps anybody may come. Both numbers
//! go round: after `u32::MAX` comes 0. Who waits calls `yield_now()` before it looks again, so that the others get on.

use ground::park::yield_now;

use crate::word::Word;

/// Two numbers. The lock is free when they are equal.
#[derive(Debug)]
pub struct TicketLock {
    /// The next number to be given out.
    pub next: Word,
    /// The number that is served.
    pub serving: Word,
}

impl TicketLock {
    /// A free lock, whose first number is `ticket`.
    pub const fn starting_at(ticket: u32) -> TicketLock {
        TicketLock { next: Word::new(ticket), serving: Word::new(ticket) }
    }

    /// Returns when the caller has the lock.
    pub fn lock(&self) {
        // your part: begin
        yield_now();
        todo!("take a number, and wait until it is served")
        // your part: end
    }

    /// Takes the lock if it is free. Whether it did. Who leaves without the lock has no number.
    pub fn try_lock(&self) -> bool {
        // your part: begin
        todo!("take a number only if it is the one that is served")
        // your part: end
    }

    /// Frees the lock: the next number is served.
    pub fn unlock(&self) {
        // your part: begin
        todo!("serve the next number")
        // your part: end
    }
}
