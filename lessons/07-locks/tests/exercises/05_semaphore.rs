//! What an answer to exercise 7.5 must do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Outcome, Stage, explore};

use super::answer::Semaphore;

kit::tests![
    a_release_that_nobody_waits_for_is_kept,
    no_more_are_inside_than_there_are_permits,
    no_wake_up_is_lost,
    the_oldest_is_served_and_nobody_passes,
    a_wake_up_for_nothing_is_no_permit,
    threads_take_and_give_back,
];

fn a_release_that_nobody_waits_for_is_kept() {
    let (stage, sema) = (Stage::new(), Semaphore::new(0));
    (0..3).for_each(|_| sema.release());
    stage.puppet("takes three", move || (0..3).for_each(|_| sema.acquire()));
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
}

/// `puppets` take one of `permits` permits each, `times` times. Who began last is left for those who nudge.
fn take_turns(stage: &Stage, permits: u32, puppets: usize, times: usize) -> Rc<RefCell<Option<Waiter>>> {
    let (sema, inside) = (Rc::new(Semaphore::new(permits)), Rc::new(Cell::new(0)));
    let last: Rc<RefCell<Option<Waiter>>> = Rc::default();
    for number in 0..puppets {
        let (sema, inside, last) = (Rc::clone(&sema), Rc::clone(&inside), Rc::clone(&last));
        stage.puppet(format!("p{number}"), move || {
            last.borrow_mut().replace(park::current());
            for _ in 0..times {
                sema.acquire();
                inside.set(inside.get() + 1);
                assert!(inside.get() <= permits, "more are inside than there are permits");
                stage::point();
                inside.set(inside.get() - 1);
                sema.release();
            }
        });
    }
    last
}

fn no_more_are_inside_than_there_are_permits() {
    for permits in [1, 2] {
        explore(Bound::Preemptions(2), |stage| _ = take_turns(stage, permits, 3, 1)).expect_ok();
    }
}

fn no_wake_up_is_lost() {
    explore(Bound::Preemptions(3), |stage| _ = take_turns(stage, 1, 2, 2)).expect_ok();
}

/// Two wait. After a release a newcomer comes, before the one that was woken has run.
fn the_oldest_is_served_and_nobody_passes() {
    let (stage, sema, log) = (Stage::new(), Rc::new(Semaphore::new(0)), Rc::new(RefCell::new(Vec::new())));
    let waits = |name: &'static str| {
        let (sema, log) = (Rc::clone(&sema), Rc::clone(&log));
        stage.puppet(name, move || {
            sema.acquire();
            log.borrow_mut().push(name);
        });
        (0..8).any(|_| stage.step(name) == Outcome::Parked)
    };
    let releases = |name: &'static str| {
        let sema = Rc::clone(&sema);
        stage.puppet(name, move || sema.release());
        (0..8).any(|_| stage.step(name) == Outcome::Finished)
    };
    assert!(waits("oldest") && waits("second"), "there is no permit");
    assert!(releases("one"), "a release does not wait");
    assert!(waits("newcomer"), "the permit is the oldest one's, also before that one has run");
    assert!(releases("two") && releases("three"), "a release does not wait");
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    assert_eq!(*log.borrow(), ["oldest", "second", "newcomer"]);
}

fn a_wake_up_for_nothing_is_no_permit() {
    explore(Bound::Preemptions(2), |stage| {
        let last = take_turns(stage, 1, 2, 1);
        stage.puppet("nudges", move || {
            let waiter = last.borrow().clone();
            waiter.iter().for_each(Waiter::ready);
        });
    })
    .expect_ok();
}

fn threads_take_and_give_back() {
    no_wake_up_is_lost(); // what loses one is found there, and would hang here
    a_wake_up_for_nothing_is_no_permit(); // here it is one by chance, or not
    let (sema, inside, visits) = (Semaphore::new(2), AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..300 {
                    sema.acquire();
                    assert!(inside.fetch_add(1, Relaxed) < 2, "more are inside than there are permits");
                    inside.fetch_sub(1, Relaxed);
                    sema.release();
                    visits.fetch_add(1, Relaxed);
                }
            });
        }
    });
    assert_eq!(visits.into_inner(), 1200);
    assert_eq!(sema.state.lock().permits, 2, "all permits are back");
}
