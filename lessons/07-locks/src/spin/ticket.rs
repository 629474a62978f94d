//! A ticket lock: take a number, and wait until it is shown. First come, first served.
//!
//! Source: Mellor-Crummey and Scott, *Algorithms for scalable synchronization on shared-memory multiprocessors*, 1991.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use lock_api::{GuardNoSend, RawMutex};

use super::holder::Holder;
use crate::memory::relax;

/// See the module. Both numbers go round at 2^32, which does no harm while fewer wait.
#[derive(Debug)]
pub struct RawTicket {
    /// The next ticket.
    next: AtomicU32,
    /// The ticket that is served. Written by the holder alone.
    serving: AtomicU32,
    holder: Holder,
}

impl RawTicket {
    /// The first ticket is `ticket`: to see what happens where the numbers end.
    pub const fn starting_at(ticket: u32) -> RawTicket {
        RawTicket { next: AtomicU32::new(ticket), serving: AtomicU32::new(ticket), holder: Holder::nobody() }
    }
}

/// Who has a ticket. A puppet that is unwound while it waits, for its stage is going, waits on for its turn, and passes it on.
struct Place<'a> {
    lock: &'a RawTicket,
    ticket: u32,
}

impl Place<'_> {
    #[inline]
    fn await_turn(&self) {
        // Acquire: partner of the Release in `unlock`.
        while self.lock.serving.load(Acquire) != self.ticket {
            relax();
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.await_turn();
        // SAFETY: it was this ticket's turn.
        unsafe { self.lock.unlock(GuardNoSend::new()) };
    }
}

// SAFETY: SP1: no two parties have the same ticket, and one ticket is served at a time.
unsafe impl RawMutex for RawTicket {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: RawTicket = RawTicket::starting_at(0);

    type Guard = GuardNoSend;

    #[inline]
    fn lock(&self) -> GuardNoSend {
        self.holder.must_not_be_me(); // before it has a ticket, which nobody gives back
        let place = Place { lock: self, ticket: self.next.fetch_add(1, Relaxed) };
        place.await_turn();
        std::mem::forget(place);
        self.holder.is_me();
        GuardNoSend::new()
    }

    #[inline]
    fn try_lock(&self) -> Option<GuardNoSend> {
        // Acquire: as in `lock`.
        let serving = self.serving.load(Acquire);
        let taken = self.next.compare_exchange(serving, serving.wrapping_add(1), Relaxed, Relaxed).is_ok();
        taken.then(|| {
            self.holder.is_me();
            GuardNoSend::new()
        })
    }

    #[inline]
    unsafe fn unlock(&self, _guard: GuardNoSend) {
        self.holder.is_nobody();
        let ticket = self.serving.load(Relaxed);
        // Release: partner of the Acquire in `lock`.
        self.serving.store(ticket.wrapping_add(1), Release);
    }

    fn is_locked(&self) -> bool {
        self.serving.load(Relaxed) != self.next.load(Relaxed)
    }
}
