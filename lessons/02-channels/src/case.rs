//! A case: one send or receive that a party is ready to do. And how a party waits for the first of its cases.
//!
//! A plain send or receive is a `select` of one case: there is one way to wait, and it is here.
//!
//! # How
//! 1. Lock all channels, the one that was made first before the others (L), so that two selects never wait for each
//!    other's locks. (Go goes by their addresses. Numbers make a stage's runs repeat.)
//! 2. In random order: join the queue of a case, and settle its channel. If that ends the wait, stop.
//! 3. Nothing ended it: leave a waiter, unlock, park.
//! 4. Whatever ended it: leave the other queues.
//!
//! Go has the same four steps, and looks before it joins (Go 1.27 `runtime/select.go`, `selectgo`, passes 1 to 3).
//! Here joining first costs a few writes and lets [`crate::hchan::Hchan::settle`] be the only place where values move.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::time::Instant;

use ground::lock::{Guard, RuntimeLock};
use ground::park::{self, Waiter};

use crate::fast::No;
use crate::hchan::{Hchan, Queues, Way, Woken};
use crate::shuffle::Order;
use crate::sudog::{How, Sudog, Wait};

/// What a case needs of a channel, whatever its `T`.
pub(crate) trait AnyChan {
    fn queues(&self) -> &RuntimeLock<Queues>;
    /// Its place in the order of locks; no other channel has it.
    fn number(&self) -> u64;
    /// The fast way.
    ///
    /// # Safety
    /// `slot` is an `Option<T>` of the channel's `T` that nobody else uses: full for a send.
    unsafe fn try_now(&self, way: Way, slot: *mut ()) -> Result<How, No>;
    /// Drops what an earlier use of the case has left in its slot.
    ///
    /// # Safety
    /// As for `try_now`, and no lock is held.
    unsafe fn empty(&self, slot: *mut ());
    fn settle(&self, queues: &mut Queues, woken: &mut Woken) -> bool;
    /// Moves all that can move. Says when the channel's timer is due next.
    fn settle_all(&self) -> Option<Instant>;
    /// Raises the flag of a queue in which a party is about to sleep.
    fn raise(&self, way: Way);
    /// What must be so before the lock is free again.
    fn lower_flags(&self, queues: &Queues);
}

impl<T> AnyChan for Hchan<T> {
    fn queues(&self) -> &RuntimeLock<Queues> {
        &self.queues
    }

    fn number(&self) -> u64 {
        self.number
    }

    unsafe fn try_now(&self, way: Way, slot: *mut ()) -> Result<How, No> {
        // SAFETY: the caller's promise.
        let slot = unsafe { &mut *slot.cast::<Option<T>>() };
        let tried = match way {
            Way::Send => self
                .try_send(slot.take().expect("a case sends what is in its slot, and the slot is empty"))
                .map_err(|(value, no)| {
                    *slot = Some(value);
                    no
                }),
            Way::Receive => self.try_receive().map(|value| *slot = Some(value)).inspect_err(|no| {
                if *no == No::Closed {
                    *slot = None; // not what was received before
                }
            }),
        };
        match tried {
            Ok(()) => Ok(How::Passed),
            Err(No::Closed) => Ok(How::Closed),
            Err(no) => Err(no),
        }
    }

    unsafe fn empty(&self, slot: *mut ()) {
        // SAFETY: the caller's promise.
        unsafe { *slot.cast::<Option<T>>() = None };
    }

    fn settle(&self, queues: &mut Queues, woken: &mut Woken) -> bool {
        Hchan::settle(self, queues, woken)
    }

    fn settle_all(&self) -> Option<Instant> {
        Hchan::settle_all(self)
    }

    fn raise(&self, way: Way) {
        self.gate.raise(way.flag());
    }

    fn lower_flags(&self, queues: &Queues) {
        Hchan::lower_flags(self, queues);
    }
}

/// How long a party is ready to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Patience {
    /// Not at all: Go's `default`.
    None,
    Until(Instant),
    Forever,
}

/// One send or receive of a [`select`](crate::select()).
pub struct Case<'a> {
    /// A nil channel is none: the case never happens.
    chan: Option<&'a dyn AnyChan>,
    way: Way,
    sudog: Sudog,
    /// The lock of the channel, while this case is the one that holds it. [`Queued`] sees to it that it is freed: a case
    /// has no destructor, so that a list of cases may live longer than the last look at their slots.
    guard: Cell<Option<ManuallyDrop<Guard<'a, Queues>>>>,
    /// The case that holds the lock of this one's channel.
    leader: Cell<usize>,
}

