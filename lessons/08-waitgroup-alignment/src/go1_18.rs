//! Go 1.18 and 1.19: `state1 uint64; state2 uint32`. On a 64-bit platform that is always aligned. On a 32-bit one Go's
//! `uint64` lies at any address divisible by 4, so there the look at the address stays, and the three words are the
//! same as before.
//!
//! Both forms compile everywhere, so that both can be tried anywhere; [`WaitGroup`] is this platform's.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, AtomicU64};

use memoffset::offset_of;
use static_assertions::const_assert_eq;

use crate::group::Group;
use crate::layout::Layout;
use crate::pair::{Pair, state_of};
use crate::state::WAITERS_32;

/// The WaitGroup of this platform.
#[cfg(target_pointer_width = "64")]
pub type WaitGroup = Group<Words64>;
/// The WaitGroup of this platform.
#[cfg(not(target_pointer_width = "64"))]
pub type WaitGroup = Group<Words32>;

// ANCHOR: words
/// On 64 bits: 16 bytes, aligned to 8, the last 4 are padding.
#[derive(Debug)]
#[repr(C)]
pub struct Words64 {
    state1: AtomicU64,
    state2: AtomicU32,
}

/// On 32 bits: 12 bytes, aligned to 4, since Go's `uint64` is. The address decides which are the state.
#[derive(Debug)]
#[repr(C)]
pub struct Words32 {
    /// Go's `state1` is the first two, its `state2` the third. Which of them are the state, the names do not say.
    state1_state2: UnsafeCell<[u32; 3]>,
}
// ANCHOR_END: words

const_assert_eq!(size_of::<Group<Words64>>(), 16);
const_assert_eq!(align_of::<Group<Words64>>(), 8);
const_assert_eq!(offset_of!(Words64, state1), 0);
const_assert_eq!(offset_of!(Words64, state2), 8);
const_assert_eq!(size_of::<Group<Words32>>(), 12);
const_assert_eq!(align_of::<Group<Words32>>(), 4);

// SAFETY: shared, the words are reached only through the atomics of `state_of`.
unsafe impl Sync for Words32 {}

#[allow(clippy::declare_interior_mutable_const, reason = "a zero to begin with, and each use is a new one")]
impl Layout for Words64 {
    const ZERO: Words64 = Words64 { state1: AtomicU64::new(0), state2: AtomicU32::new(0) };
    const WAITERS: u64 = WAITERS_32;
    const WHY: &'static str = "semacquire";

    #[inline]
    fn parts(&self) -> (&AtomicU64, &AtomicU32) {
        (&self.state1, &self.state2)
    }
}

#[allow(clippy::declare_interior_mutable_const, reason = "a zero to begin with, and each use is a new one")]
impl Layout for Words32 {
    const ZERO: Words32 = Words32 { state1_state2: UnsafeCell::new([0; 3]) };
    const WAITERS: u64 = WAITERS_32;
    const WHY: &'static str = "semacquire";

    #[inline]
    fn parts(&self) -> (&AtomicU64, &AtomicU32) {
        state_of(&self.state1_state2)
    }
}

impl Words32 {
    /// Which words are the state, at the address where this lies now.
    pub fn pair(&self) -> Pair {
        Pair::of(self.state1_state2.get().addr())
    }
}
