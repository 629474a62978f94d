//! The lock that lessons use inside: on threads, and where all take turns.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread;

use ground::lock::RuntimeLock;
use ground::park;
use ground::stage::{Bound, Stage, explore};

#[test]
fn one_party_at_a_time_has_the_value() {
    let count = RuntimeLock::new(0_u64);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20_000 {
                    let mut held = count.lock();
                    let before = *held;
                    std::hint::black_box(&held);
                    *held = before + 1;
                }
            });
        }
    });
    assert_eq!(count.into_inner(), 80_000);
}

#[test]
fn a_held_lock_is_refused_and_a_free_one_is_not() {
    let mut lock = RuntimeLock::new("value");
    let held = lock.lock();
    assert!(lock.try_lock().is_none());
    assert_eq!(format!("{lock:?}"), "RuntimeLock(<held>)");
    drop(held);
    assert_eq!(lock.try_lock().as_deref(), Some(&"value"));
    *lock.get_mut() = "other";
    assert_eq!(format!("{lock:?}"), "RuntimeLock(\"other\")");
}

#[test]
fn a_panic_frees_the_lock() {
    let lock = RuntimeLock::new(1);
    assert_eq!(
        kit::panic_text(|| {
            let _held = lock.lock();
            panic!("while holding it");
        }),
        "while holding it"
    );
    assert_eq!(*lock.lock(), 1);
}

/// Two puppets that take turns: whoever finds the lock held parks, and the unlock readies the first.
#[test]
fn on_a_stage_the_lock_parks_its_puppets_and_hands_on_in_order() {
    let stage = Stage::new();
    let lock = Rc::new(RuntimeLock::new(Vec::new()));
    let holder = Rc::clone(&lock);
    stage.puppet("holder", move || {
        let mut held = holder.lock();
        ground::stage::sleep(std::time::Duration::from_secs(1)); // the others come meanwhile
        held.push("holder");
    });
    for name in ["first", "second"] {
        let lock = Rc::clone(&lock);
        stage.puppet(name, move || lock.lock().push(name));
    }
    stage.run().expect("nobody is left waiting");
    assert_eq!(*lock.lock(), ["holder", "first", "second"]);
}

fn two_locks(second_order: [usize; 2]) -> impl Fn(&Stage) {
    move |stage: &Stage| {
        let locks = Rc::new([RuntimeLock::new(()), RuntimeLock::new(())]);
        for (name, order) in [("a", [0, 1]), ("b", second_order)] {
            let locks = Rc::clone(&locks);
            stage.puppet(name, move || {
                let _outer = locks[order[0]].lock();
                let _inner = locks[order[1]].lock();
            });
        }
    }
}

#[test]
fn locks_taken_in_two_orders_are_a_deadlock_that_explore_finds() {
    let report = explore(Bound::Preemptions(2), two_locks([1, 0]));
    let said = report.to_string();
    assert!(said.contains("all goroutines are asleep - deadlock!"), "{said}");
    explore(Bound::Preemptions(2), two_locks([0, 1])).expect_ok();
}

#[test]
fn in_every_order_nothing_that_the_lock_guards_is_lost() {
    let report = explore(Bound::Preemptions(3), |stage: &Stage| {
        let count = Rc::new(RuntimeLock::new(Cell::new(0)));
        for name in ["a", "b", "c"] {
            let count = Rc::clone(&count);
            stage.puppet(name, move || {
                let held = count.lock();
                let before = held.get();
                ground::park::point();
                held.set(before + 1);
                drop(held);
                ground::park::point();
                if name == "c" {
                    assert!((1..=3).contains(&count.lock().get()));
                }
            });
        }
    });
    report.expect_ok();
}

/// Its second place in the queue would take the wake-up that is another's.
#[test]
fn who_is_woken_for_nothing_stands_in_the_queue_once() {
    let stage = Stage::new();
    let lock = Rc::new(RuntimeLock::new(Vec::new()));
    let waiters = Rc::new(RefCell::new(Vec::new()));
    for name in ["holds", "waits", "waits too"] {
        let (lock, waiters) = (Rc::clone(&lock), Rc::clone(&waiters));
        stage.puppet(name, move || {
            waiters.borrow_mut().push(park::current());
            let mut held = lock.lock();
            held.push(name);
            if name == "holds" {
                park::park();
            }
        });
    }
    let parked = |stage: &Stage| stage.run().expect_err("one parks, and two wait for its lock").parked.len();
    assert_eq!(parked(&stage), 3);
    waiters.borrow()[1].ready(); // for nothing: the lock is still held
    assert_eq!(parked(&stage), 3);
    waiters.borrow()[0].ready();
    stage.run().expect("both get the lock");
    assert_eq!(*lock.lock(), ["holds", "waits too", "waits"], "who came back for nothing went to the end");
}
