//! What a lock for readers and writers must do: Go's `sync/rwmutex_test.go`.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Barrier;
use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use ground::park;
use ground::stage::{Bound, Stage, explore, sleep};
use locks::{GoRwMutex, Locker, RLocker};

/// `TestParallelReaders`: all of them are inside at the same time, or the barrier would keep them for ever.
#[test]
fn readers_read_at_the_same_time() {
    for readers in [2, 4, 8] {
        let (rw, inside) = (GoRwMutex::new(), Barrier::new(readers));
        thread::scope(|s| {
            for _ in 0..readers {
                s.spawn(|| {
                    rw.r_lock();
                    inside.wait();
                    rw.r_unlock();
                });
            }
        });
        assert!(!rw.is_locked());
    }
}

/// `HammerRWMutex`, with its table of readers: 10 rows, and 5 parties in the last.
#[test]
fn a_writer_is_alone_and_readers_are_without_writers() {
    /// One writer counts as so many readers.
    const WRITER: i32 = 10_000;
    const ROUNDS: usize = if cfg!(debug_assertions) { 300 } else { 1_000 };
    for readers in [1, 3, 10, 1, 3, 10, 1, 3, 10, 5] {
        let (rw, inside) = (GoRwMutex::new(), AtomicI32::new(0));
        thread::scope(|s| {
            for _ in 0..readers {
                s.spawn(|| {
                    for _ in 0..ROUNDS {
                        rw.r_lock();
                        let others = inside.fetch_add(1, Relaxed);
                        assert!((0..readers).contains(&others), "a reader among {others}");
                        inside.fetch_sub(1, Relaxed);
                        rw.r_unlock();
                    }
                });
            }
            for _ in 0..2 {
                s.spawn(|| {
                    for _ in 0..ROUNDS {
                        rw.lock();
                        assert_eq!(inside.fetch_add(WRITER, Relaxed), 0, "a writer is alone");
                        inside.fetch_sub(WRITER, Relaxed);
                        rw.unlock();
                    }
                });
            }
        });
        let end = rw.inspect();
        assert_eq!((end.readers, end.writer_pending, end.reader_wait, end.writers.state.word), (0, false, 0, 0));
    }
}

/// `TestRLocker`: two reads through it keep the writer out until both have ended, and the writer keeps reads out.
#[test]
fn the_readers_side_is_a_locker() {
    let (stage, rw) = (Stage::new(), Rc::new(GoRwMutex::new()));
    let log = Rc::new(RefCell::new(Vec::new()));
    let (w, says) = (Rc::clone(&rw), Rc::clone(&log));
    stage.puppet("locks", move || {
        for round in 0..10 {
            let reads = RLocker(&w);
            Locker::lock(&reads);
            Locker::lock(&reads);
            says.borrow_mut().push(format!("{round}: read"));
            w.lock();
            says.borrow_mut().push(format!("{round}: written"));
        }
    });
    let says = Rc::clone(&log);
    stage.puppet("frees", move || {
        for round in 0..10 {
            let last = || says.borrow().last().cloned();
            Locker::unlock(&RLocker(&rw));
            park::yield_now();
            assert_eq!(last(), Some(format!("{round}: read")), "one read is left, and the writer waits");
            Locker::unlock(&RLocker(&rw));
            park::yield_now();
            assert_eq!(last(), Some(format!("{round}: written")), "the writer has it, and the next read waits");
            rw.unlock();
            park::yield_now();
        }
    });
    stage.run().expect("nobody waits at the end");
    assert_eq!(log.borrow().len(), 20);
}

/// A writer that waits goes before a reader that comes later, and then all who wait to read go before the next writer.
#[test]
fn readers_and_writers_take_turns() {
    let (stage, rw) = (Stage::new(), Rc::new(GoRwMutex::new()));
    let log = Rc::new(RefCell::new(Vec::new()));
    let who = [("r0", false), ("w1", true), ("w2", true), ("r3", false), ("r4", false)];
    for (name, writes) in who {
        let (rw, log) = (Rc::clone(&rw), Rc::clone(&log));
        stage.puppet(name, move || {
            if writes {
                rw.lock()
            } else {
                rw.r_lock()
            }
            log.borrow_mut().push(name);
            sleep(Duration::from_millis(1));
            if writes { rw.unlock() } else { rw.r_unlock() }
        });
    }
    stage.run().expect("nobody waits at the end");
    assert_eq!(*log.borrow(), ["r0", "w1", "r3", "r4", "w2"]);
    assert_eq!(stage.elapsed(), Duration::from_millis(4), "r3 and r4 read at the same time");
}

/// Every order of two readers and a writer.
#[test]
fn in_every_order_a_writer_is_alone() {
    let report = explore(Bound::Preemptions(2), |stage| {
        let (rw, value) = (Rc::new(GoRwMutex::new()), stage.shared(0));
        for name in ["a", "b"] {
            let (rw, value) = (Rc::clone(&rw), value.clone());
            stage.puppet(name, move || {
                rw.r_lock();
                let first = value.get();
                park::point();
                assert_eq!(value.get(), first, "it does not change while somebody reads");
                rw.r_unlock();
            });
        }
        let rw = Rc::clone(&rw);
        stage.puppet("writes", move || {
            rw.lock();
            value.set(1);
            value.set(2);
            rw.unlock();
        });
    });
    report.expect_ok();
    assert!(report.runs > 10, "{report}");
}
