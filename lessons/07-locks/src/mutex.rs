//! Go's `sync.Mutex`: a word and a semaphore, and two modes.
//!
//! # Two modes
//! *Normal*: who unlocks calls one waiter, and that one competes with whoever comes just now. Newcomers run already, so
//! they mostly win. That is fast: the lock is taken again and again without anybody being switched. *Starving*: who
//! unlocks hands the lock to the first in the queue, and newcomers go to its end. That is fair, and each hand-over is a
//! switch.
//!
//! A waiter that wakes up and has waited for more than a millisecond, and finds the lock taken once more, turns
//! starvation on. Whoever is handed the lock turns it off, if it is the last in the queue or has waited for less than a
//! millisecond.
//!
//! # Invariants
//! - M1: who set L, or was handed the lock, has it; nobody else touches what it guards until it has unlocked.
//! - M2: while S is up and L is down, exactly one party has been handed the lock and is on its way to set L.
//! - M3: if somebody waits and the lock is free, somebody is on the way: the unlocker that is about to call, or the
//!   party that the W is about.
//!
//! # Rejected
//! A ticket lock that sleeps is fair and short, and hands over each time: at most one section a switch. Only normal
//! mode is what most mutexes have: a waiter may wait for ever. Only starving mode is a ticket lock.
//!
//! Source: Go 1.27 `internal/sync/mutex.go`.

use std::mem::offset_of;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use ground::fatal;

use crate::inspect::MutexView;
use crate::memory::{AtomicU32, can_spin, constructor, now, point, remember, spin, was_crowded};
use crate::sema;
use crate::state::State;

/// After this a waiter starves: one millisecond.
pub const STARVATION_THRESHOLD_NS: u64 = 1_000_000;
/// How many rounds a party spins before it sleeps.
const SPINS: u32 = 4;

/// Go's `sync.Mutex`, bare: a lock that guards nothing but by agreement. Any party may unlock it.
///
/// ```
/// static MUTEX: locks::GoMutex = locks::GoMutex::new();
/// MUTEX.lock();
/// assert!(!MUTEX.try_lock());
/// MUTEX.unlock();
/// ```
pub type GoMutex = ModalMutex<STARVATION_THRESHOLD_NS>;

/// A [`GoMutex`] with another threshold, in nanoseconds, to see what it does: `0` hands the lock over whenever somebody
/// has waited, and `u64::MAX` never.
#[derive(Debug)]
#[repr(C)]
pub struct ModalMutex<const STARVES_AFTER_NS: u64> {
    /// See `state.rs`.
    state: AtomicU32,
    /// Where waiters sleep.
    sema: AtomicU32,
}

#[cfg(not(loom))]
const _: () = {
    // As in every Go from 1.13 to 1.27 (`tests/layout.rs`).
    assert!(size_of::<GoMutex>() == 8 && align_of::<GoMutex>() == 4);
};

impl<const STARVES_AFTER_NS: u64> Default for ModalMutex<STARVES_AFTER_NS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const STARVES_AFTER_NS: u64> ModalMutex<STARVES_AFTER_NS> {
    /// Its words and where they lie, in bytes.
    pub const FIELDS: [(&str, usize); 2] = [("state", offset_of!(Self, state)), ("sema", offset_of!(Self, sema))];

    constructor! {
        /// A free mutex.
        pub const fn new() -> Self {
            ModalMutex { state: AtomicU32::new(0), sema: AtomicU32::new(0) }
        }
    }

    /// Takes the lock, waiting for it if it is held.
    ///
    /// Source: Go 1.27 `internal/sync/mutex.go`, `Mutex.Lock`.
    #[inline]
    pub fn lock(&self) {
        let guess = if was_crowded() { self.load() } else { State::FREE };
        if !self.take(guess) {
            self.lock_slowly();
        }
    }

    /// Takes the lock if it is free: by one exchange if its word is what it is guessed to be, else by two.
    ///
    /// A mutex that others want too is seldom 0 when it is free: who was called has no core yet, and until it has one,
    /// others come and go by thousands. So a thread remembers whether the mutex that it unlocked last was crowded, and
    /// looks first if it was.
    #[inline]
    fn take(&self, guess: State) -> bool {
        if !guess.is_free() {
            return false;
        }
        // Acquire: partner of the Release in `unlock`.
        match self.state.compare_exchange(guess.0, guess.locked().0, Acquire, Relaxed) {
            Ok(_) => true,
            Err(found) => {
                let found = State(found);
                found.is_free() && self.exchange(found, found.locked())
            }
        }
    }

