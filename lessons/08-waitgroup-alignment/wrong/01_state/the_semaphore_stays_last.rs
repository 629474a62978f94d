//! Moves the state on, and leaves the semaphore where the state now is.

/// Where the state and the semaphore lie: bytes from `address`, at which the three words begin.
pub fn state(address: usize) -> (usize, usize) {
    (address % 8, 8)
}
