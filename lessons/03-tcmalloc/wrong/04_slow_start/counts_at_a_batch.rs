//! Counts an overage also where `max_length` is a batch. It cannot shrink there, but it will later, and one overage too early.

/// No list may be longer.
pub const MAX_LENGTH: usize = 8192;
/// So many overages are borne.
pub const MAX_OVERAGES: usize = 3;

/// A thread's list of free objects of one class. They are only counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeList {
    /// How many objects move at a time, at most.
    pub batch: usize,
    /// How many objects are in the list.
    pub length: usize,
    /// How many there may be.
    pub max_length: usize,
    /// How often the list was too long, since `max_length` shrank last.
    pub overages: usize,
}

impl FreeList {
    /// An empty list.
    pub fn new(batch: usize) -> FreeList {
        FreeList { batch, length: 0, max_length: 1, overages: 0 }
    }

    /// Gives the program an object. Returns how many were fetched for that: none, if the list had one.
    pub fn allocate(&mut self) -> usize {
        let fetched = if self.length == 0 { self.fetch() } else { 0 };
        self.length = self.length + fetched - 1;
        fetched
    }

    /// Takes an object from the program. Returns how many went back to the central list.
    pub fn free(&mut self) -> usize {
        self.length += 1;
        let given = if self.length > self.max_length { self.too_long() } else { 0 };
        self.length -= given;
        given
    }

    /// The list is empty: how many objects are to be fetched? Lets the list grow. (`length` is the caller's business.)
    pub fn fetch(&mut self) -> usize {
        let fetched = self.max_length.min(self.batch);
        if self.max_length < self.batch {
            self.max_length += 1;
        } else {
            let longest = MAX_LENGTH / self.batch * self.batch;
            self.max_length = (self.max_length + self.batch).min(longest);
        }
        fetched
    }

    /// The list is too long: how many objects are to go back? Lets the list grow or shrink. (`length` is the caller's business.)
    pub fn too_long(&mut self) -> usize {
        if self.max_length < self.batch {
            self.max_length += 1;
        } else {
            self.overages += 1;
            if self.overages > MAX_OVERAGES {
                self.max_length = (self.max_length - self.batch).max(self.batch);
                self.overages = 0;
            }
        }
        self.batch.min(self.length)
    }
}
