//! Write `copy` with nothing but `get` and `set`.
//!
//! As many elements as both have are copied, and their number is returned. The two may overlap: the result must be
//! as if the source had been read first, all of it, and then written. No buffer, though: choose the end at which
//! you begin. `dst.header().array.addr()` is the address of the first element.

use slices::Slice;

/// Copies elements from `src` to `dst`, and returns how many.
pub fn copy<T: Copy>(dst: Slice<'_, T>, src: Slice<'_, T>) -> usize {
    // your part: begin
    let _ = (dst, src);
    todo!("copy from the end at which nothing is overwritten too early")
    // your part: end
}
