//! Trying every order in which at most so many times one that could go on has to wait, and a place where it shows when two
//! are in at once.

use std::cell::Cell;
use std::rc::Rc;

use ground::park::point;
use ground::stage::{Bound, Report, Stage, explore};

/// Explores all schedules with so many preemptions; all must be well.
pub fn in_every_order(preemptions: usize, scenario: impl Fn(&Stage)) -> Report {
    let report = explore(Bound::Preemptions(preemptions), scenario);
    report.expect_ok();
    assert!(report.complete && report.runs > 1, "{report}");
    report
}

/// A place where one party may be at a time: who enters leaves, and finds nobody.
#[derive(Clone, Default)]
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub struct Room(Rc<Cell<u32>>);

impl Room {
    #[allow(dead_code, reason = "as above")]
    pub fn visit(&self) {
        assert_eq!(self.0.replace(1), 0, "two are in at once");
        point();
        self.0.set(0);
    }
}
