//! No operation of a channel allocates: not a send, not a wait, not a `select`. This program counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use channels::{Chan, select};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: it hands everything on to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static GLOBAL: Counting = Counting;

/// One round of everything, between two parties that wait for each other.
fn round(there: &Chan<u64>, back: &Chan<u64>, buffered: &Chan<u64>, idle: &Chan<u64>) {
    there.send(1);
    buffered.send(2);
    let got = select! {
        v = back.recv() => v,
        v = idle.recv() => v,
    };
    assert_eq!(got, Some(4));
    assert!(idle.try_recv().is_err() && buffered.try_send(5).is_ok() && buffered.recv().is_some());
}

/// This is the only test here: what runs beside it would be counted.
#[test]
fn no_operation_allocates() {
    const ROUNDS: usize = 1000;
    let (there, back, buffered, idle) = (Chan::make(0), Chan::make(0), Chan::make(4), Chan::make(1));
    let warm = Barrier::new(2);
    thread::scope(|s| {
        s.spawn(|| {
            ground::park::current(); // a thread's party is made when it is first asked for
            for i in 0..=ROUNDS {
                let sum = there.recv().expect("open") + buffered.recv().expect("open");
                back.send(sum + 1);
                if i == 0 {
                    warm.wait();
                }
            }
        });
        ground::park::current();
        round(&there, &back, &buffered, &idle);
        warm.wait();
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        for _ in 0..ROUNDS {
            round(&there, &back, &buffered, &idle);
        }
        assert_eq!(ALLOCATIONS.load(Ordering::Relaxed) - before, 0, "in {ROUNDS} rounds");
    });
}
