//! Write the two operations of a ring buffer, as `hchan` has it.
//!
//! `slots` has a fixed length. The values are `count` slots from `recvx` on, and behind the last slot comes the first.
//! No value is ever moved from one slot to another.

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
        // exercise: begin
        //~ todo!("put {value} into the free slot behind the newest value, if there is one")
        if self.count == self.slots.len() {
            return Err(value);
        }
        let sendx = (self.recvx + self.count) % self.slots.len();
        self.slots[sendx] = Some(value);
        self.count += 1;
        Ok(())
        // exercise: end
    }

    /// Takes the oldest value out.
    pub fn pop(&mut self) -> Option<u32> {
        // exercise: begin
        //~ todo!("take the oldest value, and move recvx on")
        let value = self.slots[self.recvx].take()?;
        self.recvx = (self.recvx + 1) % self.slots.len();
        self.count -= 1;
        Some(value)
        // exercise: end
    }
}
