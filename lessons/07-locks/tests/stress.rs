//! Many threads, and what must hold whatever they do: one at a time, nobody sleeps for ever, and what a holder wrote is
//! seen by the next. The values are plain ones, so that ThreadSanitizer reports an order that is missing.
//!
//! That a wake-up is not lost is seen by these tests ending.

use std::cell::UnsafeCell;
use std::collections::VecDeque;
use std::sync::Barrier;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::thread;
use std::time::{Duration, Instant};

use lock_api::RawMutex;
use locks::sleep::RawFutexLock;
use locks::spin::{RawMcs, RawTas, RawTicket, RawTtas};
use locks::{Cond, Condvar, GoMutex, ModalMutex, Mutex, NotifyList, Once, RwLock, Sema};

/// Runs `f` on so many threads that begin together. It gets the thread's number.
fn together(threads: u32, f: impl Fn(u32) + Sync) {
    let (start, f) = (Barrier::new(threads as usize), &f);
    thread::scope(|s| {
        for number in 0..threads {
            let start = &start;
            s.spawn(move || {
                start.wait();
                f(number);
            });
        }
    });
}

/// Each thread adds one to a plain number, `each` times. Every third time it tries for the lock before it waits for it,
/// and every so many times it offers its core to the others while it has the lock, so that they come and wait.
fn keeps_count<R: RawMutex + Sync>(threads: u32, each: u32, offers: Option<u32>) {
    let count = lock_api::Mutex::<R, u32>::new(0);
    together(threads, |number| {
        for round in 0..each {
            let tried = if (round + number) % 3 == 0 { count.try_lock() } else { None };
            let mut count = tried.unwrap_or_else(|| count.lock());
            *count += 1;
            if offers.is_some_and(|every| round % every == 0) {
                thread::yield_now();
            }
        }
    });
    assert_eq!(count.into_inner(), threads * each, "an addition is lost: {}", std::any::type_name::<R>());
}

#[test]
fn a_spin_lock_loses_no_addition() {
    for threads in [2, 3] {
        keeps_count::<RawTas>(threads, 50_000, None);
        keeps_count::<RawTtas>(threads, 50_000, None);
    }
}

/// Fewer rounds: if the one whose turn it is has no core, all others wait for its next one.
#[test]
fn a_spin_lock_with_a_queue_loses_no_addition() {
    for (threads, each) in [(2, 300), (3, 60)] {
        keeps_count::<RawTicket>(threads, each, None);
        keeps_count::<RawMcs>(threads, each, None);
    }
}

#[test]
fn a_sleeping_lock_loses_no_addition() {
    for threads in [2, 4, 8] {
        keeps_count::<RawFutexLock>(threads, 20_000, Some(100));
    }
}

/// As it is, always handing over, and never doing so.
#[test]
fn a_mutex_loses_no_addition_in_any_mode() {
    for threads in [2, 4, 8] {
        keeps_count::<GoMutex>(threads, 20_000, Some(100));
        keeps_count::<ModalMutex<0>>(threads, 3000, Some(50));
        keeps_count::<ModalMutex<{ u64::MAX }>>(threads, 20_000, Some(100));
    }
}

/// After Go's `TestMutexFairness`: one holds the lock nearly always.
#[test]
fn a_hog_cannot_keep_another_out() {
    let (mutex, done) = (GoMutex::new(), AtomicBool::new(false));
    thread::scope(|s| {
        s.spawn(|| {
            while !done.load(Relaxed) {
                mutex.lock();
                let end = Instant::now() + Duration::from_micros(100);
                while Instant::now() < end {
                    std::hint::spin_loop();
                }
                mutex.unlock();
            }
        });
        for _ in 0..10 {
            mutex.lock();
            mutex.unlock();
        }
        done.store(true, Relaxed);
    });
    assert!(!mutex.is_locked());
}

/// Readers of both halves of a pair, and writers that change both: five by two rows, after Go's `TestRWMutex`.
#[test]
fn readers_and_writers_are_never_together() {
    for (readers, writers) in [1, 2, 3, 5, 10].into_iter().flat_map(|readers| [(readers, 1), (readers, 2)]) {
        let (pair, activity) = (RwLock::new((0_u32, 0_u32)), AtomicU32::new(0));
        let each = 1500;
        together(readers + writers, |number| {
            for round in 0..each {
                if number < readers {
                    let tried = if round % 3 == 0 { pair.try_read() } else { None };
                    let pair = tried.unwrap_or_else(|| pair.read());
                    assert!(activity.fetch_add(1, Relaxed) < readers, "a writer is inside");
                    assert_eq!(pair.0, pair.1, "half of a write is seen");
                    if round % 50 == 0 {
                        thread::yield_now();
                    }
                    activity.fetch_sub(1, Relaxed);
                } else {
                    let tried = if round % 3 == 0 { pair.try_write() } else { None };
                    let mut pair = tried.unwrap_or_else(|| pair.write());
                    assert_eq!(activity.fetch_add(10_000, Relaxed), 0, "a writer is not alone");
                    pair.0 += 1;
                    pair.1 += 1;
                    activity.fetch_sub(10_000, Relaxed);
                }
            }
        });
        assert_eq!(pair.into_inner(), (writers * each, writers * each), "{readers} readers, {writers} writers");
    }
}

#[test]
fn a_semaphore_gives_out_its_permits_and_no_more() {
    for permits in [1, 3] {
        let (sema, inside) = (Sema::new(permits), AtomicU32::new(0));
        let each = 10_000;
        together(8, |number| {
            for round in 0..each {
                sema.acquire(round % 5 == 0);
                assert!(inside.fetch_add(1, Relaxed) < permits, "more are inside than there are permits");
                if round % 50 == 0 {
                    thread::yield_now();
                }
                inside.fetch_sub(1, Relaxed);
                sema.release((round + number) % 7 == 0);
            }
        });
        assert_eq!((sema.permits(), sema.waiting()), (permits, vec![]), "all permits are back");
    }
}

