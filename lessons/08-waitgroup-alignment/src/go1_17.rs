//! Go 1.17 and earlier: `state1 [3]uint32`, and a look at its own address in each call. This is the WaitGroup of the
//! notes.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, AtomicU64};

use memoffset::offset_of;
use static_assertions::{assert_eq_align, assert_eq_size, const_assert_eq};

use crate::group::Group;
use crate::layout::Layout;
use crate::pair::{Pair, state_of};
use crate::state::WAITERS_32;

/// A WaitGroup of 12 bytes that may lie at any address divisible by 4.
pub type WaitGroup = Group<Words>;

// ANCHOR: words
/// Three words, of which two neighbours are the state, and the third is the semaphore.
#[derive(Debug)]
#[repr(C)]
pub struct Words {
    state1: UnsafeCell<[u32; 3]>,
}
// ANCHOR_END: words

// The same on every platform: `sync/layout.tsv` of the project, Go 1.13 to 1.17, amd64 and 386.
assert_eq_size!(WaitGroup, [u32; 3]);
assert_eq_align!(WaitGroup, u32);
const_assert_eq!(offset_of!(Words, state1), 0);

// SAFETY: shared, the words are reached only through the atomics of `state_of`.
unsafe impl Sync for Words {}

impl Layout for Words {
    #[allow(clippy::declare_interior_mutable_const, reason = "a zero to begin with, and each use is a new one")]
    const ZERO: Words = Words { state1: UnsafeCell::new([0; 3]) };
    const WAITERS: u64 = WAITERS_32;
    const WHY: &'static str = "semacquire";

    #[inline]
    fn parts(&self) -> (&AtomicU64, &AtomicU32) {
        state_of(&self.state1)
    }
}

impl Words {
    /// Which words are the state, at the address where this lies now.
    pub fn pair(&self) -> Pair {
        Pair::of(self.state1.get().addr())
    }
}
