//! Random numbers for fair choices. SplitMix64 (Steele, Lea, Flood 2014): a whole generator in three lines, and the same
//! on every machine.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

/// A row of numbers that its seed decides.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) const fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

thread_local! {
    /// This thread's row; 0 before its first number.
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// The next number of this thread. Its first seed comes from the system, through std's hasher.
pub(crate) fn of_this_thread() -> u64 {
    let state = match STATE.get() {
        0 => RandomState::new().hash_one(0),
        state => state,
    };
    let mut random = Random::new(state);
    let number = random.next();
    STATE.set(random.state);
    number
}
