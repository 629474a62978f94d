//! Many threads, for lost wake-ups: a test that hangs here has lost one.

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread;
use std::time::{Duration, Instant};

use ground::lock::RuntimeLock;
use ground::park::{self, Waiter};

const ROUNDS: usize = 20_000;

#[test]
fn two_threads_pass_a_turn_back_and_forth() {
    let turn = AtomicUsize::new(0);
    let waiters = [const { Mutex::new(None::<Waiter>) }; 2];
    let both = std::sync::Barrier::new(2);
    thread::scope(|scope| {
        for me in 0..2 {
            let (turn, waiters, both) = (&turn, &waiters, &both);
            scope.spawn(move || {
                *waiters[me].lock().expect("nobody panics") = Some(park::current());
                both.wait();
                let other = waiters[1 - me].lock().expect("nobody panics").clone().expect("both are there");
                for round in 0..ROUNDS {
                    // Acquire: partner of the Release below.
                    while turn.load(Acquire) != 2 * round + me {
                        park::park();
                    }
                    turn.store(2 * round + me + 1, Release);
                    other.ready();
                }
            });
        }
    });
    assert_eq!(turn.into_inner(), 2 * ROUNDS);
}

#[test]
fn many_ready_one() {
    let (arrived, me) = (AtomicUsize::new(0), park::current());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    arrived.fetch_add(1, Release);
                    me.ready();
                }
            });
        }
        // Acquire: partner of the Release above.
        while arrived.load(Acquire) < 4 * ROUNDS {
            park::park();
        }
    });
}

#[test]
fn a_deadline_and_a_ready_may_come_together() {
    let (given, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let me = park::current();
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 1..=2000 {
                given.store(round, Release);
                me.ready();
                // Wait until it was seen, so that each round has its own race. Acquire: partner of the Release below.
                while taken.load(Acquire) < round {
                    std::hint::spin_loop();
                    thread::yield_now();
                }
            }
        });
        for round in 1..=2000 {
            // Acquire: partner of the Release above.
            while given.load(Acquire) < round {
                park::park_until(Instant::now() + Duration::from_micros(round as u64 % 50));
            }
            taken.store(round, Release);
        }
    });
}

#[test]
fn a_queue_of_waiters_under_the_lock_loses_nobody() {
    let queue = RuntimeLock::new((0_usize, Vec::<Waiter>::new()));
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..3000 {
                    loop {
                        let mut held = queue.lock();
                        if held.0 > 0 {
                            held.0 -= 1;
                            break;
                        }
                        held.1.push(park::current());
                        drop(held);
                        park::park();
                    }
                    done.fetch_add(1, Relaxed);
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..9000 {
                let mut held = queue.lock();
                held.0 += 1;
                let waiter = held.1.pop();
                drop(held);
                if let Some(waiter) = waiter {
                    waiter.ready();
                }
            }
        });
    });
    assert_eq!((done.into_inner(), queue.into_inner().0), (9000, 0));
}
