//! What an answer to exercise 7.2 must do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU32};

use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Outcome, Stage, explore};
use locks::sleep::futex;

use super::answer::{HELD, SleepingLock};

kit::tests![
    one_at_a_time_is_inside,
    no_order_of_two_loses_the_wake_up,
    no_order_of_three_loses_the_wake_up,
    who_waits_sleeps,
    nobody_is_woken_who_has_not_said_that_it_sleeps,
    a_wake_up_for_nothing_lets_nobody_in,
    threads_get_in_one_at_a_time,
];

/// `puppets` go through the lock `times` each. `inside` says whether somebody is.
fn go_through(stage: &Stage, puppets: usize, times: usize) -> Rc<SleepingLock> {
    let (lock, inside) = (Rc::new(SleepingLock::new()), Rc::new(Cell::new(false)));
    for number in 0..puppets {
        let (lock, inside) = (Rc::clone(&lock), Rc::clone(&inside));
        stage.puppet(format!("p{number}"), move || {
            for _ in 0..times {
                lock.lock();
                assert!(!inside.replace(true), "two are inside");
                stage::point();
                inside.set(false);
                lock.unlock();
            }
        });
    }
    lock
}

/// A deadlock is the next tests' business: here only who is inside counts.
fn one_at_a_time_is_inside() {
    let report = explore(Bound::Preemptions(2), |stage| _ = go_through(stage, 3, 1));
    let two = report.failures.iter().find(|failure| failure.to_string().contains("two are inside"));
    assert!(two.is_none(), "{}", two.map_or_else(String::new, ToString::to_string));
    let lock = SleepingLock::new();
    (0..2).for_each(|_| {
        lock.lock();
        lock.unlock();
    });
}

fn no_order_of_two_loses_the_wake_up() {
    explore(Bound::Preemptions(3), |stage| _ = go_through(stage, 2, 2)).expect_ok();
}

fn no_order_of_three_loses_the_wake_up() {
    explore(Bound::Preemptions(2), |stage| {
        let lock = go_through(stage, 3, 1);
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert_eq!((lock.state.load(), lock.sleepers.load()), (0, 0), "the lock is as it was");
    })
    .expect_ok();
}

fn who_waits_sleeps() {
    let (stage, lock) = (Stage::new(), Rc::new(SleepingLock::new()));
    for name in ["holds", "waits"] {
        let lock = Rc::clone(&lock);
        stage.puppet(name, move || {
            lock.lock();
            if name == "holds" {
                park::park();
            }
            lock.unlock();
        });
    }
    assert!((0..50).any(|_| stage.step("holds") == Outcome::Parked), "the lock is free");
    assert!((0..50).any(|_| stage.step("waits") == Outcome::Parked), "it looks again and again");
    assert_eq!(lock.sleepers.load(), 1, "it has said so");
}

/// A stranger sleeps on the word without a word to anybody: a look for sleepers that the lock need not take would wake
/// it.
fn nobody_is_woken_who_has_not_said_that_it_sleeps() {
    let (stage, lock) = (Stage::new(), Rc::new(SleepingLock::new()));
    let (l, holder) = (Rc::clone(&lock), Rc::new(RefCell::new(None::<Waiter>)));
    let h = Rc::clone(&holder);
    stage.puppet("locks", move || {
        l.lock();
        h.replace(Some(park::current()));
        park::park();
        l.unlock();
    });
    stage.puppet("stranger", move || _ = futex::wait(&lock.state.0, HELD));
    for name in ["locks", "stranger"] {
        assert!((0..50).any(|_| stage.step(name) == Outcome::Parked), "{name} does not wait");
    }
    holder.take().expect("it parks with the lock").ready();
    let stuck = stage.run().expect_err("the stranger sleeps on");
    assert!(stuck.panicked.is_empty(), "{stuck}");
    assert_eq!(stuck.parked.iter().map(|stuck| &*stuck.puppet).collect::<Vec<_>>(), ["stranger"], "{stuck}");
}

fn a_wake_up_for_nothing_lets_nobody_in() {
    let report = explore(Bound::Preemptions(2), |stage| {
        let lock = go_through(stage, 2, 1);
        stage.puppet("wakes for nothing", move || _ = futex::wake_one(&lock.state.0));
    });
    let two = report.failures.iter().find(|failure| failure.to_string().contains("two are inside"));
    assert!(two.is_none(), "{}", two.map_or_else(String::new, ToString::to_string));
}

fn threads_get_in_one_at_a_time() {
    no_order_of_three_loses_the_wake_up(); // a lock that loses a wake-up is found there, and would hang here
    let (lock, inside, visits) = (SleepingLock::new(), AtomicBool::new(false), AtomicU32::new(0));
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                for _ in 0..500 {
                    lock.lock();
                    assert!(!inside.swap(true, Relaxed), "two are inside");
                    visits.store(visits.load(Relaxed) + 1, Relaxed);
                    inside.store(false, Relaxed);
                    lock.unlock();
                }
            });
        }
    });
    assert_eq!(visits.into_inner(), 1500, "a visit is lost");
}
