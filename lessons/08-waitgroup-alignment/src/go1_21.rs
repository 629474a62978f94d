//! Up to Go 1.24, from 1.21 at the latest: `state atomic.Uint64; sema uint32`. (Of the releases that were recorded, 1.19
//! is the last before.) The compiler aligns an `atomic.Uint64` to 8 on every platform, so nobody looks at an address any
//! more. Rust's `AtomicU64` is aligned to 8 everywhere, too.

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
    const WHY: &'static str = "semacquire"; // up to Go 1.23: 1.24 says what `go1_25` says

    #[inline]
    fn parts(&self) -> (&AtomicU64, &AtomicU32) {
        (&self.state, &self.sema)
    }
}
