//! Write the bookkeeping of Go's lock for readers and writers: four decisions about two counts.
//!
//! A writer that comes subtracts 2^30 from `readers`. So the count is negative while a writer is pending, and is still
//! right: with 2^30 added it says how many read or wait to. Each `fetch_add` (`tests/word/mod.rs`) returns what was
//! there before and is one step; between two steps anybody may come or go. Who parks and who is woken by your answers
//! is the tests' business, and so is that there is one writer at a time.

use crate::word::Number;

pub const MAX_READERS: i32 = 1 << 30;

/// The counts.
#[derive(Debug)]
pub struct Counts {
    /// How many read, or wait for the writer to end; less 2^30 if a writer is pending.
    pub readers: Number,
    /// How many of those who read when the writer came are still to end. Who ends counts itself down, even if the
    /// writer has not counted it yet: for a moment it may be negative.
    pub departing: Number,
}

impl Counts {
    /// Nobody is there.
    pub const fn new() -> Counts {
        Counts { readers: Number::new(0), departing: Number::new(0) }
    }

    /// A reader comes. Whether it may read at once; or else it waits until the writer has ended.
    pub fn reader_comes(&self) -> bool {
        // exercise: begin
        //~ todo!("count it; is a writer pending?")
        self.readers.fetch_add(1) >= 0
        // exercise: end
    }

    /// A reader ends. Whether it is the last for which the writer waits, and has to wake it.
    pub fn reader_ends(&self) -> bool {
        // exercise: begin
        //~ todo!("is a writer pending? then it waits for one less")
        self.readers.fetch_add(-1) < 0 && self.departing.fetch_add(-1) == 1
        // exercise: end
    }

    /// A writer comes. Whether it may write at once; or else it waits until the last reader wakes it.
    pub fn writer_comes(&self) -> bool {
        // exercise: begin
        //~ todo!("say that you are there, and wait for those who read; some may end meanwhile")
        let reading = self.readers.fetch_add(-MAX_READERS);
        reading == 0 || self.departing.fetch_add(reading) + reading == 0
        // exercise: end
    }

    /// A writer ends. How many readers wait and have to be woken.
    pub fn writer_ends(&self) -> i32 {
        // exercise: begin
        //~ todo!("let readers come again; how many wait?")
        self.readers.fetch_add(MAX_READERS) + MAX_READERS
        // exercise: end
    }
}
