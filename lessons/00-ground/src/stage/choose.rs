//! Who picks the next puppet of an explored run: a random one, or a schedule. The tree of all is in `search.rs`.

use std::rc::Rc;

use super::footprint::Footprint;
use super::schedule::Schedule;
use crate::random::Random;

/// Picks the next puppet.
pub(super) trait Choose {
    /// One of `able`, which are those that can run by number and name, in the order of creation. `last` ran before.
    /// When `forced`, the script stepped it: there is one.
    fn pick(&mut self, able: &[(usize, Rc<str>)], last: Option<usize>, forced: bool) -> Pick;
    /// What the step that was picked touched.
    fn ran(&mut self, _footprint: Footprint) {}
}

pub(super) enum Pick {
    Run(usize),
    End(Ended),
}

/// Why a run was cut short. It travels as the payload of an unwind from the script's `run`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// What would come differs in nothing from what an earlier run did.
    Redundant,
    /// It took this many steps, and was not over.
    Endless(usize),
    /// The schedule does not fit the scenario.
    Diverged(String),
}

impl Choose for Random {
    fn pick(&mut self, able: &[(usize, Rc<str>)], _last: Option<usize>, forced: bool) -> Pick {
        // The high bits of a product with the length: as even as 64 bits allow.
        let at = if forced { 0 } else { (u128::from(self.next()) * able.len() as u128) >> 64 };
        Pick::Run(able[at as usize].0)
    }
}

/// Follows a schedule; when it is at its end, the puppet that ran last goes on, or else the first that can.
pub(super) struct Follow {
    schedule: Schedule,
    at: usize,
}

impl Follow {
    pub(super) fn new(schedule: Schedule) -> Follow {
        Follow { schedule, at: 0 }
    }
}

impl Choose for Follow {
    fn pick(&mut self, able: &[(usize, Rc<str>)], last: Option<usize>, _forced: bool) -> Pick {
        let Some(wanted) = self.schedule.steps().get(self.at) else {
            let goes_on = able.iter().find(|(id, _)| Some(*id) == last).unwrap_or(&able[0]);
            return Pick::Run(goes_on.0);
        };
        self.at += 1;
        match able.iter().find(|(_, name)| **name == **wanted) {
            Some((id, _)) => Pick::Run(*id),
            None => {
                let names: Vec<_> = able.iter().map(|(_, name)| &**name).collect();
                let (step, names) = (self.at, names.join(", "));
                Pick::End(Ended::Diverged(format!("step {step} is {wanted}'s, but only these can run: {names}")))
            }
        }
    }
}
