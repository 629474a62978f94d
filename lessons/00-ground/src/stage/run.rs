//! The stage's machinery: the queue of those who can run, one step of a puppet, and running until nobody can.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use corosensei::CoroutineResult;

use super::choose::{Choose, Ended, Pick};
use super::current::with_current;
use super::footprint::{Footprint, Object};
use super::hook;
use super::outcome::{Deadlock, Outcome, Stuck};
use super::puppet::{Body, Puppet, PuppetCoroutine, PuppetYielder, State, coroutine, reuse, text_of};
use super::time::Clock;
use super::token::{Inbox, Token};
use crate::park::with_backend;

/// How many steps one explored run may take before it counts as one that never ends.
const MAX_STEPS: usize = 100_000;

/// What kind of schedule point a puppet stands at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PointKind {
    /// `point()`: nobody said what comes next.
    Bare,
    /// What comes next is declared: a cell, a token.
    Declared,
}

/// A stage's state. No borrow of a field is held while a puppet runs, since the puppet comes back in through
/// `wait.rs`.
pub(super) struct Core {
    pub(super) puppets: RefCell<Vec<Puppet>>,
    names: RefCell<HashMap<Rc<str>, usize>>,
    /// Those that can run, in the order in which they became able to.
    ready: RefCell<VecDeque<usize>>,
    /// Those that have yielded, and wait for somebody else to take a step that does not end in a yield. Without this an
    /// exploration would let two that spin take turns for ever, while the one that they spin for could run.
    pub(super) yielded: RefCell<Vec<usize>>,
    pub(super) inbox: Arc<Inbox>,
    pub(super) clock: RefCell<Clock>,
    /// The puppet that runs now.
    pub(super) running: Cell<Option<usize>>,
    /// Whether points switch: when stepping and exploring. `run` on a plain stage goes on until a park, as Go does.
    pub(super) points_switch: Cell<bool>,
    /// The stage is being dropped: nobody waits any more.
    pub(super) closing: Cell<bool>,
    /// Whether the thread was panicking when it switched to the puppet that runs now.
    pub(super) panicked_before: Cell<bool>,
    /// Who picks the next puppet; `None`: the queue's order.
    chooser: RefCell<Option<Box<dyn Choose>>>,
    /// Why an explored run was cut short.
    pub(super) ended: RefCell<Option<Ended>>,
    /// The puppet of every step so far.
    pub(super) steps: RefCell<Vec<usize>>,
    /// Panics of puppets, in order: the puppet, and where.
    pub(super) panics: RefCell<Vec<(usize, Option<String>)>>,
    pub(super) last_deadlock: RefCell<Option<Deadlock>>,
    footprint: RefCell<Footprint>,
    /// The promise of [`super::Stage::declared`].
    pub(super) declared: Cell<bool>,
    pub(super) cells: Cell<u32>,
    /// Where the random numbers of the puppets to come begin.
    pub(super) seed: Cell<u64>,
}

impl Core {
    pub(super) fn new(chooser: Option<Box<dyn Choose>>) -> Rc<Core> {
        Rc::new(Core {
            puppets: RefCell::default(),
            names: RefCell::default(),
            ready: RefCell::default(),
            yielded: RefCell::default(),
            inbox: Arc::default(),
            clock: RefCell::new(Clock::new()),
            running: Cell::new(None),
            points_switch: Cell::new(chooser.is_some()),
            closing: Cell::new(false),
            panicked_before: Cell::new(false),
            chooser: RefCell::new(chooser),
            ended: RefCell::default(),
            steps: RefCell::default(),
            panics: RefCell::default(),
            last_deadlock: RefCell::default(),
            footprint: RefCell::default(),
            declared: Cell::new(false),
            cells: Cell::new(0),
            seed: Cell::new(0),
        })
    }

    pub(super) fn add(&self, name: &str, f: Box<dyn FnOnce()>) {
        let name: Rc<str> = name.into();
        let id = self.puppets.borrow().len();
        let before = self.names.borrow_mut().insert(Rc::clone(&name), id);
        assert!(before.is_none(), "two puppets are named {name:?}");
        let token = Token::new(id, Arc::clone(&self.inbox));
        self.puppets.borrow_mut().push(Puppet::new(name, token, f, self.seed.get()));
        self.ready.borrow_mut().push_back(id);
    }

