//! Looks again and again, and never lets anybody else run: on one core the holder would not get on.

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
        let ticket = self.next.fetch_add(1);
        while self.serving.load() != ticket {}
    }

    /// Takes the lock if it is free.
    pub fn try_lock(&self) -> bool {
        let serving = self.serving.load();
        self.next.compare_exchange(serving, serving.wrapping_add(1))
    }

    /// Frees the lock: the next number is served.
    pub fn unlock(&self) {
        self.serving.fetch_add(1);
    }
}
