//! One budget for all caches: how many bytes each may keep.
//!
//! 32 MiB for all threads together. A cache claims 64 KiB of it at first, and 64 KiB more each time it has to be scavenged: who
//! works most gets most. Once nothing is unclaimed, it takes the 64 KiB from another cache, in turns, of those that have more than
//! 512 KiB. Caches that come later than that get 512 KiB each all the same, so the budget is a guide and not a wall.
//!
//! # Invariants
//! - B1: a share is in the list from `join` to `leave`; only the budget's lock changes the list.
//! - B2: the limits of all shares and what is unclaimed make up the budget.

use std::ptr::{self, NonNull};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// What all caches may keep together.
pub(crate) const BUDGET: usize = 32 << 20;
/// What a cache claims at a time.
pub(crate) const STEP: usize = 64 << 10;
/// What a cache may keep that found nothing left to claim; who has no more is not taken from.
const LEAST: usize = 512 << 10;
/// So many other caches are asked for a step.
const TRIES: usize = 10;

// ANCHOR: share
/// What other threads may know of a cache, and may do to it.
///
/// Both numbers are `Relaxed`: each says only about how much, and no other memory is read because of what they say.
pub(crate) struct Share {
    /// How many bytes the cache had when it last looked here.
    size: AtomicUsize,
    /// How many it may have. Changed under the budget's lock.
    limit: AtomicUsize,
    /// The next share in the list, and the one before (B1).
    next: *mut Share,
    before: *mut Share,
}

/// The budget, and who has which part of it.
pub(crate) struct Budget {
    /// What nobody has claimed; negative once caches got more than there was.
    pub(crate) unclaimed: isize,
    first: *mut Share,
    /// Whose turn it is to be taken from.
    turn: *mut Share,
    pub(crate) caches: usize,
}
// ANCHOR_END: share

// SAFETY: the shares in the list live, by B1.
unsafe impl Send for Budget {}

impl Share {
    pub(crate) const fn new() -> Share {
        Share { size: AtomicUsize::new(0), limit: AtomicUsize::new(0), next: ptr::null_mut(), before: ptr::null_mut() }
    }

    /// The cache has `size` bytes; how many may it have?
    pub(crate) fn exchange(&self, size: usize) -> usize {
        self.size.store(size, Relaxed);
        self.limit.load(Relaxed)
    }
}

impl Budget {
    pub(crate) const fn new() -> Budget {
        Budget { unclaimed: BUDGET as isize, first: ptr::null_mut(), turn: ptr::null_mut(), caches: 0 }
    }

    /// Adds a cache, with its first step or, if there is none to be had, with the least that a cache needs.
    ///
    /// # Safety
    /// The share is the caller's, and stays where it is until `leave`.
    pub(crate) unsafe fn join(&mut self, share: NonNull<Share>) {
        // SAFETY: the share is the caller's; the first one is in the list (B1).
        unsafe {
            (*share.as_ptr()).next = self.first;
            if let Some(first) = self.first.as_mut() {
                first.before = share.as_ptr();
            }
        }
        self.first = share.as_ptr();
        self.caches += 1;
        // SAFETY: it is in the list now.
        let limit = unsafe { &share.as_ref().limit };
        if !self.raise(share) {
            self.unclaimed -= LEAST as isize;
            limit.store(LEAST, Relaxed);
        }
    }

    /// Takes a cache out; what it had is unclaimed again.
    ///
    /// # Safety
    /// The share is in the list.
    pub(crate) unsafe fn leave(&mut self, share: NonNull<Share>) {
        let share = share.as_ptr();
        // SAFETY: the share and its neighbours are in the list (B1).
        unsafe {
            let (before, next) = ((*share).before, (*share).next);
            match before.as_mut() {
                Some(before) => before.next = next,
                None => self.first = next,
            }
            if let Some(next) = next.as_mut() {
                next.before = before;
            }
            if self.turn == share {
                self.turn = next;
            }
            self.unclaimed += (*share).limit.load(Relaxed) as isize;
        }
        self.caches -= 1;
    }

    // ANCHOR: raise
    /// Lets a cache keep a step more: out of what is unclaimed, or at another cache's cost. `false`: there was nobody to take from.
    ///
    /// Source: gperftools 2.10 `thread_cache.cc`, `ThreadCache::IncreaseCacheLimitLocked`.
    pub(crate) fn raise(&mut self, share: NonNull<Share>) -> bool {
        if self.unclaimed > 0 {
            self.unclaimed -= STEP as isize;
        } else if !self.steal(share) {
            return false;
        }
        // SAFETY: the share is in the list (B1).
        unsafe { share.as_ref() }.limit.fetch_add(STEP, Relaxed);
        true
    }

    /// Takes a step from the next cache that has one to spare.
    fn steal(&mut self, thief: NonNull<Share>) -> bool {
        for _ in 0..TRIES {
            let from = if self.turn.is_null() { self.first } else { self.turn };
            // SAFETY: shares in the list live (B1).
            let Some(victim) = (unsafe { from.as_ref() }) else { return false };
            self.turn = victim.next;
            if from != thief.as_ptr() && victim.limit.load(Relaxed) > LEAST {
                victim.limit.fetch_sub(STEP, Relaxed);
                return true;
            }
        }
        false
    }
    // ANCHOR_END: raise

    /// What each cache had when it last said, and what it may have.
    pub(crate) fn shares(&self) -> impl Iterator<Item = (usize, usize)> {
        // SAFETY: shares in the list live, and the list is borrowed (B1).
        let (first, next) = unsafe { (self.first.as_ref(), |share: &&Share| share.next.as_ref()) };
        std::iter::successors(first, next).map(|share| (share.size.load(Relaxed), share.limit.load(Relaxed)))
    }
}
