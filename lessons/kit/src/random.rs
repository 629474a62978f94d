//! Random numbers that are the same on every run and on every machine.

/// A row of them: Marsaglia's xorshift64.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The row that a seed decides.
    ///
    /// # Panics
    /// If it is 0, of which the row would have nothing else.
    pub fn new(seed: u64) -> Random {
        assert_ne!(seed, 0, "a seed that is not 0");
        Random(seed)
    }

    /// The next number below `end`.
    ///
    /// # Panics
    /// If `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The lowest bits are the worst ones.
        ((self.0 >> 11) % end as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_row_is_the_same_every_time_and_reaches_every_number() {
        let mut random = Random::new(1);
        let row: Vec<usize> = (0..200).map(|_| random.below(10)).collect();
        assert_eq!(row[..8], [2, 2, 0, 6, 0, 1, 9, 3]);
        assert!((0..10).all(|n| row.contains(&n)));
    }
}