    /// Takes the lock if it is free and nobody starves.
    ///
    /// Source: Go 1.27 `internal/sync/mutex.go`, `Mutex.TryLock`.
    #[inline]
    pub fn try_lock(&self) -> bool {
        self.take(self.load())
    }

    /// Frees the lock, whoever holds it.
    ///
    /// Source: Go 1.27 `internal/sync/mutex.go`, `Mutex.Unlock`.
    ///
    /// # Aborts
    /// `fatal error: sync: unlock of unlocked mutex`. It is no panic: the state is broken, and nobody could mend it.
    #[inline]
    pub fn unlock(&self) {
        // Release: partner of the Acquire in `exchange`: who has the lock next sees what this holder did.
        let before = State(self.state.fetch_sub(State::LOCKED.0, Release));
        remember(before != State::LOCKED);
        if before != State::LOCKED && before.is_more_to_unlock() {
            self.unlock_slowly(before);
        }
    }

    /// Whether somebody has it. It may be otherwise by the time that the caller looks at the answer.
    pub fn is_locked(&self) -> bool {
        self.load().is_locked()
    }

    fn load(&self) -> State {
        State(self.state.load(Relaxed))
    }

    #[inline]
    fn exchange(&self, old: State, new: State) -> bool {
        // Acquire: partner of the Release in `unlock`, where this takes the lock.
        self.state.compare_exchange(old.0, new.0, Acquire, Relaxed).is_ok()
    }

    #[cold]
    fn lock_slowly(&self) {
        let mut began = None; // when it first went to sleep
        let (mut starves, mut woken) = (false, false);
        let mut spins = SPINS; // those that are left until it sleeps
        loop {
            woken |= self.spin_a_while(woken, &mut spins);
            let old = self.load();
            point();
            if !self.exchange(old, old.arrive(woken, starves)) {
                continue;
            }
            if old.is_free() {
                return;
            }
            // Who has waited before goes to the front: it is the oldest.
            let again = began.is_some();
            let since = *began.get_or_insert_with(now);
            sema::acquire(&self.sema, again, "sync.Mutex.Lock");
            starves = starves || (now() - since).as_nanos() > u128::from(STARVES_AFTER_NS);
            if self.load().is_starving() {
                return self.take_over(starves);
            }
            (woken, spins) = (true, SPINS); // `call` has set W for us
        }
    }

    /// Looks for a while whether the lock becomes free. True if this party has set W meanwhile.
    ///
    /// Source: Go 1.27 `runtime/proc.go`, `internal_sync_runtime_canSpin`.
    fn spin_a_while(&self, woken: bool, spins: &mut u32) -> bool {
        let mut said = false;
        while *spins > 0 {
            let state = self.load();
            if !state.is_worth_a_spin() || !can_spin() {
                break;
            }
            if !woken && !said && !state.is_woken() && state.waiters() > 0 {
                said = self.exchange(state, state.woken());
            }
            spin();
            *spins -= 1;
        }
        said
    }

    /// The lock was handed to this party (M2).
    fn take_over(&self, starves: bool) {
        loop {
            let old = self.load();
            if old.is_locked() || old.is_woken() || old.waiters() == 0 {
                fatal("sync: inconsistent mutex state");
            }
            point();
            // Acquire in `exchange`: the sema has ordered us behind the unlocker already.
            if self.exchange(old, old.take_over(starves)) {
                return;
            }
        }
    }

    #[cold]
    fn unlock_slowly(&self, before: State) {
        if !before.is_locked() {
            fatal("sync: unlock of unlocked mutex");
        }
        if before.is_starving() {
            return sema::release(&self.sema, true);
        }
        loop {
            point();
            let state = self.load();
            if !state.must_call() {
                return;
            }
            if self.exchange(state, state.call()) {
                return sema::release(&self.sema, false);
            }
        }
    }

    /// The state of the mutex at this moment.
    pub fn inspect(&self) -> MutexView {
        MutexView { state: self.load().view(), permits: self.sema.load(Relaxed), queue: sema::waiting(&self.sema) }
    }
}
