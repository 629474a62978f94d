//! The buffer: a ring of slots, into which many push and from which many pop without a lock.
//!
//! # A position
//! `head` and `tail` only move forward. Each is three numbers in one word:
//! ```text
//!     | lap          | index of the slot | closed |        bit 0 of `tail` alone: the ring takes no more
//!     +--------------+-------------------+--------+        of a slot's stamp: the slot holds a value
//! ```
//! # A slot's stamp
//! | stamp | the slot | who comes next |
//! | --- | --- | --- |
//! | `p` | is free | the push at position `p` |
//! | `p + 1` | holds the value of position `p` | the pop at position `p` |
//! | `p + lap` | is free again | the push of the next lap |
//!
//! A push takes its position by moving `tail` on, and then nobody else can touch the slot until the push has set
//! the stamp; a pop does the same with `head`. So a push and a pop meet in one word only, the stamp of their slot.
//! (Dmitry Vyukov's bounded queue has a sequence number in each slot; laps instead of a power of two are from
//! crossbeam's `array.rs`.)
//!
//! # Invariants
//! - R1: `head <= tail <= head + lap`, counted in positions.
//! - R2: who moved `tail` from `p` owns the slot of `p` until it stores the stamp `p + 1`; who moved `head` from `p`,
//!   until it stores `p + lap`.
//! - R3: `tail` never moves once it is closed.
//!
//! A type without a size needs no slots: there the ring is the two positions, and a value is a step of `tail`.

use std::fmt::Debug;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use crate::memory::{AtomicUsize, OwnLine, Place, wait_a_moment};

/// Bit 0 of `tail`.
const CLOSED: usize = 1;
/// Bit 0 of a stamp.
const HOLDS: usize = 1;

pub(crate) struct Ring<T> {
    /// The next position to pop.
    head: OwnLine<AtomicUsize>,
    /// The next position to push, and `CLOSED`.
    tail: OwnLine<AtomicUsize>,
    slots: Box<[Slot<T>]>,
    cap: usize,
    /// What one lap adds to a position.
    lap: usize,
}

struct Slot<T> {
    /// See the table.
    stamp: AtomicUsize,
    /// Who may touch it: R2.
    value: Place<T>,
}

// SAFETY: by R2 a value is reached by one party at a time, and moves with the slot: that asks for `Send`.
unsafe impl<T: Send> Send for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Ring<T> {}

/// Why a push did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPush {
    Full,
    Closed,
}

/// Why a pop did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPop {
    Empty,
    /// Empty, and closed: for ever.
    Closed,
}

impl<T> Ring<T> {
    /// Room for `cap` values. `None` if there can be no such ring.
    pub(crate) fn new(cap: usize) -> Option<Ring<T>> {
        let lap = cap.max(1).checked_next_power_of_two()?.checked_mul(2)?;
        // There must be more laps than a sleeping party can miss.
        (lap <= usize::MAX >> 4).then_some(())?;
        let count = if size_of::<T>() == 0 { 0 } else { cap };
        count.checked_mul(size_of::<Slot<T>>()).filter(|&bytes| bytes <= isize::MAX as usize)?;
        let mut slots = Vec::new();
        slots.try_reserve_exact(count).ok()?;
        slots.extend((0..count).map(|index| Slot { stamp: AtomicUsize::new(index << 1), value: Place::empty() }));
        let word = || OwnLine(AtomicUsize::new(0));
        Some(Ring { head: word(), tail: word(), slots: slots.into_boxed_slice(), cap, lap })
    }

    pub(crate) fn cap(&self) -> usize {
        self.cap
    }

    #[inline]
    fn index(&self, position: usize) -> usize {
        (position & (self.lap - 1)) >> 1
    }

    /// The position after this one: the next slot, or the first one a lap later.
    #[inline]
    fn after(&self, position: usize) -> usize {
        if self.index(position) + 1 < self.cap {
            position + 2
        } else {
            (position & !(self.lap - 1)).wrapping_add(self.lap)
        }
    }

    /// Puts a value in, or gives it back.
    #[inline]
    pub(crate) fn push(&self, value: T) -> Result<(), (T, NoPush)> {
        let mut turn = 0;
        loop {
            // Acquire: partner of the SeqCst exchange of the push before; keeps this load before the one of `head`.
            let tail = self.tail.0.load(Acquire);
            if tail & CLOSED != 0 {
                return Err((value, NoPush::Closed));
            }
            let slot = self.slots.get(self.index(tail));
            // Acquire: partner of the Release in `pop`: its read of the slot is over.
            let free = slot.is_some_and(|slot| slot.stamp.load(Acquire) == tail);
            if !free {
                // `head` was read after `tail`, and neither goes back: if they are a lap apart now, they were at the
                // moment of the second read (R1). SeqCst: see `gate.rs`.
                let head = self.head.0.load(SeqCst);
                if head.wrapping_add(self.lap) == tail || self.cap == 0 {
                    return Err((value, NoPush::Full));
                }
                if size_of::<T>() != 0 {
                    // A pop is in the middle of its step, or `tail` is old.
                    wait_a_moment(turn);
                    turn += 1;
                    continue;
                }
            }
            // SeqCst: who parks looks at `tail` after it has raised its flag, and we look at the flag after this.
            if self.tail.0.compare_exchange_weak(tail, self.after(tail), SeqCst, Relaxed).is_ok() {
                match slot {
                    Some(slot) => {
                        // SAFETY: R2: the slot is ours, and free.
                        unsafe { slot.value.put(value) };
                        // Release: partner of the Acquire in `pop`: it sees the value.
                        slot.stamp.store(tail | HOLDS, Release);
                    }
                    None => std::mem::forget(value), // no size: the position says it all
                }
                return Ok(());
            }
        }
    }

