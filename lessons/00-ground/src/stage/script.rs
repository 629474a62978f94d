//! The stage as scripts see it.

use std::marker::PhantomData;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::choose::Choose;
use super::outcome::{Deadlock, Outcome};
use super::run::Core;
use super::schedule::Schedule;
use super::shared::Shared;
use super::view::{StageView, view};

/// A place where puppets run, one at a time, when the script says so.
///
/// A puppet's closure is `'static`: it outlives nobody's borrow, since a stage that is forgotten keeps its suspended
/// puppets. What puppets share is in an [`Rc`], an [`std::sync::Arc`], or a [`Shared`]. A stage stays on its thread:
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<ground::stage::Stage>();
/// ```
/// ```
/// use ground::{park, stage::{Outcome, Stage}};
/// let stage = Stage::new();
/// stage.puppet("a", park::park);
/// assert_eq!(stage.step("a"), Outcome::Parked);
/// assert_eq!(
///     stage.run().unwrap_err().to_string(),
///     "all goroutines are asleep - deadlock!\npuppet a [parked since 0s]"
/// );
/// ```
pub struct Stage {
    pub(super) core: Rc<Core>,
    /// A stage is moved by nobody to another thread: its puppets' stacks belong to this one.
    _not_send: PhantomData<*mut ()>,
}

impl Default for Stage {
    fn default() -> Stage {
        Stage::new()
    }
}

impl Stage {
    /// An empty stage. Virtual time begins.
    pub fn new() -> Stage {
        Stage { core: Core::new(None), _not_send: PhantomData }
    }

    pub(super) fn explored(chooser: Box<dyn Choose>) -> Stage {
        Stage { core: Core::new(Some(chooser)), _not_send: PhantomData }
    }

    /// Adds a puppet. It runs when it is stepped or the stage runs.
    ///
    /// # Panics
    /// If the stage has a puppet of this name: `two puppets are named "a"`.
    pub fn puppet(&self, name: impl AsRef<str>, f: impl FnOnce() + 'static) {
        self.core.add(name.as_ref(), Box::new(f));
    }

    /// Runs one puppet to its next schedule point: [`super::point`], a park, a `ready` (it stops before it), an access
    /// to a [`Shared`], or its end.
    ///
    /// # Panics
    /// If there is no such puppet, or if a puppet of this stage is the caller.
    pub fn step(&self, name: impl AsRef<str>) -> Outcome {
        let name = name.as_ref();
        let id = self.core.id_of(name).unwrap_or_else(|| panic!("no puppet is named {name:?}"));
        self.core.step(id)
    }

    /// Runs all puppets until nobody can, in the order in which they became able to: each until it parks or ends, as
    /// goroutines on one P. When all wait, time moves on to the next deadline.
    ///
    /// # Errors
    /// [`Deadlock`] if somebody still waits then, or panicked on the way.
    ///
    /// # Panics
    /// If a puppet of this stage is the caller.
    pub fn run(&self) -> Result<(), Deadlock> {
        self.core.run()
    }

    /// In a puppet: sleeps. In the script: time passes, and those whose deadlines pass become able to run, the
    /// earliest first; nobody runs.
    pub fn sleep(&self, d: Duration) {
        if self.core.runs_the_caller() {
            return self.core.sleep_puppet(d);
        }
        self.core.look_at_inbox();
        let to = self.core.clock.borrow().elapsed().saturating_add(d);
        while self.core.fire_timers(to) {}
        self.core.clock.borrow_mut().advance_to(to);
    }

    /// The virtual time, as [`crate::park::now`] gives it to puppets.
    pub fn now(&self) -> Instant {
        self.core.clock.borrow().now()
    }

    /// How much virtual time has passed since the stage was made.
    pub fn elapsed(&self) -> Duration {
        self.core.clock.borrow().elapsed()
    }

    /// A cell for puppets to share, whose accesses are schedule points.
    pub fn shared<T>(&self, value: T) -> Shared<T> {
        let number = self.core.cells.get();
        self.core.cells.set(number + 1);
        Shared::new(number, value)
    }

    /// Promises that the puppets share nothing but [`Shared`] cells and tokens. [`super::explore`] then leaves out
    /// orders that differ in nothing; see there. A bare [`super::point`] takes back the promise for the step after it.
    pub fn declared(&self) {
        self.core.declared.set(true);
    }

    /// Which random numbers the puppets get that are added from now on ([`crate::park::random`]): the same seed, the
    /// same numbers. It is 0 to begin with.
    pub fn seed(&self, seed: u64) {
        self.core.seed.set(seed);
    }

    /// Whether every puppet has ended.
    pub fn is_finished(&self) -> bool {
        use super::puppet::State::{Finished, Panicked};
        self.core.puppets.borrow().iter().all(|p| matches!(p.state, Finished | Panicked(_)))
    }

    /// The steps so far: with the same script, the same on every machine.
    pub fn schedule(&self) -> Schedule {
        let names = self.core.steps.borrow().iter().map(|&id| self.core.name_of(id).to_string()).collect();
        Schedule::new(None, names)
    }

    /// The puppets and the time, for a frame of a scene.
    pub fn inspect(&self) -> StageView {
        self.core.look_at_inbox();
        view(&self.core)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.core.close();
    }
}
