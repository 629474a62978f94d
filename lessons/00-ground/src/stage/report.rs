//! What an exploration found.

use std::fmt;

use super::outcome::Deadlock;
use super::schedule::Schedule;

/// What an exploration did, and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Complete runs.
    pub runs: usize,
    /// Runs that were cut off, since the rest of them would have differed in nothing from earlier ones.
    pub cut_off: usize,
    /// The steps of the longest run.
    pub depth: usize,
    /// Whether all schedules within the bound were tried. Random ones never are all.
    pub complete: bool,
    /// What went wrong, each with the shortest schedule that shows it; the shortest of those first.
    pub failures: Vec<Failure>,
}

/// A way in which a scenario goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub what: What,
    /// Who took which step until then. [`super::replay`] shows it again.
    pub schedule: Schedule,
    /// `file:line:column` of a panic.
    pub place: Option<String>,
    /// In how many runs it went wrong in this way.
    pub runs: usize,
}

/// What went wrong in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Puppets wait for ever.
    Deadlock(Deadlock),
    /// A puppet, or the scenario itself (`None`), panicked with a text.
    Panic(Option<String>, String),
    /// The run took so many steps that it counts as endless.
    Endless(usize),
    /// The scenario did not do again what it did before, or does not fit the schedule.
    Diverged(String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Deadlock(deadlock) => deadlock.fmt(f),
            What::Panic(Some(puppet), text) => write!(f, "puppet {puppet} panicked: {text}"),
            What::Panic(None, text) => write!(f, "the scenario panicked: {text}"),
            What::Endless(steps) => write!(f, "still running after {steps} steps: somebody spins instead of parking"),
            What::Diverged(why) => f.write_str(why),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nschedule: {}", self.what, self.schedule)
    }
}

impl std::error::Error for Failure {}

impl Report {
    /// Adds a failing run, keeping for each text the shortest schedule: the fewest steps, then the fewest switches.
    pub(super) fn add(&mut self, found: Failure) {
        let text = found.what.to_string();
        match self.failures.iter_mut().find(|f| f.what.to_string() == text) {
            Some(known) => {
                let runs = known.runs + 1;
                if length(&found) < length(known) {
                    *known = found;
                }
                known.runs = runs;
            }
            None => self.failures.push(found),
        }
        self.failures.sort_by_key(length);
    }

    /// Fails the test that explores, with the shortest failure, if there is one.
    ///
    /// # Panics
    /// With the report as text, if something went wrong.
    #[track_caller]
    pub fn expect_ok(&self) {
        let place =
            self.failures.first().and_then(|f| f.place.as_deref()).map_or(String::new(), |p| format!("\nat {p}"));
        assert!(self.failures.is_empty(), "{self}{place}");
    }
}

fn length(failure: &Failure) -> (usize, usize) {
    (failure.schedule.steps().len(), failure.schedule.switches())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent = if self.complete { "all schedules within the bound" } else { "not all schedules" };
        write!(f, "{} runs, {} cut off, up to {} steps, {extent}", self.runs, self.cut_off, self.depth)?;
        for failure in &self.failures {
            write!(f, "\n\nin {} of the runs: {failure}", failure.runs)?;
        }
        Ok(())
    }
}
