//! Write a lock that sleeps, from two words: is it held, and how many sleep or are about to?
//!
//! Each operation of a `Word` (`tests/word/mod.rs`) is one step, and between two steps anybody may come.
//! `futex::wait(&word.0, value)` looks once more and sleeps only if `value` is still there, both in one step; it may
//! return before the lock is free. `futex::wake_one(&word.0)` wakes who has slept longest. It costs a look into a table
//! that all share, so call it only if somebody has said that it sleeps. Who writes what before it looks?

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
        // your part: begin
        let _ = futex::wait;
        todo!("take it; or say that you sleep, and sleep while it is held; and try again")
        // your part: end
    }

    /// Frees the lock, and wakes one that sleeps, if one has said that it does.
    pub fn unlock(&self) {
        // your part: begin
        let _ = futex::wake_one;
        todo!("free it, and wake one")
        // your part: end
    }
}
