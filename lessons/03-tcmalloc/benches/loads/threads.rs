//! What several threads do. They are made once for each measurement, and wait at a barrier until the clock runs.

use std::hint::black_box;
use std::ptr;
use std::sync::Barrier;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode};

use super::{Random, load};
use crate::peers::Peer;

/// Objects that go from thread to thread at once, and how many such batches may be on their way.
const BATCH: usize = 256;
const ON_THEIR_WAY: usize = 8;
/// Batches in one iteration.
const BATCHES: usize = 100;

/// Objects that a thread has, and how often it exchanges one before it hands all of them on.
const SLOTS: usize = 1000;
const STEPS: usize = 5000;
/// How often they are handed on in one iteration.
const PERIODS: usize = 20;

pub fn all<P: Peer>(criterion: &mut Criterion, name: &str, peer: P, wanted: fn(&str) -> bool) {
    if wanted("xthread-64") {
        let mut group = load(criterion, "xthread-64", BATCH * BATCHES);
        group.sampling_mode(SamplingMode::Flat); // threads are made for each sample: few, and equally long
        group.bench_function(name, |b| b.iter_custom(|iterations| across(peer, iterations as usize * BATCHES)));
        group.finish();
    }
    for (workload, threads) in [("larson-t2", 2), ("larson-t8", 8)].into_iter().filter(|load| wanted(load.0)) {
        let mut group = load(criterion, workload, threads * STEPS * PERIODS);
        group.sampling_mode(SamplingMode::Flat);
        group
            .bench_function(name, |b| b.iter_custom(|iterations| larson(peer, threads, iterations as usize * PERIODS)));
        group.finish();
    }
}

/// Objects of 64 bytes on their way to another thread.
struct Batch([*mut u8; BATCH]);

/// An object in a slot.
#[derive(Clone, Copy)]
struct Object {
    start: *mut u8,
    size: usize,
}

// SAFETY: the memory is whoever's the object is, and it moves with it.
unsafe impl Send for Object {}
// SAFETY: as above.
unsafe impl Send for Batch {}

impl Object {
    #[inline]
    fn new<P: Peer>(peer: P, size: usize) -> Object {
        let start = black_box(peer.malloc(size));
        // SAFETY: the object has a byte, and is ours.
        unsafe { start.write(1) };
        Object { start, size }
    }

    #[inline]
    fn free<P: Peer>(self, peer: P) {
        // SAFETY: it is from this allocator with this size, and each load frees it once.
        unsafe { peer.free(self.start, self.size) };
    }
}

/// One thread allocates, another frees.
fn across<P: Peer>(peer: P, batches: usize) -> Duration {
    let (tx, rx) = mpsc::sync_channel::<Batch>(ON_THEIR_WAY);
    let start = Barrier::new(2);
    thread::scope(|s| {
        s.spawn(|| {
            start.wait();
            for _ in 0..batches {
                let mut batch = Batch([ptr::null_mut(); BATCH]);
                batch.0.iter_mut().for_each(|object| *object = Object::new(peer, 64).start);
                tx.send(batch).expect("the other thread receives all");
            }
        });
        let freeing = s.spawn(|| {
            let rx = rx;
            start.wait();
            let clock = Instant::now();
            for _ in 0..batches {
                let batch = rx.recv().expect("the other thread sends as many");
                batch.0.into_iter().for_each(|start| Object { start, size: 64 }.free(peer));
            }
            clock.elapsed()
        });
        freeing.join().expect("it does not panic")
    })
}

/// Each thread frees a random object of its slots and allocates another, and every so often hands the slots on: what a
/// server does whose requests move between threads (after Larson and Krishnan).
fn larson<P: Peer>(peer: P, threads: usize, periods: usize) -> Duration {
    let (start, end) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
    let (to, mut from): (Vec<_>, Vec<_>) = (0..threads).map(|_| mpsc::channel::<Vec<Object>>()).unzip();
    // Each receives from its own channel, and sends into that of the next.
    from.rotate_right(1);
    thread::scope(|s| {
        for (number, (next, previous)) in to.into_iter().zip(from).enumerate() {
            let (start, end) = (&start, &end);
            s.spawn(move || {
                let mut random = Random::new(1 + number as u64);
                let mut slots: Vec<Object> = (0..SLOTS).map(|_| Object::new(peer, random.size())).collect();
                start.wait();
                for _ in 0..periods {
                    for _ in 0..STEPS {
                        let slot = &mut slots[random.below(SLOTS)];
                        slot.free(peer);
                        *slot = Object::new(peer, random.size());
                    }
                    next.send(slots).expect("the next thread does as many periods");
                    slots = previous.recv().expect("the previous thread does as many periods");
                }
                end.wait();
                slots.into_iter().for_each(|object| object.free(peer));
            });
        }
        start.wait();
        let clock = Instant::now();
        end.wait();
        clock.elapsed()
    })
}
