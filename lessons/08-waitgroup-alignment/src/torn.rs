//! A 64-bit number as two words: what a plain `uint64` is to Go's compiler for 386, which loads and stores it in halves.
//!
//! So a reader may come between the two stores of a writer, and see a number that nobody ever wrote: a torn read. An
//! atomic access does not tear on such a processor: it has `CMPXCHG8B`, at whatever address. It is Go that wants an
//! aligned one, and that is what the rest of this lesson is about.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use ground::park;

/// A `u64` that is stored and loaded in halves.
#[derive(Debug, Default)]
pub struct TwoWords {
    low: AtomicU32,
    high: AtomicU32,
}

// ANCHOR: torn
impl TwoWords {
    /// Two stores, the low half first, as Go 1.27's compiler for 386 orders them.
    pub fn store(&self, value: u64) {
        self.low.store(value as u32, Relaxed);
        park::point(); // another party may come in between
        self.high.store((value >> 32) as u32, Relaxed);
    }

    /// Two loads.
    pub fn load(&self) -> u64 {
        let low = u64::from(self.low.load(Relaxed));
        park::point();
        u64::from(self.high.load(Relaxed)) << 32 | low
    }
}
// ANCHOR_END: torn
