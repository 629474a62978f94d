//! Begins at the front, always. Copying up, it reads elements that it has just overwritten.

use slices::Slice;

/// Copies elements from `src` to `dst`, and returns how many.
pub fn copy<T: Copy>(dst: Slice<'_, T>, src: Slice<'_, T>) -> usize {
    let n = dst.len().min(src.len());
    (0..n).for_each(|i| dst.set(i, src.get(i)));
    n
}