    pub(super) fn id_of(&self, name: &str) -> Option<usize> {
        self.names.borrow().get(name).copied()
    }

    pub(super) fn name_of(&self, id: usize) -> Rc<str> {
        Rc::clone(&self.puppets.borrow()[id].name)
    }

    pub(super) fn touch(&self, object: Object, write: bool) {
        self.footprint.borrow_mut().touch(object, write);
    }

    /// Puts a puppet that waits, or stands at a point, in the queue.
    pub(super) fn make_ready(&self, id: usize, puppet: &mut Puppet) {
        puppet.state = State::Ready;
        puppet.timer = 0;
        self.ready.borrow_mut().push_back(id);
    }

    /// Readies the parked puppets that got a token.
    pub(super) fn look_at_inbox(&self) {
        for id in self.inbox.drain() {
            let puppet = &mut self.puppets.borrow_mut()[id];
            // The token may be gone again, taken by an earlier park than the one that the puppet is in.
            if matches!(puppet.state, State::Parked { .. }) && puppet.token.is_left() {
                self.make_ready(id, puppet);
            }
        }
    }

    /// Ends the waits of the earliest deadline, if it is `limit` at the latest: of all that have it, so that none
    /// of them is before the other. Whether there was one.
    pub(super) fn fire_timers(&self, limit: Duration) -> bool {
        let mut limit = limit;
        let mut fired = false;
        let mut puppets = self.puppets.borrow_mut();
        let mut clock = self.clock.borrow_mut();
        while let Some(timer) = clock.fire(limit, |t| puppets[t.puppet].timer == t.number) {
            puppets[timer.puppet].timed_out = true;
            self.make_ready(timer.puppet, &mut puppets[timer.puppet]);
            limit = clock.elapsed();
            fired = true;
        }
        fired
    }

    /// Runs puppet `id`, which is ready, to its next stop.
    pub(super) fn resume(self: &Rc<Self>, id: usize) -> Outcome {
        assert!(self.running.get().is_none(), "a stage is run by its script, not by one of its own puppets");
        self.ready.borrow_mut().take_out(id);
        let (body, bare) = {
            let puppet = &mut self.puppets.borrow_mut()[id];
            puppet.state = State::Running;
            (std::mem::replace(&mut puppet.body, Body::Away), std::mem::take(&mut puppet.at_bare_point))
        };
        self.footprint.replace(Footprint::new(bare || !self.declared.get()));
        self.steps.borrow_mut().push(id);
        let mut coroutine = match body {
            Body::Suspended(coroutine) => coroutine,
            Body::Unstarted(f) => self.start(id, f),
            Body::Away => unreachable!("a puppet that is ready has its body"),
        };
        let yielded_before = self.yielded.borrow().len();
        let result = self.switch_into(id, || coroutine.resume(()));
        if self.yielded.borrow().len() == yielded_before {
            self.yielded.borrow_mut().clear(); // somebody got on
        }
        match result {
            CoroutineResult::Yield(()) => {
                let puppet = &mut self.puppets.borrow_mut()[id];
                puppet.body = Body::Suspended(coroutine);
                Outcome::of(&puppet.state)
            }
            CoroutineResult::Return(result) => {
                reuse(coroutine);
                let state = match result {
                    Ok(()) => State::Finished,
                    Err(payload) => {
                        let (text, place) = (text_of(&payload), hook::take_place());
                        self.panics.borrow_mut().push((id, place));
                        State::Panicked(text)
                    }
                };
                let outcome = Outcome::of(&state);
                self.puppets.borrow_mut()[id].state = state;
                outcome
            }
        }
    }

    /// The coroutine of puppet `id`, about to run `f`.
    pub(super) fn start(self: &Rc<Self>, id: usize, f: Box<dyn FnOnce()>) -> PuppetCoroutine {
        let core = Rc::downgrade(self);
        coroutine(f, move |yielder: *const PuppetYielder| {
            let core = core.upgrade().expect("a puppet is run by its stage, which is alive");
            core.puppets.borrow_mut()[id].yielder = yielder;
        })
    }

