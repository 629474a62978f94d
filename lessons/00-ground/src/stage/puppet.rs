//! A puppet: a name, a state, a token, and a coroutine that keeps its place in the code.
//!
//! A coroutine is a stack and a saved stack pointer (`corosensei`). A puppet gets a stack when it first runs and gives
//! it back when it ends. 10,000 suspended puppets hold 10,000 stacks: 2.5 GB of address space, of which only the
//! touched pages cost memory (one to three a puppet). With light guards (`stack.rs`) they took 5 mappings and 60 ms, and
//! a million of them 4.6 GB; memory is the end. Without, each stack is two mappings, and Linux allows a process
//! 65,530 (`vm.max_map_count`): some 32,000 suspended puppets at once.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use corosensei::{Coroutine, Yielder};

use super::stack::GuardedStack;
use super::token::Token;
use crate::random::Random;

/// How many stacks a thread keeps for the next puppets.
const POOLED: usize = 64;

thread_local! {
    /// Stacks of puppets that ended. An exploration makes its puppets again and again: this saves it the system calls.
    static POOL: RefCell<Vec<GuardedStack>> = const { RefCell::new(Vec::new()) };
}

/// What a panic carries.
pub(super) type Payload = Box<dyn Any + Send>;
pub(super) type PuppetCoroutine = Coroutine<(), (), Result<(), Payload>, GuardedStack>;
pub(super) type PuppetYielder = Yielder<(), ()>;

/// Where a puppet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It can run: it is in the stage's queue.
    Ready,
    /// It runs now.
    Running,
    /// In `park`, since a virtual time, maybe with a deadline, maybe for a reason that it gave.
    Parked { since: Duration, until: Option<Duration>, why: Option<&'static str> },
    /// In `sleep`: a token does not end it.
    Sleeping { since: Duration, until: Duration },
    /// Its closure returned.
    Finished,
    /// Its closure panicked, with this text.
    Panicked(String),
}

/// A puppet's code.
pub(super) enum Body {
    /// It has not run yet, and has no stack.
    Unstarted(Box<dyn FnOnce()>),
    /// It is suspended.
    Suspended(PuppetCoroutine),
    /// It runs now, or it ended.
    Away,
}

pub(super) struct Puppet {
    pub(super) name: Rc<str>,
    pub(super) state: State,
    pub(super) token: Arc<Token>,
    pub(super) body: Body,
    /// The end of the coroutine from which it is suspended. Valid while the coroutine has not ended (S1 in `wait.rs`).
    pub(super) yielder: *const PuppetYielder,
    /// The timer of the present wait; 0: none. Timers of earlier waits are dead.
    pub(super) timer: u64,
    /// The present wait ended because its time ran out.
    pub(super) timed_out: bool,
    /// It stands at a bare `point()`: the step to come may touch anything.
    pub(super) at_bare_point: bool,
    /// It was suspended by a destructor while its own panic unwinds it, or the stage that goes has told it to unwind.
    pub(super) unwinding: bool,
    /// What it says that its next wait is for.
    pub(super) reason: Option<&'static str>,
    /// Its row of random numbers: by its number, so that other puppets' draws do not change it.
    pub(super) random: Random,
}

impl Puppet {
    pub(super) fn new(name: Rc<str>, token: Arc<Token>, f: Box<dyn FnOnce()>, seed: u64) -> Puppet {
        // Another row for each number: neighbours must not be in step.
        let seed = Random::new(seed).next() ^ Random::new(token.id as u64).next();
        Puppet {
            name,
            state: State::Ready,
            token,
            body: Body::Unstarted(f),
            yielder: std::ptr::null(),
            timer: 0,
            timed_out: false,
            at_bare_point: false,
            unwinding: false,
            reason: None,
            random: Random::new(seed),
        }
    }
}

/// A coroutine for `f`, on a pooled stack where there is one. `begin` gets the yielder before `f` runs.
///
/// # Panics
/// If the system gives no addresses for the stack; [`crate::pages::Error`] says what to do about it.
pub(super) fn coroutine(f: Box<dyn FnOnce()>, begin: impl FnOnce(*const PuppetYielder) + 'static) -> PuppetCoroutine {
    let stack = POOL.with_borrow_mut(Vec::pop).unwrap_or_else(|| match GuardedStack::new() {
        Ok(stack) => stack,
        Err(error) => panic!("no stack for another puppet: {error}"),
    });
    Coroutine::with_stack(stack, move |yielder: &PuppetYielder, ()| {
        begin(yielder);
        // A panic ends here, on its own stack, and becomes a value.
        catch_unwind(AssertUnwindSafe(f))
    })
}

/// Keeps the stack of a coroutine that ended.
pub(super) fn reuse(ended: PuppetCoroutine) {
    let stack = ended.into_stack();
    // On a thread that is ending, the pool is gone: then the stack just goes too.
    let _ = POOL.try_with(|pool| {
        let mut pool = pool.borrow_mut();
        if pool.len() < POOLED {
            pool.push(stack);
        }
    });
}

/// A panic's text.
pub(super) fn text_of(payload: &Payload) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a text".to_owned()
    }
}
