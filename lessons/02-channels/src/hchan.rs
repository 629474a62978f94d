//! The channel itself: Go's `hchan`, a ring and two queues, and the one rule by which values move.
//!
//! # Two ways
//! *The fast way* uses the ring alone, and no lock. It is open while nobody waits: the gate says so. *The slow way* takes
//! the lock of the queues, joins a queue, and calls [`Hchan::settle`], which moves every value that can move. If the
//! party's own is among them, it never slept. Else it parks, and whoever settles later wakes it.
//!
//! # The rule
//! | ring | receivers wait | senders wait | settle |
//! | --- | --- | --- | --- |
//! | holds a value | yes | | the oldest value goes to the oldest receiver |
//! | empty and closed | yes | | the oldest receiver gets nothing |
//! | empty and open | yes | yes | hand-off: from the oldest sender straight to the oldest receiver |
//! | closed | | yes | the oldest sender keeps its value |
//! | has room | no | yes | the oldest sender's value goes into the ring |
//! | otherwise | | | nothing can move |
//!
//! # Invariants
//! - C1: when the lock is free, only the last line applies; or a party on the fast way has moved the ring, and is on
//!   its way to settle (`gate.rs`: it will). A `select` does not meet itself, so its own two cases may face each other.
//! - C2: when the lock is free, a queue that is not empty has its flag up.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use ground::lock::RuntimeLock;
use ground::park::Waiter;

use crate::gate::{Gate, RECEIVERS, SENDERS};
use crate::queue::WaitQueue;
use crate::ring::{NoPop, NoPush, Ring};
use crate::sudog::{How, Sudog};
use crate::timer::Timer;

pub(crate) struct Hchan<T> {
    /// What the fast way looks at.
    pub(crate) gate: Gate,
    /// The buffer. Without slots in an unbuffered channel, where it still knows whether the channel is closed.
    pub(crate) ring: Ring<T>,
    /// Who waits.
    pub(crate) queues: RuntimeLock<Queues>,
    /// In a timer's channel: what makes its values.
    pub(crate) tick: Option<fn(Instant) -> T>,
    /// Its place in the order in which a `select` takes locks.
    pub(crate) number: u64,
}

/// How many channels have been made.
static MADE: AtomicU64 = AtomicU64::new(0);

/// The part of a channel that does not know its `T`: a `select` locks several, of several types.
pub(crate) struct Queues {
    pub(crate) sendq: WaitQueue,
    pub(crate) recvq: WaitQueue,
    /// In a timer's channel: when the next value is due.
    pub(crate) timer: Timer,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Send,
    Receive,
}

impl Way {
    /// The flag of the queue on this side.
    pub(crate) fn flag(self) -> u32 {
        match self {
            Way::Send => SENDERS,
            Way::Receive => RECEIVERS,
        }
    }
}

impl Queues {
    pub(crate) fn of(&mut self, way: Way) -> &mut WaitQueue {
        match way {
            Way::Send => &mut self.sendq,
            Way::Receive => &mut self.recvq,
        }
    }

    /// The oldest receiver and the oldest sender that are not the two sides of one `select`.
    fn partners(&self) -> Option<(*const Sudog, *const Sudog)> {
        self.recvq.iter().find_map(|receiver| {
            let sender = self.sendq.iter().find(|sender| !sender.is_of(receiver))?;
            Some((receiver as *const _, sender as *const _))
        })
    }
}

/// Who is to be told to go on, once no lock is held.
#[derive(Default)]
pub(crate) struct Woken {
    /// Two are the most in all but rare cases.
    few: [Option<Waiter>; 2],
    many: Vec<Waiter>,
}

impl Woken {
    pub(crate) fn add(&mut self, waiter: Option<Waiter>) {
        let Some(waiter) = waiter else { return }; // it has not gone to sleep yet
        match self.few.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(waiter),
            None => self.many.push(waiter),
        }
    }

    pub(crate) fn ready(self) {
        self.few.iter().flatten().chain(&self.many).for_each(Waiter::ready);
    }
}

impl<T> Hchan<T> {
    /// An open channel.
    ///
    /// # Panics
    /// `makechan: size out of range`
    pub(crate) fn new(cap: usize, flags: u32, tick: Option<fn(Instant) -> T>) -> Hchan<T> {
        let Some(ring) = Ring::new(cap) else { panic!("makechan: size out of range") };
        let queues = Queues { sendq: WaitQueue::new(), recvq: WaitQueue::new(), timer: Timer::default() };
        Hchan {
            gate: Gate::new(flags),
            ring,
            queues: RuntimeLock::new(queues),
            tick,
            number: MADE.fetch_add(1, Relaxed),
        }
    }

