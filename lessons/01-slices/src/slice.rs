//! The header itself: three words, copied like an integer. All that a slice is.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::size_of;
use std::ptr::{self, NonNull};

use static_assertions::{assert_eq_align, assert_eq_size, assert_impl_all, assert_not_impl_any};

use crate::bounds;

/// What a slice may hold: a plain value with a zero, as every Go type is.
pub trait Value: Copy + Default {}
impl<T: Copy + Default> Value for T {}

// ANCHOR: slice
/// Go's `[]T`: a view of `len` elements of an array, with room for `cap`.
///
/// Source: Go 1.27 `runtime/slice.go`, `slice`.
#[repr(C)]
pub struct Slice<'h, T> {
    /// The first element; null for the nil slice.
    pub(crate) array: *mut T,
    /// How many elements may be read and written.
    pub(crate) len: usize,
    /// How many there are from `array` to the end of what this slice may ever reach.
    pub(crate) cap: usize,
    /// The elements are shared (`Cell`) and belong to something that lives for `'h`.
    pub(crate) owner: PhantomData<&'h [Cell<T>]>,
}
// ANCHOR_END: slice

// The chapter's claims about the layout, pinned.
assert_eq_size!(Slice<'static, u8>, [usize; 3]);
assert_eq_align!(Slice<'static, u8>, usize);
assert_impl_all!(Slice<'static, u8>: Copy);
assert_not_impl_any!(Slice<'static, u8>: Send, Sync);
const _: () = {
    assert!(memoffset::offset_of!(Slice<'static, u8>, array) == 0);
    assert!(memoffset::offset_of!(Slice<'static, u8>, len) == size_of::<usize>());
    assert!(memoffset::offset_of!(Slice<'static, u8>, cap) == 2 * size_of::<usize>());
};

// A header is copied whatever the elements are; `derive` would ask for `T: Copy`.
impl<T> Clone for Slice<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Slice<'_, T> {}

/// The zero value of a slice type is the nil slice.
impl<T> Default for Slice<'_, T> {
    fn default() -> Self {
        Self::nil()
    }
}

impl<'h, T> Slice<'h, T> {
    /// The nil slice: no array, length 0, capacity 0. Go's `var s []T`.
    ///
    /// ```
    /// let s = slices::Slice::<i64>::nil();
    /// assert!(s.is_nil() && s.len() == 0 && s.cap() == 0);
    /// ```
    pub const fn nil() -> Self {
        Slice { array: ptr::null_mut(), len: 0, cap: 0, owner: PhantomData }
    }

    /// A slice of a whole array that lives elsewhere. Go's `a[:]`.
    ///
    /// ```
    /// use std::cell::Cell;
    /// let a = Cell::new([1, 2, 3]);
    /// let s = slices::Slice::from_array(&a);
    /// s.set(0, 9);
    /// assert_eq!(a.get(), [9, 2, 3]);
    /// ```
    pub fn from_array(array: &'h (impl AsCells<T> + ?Sized)) -> Self {
        let cells = array.as_cells();
        // A `Cell<T>` has the layout of a `T`, so the array of cells is an array of elements (I2, I3).
        Slice { array: cells.as_ptr().cast::<T>().cast_mut(), len: cells.len(), cap: cells.len(), owner: PhantomData }
    }

    /// A slice with no elements that is not nil. Go's `[]T{}`.
    pub const fn empty() -> Self {
        Slice { array: NonNull::dangling().as_ptr(), len: 0, cap: 0, owner: PhantomData }
    }

    /// How many elements the slice has.
    #[inline]
    pub const fn len(self) -> usize {
        self.len
    }

    /// How many elements the slice can have without moving to another array.
    #[inline]
    pub const fn cap(self) -> usize {
        self.cap
    }

    /// Whether there is nothing to read: `len(s) == 0`.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Whether the slice has no array: `s == nil`.
    #[inline]
    pub const fn is_nil(self) -> bool {
        self.array.is_null()
    }

    /// The elements as shared cells, for loops that want Rust's iterators.
    pub fn as_cells(self) -> &'h [Cell<T>] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: by I1 and I2, `len` initialised elements lie at `array` for `'h`; by I3 all else that reaches
        // them goes through cells too.
        unsafe { std::slice::from_raw_parts(self.array.cast::<Cell<T>>(), self.len) }
    }
}

impl<'h, T: Copy> Slice<'h, T> {
    // ANCHOR: get
    /// The element at `i`: a copy. Go's `s[i]`.
    ///
    /// # Panics
    /// `runtime error: index out of range [5] with length 3`
    #[inline]
    pub fn get(self, i: usize) -> T {
        if i >= self.len {
            bounds::panic_index(i, self.len);
        }
        // SAFETY: `i < len`, so by I1 and I2 there is an initialised element, and by I4 a read is a copy.
        unsafe { self.array.add(i).read() }
    }

    /// Writes the element at `i`; every slice of the same array sees it. Go's `s[i] = v`.
    ///
    /// # Panics
    /// `runtime error: index out of range [5] with length 3`
    #[inline]
    pub fn set(self, i: usize, v: T) {
        if i >= self.len {
            bounds::panic_index(i, self.len);
        }
        // SAFETY: `i < len`, so by I1 and I2 there is an element; by I3 nobody holds a reference to it.
        unsafe { self.array.add(i).write(v) }
    }
    // ANCHOR_END: get

    // ANCHOR: iter
    /// The elements in order. The header is copied when the loop begins, the elements are read as it goes: what
    /// Go's `for _, v := range s` does.
    pub fn iter(self) -> Iter<'h, T> {
        Iter { slice: self, next: 0 }
    }
    // ANCHOR_END: iter
}

/// What [`Slice::iter`] returns.
#[derive(Clone, Copy)]
pub struct Iter<'h, T> {
    /// The header as it was when the loop began.
    slice: Slice<'h, T>,
    /// The index to be read next; at most `slice.len`.
    next: usize,
}

impl<T: Copy> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.next == self.slice.len {
            return None;
        }
        let value = self.slice.get(self.next);
        self.next += 1;
        Some(value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.slice.len - self.next;
        (left, Some(left))
    }
}
impl<T: Copy> ExactSizeIterator for Iter<'_, T> {}

impl<'h, T: Copy> IntoIterator for Slice<'h, T> {
    type Item = T;
    type IntoIter = Iter<'h, T>;

    fn into_iter(self) -> Iter<'h, T> {
        self.iter()
    }
}

/// As Go's `fmt.Println` prints it: `[1 2 3]`.
impl<T: Copy + fmt::Display> fmt::Display for Slice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (i, v) in self.iter().enumerate() {
            write!(f, "{}{v}", if i == 0 { "" } else { " " })?;
        }
        f.write_str("]")
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for Slice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// An array that can be shared: what [`Slice::from_array`] takes.
pub trait AsCells<T> {
    /// The elements as cells.
    fn as_cells(&self) -> &[Cell<T>];
}
impl<T> AsCells<T> for [Cell<T>] {
    fn as_cells(&self) -> &[Cell<T>] {
        self
    }
}
impl<T, const N: usize> AsCells<T> for [Cell<T>; N] {
    fn as_cells(&self) -> &[Cell<T>] {
        self
    }
}
impl<T> AsCells<T> for Cell<[T]> {
    fn as_cells(&self) -> &[Cell<T>] {
        self.as_slice_of_cells()
    }
}
impl<T, const N: usize> AsCells<T> for Cell<[T; N]> {
    fn as_cells(&self) -> &[Cell<T>] {
        (self as &Cell<[T]>).as_slice_of_cells()
    }
}
