//! Write the list of a thread's free objects, and let the whole allocator run on it.
//!
//! `Stack`, the library's own, goes about with four pointers in `unsafe` code. Yours needs none: it has a slice of memory for
//! addresses, and three numbers. The object that came last goes first. `is_full` is true if the list has `max` objects or more.
//! `low` is the fewest objects that it has had since `mark`. `adopt` brings memory for more addresses (or for none, when the
//! list is empty and its thread ends): the objects move there, and the memory that the list had goes back to whoever called.
//!
//! When the tests are green, `cargo bench -p lesson-03 -- 64` has a row "tcmalloc, yours", beside "tcmalloc", whose lists are `Stack`.

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
        // your part: begin
        todo!("may it have one more?")
        // your part: end
    }

    fn mark(&mut self) {
        // your part: begin
        todo!("from now on `low` is the fewest")
        // your part: end
    }

    #[inline]
    unsafe fn push(&mut self, object: *mut u8) {
        // your part: begin
        todo!("{object:?} comes last")
        // your part: end
    }

    #[inline]
    unsafe fn pop(&mut self) -> *mut u8 {
        // your part: begin
        todo!("what came last goes first; is this the fewest so far?")
        // your part: end
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        // your part: begin
        todo!("the objects move into the {} new slots, and the old ones go back", slots.len())
        // your part: end
    }
}