    /// Moves one value, or tells one party that the channel is closed. `false`: nothing can move.
    pub(crate) fn settle(&self, queues: &mut Queues, woken: &mut Woken) -> bool {
        self.tick_if_due(&mut queues.timer);
        self.settle_receiver(queues, woken) || self.settle_sender(queues, woken)
    }

    fn settle_receiver(&self, queues: &mut Queues, woken: &mut Woken) -> bool {
        if queues.recvq.is_empty() {
            return false;
        }
        if self.ring.is_empty() {
            return self.hand_off(queues, woken);
        }
        let Some(receiver) = queues.recvq.claim() else { return false };
        let (value, how) = match self.ring.pop() {
            Ok(value) => (Some(value), How::Passed),
            Err(NoPop::Closed) => (None, How::Closed),
            // Since we looked, somebody on the fast way took it.
            Err(NoPop::Empty) => (None, How::Again),
        };
        // SAFETY: we have claimed it (W2), and it waits for a value of this channel: its slot is an `Option<T>`, empty.
        unsafe {
            (*receiver).slot.cast::<Option<T>>().write(value);
            woken.add((*receiver).finish(how));
        }
        true
    }

    /// From a sender's stack to a receiver's, past the ring.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `send` and `sendDirect`.
    fn hand_off(&self, queues: &mut Queues, woken: &mut Woken) -> bool {
        while let Some((receiver, sender)) = queues.partners() {
            // SAFETY: both are in their queues, so they are alive (W1); the slots are theirs, and ours by the claim (W2).
            unsafe {
                if !queues.recvq.claim_this(&*receiver) {
                    continue;
                }
                if !queues.sendq.claim_this(&*sender) {
                    woken.add((*receiver).finish(How::Again));
                    return true;
                }
                let value = (*sender).slot.cast::<Option<T>>().replace(None);
                (*receiver).slot.cast::<Option<T>>().write(value);
                woken.add((*receiver).finish(How::Passed));
                woken.add((*sender).finish(How::Passed));
            }
            return true;
        }
        false
    }

    fn settle_sender(&self, queues: &mut Queues, woken: &mut Woken) -> bool {
        if queues.sendq.is_empty() || !self.ring.is_closed() && self.ring.len() == self.ring.cap() {
            return false;
        }
        let Some(sender) = queues.sendq.claim() else { return false };
        // SAFETY: we have claimed it (W2), and it waits to send on this channel: its slot is an `Option<T>`, full.
        unsafe {
            let slot = &mut *(*sender).slot.cast::<Option<T>>();
            let how = match self.ring.push(slot.take().expect("who waits to send has a value")) {
                Ok(()) => How::Passed,
                Err((value, why)) => {
                    *slot = Some(value);
                    match why {
                        NoPush::Closed => How::Closed,
                        // Since we looked, somebody on the fast way took the place.
                        NoPush::Full => How::Again,
                    }
                }
            };
            woken.add((*sender).finish(how));
        }
        true
    }

    /// What must be so again before the lock is free (C2).
    pub(crate) fn lower_flags(&self, queues: &Queues) {
        for (queue, flag) in [(&queues.sendq, SENDERS), (&queues.recvq, RECEIVERS)] {
            if queue.is_empty() && self.gate.shows(flag) {
                self.gate.lower(flag);
            }
        }
    }

    /// Takes the lock and moves all that can move. Says when the timer is due next, if there is one.
    #[cold]
    pub(crate) fn settle_all(&self) -> Option<Instant> {
        let mut woken = Woken::default();
        let mut queues = self.queues.lock();
        while self.settle(&mut queues, &mut woken) {}
        self.lower_flags(&queues);
        let due = queues.timer.due();
        drop(queues);
        woken.ready();
        due
    }

    /// Go's `close`: everybody who waits is told, and from now on nobody waits here again.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `closechan`.
    ///
    /// # Panics
    /// `close of closed channel`
    pub(crate) fn close(&self) {
        assert!(self.ring.close(), "close of closed channel");
        self.settle_all();
    }

    /// All who wait to receive begin again, and look at the timer anew.
    pub(crate) fn start_over(&self) {
        let mut woken = Woken::default();
        let mut queues = self.queues.lock();
        while let Some(receiver) = queues.recvq.claim() {
            // SAFETY: we have claimed it (W2).
            woken.add(unsafe { (*receiver).finish(How::Again) });
        }
        self.lower_flags(&queues);
        drop(queues);
        woken.ready();
    }
}