impl<'a> Case<'a> {
    pub(crate) fn new<T>(chan: Option<&'a Hchan<T>>, way: Way, slot: &'a mut Option<T>) -> Case<'a>
    where
        T: Send + 'a,
    {
        let chan = chan.map(|chan| chan as &dyn AnyChan);
        Case { chan, way, sudog: Sudog::new((&raw mut *slot).cast()), guard: Cell::new(None), leader: Cell::new(0) }
    }

    pub(crate) fn way(&self) -> Way {
        self.way
    }

    fn number(&self) -> u64 {
        self.chan.map_or(0, |chan| chan.number())
    }

    /// Whoever hands a value over writes into the slot without a look at what is there: so nothing may be.
    fn empty(&self) {
        if let (Some(chan), Way::Receive) = (self.chan, self.way) {
            // SAFETY: as in `try_now`; nobody waits yet, so we hold no lock.
            unsafe { chan.empty(self.sudog.slot) };
        }
    }

    /// The fast way.
    fn try_now(&self) -> Result<How, No> {
        // SAFETY: the slot was borrowed for as long as the case lives, and the case is in no queue.
        self.chan.map_or(Err(No::NotNow), |chan| unsafe { chan.try_now(self.way, self.sudog.slot) })
    }
}

/// The cases of one party, and its wait for the first of them.
struct Queued<'c, 'a> {
    cases: &'c [Case<'a>],
    order: Order,
    wait: Wait,
    /// It may be in queues whose locks it does not hold.
    inside: bool,
}

