//! Parties that end while they wait or hold: puppets whose stage goes, and threads whose destructors take locks.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;

use ground::park;
use ground::stage::{Bound, Outcome, Stage, explore};
use locks::spin::{RawMcs, RawTas, RawTicket, RawTtas, TasLock};
use locks::{Condvar, Mutex, Sema};

/// Seventy puppets wait for a lock, more than a thread keeps stacks for; then their stage goes, in the order in which they queued or
/// in the other.
fn the_stage_of_a_queue_goes<R: lock_api::RawMutex + 'static>() {
    const WAIT: usize = 70;
    for in_order in [true, false] {
        for holder_first in [true, false] {
            let (stage, lock) = (Stage::new(), Rc::new(lock_api::Mutex::<R, u32>::new(0)));
            let holds = || {
                let lock = Rc::clone(&lock);
                stage.puppet("holds", move || {
                    let _guard = lock.lock();
                    park::park();
                });
            };
            if holder_first {
                holds();
            }
            for n in 0..WAIT {
                let lock = Rc::clone(&lock);
                stage.puppet(format!("w{n}"), move || *lock.lock() += 1);
            }
            if !holder_first {
                holds();
            }
            assert_eq!(stage.step("holds"), Outcome::Parked);
            let mut order: Vec<usize> = (0..WAIT).collect();
            if !in_order {
                order.reverse();
            }
            order.iter().for_each(|n| assert_eq!(stage.step(format!("w{n}")), Outcome::Point));
            drop(stage);
            assert!(!lock.is_locked(), "who held it and who waited are gone");
            assert_eq!(*lock.lock(), 0, "nobody has counted");
        }
    }
}

#[test]
fn a_spin_lock_outlives_the_stage_of_those_who_wait_for_it() {
    the_stage_of_a_queue_goes::<RawTas>();
    the_stage_of_a_queue_goes::<RawTtas>();
    the_stage_of_a_queue_goes::<RawTicket>();
    the_stage_of_a_queue_goes::<RawMcs>();
}

/// Who waits on the condition has to have the mutex again before it can be unwound, and somebody has it.
#[test]
fn a_deadlock_around_a_condition_is_reported() {
    let scenario = |stage: &Stage| {
        let (mutex, cond) = (Rc::new(Mutex::new(0)), Rc::new(Condvar::new()));
        let held = Rc::clone(&mutex);
        stage.puppet("waits", move || {
            let mut guard = mutex.lock();
            while *guard == 0 {
                cond.wait(&mut guard);
            }
        });
        stage.puppet("holds", move || {
            let _guard = held.lock();
            park::park();
        });
    };
    let stage = Stage::new();
    scenario(&stage);
    assert_eq!(stage.run().unwrap_err().parked.len(), 2);
    drop(stage);
    let report = explore(Bound::Preemptions(1), |stage| {
        scenario(stage);
        stage.run().expect("somebody waits for ever");
    });
    assert!(!report.failures.is_empty(), "{report}");
}

thread_local! {
    /// What a thread does when most of its thread-locals are gone: it was asked for before them.
    static AT_THE_END: RefCell<AtTheEnd> = const { RefCell::new(AtTheEnd(None)) };
}

struct AtTheEnd(Option<Box<dyn FnOnce()>>);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        if let Some(f) = self.0.take() {
            f();
        }
    }
}

/// Runs `f` on a thread of its own, and `last` when that thread's other thread-locals are gone. What `last` returned.
fn at_the_end<T: Send + 'static>(f: impl FnOnce() + Send, last: impl FnOnce() -> T + Send + 'static) -> T {
    let (tell, told) = mpsc::channel();
    thread::scope(|s| {
        s.spawn(|| {
            let last = move || tell.send(catch_unwind(AssertUnwindSafe(last))).expect("it is awaited");
            AT_THE_END.with_borrow_mut(|end| end.0 = Some(Box::new(last)));
            f();
        });
    });
    told.recv().expect("a thread runs its destructors").unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[test]
fn a_thread_that_ends_may_release_what_its_puppets_never_knew() {
    static SEMA: Sema = Sema::new(0);
    at_the_end(
        || {
            let stage = Stage::new();
            stage.puppet("waits", || Sema::new(0).acquire(false));
            assert!(stage.run().is_err());
        },
        || SEMA.release(false),
    );
    assert_eq!(SEMA.permits(), 1);
}

#[test]
fn a_thread_that_ends_may_wait() {
    static MUTEX: Mutex<u32> = Mutex::new(0);
    static ASKS: Sema = Sema::new(0);
    let guard = MUTEX.lock();
    thread::scope(|s| {
        s.spawn(|| {
            let last = || {
                ASKS.release(false);
                *MUTEX.lock() += 1;
            };
            at_the_end(|| drop(park::current()), last);
        });
        ASKS.acquire(false);
        // SAFETY: it is only looked at.
        while unsafe { MUTEX.raw() }.inspect().queue.is_empty() {
            thread::yield_now();
        }
        drop(guard);
    });
    assert_eq!(*MUTEX.lock(), 1);
}

#[test]
fn a_thread_that_ends_may_spin() {
    static LOCK: TasLock<u32> = TasLock::new(0);
    at_the_end(|| drop(park::current()), || *LOCK.lock() += 1);
    assert_eq!(*LOCK.lock(), 1);
}
