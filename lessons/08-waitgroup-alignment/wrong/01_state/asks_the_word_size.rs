//! What the notes' open question supposes: that the word size decides.

/// Where the state and the semaphore lie: bytes from `address`, at which the three words begin.
pub fn state(_address: usize) -> (usize, usize) {
    if size_of::<usize>() == 4 { (0, 8) } else { (4, 0) }
}
