//! `s[i:j]` and `s[i:j:k]`: a new header over the same array, and Go's words for every way to get it wrong.

use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use crate::Slice;

impl<'h, T> Slice<'h, T> {
    // ANCHOR: range
    /// `s[i:j]`: the same array from `i` on, `j - i` elements long, with all the room that is left behind.
    /// `j` may exceed the length, up to the capacity; without an end it is the length, as in Go.
    ///
    /// # Panics
    /// - `runtime error: slice bounds out of range [:6] with capacity 5`
    /// - `runtime error: slice bounds out of range [4:2]`
    ///
    /// ```
    /// let heap = slices::Heap::new();
    /// let s = heap.of(&[1, 2, 3, 4, 5]).range(1..3);
    /// assert_eq!((s.to_string(), s.cap()), ("[2 3]".into(), 4));
    /// assert_eq!(s.range(..4).to_string(), "[2 3 4 5]"); // past the length, up to the capacity
    /// ```
    #[inline]
    pub fn range(self, range: impl RangeBounds<usize>) -> Slice<'h, T> {
        let (i, j) = ends(&range, self.len);
        if j > self.cap {
            panic_slice_cap(j, self.cap);
        }
        if i > j {
            panic_slice_order(i, j);
        }
        self.window(i, j, self.cap)
    }
    // ANCHOR_END: range

    // ANCHOR: range3
    /// `s[i:j:k]`: as `s[i:j]`, and the capacity ends at `k`. What lies behind `k` is out of reach for good.
    ///
    /// # Panics
    /// - `runtime error: slice bounds out of range [::6] with capacity 5`
    /// - `runtime error: slice bounds out of range [:4:3]`
    /// - `runtime error: slice bounds out of range [3:2:]`
    #[inline]
    pub fn range3(self, i: usize, j: usize, k: usize) -> Slice<'h, T> {
        if k > self.cap {
            panic_slice3_cap(k, self.cap);
        }
        if j > k {
            panic_slice3_len(j, k);
        }
        if i > j {
            panic_slice3_order(i, j);
        }
        self.window(i, j, k)
    }
    // ANCHOR_END: range3

    /// The header over `i..j` with capacity up to `k`; the callers have checked `i <= j <= k <= cap`.
    #[inline]
    fn window(self, i: usize, j: usize, k: usize) -> Slice<'h, T> {
        debug_assert!(i <= j && j <= k && k <= self.cap);
        // `wrapping_add`, for `array` may be null (nil[0:0] stays nil); it stays within the array, as `i <= cap`.
        Slice { array: self.array.wrapping_add(i), len: j - i, cap: k - i, owner: PhantomData }
    }
}

/// Where a Rust range begins and ends, with Go's defaults: 0 and the length.
#[inline]
pub(crate) fn ends(range: &impl RangeBounds<usize>, len: usize) -> (usize, usize) {
    let i = match range.start_bound() {
        Bound::Included(&i) => i,
        Bound::Excluded(&i) => i.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let j = match range.end_bound() {
        Bound::Included(&j) => j.saturating_add(1),
        Bound::Excluded(&j) => j,
        Bound::Unbounded => len,
    };
    (i, j)
}

// The panics are functions of their own, never inlined, so that a bounds check costs its caller one compare and
// one jump. Go does the same (Go 1.27 runtime/panic.go, panicBounds).

#[cold]
#[inline(never)]
pub(crate) fn panic_index(i: usize, len: usize) -> ! {
    panic!("runtime error: index out of range [{i}] with length {len}")
}

#[cold]
#[inline(never)]
fn panic_slice_cap(j: usize, cap: usize) -> ! {
    panic!("runtime error: slice bounds out of range [:{j}] with capacity {cap}")
}

/// For what has no capacity of its own: a string.
#[cold]
#[inline(never)]
pub(crate) fn panic_slice_len(j: usize, len: usize) -> ! {
    panic!("runtime error: slice bounds out of range [:{j}] with length {len}")
}

#[cold]
#[inline(never)]
pub(crate) fn panic_slice_order(i: usize, j: usize) -> ! {
    panic!("runtime error: slice bounds out of range [{i}:{j}]")
}

#[cold]
#[inline(never)]
fn panic_slice3_cap(k: usize, cap: usize) -> ! {
    panic!("runtime error: slice bounds out of range [::{k}] with capacity {cap}")
}

#[cold]
#[inline(never)]
fn panic_slice3_len(j: usize, k: usize) -> ! {
    panic!("runtime error: slice bounds out of range [:{j}:{k}]")
}

#[cold]
#[inline(never)]
fn panic_slice3_order(i: usize, j: usize) -> ! {
    panic!("runtime error: slice bounds out of range [{i}:{j}:]")
}
