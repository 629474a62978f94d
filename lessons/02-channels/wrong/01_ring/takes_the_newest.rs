//! Takes from the end at which values go in: a stack, and no queue.

/// A buffer of fixed size, first in, first out.
#[derive(Debug)]
pub struct Ring {
    pub slots: Vec<Option<u32>>,
    /// The slot of the oldest value.
    pub recvx: usize,
    /// How many values there are.
    pub count: usize,
}

impl Ring {
    /// An empty ring of `cap` slots; `cap` is at least 1.
    pub fn new(cap: usize) -> Ring {
        Ring { slots: vec![None; cap], recvx: 0, count: 0 }
    }

    /// Puts a value behind the others, or gives it back if there is no room.
    pub fn push(&mut self, value: u32) -> Result<(), u32> {
        if self.count == self.slots.len() {
            return Err(value);
        }
        let sendx = (self.recvx + self.count) % self.slots.len();
        self.slots[sendx] = Some(value);
        self.count += 1;
        Ok(())
    }

    /// Takes the oldest value out.
    pub fn pop(&mut self) -> Option<u32> {
        self.count = self.count.checked_sub(1)?;
        let newest = (self.recvx + self.count) % self.slots.len();
        self.slots[newest].take()
    }
}
