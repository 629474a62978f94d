//! What an answer to exercise 7.1 must do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU32};

use ground::park::yield_now;
use ground::stage::{self, Bound, Outcome, Stage, explore};

use super::answer::TicketLock;

kit::tests![
    who_waits_lets_others_get_on,
    one_at_a_time_is_inside,
    first_come_first_served,
    the_numbers_go_round,
    a_held_lock_is_not_tried_for_long,
    between_a_look_and_a_try_somebody_may_come,
    threads_get_in_one_at_a_time,
];

/// `puppets` go through the lock `times` each; one of them only tries, if `tries`. The number of visits.
fn go_through(stage: &Stage, first: u32, puppets: usize, times: usize, tries: bool) -> Rc<Cell<usize>> {
    let lock = Rc::new(TicketLock::starting_at(first));
    let (inside, visits) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    for number in 0..puppets {
        let (lock, inside, visits) = (Rc::clone(&lock), Rc::clone(&inside), Rc::clone(&visits));
        stage.puppet(format!("p{number}"), move || {
            for _ in 0..times {
                if !(tries && number == 0) {
                    lock.lock();
                } else if !lock.try_lock() {
                    continue;
                }
                assert!(!inside.replace(true), "two are inside");
                stage::point();
                inside.set(false);
                lock.unlock();
                visits.set(visits.get() + 1);
            }
        });
    }
    visits
}

/// No turn is taken from anybody here: the holder goes on only when the one that waits gives its turn away.
fn who_waits_lets_others_get_on() {
    let report = explore(Bound::Preemptions(0), |stage| {
        let lock = Rc::new(TicketLock::starting_at(0));
        for name in ["holds", "waits"] {
            let lock = Rc::clone(&lock);
            stage.puppet(name, move || {
                lock.lock();
                yield_now();
                lock.unlock();
            });
        }
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    });
    let question = "somebody does not get on; does who waits call yield_now() before it looks again?";
    assert!(report.failures.is_empty(), "{question} {report}");
}

/// Two parties, with at most three turns taken away in each run; and three, of which two spin at a time, in random
/// orders: those have no last one.
fn one_at_a_time_is_inside() {
    who_waits_lets_others_get_on(); // a lock that lets nobody on would spin here for long
    for (bound, puppets) in [(Bound::Preemptions(3), 2), (Bound::Random { seed: 7, runs: 500 }, 3)] {
        explore(bound, |stage| {
            let visits = go_through(stage, 0, puppets, 2, false);
            stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
            assert_eq!(visits.get(), 2 * puppets, "everybody gets in");
        })
        .expect_ok();
    }
}

/// One holds the lock, two come one after the other, and the second gets all the turns that it wants.
fn first_come_first_served() {
    let stage = Stage::new();
    let (lock, log) = (Rc::new(TicketLock::starting_at(0)), Rc::new(RefCell::new(Vec::new())));
    lock.lock();
    for (name, number) in [("first", 1), ("second", 2)] {
        let (l, log) = (Rc::clone(&lock), Rc::clone(&log));
        stage.puppet(name, move || {
            l.lock();
            log.borrow_mut().push(name);
            l.unlock();
        });
        for _ in 0..8 {
            stage.step(name);
        }
        assert_eq!(lock.next.load(), number + 1, "who comes takes a number, also when the lock is held");
    }
    lock.unlock();
    for _ in 0..8 {
        stage.step("second");
    }
    assert!(log.borrow().is_empty(), "the second passes the first");
    for name in ["first", "second"] {
        assert!((0..8).any(|_| stage.step(name) == Outcome::Finished), "the {name} is served now");
    }
    assert_eq!(*log.borrow(), ["first", "second"]);
}

fn the_numbers_go_round() {
    who_waits_lets_others_get_on();
    explore(Bound::Preemptions(2), |stage| {
        let visits = go_through(stage, u32::MAX, 2, 2, false);
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert_eq!(visits.get(), 4);
    })
    .expect_ok();
}

fn a_held_lock_is_not_tried_for_long() {
    let lock = TicketLock::starting_at(u32::MAX);
    assert!(lock.try_lock(), "it is free");
    assert!(!lock.try_lock(), "it is held");
    lock.unlock();
    assert!(lock.try_lock(), "who tried in vain has left nothing behind");
    lock.unlock();
    assert_eq!((lock.next.load(), lock.serving.load()), (1, 1));
}

fn between_a_look_and_a_try_somebody_may_come() {
    who_waits_lets_others_get_on();
    explore(Bound::Preemptions(2), |stage| {
        let visits = go_through(stage, 0, 2, 2, true);
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert!((2..=4).contains(&visits.get()), "who does not only try gets in: {}", visits.get());
    })
    .expect_ok();
}

fn threads_get_in_one_at_a_time() {
    one_at_a_time_is_inside(); // a lock that lets nobody in is found there, and would hang here
    the_numbers_go_round(); // here they do so by chance at the wrong moment, or not
    let (lock, inside, visits) = (TicketLock::starting_at(u32::MAX - 100), AtomicBool::new(false), AtomicU32::new(0));
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                for _ in 0..200 {
                    lock.lock();
                    assert!(!inside.swap(true, Relaxed), "two are inside");
                    visits.store(visits.load(Relaxed) + 1, Relaxed);
                    inside.store(false, Relaxed);
                    lock.unlock();
                }
            });
        }
    });
    assert_eq!(visits.into_inner(), 600, "a visit is lost");
}