    /// Runs `f`, a switch into puppet `id`, with this stage as the thread's backend.
    pub(super) fn switch_into<R>(self: &Rc<Self>, id: usize, f: impl FnOnce() -> R) -> R {
        self.running.set(Some(id));
        self.panicked_before.set(std::thread::panicking());
        let result = with_backend(Rc::clone(self) as _, || with_current(self, f));
        self.running.set(None);
        result
    }

    /// Runs until nobody can: `Err` if somebody still waits, or panicked meanwhile.
    pub(super) fn run(self: &Rc<Self>) -> Result<(), Deadlock> {
        assert!(self.running.get().is_none(), "a stage is run by its script, not by one of its own puppets");
        let panics_before = self.panics.borrow().len();
        while let Some(id) = self.next() {
            self.resume(id);
            self.tell_chooser();
        }
        let deadlock = Stuck::on(self, panics_before);
        *self.last_deadlock.borrow_mut() = deadlock.as_ref().filter(|d| !d.parked.is_empty()).cloned();
        deadlock.map_or(Ok(()), Err)
    }

    /// One step of a puppet that the script names.
    pub(super) fn step(self: &Rc<Self>, id: usize) -> Outcome {
        self.look_at_inbox();
        if self.puppets.borrow()[id].state != State::Ready {
            return Outcome::NotRunnable;
        }
        if self.chooser.borrow().is_some() {
            self.choose(&[(id, self.name_of(id))], true);
        }
        let before = self.points_switch.replace(true);
        let outcome = self.resume(id);
        self.points_switch.set(before);
        self.tell_chooser();
        outcome
    }

    /// Who runs next: `None` if nobody can, now or at a deadline.
    fn next(&self) -> Option<usize> {
        loop {
            self.look_at_inbox();
            if !self.ready.borrow().is_empty() {
                break;
            }
            if !self.fire_timers(Duration::MAX) {
                return None;
            }
        }
        if self.chooser.borrow().is_none() {
            return self.ready.borrow().front().copied();
        }
        let mut able: Vec<_> = self.ready.borrow().iter().map(|&id| (id, self.name_of(id))).collect();
        able.sort_unstable_by_key(|&(id, _)| id);
        let mut yielded = self.yielded.borrow_mut();
        if able.iter().all(|(id, _)| yielded.contains(id)) {
            yielded.clear(); // they wait for each other, or for nobody
        }
        able.retain(|(id, _)| !yielded.contains(id));
        drop(yielded);
        Some(self.choose(&able, false))
    }

    /// Asks the chooser. If it wants no more of this run, the run unwinds from here.
    fn choose(&self, able: &[(usize, Rc<str>)], forced: bool) -> usize {
        let last = self.steps.borrow().last().copied();
        let mut chooser = self.chooser.borrow_mut();
        let chooser = chooser.as_mut().expect("only an explored stage asks");
        let already = self.ended.borrow().clone();
        let pick = match already {
            Some(ended) => Pick::End(ended),
            None if self.steps.borrow().len() >= MAX_STEPS => Pick::End(Ended::Endless(MAX_STEPS)),
            None => chooser.pick(able, last, forced),
        };
        match pick {
            Pick::Run(id) => id,
            Pick::End(ended) => {
                *self.ended.borrow_mut() = Some(ended.clone());
                // Past the panic hook: nothing failed.
                std::panic::resume_unwind(Box::new(ended))
            }
        }
    }

    fn tell_chooser(&self) {
        if let Some(chooser) = self.chooser.borrow_mut().as_mut() {
            chooser.ran(self.footprint.take());
        }
    }
}

/// Taking a puppet out of the queue.
trait TakeOut {
    fn take_out(&mut self, id: usize);
}

impl TakeOut for VecDeque<usize> {
    /// Removes `id`, which is mostly at the front.
    fn take_out(&mut self, id: usize) {
        if let Some(at) = self.iter().position(|&r| r == id) {
            self.remove(at);
        }
    }
}
