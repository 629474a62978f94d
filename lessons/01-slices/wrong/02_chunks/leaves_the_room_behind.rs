//! Cuts with two indexes: each part can reach the rest of the array, and an append to it overwrites the next part.

use slices::Slice;

/// The parts of `s`, in order.
pub fn chunks<T: Copy>(s: Slice<'_, T>, n: usize) -> Vec<Slice<'_, T>> {
    assert!(n >= 1, "cannot be less than 1");
    (0..s.len()).step_by(n).map(|start| s.range(start..s.len().min(start + n))).collect()
}
