//! A header built by hand, as the notes do it: what `unsafe` lets you claim, and who has to answer for it.

use std::marker::PhantomData;
use std::ptr::NonNull;

use static_assertions::{assert_eq_align, assert_eq_size};

use crate::Slice;

// ANCHOR: header
/// A slice's three words with nothing to vouch for them: Go's `reflect.SliceHeader`, but with a pointer.
///
/// With an integer for `array`, as the notes and `reflect.SliceHeader` have it, nothing would say that the array
/// is in use: Go's collector could free it. In Rust the integer would have lost its provenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Header<T> {
    /// The first element.
    pub array: *mut T,
    /// The length that it claims.
    pub len: usize,
    /// The capacity that it claims.
    pub cap: usize,
}
// ANCHOR_END: header

assert_eq_size!(Header<u64>, Slice<'static, u64>);
assert_eq_align!(Header<u64>, Slice<'static, u64>);

impl<'h, T> Slice<'h, T> {
    /// The header's words.
    pub const fn header(self) -> Header<T> {
        Header { array: self.array, len: self.len, cap: self.cap }
    }

    // ANCHOR: from_header
    /// Takes a header at its word: Go's `*(*[]T)(unsafe.Pointer(&h))`.
    ///
    /// # Safety
    /// I1 to I4 hold for it: `len <= cap`; at `array` lie `cap` initialised elements, in one allocation that
    /// lives for `'h`; they are reached by this thread only, and through no `&T` or `&mut T`. `array` is null
    /// only if `cap` is 0.
    pub const unsafe fn from_header(h: Header<T>) -> Slice<'h, T> {
        debug_assert!(h.len <= h.cap, "I1: a length is at most the capacity");
        Slice { array: h.array, len: h.len, cap: h.cap, owner: PhantomData }
    }

    /// A slice of `len` elements from `array` on: Go's `unsafe.Slice`, which since Go 1.17 says the same in words
    /// that the compiler and `go vet` know.
    ///
    /// # Safety
    /// As for [`Slice::from_header`], with `cap == len`.
    pub const unsafe fn from_pointer(array: NonNull<T>, len: usize) -> Slice<'h, T> {
        // SAFETY: our caller vouches for I1 to I4.
        unsafe { Slice::from_header(Header { array: array.as_ptr(), len, cap: len }) }
    }
    // ANCHOR_END: from_header
}
