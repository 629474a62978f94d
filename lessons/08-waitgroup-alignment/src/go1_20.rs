//! Go 1.20 to 1.24: `state atomic.Uint64; sema uint32`. The compiler aligns an `atomic.Uint64` to 8 on every platform,
//! so nobody looks at an address any more. Rust's `AtomicU64` is aligned to 8 everywhere, too.

use std::sync::atomic::{AtomicU32, AtomicU64};

use memoffset::offset_of;
use static_assertions::const_assert_eq;

use crate::group::Group;
use crate::layout::Layout;
use crate::state::WAITERS_32;

/// A WaitGroup of 16 bytes, aligned to 8.
pub type WaitGroup = Group<Words>;

// ANCHOR: words
/// The state, the semaphore, and 4 bytes of padding.
#[derive(Debug)]
#[repr(C)]
pub struct Words {
    state: AtomicU64,
    sema: AtomicU32,
}
// ANCHOR_END: words

const_assert_eq!(size_of::<WaitGroup>(), 16);
const_assert_eq!(align_of::<WaitGroup>(), 8);
const_assert_eq!(offset_of!(Words, state), 0);
const_assert_eq!(offset_of!(Words, sema), 8);

impl Layout for Words {
    #[allow(clippy::declare_interior_mutable_const, reason = "a zero to begin with, and each use is a new one")]
    const ZERO: Words = Words { state: AtomicU64::new(0), sema: AtomicU32::new(0) };
    const WAITERS: u64 = WAITERS_32;
    const WHY: &'static str = "semacquire";

    #[inline]
    fn parts(&self) -> (&AtomicU64, &AtomicU32) {
        (&self.state, &self.sema)
    }
}
