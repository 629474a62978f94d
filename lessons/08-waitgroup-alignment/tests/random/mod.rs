//! Random numbers that are the same on every run.

/// Marsaglia's xorshift64.
pub struct Random(u64);

impl Random {
    /// A row of numbers that its seed decides; not 0.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number below `end`: the same on 32 bits.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % end as u64) as usize
    }
}
