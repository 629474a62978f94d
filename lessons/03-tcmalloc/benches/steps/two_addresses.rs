//! A list as the compiler would reach it if it were left alone.

use tcmalloc::FreeList;

/// A list that a cache reads by one address and writes by another.
pub struct TwoAddresses<L>(L);

// SAFETY: it is the list inside, which keeps the promises.
unsafe impl<L: FreeList> FreeList for TwoAddresses<L> {
    const EMPTY: TwoAddresses<L> = TwoAddresses(L::EMPTY);
    const BY_ONE_ADDRESS: bool = false;

    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn max(&self) -> usize {
        self.0.max()
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.0.is_full()
    }

    fn set_max(&mut self, max: usize) {
        self.0.set_max(max);
    }

    fn low(&self) -> usize {
        self.0.low()
    }

    fn mark(&mut self) {
        self.0.mark();
    }

    #[inline]
    unsafe fn push(&mut self, object: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { self.0.push(object) };
    }

    #[inline]
    unsafe fn pop(&mut self) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { self.0.pop() }
    }

    fn room(&self) -> usize {
        self.0.room()
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        self.0.adopt(slots)
    }
}
