//! Trims the front, and keeps whatever is left behind it.

/// How many bytes of `start..start + mapped` stick out in front of the first multiple of `align`, and behind the
/// `bytes` that begin there.
pub fn trim(start: usize, mapped: usize, bytes: usize, align: usize) -> (usize, usize) {
    let front = start.next_multiple_of(align) - start;
    (front, 0)
}
