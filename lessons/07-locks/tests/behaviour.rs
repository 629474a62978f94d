//! What a mutex, a semaphore and a once must do: Go's `sync/mutex_test.go`, `runtime/sema_test.go` and
//! `sync/once_test.go`. The table of every operation is in `table.rs`, misuse in `aborts.rs`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::thread;
use std::time::{Duration, Instant};

use ground::stage::{Stage, sleep};
use locks::{GoMutex, ModalMutex, Once, Sema};

/// `TestMutex` with its `HammerMutex`: 10 parties, 1000 rounds each, every third round with `try_lock`.
#[test]
fn ten_threads_hammer_a_mutex_and_each_is_alone_inside() {
    let (m, inside, sections) = (GoMutex::new(), AtomicBool::new(false), AtomicU32::new(0));
    let tried = AtomicU32::new(0);
    thread::scope(|s| {
        for _ in 0..10 {
            s.spawn(|| {
                for round in 0..1000 {
                    if round % 3 != 0 {
                        m.lock();
                    } else if !m.try_lock() {
                        tried.fetch_add(1, Relaxed);
                        continue;
                    }
                    assert!(!inside.swap(true, Relaxed), "somebody else is inside");
                    // A load and a store: an addition that is lost would show.
                    sections.store(sections.load(Relaxed) + 1, Relaxed);
                    inside.store(false, Relaxed);
                    m.unlock();
                }
            });
        }
    });
    assert_eq!(sections.into_inner() + tried.into_inner(), 10_000);
    assert_eq!(m.inspect().state.word, 0, "nothing is left of it");
}

/// `TestMutexFairness`: who holds the lock takes it again as soon as it has freed it, and another comes ten times, a
/// while after it had the lock. How often the other got it before `limit`, in virtual time.
fn turns_beside_a_hog<const NS: u64>(limit: Duration) -> u32 {
    const SECTION: Duration = Duration::from_micros(100);
    let (stage, m) = (Stage::new(), Rc::new(ModalMutex::<NS>::new()));
    let (turns, in_time) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let start = stage.now();
    let (hogged, done) = (Rc::clone(&m), Rc::clone(&turns));
    stage.puppet("hog", move || {
        while done.get() < 10 && ground::park::now() - start < limit {
            hogged.lock();
            sleep(SECTION);
            hogged.unlock();
        }
    });
    let counted = Rc::clone(&in_time);
    stage.puppet("other", move || {
        for _ in 0..10 {
            sleep(SECTION);
            m.lock();
            turns.set(turns.get() + 1);
            counted.set(counted.get() + u32::from(ground::park::now() - start < limit));
            m.unlock();
        }
    });
    stage.run().expect("both end");
    in_time.get()
}

#[test]
fn a_hog_cannot_keep_others_out() {
    const GOS: u64 = locks::STARVATION_THRESHOLD_NS;
    assert_eq!(turns_beside_a_hog::<GOS>(Duration::from_secs(10)), 10, "as Go's test wants it");
    assert_eq!(turns_beside_a_hog::<GOS>(Duration::from_millis(30)), 10, "about 2 ms for each turn are enough");
    assert_eq!(turns_beside_a_hog::<{ u64::MAX }>(Duration::from_secs(1)), 0, "without the starving mode it can");
}

