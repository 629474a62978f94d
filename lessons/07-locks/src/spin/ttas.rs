//! Test, then test and set: those who wait read, which all can do at once from their own caches, and try only when the
//! lock looks free. Who tried in vain stays away for a while, twice as long each time (*exponential back-off*).
//!
//! Source: Anderson, *The performance of spin lock alternatives for shared-memory multiprocessors*, 1990.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use lock_api::{GuardNoSend, RawMutex};

use super::holder::Holder;
use crate::memory::relax;

/// The longest that a party stays away, in pauses.
const LONGEST: u32 = 64;

/// See the module.
#[derive(Debug)]
pub struct RawTtas {
    held: AtomicBool,
    holder: Holder,
}

// SAFETY: SP1: one exchange finds `false`, and after it all find `true` until the unlock.
unsafe impl RawMutex for RawTtas {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: RawTtas = RawTtas { held: AtomicBool::new(false), holder: Holder::nobody() };

    type Guard = GuardNoSend;

    #[inline]
    fn lock(&self) -> GuardNoSend {
        let mut away = 1;
        // Acquire: partner of the Release in `unlock`.
        while self.held.swap(true, Acquire) {
            self.holder.must_not_be_me();
            (0..away).for_each(|_| relax());
            away = LONGEST.min(away * 2);
            while self.held.load(Relaxed) {
                relax();
            }
        }
        self.holder.is_me();
        GuardNoSend::new()
    }

    #[inline]
    fn try_lock(&self) -> Option<GuardNoSend> {
        // Acquire: as in `lock`.
        (!self.held.load(Relaxed) && !self.held.swap(true, Acquire)).then(|| {
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
