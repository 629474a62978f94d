//! What a condition variable must do: Go's `sync/cond_test.go`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Barrier;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::thread;

use ground::stage::{Bound, Stage, explore};
use locks::{Cond, CopyChecker, GoMutex, GoRwMutex, NotifyList, RLocker};

/// A condition variable, and a log of who went on.
#[derive(Default)]
struct Meeting {
    cond: Cond<GoMutex>,
    log: RefCell<Vec<usize>>,
}

impl Meeting {
    /// A stage on which so many wait, in order.
    fn of(waiters: usize) -> (Stage, Rc<Meeting>) {
        let (stage, meeting) = (Stage::new(), Rc::new(Meeting::default()));
        (0..waiters).for_each(|i| meeting.join(&stage, i));
        (stage, meeting)
    }

    fn join(self: &Rc<Self>, stage: &Stage, i: usize) {
        let meeting = Rc::clone(self);
        stage.puppet(format!("{i}"), move || {
            meeting.cond.l.lock();
            meeting.cond.wait();
            meeting.log.borrow_mut().push(i);
            meeting.cond.l.unlock();
        });
        let _ = stage.run(); // an error: those that wait do
    }

    /// A party of its own does it.
    fn call(self: &Rc<Self>, stage: &Stage, f: fn(&Cond<GoMutex>)) {
        let meeting = Rc::clone(self);
        stage.puppet(format!("call {:?}", stage.inspect().puppets.len()), move || f(&meeting.cond));
        let _ = stage.run();
    }
}

/// `TestCondSignal`.
#[test]
fn a_signal_wakes_one_and_the_one_that_has_waited_longest() {
    let (stage, meeting) = Meeting::of(5);
    assert!(meeting.log.borrow().is_empty(), "all are asleep");
    for woken in 1..=5 {
        meeting.call(&stage, |cond| cond.signal());
        assert_eq!(*meeting.log.borrow(), (0..woken).collect::<Vec<_>>());
    }
    meeting.call(&stage, |cond| cond.signal());
    assert!(stage.is_finished());
}

/// `TestCondSignalGenerations`: 100 come one after the other, and each is woken before the one after it.
#[test]
fn who_waited_before_is_woken_before() {
    let (stage, meeting) = Meeting::of(1);
    for i in 1..100 {
        meeting.join(&stage, i);
        meeting.call(&stage, |cond| cond.signal());
        assert_eq!(meeting.log.borrow().last(), Some(&(i - 1)));
    }
}

/// `TestCondBroadcast`.
#[test]
fn a_broadcast_wakes_all_who_wait_and_each_of_them_once() {
    let (stage, meeting) = Meeting::of(200);
    meeting.call(&stage, |cond| cond.broadcast());
    let mut woken = meeting.log.take();
    woken.sort_unstable();
    assert!(woken.into_iter().eq(0..200));
    meeting.call(&stage, |cond| cond.broadcast());
    assert!(stage.is_finished());
}

/// The same with threads that come back: `TestCondBroadcast`'s rounds.
#[test]
fn in_each_round_a_broadcast_wakes_every_thread() {
    const THREADS: usize = 8;
    const ROUNDS: u32 = 200;
    let (cond, round) = (Cond::new(GoMutex::new()), AtomicU32::new(0));
    let came = Barrier::new(THREADS + 1);
    thread::scope(|s| {
        for _ in 0..THREADS {
            s.spawn(|| {
                for mine in 0..ROUNDS {
                    cond.l.lock();
                    while round.load(Relaxed) == mine {
                        cond.wait();
                    }
                    cond.l.unlock();
                    came.wait();
                }
            });
        }
        for _ in 0..ROUNDS {
            cond.l.lock();
            round.fetch_add(1, Relaxed);
            cond.l.unlock();
            cond.broadcast();
            came.wait();
        }
    });
    assert!(cond.inspect().queue.is_empty());
}

/// What a party does while it has the lock.
type Step = fn(&Cond<GoMutex>, &Cell<u32>);

/// `TestRace`: three parties that wait for each other, in many orders.
#[test]
fn three_parties_that_wait_for_each_other_all_end() {
    let report = explore(Bound::Preemptions(1), |stage| {
        let (cond, x) = (Rc::new(Cond::new(GoMutex::new())), Rc::new(Cell::new(0)));
        let steps: [Step; 3] = [
            |cond, x| {
                x.set(1);
                cond.broadcast();
                while x.get() < 2 {
                    cond.wait();
                }
                x.set(3);
                cond.broadcast();
            },
            |cond, x| {
                while x.get() < 1 {
                    cond.wait();
                }
                x.set(2);
                cond.broadcast();
            },
            |cond, x| {
                while x.get() < 3 {
                    cond.wait();
                }
            },
        ];
        for (i, step) in steps.into_iter().enumerate() {
            let (cond, x) = (Rc::clone(&cond), Rc::clone(&x));
            stage.puppet(format!("{i}"), move || {
                cond.l.lock();
                step(&cond, &x);
                cond.l.unlock();
            });
        }
    });
    report.expect_ok();
}

