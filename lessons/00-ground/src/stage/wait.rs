//! How a puppet waits: the stage as a [`Backend`], and what happens to those who still wait when the stage goes.
//!
//! # Invariants
//! - S1: a puppet's `yielder` points into its coroutine's stack, set when the coroutine starts. Only the puppet itself
//!   uses it, while it runs; so the coroutine has not ended, and the pointer is valid.
//! - S2: puppets own what they use (`'static`), so a suspended coroutine can be unwound late or never.
//! - S3: a stage that is dropped unwinds every suspended puppet, so that destructors run. A destructor that waits meanwhile waits
//!   for the others to go on: its park returns (P2 allows that) when each of them has taken a step towards its own end. So whoever
//!   holds what it waits for frees it. If nobody ends in [`IN_VAIN`] rounds, it waits for somebody who will not come, and the
//!   program is aborted. A puppet that was already unwinding by its own panic is not unwound a second time (a panic in a
//!   destructor aborts) but goes on.

use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::panicking;
use std::time::{Duration, Instant};

use corosensei::CoroutineResult;

use super::current::current_stage;
use super::footprint::Object;
use super::hook;
use super::puppet::{Body, State, reuse};
use super::run::{Core, PointKind};
use crate::fatal;
use crate::park::{Backend, Waiter};

/// After so many rounds in which no puppet has ended a stage that is dropped gives up.
const IN_VAIN: u32 = 1000;

/// What unwinds a puppet whose stage goes.
struct StageGoes;

impl Backend for Core {
    fn current(&self) -> Waiter {
        Waiter::new(Arc::clone(&self.puppets.borrow()[self.me()].token) as _)
    }

    fn park(&self) {
        self.wait(None, false);
    }

    fn park_until(&self, deadline: Instant) -> bool {
        let until = self.clock.borrow().since_start(deadline);
        self.wait(Some(until), false)
    }

    fn now(&self) -> Instant {
        self.clock.borrow().now()
    }

    fn point(&self) {
        self.point_of(PointKind::Bare);
    }

    fn yield_now(&self) {
        self.yield_puppet();
    }

    fn takes_turns(&self) -> bool {
        true
    }

    fn wait_reason(&self, why: &'static str) {
        self.puppets.borrow_mut()[self.me()].reason = Some(why);
    }

    fn random(&self) -> Option<u64> {
        Some(self.puppets.borrow_mut()[self.me()].random.next())
    }
}

impl Core {
    /// The puppet that runs now, and calls.
    fn me(&self) -> usize {
        self.running.get().expect("a stage is a thread's backend only while it runs a puppet")
    }

    /// A schedule point: back to the stage, ready to go on.
    pub(super) fn point_of(&self, kind: PointKind) {
        // A puppet that unwinds is not interleaved with others: what it does last, it does at once.
        if !self.points_switch.get() || self.closing.get() || panicking() {
            return;
        }
        self.step_aside(kind);
    }

    /// Back to the stage, ready to go on.
    fn step_aside(&self, kind: PointKind) {
        let id = self.me();
        {
            let puppet = &mut self.puppets.borrow_mut()[id];
            puppet.at_bare_point = kind == PointKind::Bare;
            self.make_ready(id, puppet);
        }
        self.suspend(id);
    }

    /// Back to the stage, ready to go on, and behind all others: they run first, whoever chooses.
    fn yield_puppet(&self) {
        if self.closing.get() {
            return self.suspend(self.me());
        }
        self.look_at_inbox(); // whoever has been readied goes first
        self.yielded.borrow_mut().push(self.me());
        self.step_aside(PointKind::Bare);
    }

    /// Sleeps for `d`, whatever tokens come.
    pub(super) fn sleep_puppet(&self, d: Duration) {
        let until = self.clock.borrow().elapsed().saturating_add(d);
        self.wait(Some(until), true);
    }

