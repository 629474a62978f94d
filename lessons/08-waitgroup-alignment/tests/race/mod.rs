//! Parties whose order matters: scenarios that a test looks at, and a scene shows.

use std::cell::Cell;
use std::rc::Rc;

use ground::stage::{self, Bound, Report, Stage, explore};
use waitgroup::WaitGroup;

/// What became of a Wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Returned {
    /// It returned when the added party was done.
    Late,
    /// It returned, and the added party was at work.
    AtWork,
    /// It returned, and nobody had added yet.
    BeforeTheAdd,
    /// Somebody panicked, so somebody was told.
    Panic,
}

/// One is at work, one waits, and one adds herself without asking whether the counter is still above zero.
pub fn add_beside_wait(stage: &Stage) -> Returned {
    let (group, works, returned) = (Rc::new(WaitGroup::new()), Rc::new(Cell::new(Returned::BeforeTheAdd)), Rc::default());
    group.add(1);
    let (waits, done, adds) = (Rc::clone(&group), Rc::clone(&group), Rc::clone(&group));
    let (seen, note): (_, Rc<Cell<Option<Returned>>>) = (Rc::clone(&works), Rc::clone(&returned));
    stage.puppet("waits", move || {
        waits.wait();
        note.set(Some(seen.get()));
    });
    stage.puppet("done", move || done.done());
    stage.puppet("adds", move || {
        adds.add(1);
        works.set(Returned::AtWork);
        stage::point();
        works.set(Returned::Late);
        adds.done();
    });
    match stage.run() {
        Ok(_) => returned.get().expect("everybody has ended"),
        Err(_) => Returned::Panic,
    }
}

/// That scenario in every order with up to three preemptions, and what became of each run.
pub fn adds_beside_waits() -> (Report, Vec<Returned>) {
    let all = std::cell::RefCell::new(Vec::new());
    let report = explore(Bound::Preemptions(3), |stage| {
        let returned = add_beside_wait(stage);
        all.borrow_mut().push(returned);
    });
    (report, all.into_inner())
}
