//! Test and set: the whole lock is one exchange, tried until it succeeds.
//!
//! Each try is a write, and a write wants the cache line for itself alone. So those who wait pull the line from each
//! other, and from the holder, who needs it to unlock.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use lock_api::{GuardNoSend, RawMutex};

use super::holder::Holder;
use crate::memory::relax;

/// See the module.
#[derive(Debug)]
pub struct RawTas {
    held: AtomicBool,
    holder: Holder,
}

// SAFETY: SP1: one exchange finds `false`, and after it all find `true` until the unlock.
unsafe impl RawMutex for RawTas {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: RawTas = RawTas { held: AtomicBool::new(false), holder: Holder::nobody() };

    type Guard = GuardNoSend;

    #[inline]
    fn lock(&self) -> GuardNoSend {
        // Acquire: partner of the Release in `unlock`; what the holder before did is seen.
        while self.held.swap(true, Acquire) {
            self.holder.must_not_be_me();
            relax();
        }
        self.holder.is_me();
        GuardNoSend::new()
    }

    #[inline]
    fn try_lock(&self) -> Option<GuardNoSend> {
        // Acquire: as in `lock`.
        (!self.held.swap(true, Acquire)).then(|| {
            self.holder.is_me();
            GuardNoSend::new()
        })
    }

    #[inline]
    unsafe fn unlock(&self, _guard: GuardNoSend) {
        self.holder.is_nobody();
        // Release: partner of the Acquire in `lock`.
        self.held.store(false, Release);
    }

    fn is_locked(&self) -> bool {
        self.held.load(Relaxed)
    }
}
