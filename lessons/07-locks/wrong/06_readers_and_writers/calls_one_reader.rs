//! Wakes one reader at the end, as a mutex would: the others wait for ever.

use crate::word::Number;

pub const MAX_READERS: i32 = 1 << 30;

/// The counts.
#[derive(Debug)]
pub struct Counts {
    /// How many read, or wait for the writer to end; less 2^30 if a writer is pending.
    pub readers: Number,
    /// How many of those who read when the writer came are still to end.
    pub departing: Number,
}

impl Counts {
    /// Nobody is there.
    pub const fn new() -> Counts {
        Counts { readers: Number::new(0), departing: Number::new(0) }
    }

    /// A reader comes. Whether it may read at once.
    pub fn reader_comes(&self) -> bool {
        self.readers.fetch_add(1) >= 0
    }

    /// A reader ends. Whether it is the last for which the writer waits.
    pub fn reader_ends(&self) -> bool {
        self.readers.fetch_add(-1) < 0 && self.departing.fetch_add(-1) == 1
    }

    /// A writer comes. Whether it may write at once.
    pub fn writer_comes(&self) -> bool {
        let reading = self.readers.fetch_add(-MAX_READERS);
        reading == 0 || self.departing.fetch_add(reading) + reading == 0
    }

    /// A writer ends. How many readers wait and have to be woken.
    pub fn writer_ends(&self) -> i32 {
        (self.readers.fetch_add(MAX_READERS) + MAX_READERS).min(1)
    }
}
