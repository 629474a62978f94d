//! Takes the list for full when no slot is left. There are always more slots than it may have objects, so a thread keeps too much.

use tcmalloc::FreeList;

/// A thread's free objects of one class.
pub struct Yours {
    /// Memory for addresses. The first `len` are the list's objects; what the others hold means nothing.
    slots: &'static mut [*mut u8],
    len: usize,
    max: usize,
    /// The fewest objects since `mark`.
    low: usize,
}

impl Yours {
    const fn empty() -> Yours {
        Yours { slots: &mut [], len: 0, max: 0, low: 0 }
    }
}

// SAFETY: the promises of the trait are what the tests of this exercise ask for, before an allocator runs on the list.
unsafe impl FreeList for Yours {
    const EMPTY: Yours = Yours::empty();

    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn max(&self) -> usize {
        self.max
    }

    fn set_max(&mut self, max: usize) {
        self.max = max;
    }

    fn low(&self) -> usize {
        self.low
    }

    fn room(&self) -> usize {
        self.slots.len()
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.len == self.slots.len()
    }

    fn mark(&mut self) {
        self.low = self.len;
    }

    #[inline]
    unsafe fn push(&mut self, object: *mut u8) {
        self.slots[self.len] = object;
        self.len += 1;
    }

    #[inline]
    unsafe fn pop(&mut self) -> *mut u8 {
        self.len -= 1;
        self.low = self.low.min(self.len);
        self.slots[self.len]
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        slots[..self.len].copy_from_slice(&self.slots[..self.len]);
        std::mem::replace(&mut self.slots, slots)
    }
}