/// Waits for the first of `cases`: which, and how. `None`: time ran out, or there was no patience.
pub(crate) fn wait_for(cases: &mut [Case<'_>], patience: Patience, why: &'static str) -> Option<(usize, How)> {
    let cases = &*cases; // sudogs are shared with others while they are queued
    cases.iter().for_each(Case::empty);
    loop {
        let mut queued = Queued { cases, order: Order::new(cases.len()), wait: Wait::new(), inside: false };
        match queued.wait(patience, why) {
            Some((_, How::Again)) => {}
            ended => return ended,
        }
    }
}

/// Tries all cases by the fast way, in random order. `NotNow`: each had a moment at which it could not happen. That is
/// not one moment for all of them.
pub(crate) fn try_each(cases: &[Case<'_>]) -> Result<(usize, How), No> {
    let mut order = Order::new(cases.len());
    let mut none = No::NotNow;
    for turn in 0..cases.len() {
        let at = order.draw(turn);
        match cases[at].try_now() {
            Ok(how) => return Ok((at, how)),
            Err(No::AskUnderLock) => none = No::AskUnderLock,
            Err(_) => {}
        }
    }
    Err(none)
}

impl Queued<'_, '_> {
    fn wait(&mut self, patience: Patience, why: &'static str) -> Option<(usize, How)> {
        let mut woken = Woken::default();
        self.lock_all();
        self.join(&mut woken);
        if self.wait.done().is_some() || matches!(patience, Patience::None) {
            self.leave_locked(&mut woken);
            woken.ready();
            return self.wait.done();
        }
        // SAFETY: all channels are locked, and the wait is not done.
        unsafe { self.set_waiter(park::current()) };
        self.inside = true;
        let due = self.unlock_all();
        woken.ready();
        let ended = self.sleep(patience, due, why);
        self.inside = false;
        self.leave(ended);
        ended
    }

    /// # Safety
    /// As [`Wait::set_waiter`].
    unsafe fn set_waiter(&self, waiter: Waiter) {
        self.cases.iter().for_each(|case| case.sudog.set_who(waiter.number()));
        // SAFETY: the caller's promise.
        unsafe { self.wait.set_waiter(waiter) };
    }

    /// The oldest channel first (L). Of several cases of one channel, one has the guard.
    fn lock_all(&mut self) {
        let cases = self.cases;
        let mut leader: Option<usize> = None;
        for at in self.order.sorted_by(|at| cases[at].number()) {
            let Some(chan) = cases[at].chan else { continue };
            if leader.is_none_or(|leader| cases[leader].number() != cases[at].number()) {
                cases[at].guard.set(Some(ManuallyDrop::new(chan.queues().lock())));
                leader = Some(at);
            }
            cases[at].leader.set(leader.expect("it was set above"));
        }
    }

    /// The queues of a case, all of which are locked by us.
    fn with_queues<R>(&self, at: usize, f: impl FnOnce(&dyn AnyChan, &mut Queues) -> R) -> Option<R> {
        let case = &self.cases[at];
        let holder = &self.cases[case.leader.get()].guard;
        let mut guard = holder.take()?;
        let result = f(case.chan?, &mut guard);
        holder.set(Some(guard));
        Some(result)
    }

    /// Joins queue after queue, until one of the cases has happened.
    fn join(&mut self, woken: &mut Woken) {
        for turn in 0..self.cases.len() {
            let at = self.order.draw(turn);
            self.cases[at].sudog.begin(&self.wait, at);
            let done = || self.wait.done().is_some();
            self.with_queues(at, |chan, queues| {
                let case = &self.cases[at];
                // SAFETY: it leaves the queue before `self` is gone, and `self` borrows the cases (W1).
                unsafe { queues.of(case.way).push(&case.sudog) };
                while !done() && chan.settle(queues, woken) {}
                if !done() {
                    // Who takes the fast way looks at the flag after it moved the ring. So look once more.
                    park::point();
                    chan.raise(case.way);
                    while !done() && chan.settle(queues, woken) {}
                }
            });
            if self.wait.done().is_some() {
                return;
            }
        }
    }

    /// Leaves all queues, moves what can move now that this party has had its turn (C1), and frees all locks.
    fn leave_locked(&self, woken: &mut Woken) {
        for (at, case) in self.cases.iter().enumerate() {
            self.with_queues(at, |chan, queues| {
                // SAFETY: if it is in a queue, then in the one of its way.
                unsafe { queues.of(case.way).remove(&case.sudog) };
                while chan.settle(queues, woken) {}
            });
        }
        self.unlock_all();
    }

    /// Frees all locks, and says when the first timer is due.
    fn unlock_all(&self) -> Option<Instant> {
        let mut due = None;
        for case in self.cases {
            if let (Some(chan), Some(guard)) = (case.chan, case.guard.take()) {
                chan.lower_flags(&guard);
                due = earlier(due, guard.timer.due());
                drop(ManuallyDrop::into_inner(guard));
            }
        }
        due
    }

    /// Parks until somebody has ended the wait, or time runs out.
    fn sleep(&self, patience: Patience, mut due: Option<Instant>, why: &'static str) -> Option<(usize, How)> {
        let mut deadline = match patience {
            Patience::Until(deadline) => Some(deadline),
            Patience::None | Patience::Forever => None,
        };
        loop {
            if let Some(done) = self.wait.done() {
                return Some(done);
            }
            park::wait_reason(why);
            let Some(until) = earlier(deadline, due) else {
                park::park();
                continue;
            };
            if park::park_until(until) {
                continue;
            }
            if due.is_some_and(|due| due <= until) {
                due = self.settle_each();
            } else if self.wait.claim() {
                return None; // nobody had come, and now nobody will
            } else {
                deadline = None; // somebody has: the end is on its way (W3)
            }
        }
    }

    /// A timer is due: its value may be for us. Says when the next one is due.
    fn settle_each(&self) -> Option<Instant> {
        self.cases.iter().filter_map(|case| case.chan).fold(None, |due, chan| earlier(due, chan.settle_all()))
    }

    /// Leaves the queues of the cases that did not happen.
    fn leave(&self, ended: Option<(usize, How)>) {
        for (at, case) in self.cases.iter().enumerate() {
            // Who ended the wait took that case's sudog out.
            let Some(chan) = case.chan.filter(|_| ended.is_none_or(|(happened, _)| happened != at)) else { continue };
            let mut queues = chan.queues().lock();
            // SAFETY: if it is in a queue, then in the one of its way.
            unsafe { queues.of(case.way).remove(&case.sudog) };
            chan.lower_flags(&queues);
        }
    }
}

impl Drop for Queued<'_, '_> {
    fn drop(&mut self) {
        // Only if the party unwinds out of a park, since its stage is going: out of one for a lock ...
        self.unlock_all();
        // ... or out of its own. Nobody may find its sudogs after this (W1).
        if self.inside {
            self.leave(None);
        }
    }
}

/// The earlier of two times, of which either may never come.
fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
