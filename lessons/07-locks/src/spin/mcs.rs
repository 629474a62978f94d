//! The lock of Mellor-Crummey and Scott: a queue of those who wait, and each looks at a word of its own.
//!
//! ```text
//!     tail -----------------------------+         The holder has no node: it needs none any more. `head` is where
//!     head ---> a -- next --> b -- next --> c     it finds the first who waits, and each of those where it will put
//!               ^ looks at a's word                 the next. So an unlock writes one word, which one party reads.
//! ```
//! The nodes lie on the stacks of those who wait, inside of `lock`. A node that outlived `lock`, as in the paper, would
//! have to be kept with the guard.
//!
//! | tail | meaning |
//! | --- | --- |
//! | null | free |
//! | `HELD` | held, and nobody waits |
//! | a node | held, and the node is the last who waits |
//!
//! # Invariants
//! - Q1: a node is in the queue, that is, reachable, only while its party is inside of `lock`.
//! - Q2: who has exchanged the tail for its node writes one link, in the node before or in `head`; who follows that
//!   link waits for it to be written.
//!
//! Source: Mellor-Crummey and Scott 1991, as for the ticket lock. The queue without the holder's node is that of the
//! K42 system's lock (Auslander, Edelsohn, Krieger, Rosenburg, Wisniewski, 2002).

use std::ptr;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicPtr};

use lock_api::{GuardNoSend, RawMutex};

use super::holder::Holder;
use crate::memory::relax;

/// See the table.
const HELD: *mut Node = ptr::without_provenance_mut(1);

/// One who waits.
#[repr(align(128))] // a cache line of its own, or rather the two that x86 fetches together
struct Node {
    /// Whether the lock has been handed to it.
    has_it: AtomicBool,
    /// Who comes after it; null as long as nobody has said so.
    next: AtomicPtr<Node>,
}

impl Node {
    fn await_turn(&self) {
        // Acquire: partner of the Release in `unlock`.
        while !self.has_it.load(Acquire) {
            relax();
        }
    }
}

/// Keeps a puppet that is unwound while it waits, for its stage is going, until its node is out of the queue (Q1): it waits on
/// for its turn, and passes it on.
struct Place<'a> {
    lock: &'a RawMcs,
    node: &'a Node,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.node.await_turn();
        self.lock.leave_queue(self.node);
        // SAFETY: it was this node's turn.
        unsafe { self.lock.unlock(GuardNoSend::new()) };
    }
}

/// See the module.
#[derive(Debug)]
pub struct RawMcs {
    tail: AtomicPtr<Node>,
    /// The first who waits. Written by whoever becomes that, and by the holder.
    head: AtomicPtr<Node>,
    holder: Holder,
}

impl RawMcs {
    /// Who comes after the one whose link this is. It has exchanged the tail, so it is about to say so (Q2).
    fn follow(link: &AtomicPtr<Node>) -> *mut Node {
        loop {
            // Acquire: partner of the Release in `wait`: the node behind the link is seen whole.
            let node = link.load(Acquire);
            if !node.is_null() {
                return node;
            }
            relax();
        }
    }

    #[cold]
    fn lock_slowly(&self) {
        self.holder.must_not_be_me(); // before it queues: nobody takes a node out again
        let node = Node { has_it: AtomicBool::new(false), next: AtomicPtr::new(ptr::null_mut()) };
        let mut tail = self.tail.load(Relaxed);
        loop {
            let (free, new) = (tail.is_null(), ptr::from_ref(&node).cast_mut());
            // AcqRel: partner of the Release in `unlock`; and who comes after us sees the node whole.
            match self.tail.compare_exchange_weak(tail, if free { HELD } else { new }, AcqRel, Relaxed) {
                Ok(_) if free => return,
                Ok(_) => return self.wait(&node, tail),
                Err(now) => tail = now,
            }
        }
    }

    fn wait(&self, node: &Node, before: *mut Node) {
        let link = match before {
            HELD => &self.head,
            // SAFETY: Q1: it is in `lock`: it leaves only after it has found our link (below).
            before => unsafe { &(*before).next },
        };
        let this = ptr::from_ref(node).cast_mut();
        // Release: partner of the Acquire in `follow`.
        link.store(this, Release);
        let place = Place { lock: self, node };
        node.await_turn();
        std::mem::forget(place);
        self.leave_queue(node);
    }

    /// The lock is this node's, and the node leaves the queue: who comes after it is now the first.
    fn leave_queue(&self, node: &Node) {
        let this = ptr::from_ref(node).cast_mut();
        let mut next = node.next.load(Acquire);
        if next.is_null() {
            self.head.store(ptr::null_mut(), Relaxed);
            // AcqRel: what we wrote to `head` is before what the next one writes there.
            if self.tail.compare_exchange(this, HELD, AcqRel, Acquire).is_ok() {
                return;
            }
            next = RawMcs::follow(&node.next);
        }
        self.head.store(next, Relaxed);
    }
}

// SAFETY: SP1: `tail` was null for one party alone, and from then on the lock is handed from node to node.
unsafe impl RawMutex for RawMcs {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: RawMcs = RawMcs {
        tail: AtomicPtr::new(ptr::null_mut()),
        head: AtomicPtr::new(ptr::null_mut()),
        holder: Holder::nobody(),
    };

    type Guard = GuardNoSend;

    #[inline]
    fn lock(&self) -> GuardNoSend {
        // Acquire: partner of the Release in `unlock`.
        if self.tail.compare_exchange(ptr::null_mut(), HELD, Acquire, Relaxed).is_err() {
            self.lock_slowly();
        }
        self.holder.is_me();
        GuardNoSend::new()
    }

    #[inline]
    fn try_lock(&self) -> Option<GuardNoSend> {
        // Acquire: as in `lock`.
        let taken = self.tail.compare_exchange(ptr::null_mut(), HELD, Acquire, Relaxed).is_ok();
        taken.then(|| {
            self.holder.is_me();
            GuardNoSend::new()
        })
    }

    #[inline]
    unsafe fn unlock(&self, _guard: GuardNoSend) {
        self.holder.is_nobody();
        let mut next = self.head.load(Acquire);
        if next.is_null() {
            // Release: partner of the Acquire in `lock`.
            if self.tail.compare_exchange(HELD, ptr::null_mut(), Release, Relaxed).is_ok() {
                return;
            }
            next = RawMcs::follow(&self.head);
        }
        // SAFETY: Q1: it waits in `lock` for the word that we write. Release: partner of the Acquire there.
        unsafe { (*next).has_it.store(true, Release) };
    }

    fn is_locked(&self) -> bool {
        !self.tail.load(Relaxed).is_null()
    }
}
