//! Wakes one and frees the lock then: the one that was woken finds it held, sleeps again, and nobody comes any more.

use locks::sleep::futex;

use crate::word::Word;

pub const FREE: u32 = 0;
pub const HELD: u32 = 1;

/// A lock of two words.
#[derive(Debug)]
pub struct SleepingLock {
    /// `FREE` or `HELD`.
    pub state: Word,
    /// How many have said that they will sleep.
    pub sleepers: Word,
}

impl SleepingLock {
    /// A free lock.
    pub const fn new() -> SleepingLock {
        SleepingLock { state: Word::new(FREE), sleepers: Word::new(0) }
    }

    /// Returns when the caller has the lock.
    pub fn lock(&self) {
        while !self.state.compare_exchange(FREE, HELD) {
            self.sleepers.fetch_add(1);
            futex::wait(&self.state.0, HELD);
            self.sleepers.fetch_sub(1);
        }
    }

    /// Frees the lock, and wakes one that sleeps.
    pub fn unlock(&self) {
        if self.sleepers.load() > 0 {
            futex::wake_one(&self.state.0);
        }
        self.state.store(FREE);
    }
}
