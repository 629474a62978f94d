//! The heap: where backing arrays live until nobody can need them. It stands in for Go's collector.

use std::alloc::Layout;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use crate::growth::{GrowthRule, NextCap};
use crate::{Malloc, Memory, Region, Slice, Value};

/// The most bytes an array may have: Go's `maxAlloc`, 2^48 on 64-bit machines.
///
/// Source: Go 1.27 `runtime/malloc.go`, `maxAlloc`.
pub(crate) const MAX_ALLOC: usize = if usize::BITS == 64 { (1_u64 << 48) as usize } else { isize::MAX as usize };

// ANCHOR: heap
/// A region of backing arrays. A slice borrows the heap, so no array can go while a slice of it is left.
///
/// ```compile_fail
/// let s = {
///     let heap = slices::Heap::new();
///     heap.of(&[1, 2, 3])
/// }; // error[E0597]: `heap` does not live long enough
/// s.get(0);
/// ```
pub struct Heap<M = Region> {
    /// Where the arrays come from.
    pub(crate) memory: M,
    /// How much room an `append` that outgrows its array asks for.
    pub(crate) growth: NextCap,
}
// ANCHOR_END: heap

impl Heap {
    /// An empty heap that grows slices as Go 1.18 and later do. It takes memory when the first array is made.
    pub const fn new() -> Heap {
        Heap { memory: Region::new(), growth: GrowthRule::Go1_18.function() }
    }

    /// An empty heap that grows slices by another version's rule.
    ///
    /// ```
    /// use slices::{GrowthRule, Heap};
    /// let heap = Heap::with_rule(GrowthRule::Go1_17);
    /// let s = heap.append_one(heap.make(600, 600), 0_i64);
    /// assert_eq!(s.cap(), 1216); // doubled; by Go 1.18's rule it would be 942 and then 1024
    /// ```
    pub const fn with_rule(rule: GrowthRule) -> Heap {
        Heap { memory: Region::new(), growth: rule.function() }
    }

    /// An empty heap that grows slices by a rule of your own.
    pub const fn with_growth(growth: NextCap) -> Heap {
        Heap { memory: Region::new(), growth }
    }
}

impl Heap<Malloc> {
    /// The plain heap: every array is an allocation of its own. The chapter measures the others against it.
    pub fn plain() -> Heap<Malloc> {
        Heap { memory: Malloc::default(), growth: GrowthRule::Go1_18.function() }
    }
}

impl Default for Heap {
    fn default() -> Heap {
        Heap::new()
    }
}

impl<M: Memory> Heap<M> {
    // ANCHOR: make
    /// `make([]T, len, cap)`: a new array of `cap` zeros, and a slice of its first `len`.
    ///
    /// # Panics
    /// - `runtime error: makeslice: len out of range`, if `len` elements are more than 2^48 bytes
    /// - `runtime error: makeslice: cap out of range`, if `len > cap` or `cap` elements are more than that
    ///
    /// Source: Go 1.27 `runtime/slice.go`, `makeslice`.
    ///
    /// ```
    /// let heap = slices::Heap::new();
    /// let s = heap.make::<i64>(2, 5);
    /// assert_eq!((s.to_string(), s.len(), s.cap()), ("[0 0]".into(), 2, 5));
    /// ```
    #[inline]
    pub fn make<T: Value>(&self, len: usize, cap: usize) -> Slice<'_, T> {
        if len > cap || !fits::<T>(cap) {
            panic_make(fits::<T>(len));
        }
        let array = self.new_array::<T>(cap);
        // SAFETY: the array has room for `cap` elements (I2 for the slice made below).
        unsafe { fill(array, cap, T::default()) };
        Slice { array: array.as_ptr(), len, cap, owner: PhantomData }
    }
    // ANCHOR_END: make

    /// `[]T{a, b, c}`: a new array with these elements, and a slice of all of it.
    #[inline]
    pub fn of<T: Value>(&self, values: &[T]) -> Slice<'_, T> {
        let array = self.new_array::<T>(values.len());
        // SAFETY: the array is new and has room for `values.len()` elements; `T: Copy`.
        unsafe { ptr::copy_nonoverlapping(values.as_ptr(), array.as_ptr(), values.len()) };
        Slice { array: array.as_ptr(), len: values.len(), cap: values.len(), owner: PhantomData }
    }

    /// Gives up all arrays at once, and keeps their memory for the next ones. No slice can be left: it takes
    /// the heap for itself.
    pub fn reset(&mut self) {
        self.memory.reset();
    }

    /// An array of `cap` elements that are not initialised yet. An array of no bytes lies at an
    /// address that is not null, in the role of Go's `zerobase`.
    #[inline]
    pub(crate) fn new_array<T>(&self, cap: usize) -> NonNull<T> {
        match Layout::array::<T>(cap) {
            Ok(layout) if layout.size() == 0 => NonNull::dangling(),
            Ok(layout) => self.memory.allocate(layout).cast(),
            Err(_) => unreachable!("callers check `fits`, and MAX_ALLOC is below isize::MAX"),
        }
    }
}

/// Whether `n` elements are at most [`MAX_ALLOC`] bytes.
#[inline]
pub(crate) const fn fits<T>(n: usize) -> bool {
    match n.checked_mul(size_of::<T>()) {
        Some(bytes) => bytes <= MAX_ALLOC,
        None => false,
    }
}

/// Writes `n` copies of `value` from `array` on.
///
/// # Safety
/// There is room for `n` elements.
#[inline]
pub(crate) unsafe fn fill<T: Copy>(array: NonNull<T>, n: usize, value: T) {
    if size_of::<T>() == 0 {
        return; // values of no size need no writing, and `n` may be as large as a `usize`
    }
    for i in 0..n {
        // SAFETY: `i < n`, and the caller vouches for the room.
        unsafe { array.add(i).write(value) }
    }
}

#[cold]
#[inline(never)]
fn panic_make(len_fits: bool) -> ! {
    panic!("runtime error: makeslice: {} out of range", if len_fits { "cap" } else { "len" })
}