    /// Takes the oldest value out.
    #[inline]
    pub(crate) fn pop(&self) -> Result<T, NoPop> {
        let mut turn = 0;
        loop {
            let head = self.head.0.load(Acquire); // Acquire: keeps this load before the one of `tail`
            let slot = self.slots.get(self.index(head));
            // Acquire: partner of the Release in `push`: the value is there.
            let holds = slot.is_some_and(|slot| slot.stamp.load(Acquire) == head | HOLDS);
            if !holds {
                // As in `push`: if both are the same now, the ring was empty at the moment of this read.
                let tail = self.tail.0.load(SeqCst);
                if tail & !CLOSED == head {
                    return Err(if tail & CLOSED == 0 { NoPop::Empty } else { NoPop::Closed });
                }
                if size_of::<T>() != 0 {
                    wait_a_moment(turn);
                    turn += 1;
                    continue;
                }
            }
            // SeqCst: as in `push`.
            if self.head.0.compare_exchange_weak(head, self.after(head), SeqCst, Relaxed).is_ok() {
                return Ok(match slot {
                    Some(slot) => {
                        // SAFETY: R2: the slot is ours, and its stamp says that it holds a value.
                        let value = unsafe { slot.value.take() };
                        // Release: partner of the Acquire in `push` of the next lap.
                        slot.stamp.store(head.wrapping_add(self.lap), Release);
                        value
                    }
                    // SAFETY: `T` has no size, so any aligned pointer will do. By `head < tail` a value was forgotten in
                    // `push`, and this is it.
                    None => unsafe { NonNull::<T>::dangling().read() },
                });
            }
        }
    }

    /// From now on every push fails. `false` if that was so before.
    pub(crate) fn close(&self) -> bool {
        self.tail.0.fetch_or(CLOSED, SeqCst) & CLOSED == 0
    }

    /// Whether it was closed at the moment of the call.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.tail.0.load(SeqCst) & CLOSED != 0
    }

    /// Whether a push would find it full, and open, at this moment.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        let tail = self.tail.0.load(SeqCst);
        // As in `push`.
        self.head.0.load(SeqCst).wrapping_add(self.lap) == tail || self.cap == 0 && tail & CLOSED == 0
    }

    /// Whether a pop would find it empty, and open, at this moment.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        let head = self.head.0.load(SeqCst);
        // As in `pop`.
        self.tail.0.load(SeqCst) == head
    }

    /// How many values there were at one moment of the call.
    pub(crate) fn len(&self) -> usize {
        loop {
            let tail = self.tail.0.load(SeqCst);
            let head = self.head.0.load(SeqCst);
            // The tail has not moved: so both were so at the moment when `head` was read.
            if self.tail.0.load(SeqCst) == tail {
                let (at, end) = (self.index(head), self.index(tail));
                return match end.cmp(&at) {
                    std::cmp::Ordering::Greater => end - at,
                    std::cmp::Ordering::Less => self.cap - at + end,
                    std::cmp::Ordering::Equal if tail & !CLOSED == head => 0,
                    std::cmp::Ordering::Equal => self.cap,
                };
            }
        }
    }
}

impl<T: Debug> Ring<T> {
    /// The slots by index, and the indexes of the next pop and the next push.
    ///
    /// # Safety
    /// Nobody pushes or pops meanwhile.
    pub(crate) unsafe fn view(&self) -> (Vec<Option<String>>, usize, usize) {
        let show = |slot: &Slot<T>| {
            // SAFETY: the stamp says that it holds a value, and by the caller's promise it goes on holding it.
            let value = |slot: &Slot<T>| unsafe { slot.value.look(|value| format!("{value:?}")) };
            (slot.stamp.load(Acquire) & HOLDS != 0).then(|| value(slot))
        };
        let (head, tail) = (self.head.0.load(Acquire), self.tail.0.load(Acquire));
        (self.slots.iter().map(show).collect(), self.index(head), self.index(tail))
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        while let Ok(value) = self.pop() {
            drop(value);
        }
    }
}
