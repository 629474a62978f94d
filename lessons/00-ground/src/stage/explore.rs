//! Running a scenario in many orders, and one failing order again.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::choose::{Choose, Ended, Follow, Pick};
use super::footprint::Footprint;
use super::hook;
use super::puppet::{State, text_of};
use super::report::{Failure, Report, What};
use super::schedule::Schedule;
use super::script::Stage;
use super::search::Search;
use crate::random::Random;

/// Which schedules are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// All. Those that differ only in swaps of steps that do not touch each other count as one, if the scenario
    /// promises to declare what it touches ([`Stage::declared`]). Without the promise two puppets of ten steps
    /// have 184,756 orders (seconds), and three 5,550,996,791,340: then bound the preemptions.
    All,
    /// All in which at most so many times a puppet that could go on has to wait for another. Most bugs need two
    /// (Musuvathi and Qadeer, *Iterative context bounding*, 2007).
    Preemptions(usize),
    /// So many runs with random turns. The same seed makes the same runs.
    Random {
        /// Where the random numbers start. The second run's seed is one more, and so on.
        seed: u64,
        /// How many runs.
        runs: usize,
    },
}

/// Runs `scenario` again and again, each time in another order, and reports what went wrong in any.
///
/// The scenario adds puppets to the stage that it gets. It may call [`Stage::run`] and check the end state; what has
/// not run when it returns is run then. A deadlock, a panic of a puppet and a panic of the scenario are failures. It
/// must do the same each time: what it shares, it makes anew in each run.
///
/// Points of choice are: a puppet's start, [`super::point`], a `ready`, an access to a [`super::Shared`], and where it
/// goes on after a park or a sleep. In between, a puppet runs alone. Deadlines pass only when nobody can run; to see a
/// deadline race with its event, let the event sleep until that deadline: those of one instant come in any order.
/// ```
/// use ground::stage::{Bound, explore};
/// let report = explore(Bound::All, |stage| {
///     stage.declared();
///     let n = stage.shared(0);
///     for name in ["a", "b"] {
///         let n = n.clone();
///         stage.puppet(name, move || n.set(n.get() + 1)); // not in one step: `n.update(|n| *n += 1)` would be
///     }
///     stage.run().expect("nobody waits");
///     assert_eq!(n.get(), 2, "an update is lost");
/// });
/// assert_eq!(report.failures[0].schedule.to_string(), "a*2 b*3 a"); // a reads, b does all of its, a writes
/// ```
pub fn explore(bound: Bound, scenario: impl Fn(&Stage)) -> Report {
    let mut report = Report { runs: 0, cut_off: 0, depth: 0, complete: false, failures: Vec::new() };
    match bound {
        Bound::All => walk(Search::new(None), &scenario, &mut report),
        Bound::Preemptions(most) => walk(Search::new(Some(most)), &scenario, &mut report),
        Bound::Random { seed, runs } => {
            for seed in (0..runs as u64).map(|i| seed.wrapping_add(i)) {
                let run = run_once(&scenario, Box::new(Random::new(seed)), Some(seed));
                count(run, &mut report);
            }
        }
    }
    report
}

/// Runs `scenario` once, by `schedule`. When the schedule ends before the scenario does, the puppet that ran last goes
/// on as long as it can.
///
/// # Errors
/// What went wrong: the same as when it was found. [`What::Diverged`] if the schedule does not fit the scenario.
pub fn replay(schedule: &Schedule, scenario: impl Fn(&Stage)) -> Result<(), Box<Failure>> {
    match run_once(&scenario, Box::new(Follow::new(schedule.clone())), schedule.seed()).failure {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Walks the tree to its end; or until a run is endless or not as before, since the tree has no end then.
fn walk(search: Search, scenario: &impl Fn(&Stage), report: &mut Report) {
    let search = Rc::new(RefCell::new(search));
    loop {
        let run = run_once(scenario, Box::new(Walker(Rc::clone(&search))), None);
        let hopeless = matches!(run.ended, Some(Ended::Endless(_) | Ended::Diverged(_)));
        count(run, report);
        if hopeless {
            return;
        }
        if !search.borrow_mut().advance() {
            report.complete = true;
            return;
        }
    }
}

/// The search outlives each run's stage.
struct Walker(Rc<RefCell<Search>>);

impl Choose for Walker {
    fn pick(&mut self, able: &[(usize, Rc<str>)], last: Option<usize>, forced: bool) -> Pick {
        self.0.borrow_mut().pick(able, last, forced)
    }

    fn ran(&mut self, footprint: Footprint) {
        self.0.borrow_mut().ran(footprint);
    }
}

struct Run {
    steps: usize,
    ended: Option<Ended>,
    failure: Option<Box<Failure>>,
}

fn count(run: Run, report: &mut Report) {
    match run.ended {
        Some(Ended::Redundant) => report.cut_off += 1,
        _ => report.runs += 1,
    }
    report.depth = report.depth.max(run.steps);
    if let Some(failure) = run.failure {
        report.add(*failure);
    }
}

fn run_once(scenario: &impl Fn(&Stage), chooser: Box<dyn Choose>, seed: Option<u64>) -> Run {
    hook::quietly(|| {
        let stage = Stage::explored(chooser);
        let panic = catch_unwind(AssertUnwindSafe(|| {
            scenario(&stage);
            // Its result is kept as the stage's last deadlock.
            let _ = stage.run();
        }));
        let place = hook::take_place();
        let core = &stage.core;
        let ended = core.ended.borrow().clone();
        let first_panic = core.panics.borrow().first().cloned();
        let (what, place) = match (&ended, first_panic, core.last_deadlock.take(), panic) {
            // Whatever went wrong before it was cut off, an earlier run has shown.
            (Some(Ended::Redundant), ..) => (None, None),
            (Some(Ended::Endless(steps)), ..) => (Some(What::Endless(*steps)), None),
            (Some(Ended::Diverged(why)), ..) => (Some(What::Diverged(why.clone())), None),
            (None, Some((id, place)), ..) => {
                let State::Panicked(text) = core.puppets.borrow()[id].state.clone() else {
                    unreachable!("a puppet in the list of panics has panicked")
                };
                (Some(What::Panic(Some(core.name_of(id).to_string()), text)), place)
            }
            (None, None, Some(deadlock), _) => (Some(What::Deadlock(deadlock)), None),
            (None, None, None, Err(payload)) => (Some(What::Panic(None, text_of(&payload))), place),
            (None, None, None, Ok(())) => (None, None),
        };
        let schedule = stage.schedule();
        let steps = schedule.steps().len();
        let schedule = Schedule::new(seed, schedule.steps().to_vec());
        Run { steps, ended, failure: what.map(|what| Box::new(Failure { what, schedule, place, runs: 1 })) }
    })
}
