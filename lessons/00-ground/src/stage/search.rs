//! The tree of all schedules, walked depth first without keeping it: a path, and what is left to try along it.
//!
//! A run cannot be copied, so each run starts over and follows the path to its last node, where it takes the next
//! branch ("stateless" search: Godefroid, *Model checking for programming languages using VeriSoft*, 1997).
//!
//! # Sleep sets
//! Two steps of two puppets are *independent* if they touch no object that one of them writes. Then `a b` and `b a`
//! end in the same state, and one order is enough. At a node, once the branch of `a` is done, `a` goes to *sleep* in
//! the branches beside it: there it need not be run as long as everything that runs is independent of its step,
//! for that would be the branch that was done, with `a` moved to the left past its independent neighbours. The
//! first dependent step wakes it. A branch in which all who can run are asleep is cut off.
//! ```text
//!             .                 a and b independent:       at the second branch a sleeps;
//!          a /  \ b                                        b's step does not wake it;
//!           .    .  {a sleeps}                             nobody is left to run: cut off
//!         b |    x
//!           .
//! ```
//! Of all orders that differ only in swaps of independent neighbours, at least one complete run is made. So every deadlock, every
//! panic and every final state is found (Godefroid, *Partial-order methods for the verification of concurrent
//! systems*, 1996, chapter 5). A step's footprint is known once it ran; a sleeper did run, from this very node, and
//! no step since touched what it reads, so its next step is still that one.
//!
//! A step about which nothing is promised touches everything, nothing sleeps, and the walk is the whole tree.

use std::rc::Rc;

use super::choose::{Choose, Ended, Pick};
use super::footprint::Footprint;

#[derive(Default)]
pub(super) struct Search {
    /// From the root to the last choice of the present run.
    path: Vec<Node>,
    /// How many choices the present run has made.
    depth: usize,
    /// How often a run may take the turn from a puppet that could go on; `None`: as often as there is.
    preemptions: Option<usize>,
}

struct Node {
    /// The branches, by puppet; those before `at` are done.
    branches: Vec<usize>,
    at: usize,
    /// Who sleeps on arrival, with the footprint of its next step.
    asleep: Vec<(usize, Footprint)>,
    /// The footprints of the steps of the branches that are done.
    done: Vec<(usize, Footprint)>,
    /// The footprint of the branch that is taken now.
    footprint: Footprint,
    /// Preemptions up to here, and the puppet that could go on, if there is one.
    used: usize,
    goes_on: Option<usize>,
}

impl Node {
    fn taken(&self) -> usize {
        self.branches[self.at]
    }

    /// Preemptions up to and with the branch taken.
    fn used_after(&self) -> usize {
        self.used + usize::from(self.goes_on.is_some_and(|p| p != self.taken()))
    }
}

impl Search {
    pub(super) fn new(preemptions: Option<usize>) -> Search {
        Search { preemptions, ..Search::default() }
    }

    /// The next path, if there is one. To be called between two runs.
    pub(super) fn advance(&mut self) -> bool {
        self.depth = 0;
        while let Some(node) = self.path.last_mut() {
            let taken = node.taken();
            node.done.push((taken, std::mem::take(&mut node.footprint)));
            node.at += 1;
            if node.at < node.branches.len() {
                return true;
            }
            self.path.pop();
        }
        false
    }

    /// Who sleeps where the path ends: those who slept or whose branch is done, and whom the last step did not wake.
    fn asleep_at_end(&self) -> Vec<(usize, Footprint)> {
        // A bounded search lets nobody sleep: the order that would be left out may be the one within the bound.
        let Some(last) = self.path.last().filter(|_| self.preemptions.is_none()) else { return Vec::new() };
        let sleeps_on = |(_, footprint): &&(usize, Footprint)| footprint.independent(&last.footprint);
        last.asleep.iter().chain(&last.done).filter(sleeps_on).cloned().collect()
    }
}

impl Choose for Search {
    fn pick(&mut self, able: &[(usize, Rc<str>)], last: Option<usize>, forced: bool) -> Pick {
        let depth = self.depth;
        self.depth += 1;
        if let Some(node) = self.path.get(depth) {
            let taken = node.taken();
            return match able.iter().any(|&(id, _)| id == taken) {
                true => Pick::Run(taken),
                false => Pick::End(Ended::Diverged(format!(
                    "the scenario is not deterministic: at step {} another set of puppets can run than before",
                    depth + 1
                ))),
            };
        }
        let asleep = if forced { Vec::new() } else { self.asleep_at_end() };
        let used = self.path.last().map_or(0, Node::used_after);
        let goes_on = last.filter(|&p| !forced && able.iter().any(|&(id, _)| id == p));
        // The one that ran goes on first: the first runs have the fewest switches.
        let others = able.iter().map(|&(id, _)| id).filter(|&id| Some(id) != goes_on);
        let may_preempt = goes_on.is_none() || self.preemptions.is_none_or(|most| used < most);
        let branches: Vec<_> = goes_on
            .into_iter()
            .chain(others.filter(|_| may_preempt))
            .filter(|id| asleep.iter().all(|(sleeper, _)| sleeper != id))
            .collect();
        if branches.is_empty() {
            return Pick::End(Ended::Redundant);
        }
        let (taken, footprint) = (branches[0], Footprint::everything());
        self.path.push(Node { branches, at: 0, asleep, done: Vec::new(), footprint, used, goes_on });
        Pick::Run(taken)
    }

    fn ran(&mut self, footprint: Footprint) {
        // The script's own doings between two forced steps are not declared; nor is a run's that panicked out.
        if let Some(node) = self.depth.checked_sub(1).and_then(|at| self.path.get_mut(at)) {
            node.footprint = footprint;
        }
    }
}