/// However fast a newcomer is: the permit never lies there to be taken.
#[test]
fn a_hand_off_goes_to_the_one_that_waits() {
    let (sema, back) = (Sema::new(0), Sema::new(0));
    let count = 3000;
    thread::scope(|s| {
        s.spawn(|| {
            for _ in 0..count {
                sema.acquire(false);
                back.release(false);
            }
        });
        for round in 0..count {
            while sema.waiting().is_empty() {
                thread::yield_now();
            }
            sema.release(true);
            assert!(!sema.try_acquire(), "round {round}: a newcomer has the permit");
            back.acquire(false);
        }
    });
}

/// Permits come in crowds of all sizes, and fewer or more wait than they are.
#[test]
fn a_crowd_is_released_at_once_and_nobody_is_forgotten() {
    let (sema, done) = (Sema::new(0), AtomicU32::new(0));
    let each = 5_000;
    together(8, |number| {
        if number > 0 {
            for round in 0..each {
                sema.acquire(round % 3 == 0);
                done.fetch_add(1, Relaxed);
            }
            return;
        }
        let (mut left, mut crowd) = (7 * each, 0);
        while left > 0 {
            crowd = (crowd % 12 + 1).min(left);
            sema.release_many(crowd);
            left -= crowd;
            if crowd % 4 == 0 {
                thread::yield_now();
            }
        }
    });
    assert_eq!((done.into_inner(), sema.permits(), sema.waiting()), (7 * each, 0, vec![]));
}

/// The tickets go round in the middle of it.
#[test]
fn as_many_calls_as_tickets_wake_everybody() {
    let list = NotifyList::starting_at(u32::MAX - 100);
    let each = 10_000;
    together(4, |number| {
        if number > 0 {
            (0..each).for_each(|_| list.wait(list.add()));
            return;
        }
        let mut calls = 0;
        while calls < 3 * each {
            if list.notify_one() {
                calls += 1;
            } else {
                thread::yield_now();
            }
            if calls % 10 == 0 {
                calls += list.notify_all() as u32;
            }
        }
        assert_eq!(calls, 3 * each);
    });
    let view = list.inspect();
    assert_eq!((view.wait, view.queue), (view.notify, vec![]));
}

/// A queue of four places between those who put and those who take; a signal each.
#[test]
fn a_queue_with_two_conditions_loses_nothing() {
    let (queue, changed) = (Mutex::new(VecDeque::new()), [Condvar::new(), Condvar::new()]);
    let [not_full, not_empty] = &changed;
    let (taken, each) = (Mutex::new(0_u64), 10_000_u32);
    together(6, |number| {
        for value in 1..=each {
            let mut queue = queue.lock();
            if number % 2 == 0 {
                while queue.len() == 4 {
                    not_full.wait(&mut queue);
                }
                queue.push_back(u64::from(value));
                not_empty.notify_one();
            } else {
                let value = loop {
                    match queue.pop_front() {
                        Some(value) => break value,
                        None => not_empty.wait(&mut queue),
                    }
                };
                not_full.notify_one();
                drop(queue);
                *taken.lock() += value;
            }
        }
    });
    let each = u64::from(each);
    assert_eq!(taken.into_inner(), 3 * each * (each + 1) / 2);
}

/// A plain value that threads share.
struct Plain(UnsafeCell<u32>);

// SAFETY: each test says what keeps its accesses apart.
unsafe impl Sync for Plain {}

impl Plain {
    /// # Safety
    /// Nobody writes at the same time.
    unsafe fn get(&self) -> u32 {
        // SAFETY: as the caller says.
        unsafe { *self.0.get() }
    }

    /// # Safety
    /// Nobody reads or writes at the same time.
    unsafe fn add_one(&self) {
        // SAFETY: as the caller says.
        unsafe { *self.0.get() += 1 }
    }
}

/// The last one to come wakes all others. Nobody is a generation ahead.
#[test]
fn a_broadcast_wakes_a_whole_generation() {
    const PARTIES: u32 = 5;
    let (cond, arrived) = (Cond::new(GoMutex::new()), Plain(UnsafeCell::new(0)));
    together(PARTIES, |_| {
        for generation in 1..=2000 {
            cond.l.lock();
            // SAFETY: M1: we hold the mutex; and `wait` gives it back before it returns.
            unsafe { arrived.add_one() };
            // SAFETY: as above.
            let full = || unsafe { arrived.get() } >= generation * PARTIES;
            if full() {
                cond.broadcast();
            }
            while !full() {
                cond.wait();
            }
            // SAFETY: as above.
            let all = unsafe { arrived.get() };
            assert!(all < (generation + 1) * PARTIES, "somebody is two generations ahead: {all} in {generation}");
            cond.l.unlock();
        }
    });
    assert!(cond.inspect().queue.is_empty());
}

#[test]
fn a_once_runs_once_and_all_see_what_it_did() {
    let each = 5000;
    let onces: Vec<_> = (0..each).map(|_| (Once::new(), Plain(UnsafeCell::new(0)))).collect();
    together(4, |_| {
        for (once, value) in &onces {
            once.call_once(|| {
                thread::yield_now(); // so that others come and wait
                // SAFETY: O1: it runs once, and nobody reads before it has.
                unsafe { value.add_one() }
            });
            // SAFETY: O1: it has run, and nobody writes any more.
            assert_eq!(unsafe { value.get() }, 1);
        }
    });
    assert!(onces.iter().all(|(once, _)| once.is_completed()));
}
