//! What came of a step, and what came of a run.

use std::fmt;

use super::puppet::State;
use super::run::Core;
use super::view::show;

/// What a puppet did with the step that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran to its next schedule point and can go on.
    Point,
    /// It waits for a token.
    Parked,
    /// It waits for time to pass.
    Sleeping,
    /// It returned.
    Finished,
    /// It panicked, with this text.
    Panicked(String),
    /// It did not run: it waits, or it has ended.
    NotRunnable,
}

impl Outcome {
    pub(super) fn of(state: &State) -> Outcome {
        match state {
            State::Ready => Outcome::Point,
            State::Parked { .. } => Outcome::Parked,
            State::Sleeping { .. } => Outcome::Sleeping,
            State::Finished => Outcome::Finished,
            State::Panicked(text) => Outcome::Panicked(text.clone()),
            State::Running => unreachable!("a puppet that gave control back does not run"),
        }
    }
}

/// Why a run did not end well: nobody can run, and these still wait; or these panicked. Go would have stopped at the
/// first panic; here the others run on, and nothing of them is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// Who waits for a token that nobody is left to leave, in the order of creation.
    pub parked: Vec<Stuck>,
    /// Who panicked in this run, and with what text, in the order of the panics.
    pub panicked: Vec<(String, String)>,
}

/// A puppet in a deadlock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Its name.
    pub puppet: String,
    /// What for, in Go's words (`chan receive`), if it said so ([`crate::park::wait_reason`]).
    pub why: Option<&'static str>,
    /// Since when it waits, in virtual time: `10ms`.
    pub since: String,
}

impl Stuck {
    /// The deadlock of a stage on which nobody can run, if it is one. Panics count from the `first_panic`th on.
    pub(super) fn on(core: &Core, first_panic: usize) -> Option<Deadlock> {
        let puppets = core.puppets.borrow();
        let parked: Vec<_> = puppets
            .iter()
            .filter_map(|p| match p.state {
                State::Parked { since, why, .. } => Some(Stuck { puppet: p.name.to_string(), why, since: show(since) }),
                _ => None,
            })
            .collect();
        let text = |id: usize| match &puppets[id].state {
            State::Panicked(text) => text.clone(),
            other => unreachable!("a puppet in the list of panics is {other:?}"),
        };
        let panics = core.panics.borrow();
        let panicked: Vec<_> =
            panics[first_panic..].iter().map(|&(id, _)| (puppets[id].name.to_string(), text(id))).collect();
        (!parked.is_empty() || !panicked.is_empty()).then_some(Deadlock { parked, panicked })
    }
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "puppet {} [{} since {}]", self.puppet, self.why.unwrap_or("parked"), self.since)
    }
}

/// How many of those who wait are listed; Go stops at a hundred frames, too.
const LISTED: usize = 100;

impl fmt::Display for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: Vec<String> =
            self.panicked.iter().map(|(who, text)| format!("puppet {who} panicked: {text}")).collect();
        if !self.parked.is_empty() {
            lines.push("all goroutines are asleep - deadlock!".to_owned());
            lines.extend(self.parked.iter().take(LISTED).map(|s| s.to_string()));
            if self.parked.len() > LISTED {
                lines.push(format!("...{} more puppets", self.parked.len() - LISTED));
            }
        }
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Deadlock {}
