//! `append`: in place while there is room, and into a larger array when there is none.

use std::marker::PhantomData;
use std::ptr;

use crate::heap::{fill, fits};
use crate::{Heap, Memory, Slice, Value};

impl<M: Memory> Heap<M> {
    // ANCHOR: append_one
    /// `append(s, v)`: the slice with one element more. In place if `len < cap`, and then every slice that can
    /// reach that slot sees it; else in a new array.
    ///
    /// # Panics
    /// `runtime error: growslice: len out of range`, if that many elements cannot exist
    ///
    /// ```
    /// let heap = slices::Heap::new();
    /// let mut s = slices::Slice::nil();
    /// for i in 0..5_i64 {
    ///     s = heap.append_one(s, i);
    /// }
    /// assert_eq!((s.to_string(), s.cap()), ("[0 1 2 3 4]".into(), 8));
    /// ```
    #[inline]
    pub fn append_one<'h, T: Value>(&'h self, s: Slice<'h, T>, v: T) -> Slice<'h, T> {
        let (array, cap) = if s.len < s.cap { (s.array, s.cap) } else { self.outgrow(s, 1) };
        // SAFETY: `len < cap` now, so by I2 there is a slot at `len`; by I3 nobody holds a reference to it.
        unsafe { array.add(s.len).write(v) }
        Slice { array, len: s.len + 1, cap, owner: PhantomData }
    }
    // ANCHOR_END: append_one

    // ANCHOR: append
    /// `append(s, a, b, c)`: the slice with all of `values` behind it. It grows at most once.
    ///
    /// # Panics
    /// `runtime error: growslice: len out of range`
    #[inline]
    pub fn append<'h, T: Value>(&'h self, s: Slice<'h, T>, values: &[T]) -> Slice<'h, T> {
        // SAFETY: a `&[T]` is valid for its length, and by I3 it is no part of a slice's array.
        unsafe { self.append_raw(s, values.as_ptr(), values.len()) }
    }

    /// `append(s, t...)`, where `t` may be a part of the same array, or `s` itself.
    ///
    /// # Panics
    /// `runtime error: growslice: len out of range`
    #[inline]
    pub fn append_slice<'h, T: Value>(&'h self, s: Slice<'h, T>, t: Slice<'_, T>) -> Slice<'h, T> {
        // SAFETY: by I1 and I2 `t.len` elements can be read at `t.array`.
        unsafe { self.append_raw(s, t.array, t.len) }
    }

    /// # Safety
    /// `n` elements can be read at `from`; they may overlap the array of `s`.
    #[inline]
    unsafe fn append_raw<'h, T: Value>(&'h self, s: Slice<'h, T>, from: *const T, n: usize) -> Slice<'h, T> {
        if n == 0 {
            return s; // and nil stays nil
        }
        let (array, cap) = if n <= s.cap - s.len { (s.array, s.cap) } else { self.outgrow(s, n) };
        // SAFETY: there is room for `n` more (I2); `from` is valid by our caller, and `copy` allows an overlap.
        // A grown slice lies in a new array, and its old one, where `from` may point, is still there (I5).
        unsafe { ptr::copy(from, array.add(s.len), n) }
        Slice { array, len: s.len + n, cap, owner: PhantomData }
    }
    // ANCHOR_END: append

    // ANCHOR: grow_slice
    /// The same elements in a new array that has room for `more` behind them: the array and its capacity. The
    /// old array is left as it is, for whoever still has a slice of it.
    ///
    /// Words go in and come out, not a `Slice`: two words come back in registers, a header of three comes back in
    /// memory, and then a loop that appends goes through memory at every step.
    ///
    /// Source: Go 1.27 `runtime/slice.go`, `growslice`.
    ///
    /// # Safety
    /// `array`, `len` and `cap` are the words of a slice (I1, I2).
    #[cold]
    #[inline(never)]
    unsafe fn grow_slice<T: Value>(&self, array: *mut T, len: usize, cap: usize, more: usize) -> (*mut T, usize) {
        let needed = len.checked_add(more).unwrap_or_else(|| panic_grow());
        let new_cap = (self.growth)(len, cap, needed, size_of::<T>());
        assert!(new_cap >= needed, "the growth rule gave room for {new_cap} elements where {needed} are needed");
        if !fits::<T>(new_cap) {
            panic_grow();
        }
        let new = self.new_array::<T>(new_cap);
        if len > 0 {
            // SAFETY: `len` elements lie at `array` (I2); the new array has room for more, and overlaps no other.
            unsafe { ptr::copy_nonoverlapping(array, new.as_ptr(), len) }
        }
        // SAFETY: there is room for `new_cap`. All of it is zeroed, for `s[:cap]` may reach it (I2).
        unsafe { fill(new.add(len), new_cap - len, T::default()) }
        (new.as_ptr(), new_cap)
    }
    // ANCHOR_END: grow_slice

    /// `grow_slice` for a slice.
    #[inline]
    pub(crate) fn outgrow<T: Value>(&self, s: Slice<'_, T>, more: usize) -> (*mut T, usize) {
        // SAFETY: these are the words of a slice.
        unsafe { self.grow_slice(s.array, s.len, s.cap, more) }
    }
}

#[cold]
#[inline(never)]
pub(crate) fn panic_grow() -> ! {
    panic!("runtime error: growslice: len out of range")
}
