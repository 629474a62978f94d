//! Go 1.25 and later: the layout of Go 1.21, with a flag in place of the waiters' highest bit, and with `Go`
//! (`task.rs`).

use std::sync::atomic::{AtomicU32, AtomicU64};

use static_assertions::const_assert_eq;

use crate::go1_21;
use crate::group::Group;
use crate::layout::Layout;
use crate::state::WAITERS_31;

/// Today's WaitGroup.
pub type WaitGroup = Group<Words>;

/// The words of Go 1.21. What the low half of the state means has changed.
#[derive(Debug)]
#[repr(transparent)]
pub struct Words(go1_21::Words);

const_assert_eq!(size_of::<WaitGroup>(), 16);
const_assert_eq!(align_of::<WaitGroup>(), 8);

impl Layout for Words {
    #[allow(clippy::declare_interior_mutable_const, reason = "a zero to begin with, and each use is a new one")]
    const ZERO: Words = Words(go1_21::Words::ZERO);
    const WAITERS: u64 = WAITERS_31;
    const WHY: &'static str = "sync.WaitGroup.Wait";

    #[inline]
    fn parts(&self) -> (&AtomicU64, &AtomicU32) {
        self.0.parts()
    }
}
