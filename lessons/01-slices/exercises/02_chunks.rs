//! Write Go's `slices.Chunk` (since Go 1.23): cut a slice into parts of `n` elements; the last part may be shorter.
//!
//! The parts share the array of `s`, nothing is copied. But whoever gets a part may append to it, and must not be
//! able to write over the next part.
//!
//! If `n` is 0, panic with Go's text: `cannot be less than 1`.

use slices::Slice;

/// The parts of `s`, in order.
pub fn chunks<T: Copy>(s: Slice<'_, T>, n: usize) -> Vec<Slice<'_, T>> {
    // your part: begin
    let _ = (s, n);
    todo!("cut `s` into parts of `n`")
    // your part: end
}
