//! Park and ready on threads: the token rule, deadlines, backends.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use ground::park::{self, Backend, Waiter};

/// Parks until `done` is set: the loop of the docs.
fn wait_for(done: &AtomicU32) {
    // Acquire: partner of the Release stores below.
    while done.load(Acquire) == 0 {
        park::park();
    }
}

#[test]
fn a_ready_before_the_park_is_not_lost() {
    let me = park::current();
    me.ready();
    park::park(); // returns, or this test never ends
    let soon = Instant::now();
    assert!(!park::park_until(soon), "and the token is taken: nothing is left for a second park");
}

#[test]
fn several_readies_count_as_one() {
    let me = park::current();
    me.ready();
    me.ready();
    me.ready();
    assert!(park::park_until(Instant::now()), "one token is there");
    assert!(!park::park_until(Instant::now()), "and no second one");
}

#[test]
fn a_ready_wakes_a_parked_thread() {
    let done = AtomicU32::new(0);
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        let done = &done;
        scope.spawn(move || {
            send.send(park::current()).expect("the test waits for it");
            wait_for(done);
        });
        let waiter: Waiter = receive.recv().expect("the thread sends its waiter first");
        done.store(1, Release);
        waiter.ready();
    });
}

#[test]
fn what_was_done_before_the_ready_is_seen_after_the_park() {
    let value = AtomicU32::new(0);
    thread::scope(|scope| {
        let me = park::current();
        let value = &value;
        scope.spawn(move || {
            value.store(7, Relaxed); // carried over by ready and park alone
            me.ready();
        });
        while value.load(Relaxed) == 0 {
            park::park();
        }
    });
    assert_eq!(value.load(Relaxed), 7);
}

#[test]
fn a_deadline_ends_a_park_and_a_late_token_is_kept() {
    let start = Instant::now();
    let deadline = start + Duration::from_millis(20);
    assert!(!park::park_until(deadline));
    assert!(Instant::now() >= deadline, "not a moment too early");
    park::current().ready();
    assert!(park::park_until(deadline), "a token counts even when the deadline is past");
}

#[test]
fn a_deadline_far_away_is_as_good_as_none() {
    park::current().ready();
    assert!(park::park_until(Instant::now() + Duration::from_secs(1 << 40)));
}

#[test]
fn a_waiter_may_outlive_its_thread() {
    let waiter = thread::spawn(park::current).join().expect("it only asks who it is");
    waiter.ready();
    waiter.clone().ready();
}

#[test]
fn all_who_wait_are_readied_by_one() {
    let done = AtomicU32::new(0);
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        for _ in 0..8 {
            let (send, done) = (send.clone(), &done);
            scope.spawn(move || {
                send.send(park::current()).expect("the test waits for all");
                wait_for(done);
            });
        }
        let waiters: Vec<Waiter> = receive.iter().take(8).collect();
        assert_eq!(waiters.len(), 8);
        done.store(1, Release);
        waiters.iter().for_each(Waiter::ready);
    });
}

/// A backend that counts, and never waits.
struct Counting {
    parks: Cell<u32>,
    start: Instant,
}

impl Backend for Counting {
    fn current(&self) -> Waiter {
        unreachable!("nobody asks in these tests")
    }
    fn park(&self) {
        self.parks.set(self.parks.get() + 1);
    }
    fn park_until(&self, _: Instant) -> bool {
        false
    }
    fn now(&self) -> Instant {
        self.start
    }
}

#[test]
fn a_backend_has_its_thread_until_the_end_of_the_call_even_in_a_panic() {
    let counting = || Rc::new(Counting { parks: Cell::new(0), start: Instant::now() });
    let (outer, inner) = (counting(), counting());
    park::with_backend(outer.clone(), || {
        park::park();
        let text = kit::panic_text(|| {
            park::with_backend(inner.clone(), || {
                park::park();
                park::park();
                assert_eq!(park::now(), inner.start);
                panic!("inside");
            });
        });
        assert_eq!(text, "inside");
        park::park();
    });
    assert_eq!((outer.parks.get(), inner.parks.get()), (2, 2));
    park::current().ready();
    park::park(); // the thread's own again
    assert_eq!((outer.parks.get(), inner.parks.get()), (2, 2));
}
