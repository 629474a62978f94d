//! `copy` and `clear`.

use std::cmp::min;
use std::ptr::{self, NonNull};

use crate::heap::fill;
use crate::{Slice, Value};

// ANCHOR: copy
/// `copy(dst, src)`: as many elements as both have room for, as if through a buffer, so that the two may overlap.
/// Returns how many.
///
/// Source: Go 1.27 `builtin/builtin.go`, `copy`.
///
/// ```
/// let heap = slices::Heap::new();
/// let s = heap.of(&[1, 2, 3, 4, 5]);
/// assert_eq!(slices::copy(s.range(1..), s), 4);
/// assert_eq!(s.to_string(), "[1 1 2 3 4]");
/// ```
#[inline]
pub fn copy<T: Copy>(dst: Slice<'_, T>, src: Slice<'_, T>) -> usize {
    let n = min(dst.len, src.len);
    if n > 0 {
        // SAFETY: `n` is at most both lengths, so by I1 and I2 both have `n` elements; `ptr::copy` allows an
        // overlap, and by I3 nobody holds a reference to one of them.
        unsafe { ptr::copy(src.array, dst.array, n) }
    }
    n
}
// ANCHOR_END: copy

impl<T: Value> Slice<'_, T> {
    // ANCHOR: clear
    /// `clear(s)`: zeroes the elements. The length stays, and what is behind it too.
    ///
    /// Source: Go 1.21 and later, `builtin/builtin.go`, `clear`.
    pub fn clear(self) {
        if let Some(first) = NonNull::new(self.array) {
            // SAFETY: by I1 and I2 there are `len` elements; by I3 nobody holds a reference to one of them.
            unsafe { fill(first, self.len, T::default()) }
        }
    }
    // ANCHOR_END: clear
}
