//! The gate: one word that tells a party on the fast way whether anybody waits.
//!
//! Somebody who waits must not be passed by unseen. Two parties, two words:
//! ```text
//!     a receiver that will park          a sender
//!     raise RECEIVERS                    push into the ring (moves `tail`)
//!     look at `tail`: still empty?       look at the gate: anybody?
//! ```
//! If both looks came before both writes, the receiver would sleep on a value. All four are SeqCst: they have one
//! order that everybody agrees on, and in any order of the four one of the two looks comes last and sees the other's
//! write. So either the receiver finds the value, or the sender finds the receiver. A full ring is the same with
//! senders, `head` and [`SENDERS`].

use std::sync::atomic::Ordering::SeqCst;

use crate::memory::AtomicU32;

/// Somebody is in the queue of senders.
pub(crate) const SENDERS: u32 = 1;
/// Somebody is in the queue of receivers.
pub(crate) const RECEIVERS: u32 = 2;
/// There is no fast way: every operation takes the lock.
pub(crate) const LOCKED: u32 = 4;

/// What the fast way looks at.
#[derive(Debug)]
pub(crate) struct Gate(AtomicU32);

impl Gate {
    pub(crate) fn new(flags: u32) -> Gate {
        Gate(AtomicU32::new(flags))
    }

    /// Whether one of `flags` is up.
    #[inline]
    pub(crate) fn shows(&self, flags: u32) -> bool {
        self.0.load(SeqCst) & flags != 0
    }

    /// Raises a flag. Under the lock of the queues.
    pub(crate) fn raise(&self, flag: u32) {
        self.0.fetch_or(flag, SeqCst);
    }

    /// Takes a flag down. Under the lock of the queues.
    pub(crate) fn lower(&self, flag: u32) {
        self.0.fetch_and(!flag, SeqCst);
    }
}
