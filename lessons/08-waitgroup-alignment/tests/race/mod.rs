//! Parties whose order matters, in every order: a test looks at what comes of it, and a scene shows it.
#![allow(dead_code, reason = "each test program takes what it needs of this module")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ground::stage::{self, Bound, Report, Stage, explore};
use waitgroup::WaitGroup;
use waitgroup::torn::TwoWords;

/// What became of a Wait beside which somebody added herself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It returned when the added party was done.
    Waited,
    /// It returned while the added party was at work.
    AtWork,
    /// It returned before the party had added herself.
    BeforeTheAdd,
    /// Somebody panicked.
    Panic,
}

/// Runs `scenario` in every order with up to three preemptions, and keeps what it returned in each.
fn in_every_order<T>(bound: Bound, scenario: impl Fn(&Stage) -> T) -> (Report, Vec<T>) {
    let all = RefCell::new(Vec::new());
    let report = explore(bound, |stage| {
        let end = scenario(stage);
        all.borrow_mut().push(end);
    });
    assert!(report.complete, "{report}");
    (report, all.into_inner())
}

/// One is at work, one waits, and one adds herself without asking whether the counter is still above zero.
fn add_beside_wait(stage: &Stage) -> End {
    let (group, added, end) =
        (Rc::new(WaitGroup::new()), Rc::new(Cell::new(End::BeforeTheAdd)), Rc::new(Cell::new(None)));
    group.add(1);
    let (waits, seen, note) = (Rc::clone(&group), Rc::clone(&added), Rc::clone(&end));
    stage.puppet("waits", move || {
        waits.wait();
        note.set(Some(seen.get()));
    });
    let done = Rc::clone(&group);
    stage.puppet("done", move || done.done());
    stage.puppet("adds", move || {
        group.add(1);
        added.set(End::AtWork);
        stage::point();
        added.set(End::Waited);
        group.done();
    });
    let ran = stage.run();
    if ran.is_err() { End::Panic } else { end.get().expect("the Wait has returned") }
}

/// That scenario in every order with up to three preemptions, and what became of the Wait in each.
pub fn adds_beside_waits() -> (Report, Vec<End>) {
    in_every_order(Bound::Preemptions(3), add_beside_wait)
}

/// What a reader sees of a number in two words while a writer stores another over it, in every order.
pub fn reads_beside_a_write(from: u64, to: u64) -> (Report, Vec<u64>) {
    in_every_order(Bound::All, |stage| {
        let (words, read) = (Rc::new(TwoWords::default()), Rc::new(Cell::new(0)));
        words.store(from);
        let (writes, note) = (Rc::clone(&words), Rc::clone(&read));
        stage.puppet("writes", move || writes.store(to));
        stage.puppet("reads", move || note.set(words.load()));
        stage.run().expect("both end");
        read.get()
    })
}
