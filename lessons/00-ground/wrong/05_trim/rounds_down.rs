//! Rounds down, to a multiple that lies before the mapping.

/// How many bytes of `start..start + mapped` stick out in front of the first multiple of `align`, and behind the
/// `bytes` that begin there.
pub fn trim(start: usize, mapped: usize, bytes: usize, align: usize) -> (usize, usize) {
    let front = start % align;
    (front, mapped.saturating_sub(front + bytes))
}