/// `TestCondSignalStealing`: who waits already is called, and one that comes at the same time does not take the call
/// away.
#[test]
fn a_newcomer_does_not_steal_the_call() {
    for _ in 0..500 {
        let (cond, done, first_waits) = (Cond::new(GoMutex::new()), AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|s| {
            let first = s.spawn(|| {
                cond.l.lock();
                first_waits.store(true, Relaxed);
                cond.wait();
                cond.l.unlock();
            });
            // It said so under the lock: when we have the lock, it is in `wait`.
            let inside = || {
                cond.l.lock();
                let inside = first_waits.load(Relaxed);
                cond.l.unlock();
                inside
            };
            while !inside() {
                thread::yield_now();
            }
            s.spawn(|| {
                cond.l.lock();
                while !done.load(Relaxed) {
                    cond.wait();
                }
                cond.l.unlock();
            });
            cond.signal();
            first.join().expect("it was called");
            cond.l.lock();
            done.store(true, Relaxed);
            cond.l.unlock();
            cond.broadcast();
        });
    }
}

/// `TestCondCopy`, for the `copyChecker` that the lesson shows and its `Cond` does not need.
#[test]
fn a_checker_notices_that_it_is_somewhere_else() {
    let checker = CopyChecker::new();
    checker.check();
    checker.check();
    let moved = Box::new(checker);
    assert_eq!(kit::panic_text(|| moved.check()), "sync.Cond is copied");
    let unused = CopyChecker::new();
    let moved = Box::new(unused); // before its first use
    moved.check();
    moved.check();
}

/// A `Cond` that is moved between uses goes on to work, because nobody waits in it then.
#[test]
fn a_cond_may_be_moved_while_nobody_waits() {
    let cond = Cond::new(GoMutex::new());
    cond.signal();
    let moved = Rc::new(Box::new(cond));
    let stage = Stage::new();
    let (a, b) = (Rc::clone(&moved), moved);
    stage.puppet("waits", move || {
        a.l.lock();
        a.wait();
        a.l.unlock();
    });
    stage.puppet("signals", move || b.signal());
    stage.run().expect("the signal arrives");
}

/// `Wait` frees the lock while it waits, and has it again afterwards; with either side of a lock for readers and
/// writers, too.
#[test]
fn wait_frees_the_lock_and_takes_it_again() {
    let (stage, rw) = (Stage::new(), &*Box::leak(Box::new(GoRwMutex::new())));
    let cond = Rc::new(Cond::new(RLocker(rw)));
    let waits = Rc::clone(&cond);
    stage.puppet("waits", move || {
        rw.r_lock();
        waits.wait();
        assert!(!rw.try_lock(), "it reads again");
        rw.r_unlock();
    });
    stage.puppet("signals", move || {
        assert!(rw.try_lock(), "nobody reads while it waits");
        rw.unlock();
        cond.signal();
    });
    stage.run().expect("nobody waits at the end");
    assert!(!rw.is_locked());
}

/// The numbers of the tickets go round. Who waits over the end of the numbers is called in order, one by one and all at
/// once.
#[test]
fn tickets_go_on_after_2_to_the_32() {
    for (start, all_at_once) in [(u32::MAX - 2, false), (u32::MAX - 2, true), (u32::MAX, false), (u32::MAX, true)] {
        let (stage, list) = (Stage::new(), Rc::new(NotifyList::starting_at(start)));
        let log = Rc::new(RefCell::new(Vec::new()));
        for i in 0..5_u32 {
            let (list, log) = (Rc::clone(&list), Rc::clone(&log));
            stage.puppet(format!("{i}"), move || {
                let ticket = list.add();
                assert_eq!(ticket, start.wrapping_add(i));
                list.wait(ticket);
                log.borrow_mut().push(i);
            });
        }
        stage.run().expect_err("all wait");
        let view = list.inspect();
        assert_eq!((view.notify, view.wait, view.queue.len()), (start, start.wrapping_add(5), 5));
        let calls = Rc::clone(&list);
        stage.puppet("calls", move || {
            if all_at_once {
                assert_eq!(calls.notify_all(), 5);
            } else {
                (0..5).for_each(|_| assert!(calls.notify_one()));
            }
            assert!(!calls.notify_one(), "no ticket is out any more");
        });
        stage.run().expect("all were called");
        assert_eq!(*log.borrow(), [0, 1, 2, 3, 4]);
        assert_eq!(list.inspect().notify, start.wrapping_add(5));
    }
}

/// A call between the ticket and the sleep is not lost.
#[test]
fn a_call_that_comes_before_the_sleep_counts() {
    let (stage, list) = (Stage::new(), NotifyList::new());
    stage.puppet("waits", move || {
        let ticket = list.add();
        assert!(list.notify_one());
        list.wait(ticket); // returns at once
        let [early, late] = [list.add(), list.add()];
        assert_eq!(list.notify_all(), 2);
        list.wait(late);
        list.wait(early);
    });
    stage.run().expect("it does not wait");
}
