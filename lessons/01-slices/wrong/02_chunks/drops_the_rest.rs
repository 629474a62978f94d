//! Makes whole parts only: what is left at the end is lost.

use slices::Slice;

/// The parts of `s`, in order.
pub fn chunks<T: Copy>(s: Slice<'_, T>, n: usize) -> Vec<Slice<'_, T>> {
    assert!(n >= 1, "cannot be less than 1");
    (0..s.len() / n).map(|part| s.range3(part * n, part * n + n, part * n + n)).collect()
}
