//! The lock-free parts under the model checker: every interleaving of a few steps, and every value that a weakly ordered
//! machine could show. `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test --release -p lesson-02 --lib model`
//!
//! Loom 0.7 takes a SeqCst access for an acquire or release one. So where the ring and the gate rely on the one order
//! of all SeqCst accesses, the model has a fence, which it does know.
//!
//! The queues and their lock are explored on the stage instead (`tests/explore.rs`).

use loom::sync::Arc;
use loom::sync::atomic::Ordering::SeqCst;
use loom::sync::atomic::fence;
use loom::thread;

use crate::gate::{Gate, RECEIVERS, SENDERS};
use crate::ring::{NoPop, NoPush, Ring};

/// Between a write and a look of `gate.rs`.
fn in_one_order() {
    fence(SeqCst);
}

/// What can be popped now.
fn popped(ring: &Ring<Box<u32>>) -> Option<u32> {
    match ring.pop() {
        Ok(value) => Some(*value),
        Err(why) => {
            assert_eq!(why, NoPop::Empty);
            None
        }
    }
}

/// Whether it could be pushed now.
fn pushed(ring: &Ring<Box<u32>>, value: u32) -> bool {
    match ring.push(Box::new(value)) {
        Ok(()) => true,
        Err((_, why)) => {
            assert_eq!(why, NoPush::Full);
            false
        }
    }
}

#[test]
fn two_push_and_one_pops() {
    loom::model(|| {
        let ring = Arc::new(Ring::new(2).expect("two slots"));
        let pushers = [1, 2].map(|value| {
            let ring = Arc::clone(&ring);
            thread::spawn(move || assert!(pushed(&ring, value), "there is room for both"))
        });
        let first = popped(&ring);
        pushers.into_iter().for_each(|pusher| pusher.join().expect("it ends"));
        let rest: u32 = std::iter::from_fn(|| popped(&ring)).sum();
        assert_eq!(first.unwrap_or(0) + rest, 3);
    });
}

#[test]
fn one_pushes_and_two_pop() {
    loom::model(|| {
        let ring = Arc::new(Ring::new(1).expect("one slot"));
        assert!(pushed(&ring, 1));
        let poppers = [(); 2].map(|()| {
            let ring = Arc::clone(&ring);
            thread::spawn(move || popped(&ring).unwrap_or(0))
        });
        // The slot is used again as soon as it is free.
        let again = pushed(&ring, 2);
        let seen: u32 = poppers.into_iter().map(|popper| popper.join().expect("it ends")).sum();
        let rest: u32 = std::iter::from_fn(|| popped(&ring)).sum();
        assert_eq!(seen + rest, if again { 3 } else { 1 });
    });
}

#[test]
fn what_was_pushed_before_the_close_is_popped() {
    loom::model(|| {
        let ring = Arc::new(Ring::new(1).expect("one slot"));
        let pusher = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || ring.push(Box::new(1)).is_ok())
        };
        ring.close();
        let mut popped = 0;
        while let Ok(value) = ring.pop() {
            popped += *value;
        }
        // Closed and drained is for ever: so what comes later must not have been pushed.
        assert_eq!(pusher.join().expect("it ends"), popped == 1);
        assert_eq!(ring.pop().err(), Some(NoPop::Closed));
    });
}

/// `gate.rs`: either the receiver finds the value, or the sender finds the receiver.
#[test]
fn a_receiver_that_parks_is_not_passed_by() {
    loom::model(|| {
        let shared = Arc::new((Gate::new(0), Ring::new(1).expect("one slot")));
        let sender = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                assert!(pushed(&shared.1, 1));
                in_one_order();
                shared.0.shows(RECEIVERS)
            })
        };
        shared.0.raise(RECEIVERS);
        in_one_order();
        let found = popped(&shared.1).is_some();
        assert!(sender.join().expect("it ends") || found, "the value is there, and the receiver sleeps");
    });
}

/// The same with a full ring.
#[test]
fn a_sender_that_parks_is_not_passed_by() {
    loom::model(|| {
        let shared = Arc::new((Gate::new(0), Ring::new(1).expect("one slot")));
        assert!(pushed(&shared.1, 1));
        let receiver = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                popped(&shared.1);
                in_one_order();
                shared.0.shows(SENDERS)
            })
        };
        shared.0.raise(SENDERS);
        in_one_order();
        let found = pushed(&shared.1, 2);
        assert!(receiver.join().expect("it ends") || found, "there is room, and the sender sleeps");
    });
}