    /// Parks or sleeps. `false`: time ran out, and there was no token.
    fn wait(&self, until: Option<Duration>, asleep: bool) -> bool {
        let id = self.me();
        if self.closing.get() {
            self.suspend(id);
            return self.puppets.borrow()[id].token.take() || until.is_none();
        }
        let now = self.clock.borrow().elapsed();
        {
            let puppet = &mut self.puppets.borrow_mut()[id];
            // A token that is here already: no need to stop, unless whoever runs the stage wants every stop.
            if !asleep && !self.points_switch.get() && puppet.token.take() {
                return true;
            }
            let due = until.is_some_and(|at| at <= now);
            if due || (!asleep && puppet.token.is_left()) {
                puppet.timed_out = due;
                self.make_ready(id, puppet);
            } else {
                puppet.timed_out = false;
                puppet.timer = until.map_or(0, |at| self.clock.borrow_mut().set(at, id));
                puppet.state = match until {
                    Some(until) if asleep => State::Sleeping { since: now, until },
                    until => State::Parked { since: now, until, why: puppet.reason.take() },
                };
            }
        }
        self.suspend(id);
        let puppet = &mut self.puppets.borrow_mut()[id];
        let timed_out = std::mem::take(&mut puppet.timed_out);
        if asleep {
            return false;
        }
        self.touch(Object::Token(id), true);
        puppet.token.take() || !timed_out
    }

    /// Switches from puppet `id`, which runs, to whoever runs the stage. If the stage goes meanwhile, the puppet unwinds from here.
    fn suspend(&self, id: usize) {
        let yielder = {
            let puppet = &mut self.puppets.borrow_mut()[id];
            // That the thread panicked already when the puppet was switched to says nothing of the puppet.
            if !self.closing.get() && !self.panicked_before.get() {
                puppet.unwinding = panicking();
            }
            puppet.yielder
        };
        // SAFETY: `id` is the puppet that runs (`me`), and calls this on its own coroutine: valid by S1.
        unsafe { &*yielder }.suspend(());
        if self.closing.get() && !std::mem::replace(&mut self.puppets.borrow_mut()[id].unwinding, true) {
            resume_unwind(Box::new(StageGoes)); // past the panic hook: nothing failed
        }
    }

    /// Ends every puppet that has not ended (S3).
    pub(super) fn close(self: &Rc<Self>) {
        self.closing.set(true);
        let mut left: Vec<usize> = (0..self.puppets.borrow().len()).collect();
        let mut in_vain = 0;
        while !left.is_empty() {
            let before = left.len();
            left.retain(|&id| !self.end(id));
            in_vain = if left.len() == before { in_vain + 1 } else { 0 };
            if in_vain == IN_VAIN {
                let names: Vec<_> = left.iter().map(|&id| self.name_of(id).to_string()).collect();
                fatal(&format!(
                    "a stage goes, and in a destructor somebody waits who is not readied: {}",
                    names.join(", ")
                ));
            }
        }
    }

    /// Lets puppet `id` take a step towards its end, while the stage goes. Whether it has ended.
    fn end(self: &Rc<Self>, id: usize) -> bool {
        let body = std::mem::replace(&mut self.puppets.borrow_mut()[id].body, Body::Away);
        let mut coroutine = match body {
            Body::Away => return true,
            Body::Suspended(coroutine) => coroutine,
            // What the closure owns is dropped where its destructors may park: on a stack of its own.
            Body::Unstarted(f) => {
                self.puppets.borrow_mut()[id].unwinding = true; // there is nothing to unwind
                self.start(id, Box::new(move || drop(f)))
            }
        };
        let ended = self.switch_into(id, || {
            hook::quietly(|| match coroutine.resume(()) {
                CoroutineResult::Yield(()) => false,
                // A panic ends inside the coroutine and is dropped: the script that would ask for it is gone.
                CoroutineResult::Return(result) => {
                    drop(result);
                    true
                }
            })
        });
        match ended {
            true => reuse(coroutine),
            false => self.puppets.borrow_mut()[id].body = Body::Suspended(coroutine),
        }
        ended
    }

    /// Whether the running puppet of this thread is one of this stage.
    pub(super) fn runs_the_caller(self: &Rc<Self>) -> bool {
        current_stage().is_some_and(|stage| Rc::ptr_eq(&stage, self))
    }
}