/// The same with threads.
#[test]
fn a_hog_cannot_keep_another_thread_out() {
    let (m, done) = (GoMutex::new(), AtomicBool::new(false));
    let start = Instant::now();
    let a_while = || {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_micros(100) {
            std::hint::spin_loop();
        }
    };
    thread::scope(|s| {
        s.spawn(|| {
            while !done.load(Relaxed) {
                m.lock();
                a_while();
                m.unlock();
            }
        });
        for _ in 0..10 {
            a_while();
            m.lock();
            m.unlock();
        }
        done.store(true, Relaxed);
    });
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

/// `TestSemaphore` with its `HammerSemaphore`.
#[test]
fn ten_threads_hammer_a_semaphore_and_no_more_are_inside_than_it_has_permits() {
    for permits in [1, 3] {
        let (sema, inside) = (Sema::new(permits), AtomicU32::new(0));
        thread::scope(|s| {
            for _ in 0..10 {
                s.spawn(|| {
                    for round in 0..1000 {
                        sema.acquire(round % 7 == 0);
                        assert!(inside.fetch_add(1, Relaxed) < permits);
                        inside.fetch_sub(1, Relaxed);
                        sema.release(round % 5 == 0);
                    }
                });
            }
        });
        assert_eq!(sema.permits(), permits);
        assert!(sema.waiting().is_empty());
    }
}

/// `TestSemaHandoff`, where at least two thirds have to be direct: who ran first after the release, and who has the
/// permit.
fn after_a_release(handoff: bool) -> (&'static str, &'static str) {
    let (stage, sema) = (Stage::new(), Rc::new(Sema::new(0)));
    let (first, owner) = (Rc::new(RefCell::new(Vec::new())), Rc::new(Cell::new("nobody")));
    let (s, f, o) = (Rc::clone(&sema), Rc::clone(&first), Rc::clone(&owner));
    stage.puppet("waiter", move || {
        s.acquire(false);
        f.borrow_mut().push("waiter");
        if o.get() == "nobody" {
            o.set("waiter");
        }
    });
    let (f, o) = (Rc::clone(&first), Rc::clone(&owner));
    stage.puppet("releaser", move || {
        sema.release(handoff);
        f.borrow_mut().push("releaser");
        if sema.try_acquire() {
            o.set("releaser");
        }
    });
    let _ = stage.run(); // an error, if the releaser has taken the permit away
    (first.borrow()[0], owner.get())
}

#[test]
fn a_hand_off_is_direct() {
    assert_eq!(after_a_release(true), ("waiter", "waiter"));
    assert_eq!(after_a_release(false), ("releaser", "releaser"), "without it a newcomer is faster");
}

/// Permits that are handed off under threads arrive, each once.
#[test]
fn permits_are_handed_round_among_threads() {
    let (sema, turns) = (Sema::new(1), AtomicU32::new(0));
    thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..2_000 {
                    sema.acquire(false);
                    turns.store(turns.load(Relaxed) + 1, Relaxed);
                    sema.release(true);
                }
            });
        }
    });
    assert_eq!((turns.into_inner(), sema.permits()), (8_000, 1));
}

/// First in, first out; and with `lifo` to the front.
#[test]
fn a_semaphore_calls_the_oldest_first_or_the_one_that_went_to_the_front() {
    let (stage, sema) = (Stage::new(), Rc::new(Sema::new(0)));
    let log = Rc::new(RefCell::new(Vec::new()));
    for (i, lifo) in [(0, false), (1, false), (2, true), (3, false)] {
        let (sema, log) = (Rc::clone(&sema), Rc::clone(&log));
        stage.puppet(format!("{i}"), move || {
            sema.acquire(lifo);
            log.borrow_mut().push(i);
        });
    }
    stage.run().expect_err("all wait");
    assert_eq!(sema.waiting(), [2, 0, 1, 3]);
    stage.puppet("releases", move || (0..4).for_each(|_| sema.release(false)));
    stage.run().expect("all have been called");
    assert_eq!(*log.borrow(), [2, 0, 1, 3]);
}

/// `TestOnce`: it has run for everybody who comes back.
#[test]
fn a_once_runs_once_and_all_see_what_it_did() {
    for _ in 0..200 {
        let (once, value) = (Once::new(), AtomicU32::new(0));
        thread::scope(|s| {
            for _ in 0..10 {
                s.spawn(|| {
                    once.call_once(|| {
                        let before = value.load(Relaxed);
                        thread::yield_now();
                        value.store(before + 1, Relaxed);
                    });
                    assert_eq!(value.load(Relaxed), 1);
                });
            }
        });
        assert!(once.is_completed());
    }
}

/// `TestOncePanic`.
#[test]
fn a_once_that_panics_has_run() {
    let (once, mut runs) = (Once::new(), 0);
    let panic = kit::panic_text(|| {
        once.call_once(|| {
            runs += 1;
            panic!("at the first run");
        });
    });
    assert_eq!(panic, "at the first run");
    once.call_once(|| runs += 1);
    assert_eq!(runs, 1);
    assert!(once.is_completed());
}
