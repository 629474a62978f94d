//! What one thread does: one object at a time, or a thousand.

use std::hint::black_box;
use std::ptr;

use criterion::Criterion;

use super::{Random, load};
use crate::peers::Peer;

const BATCH: usize = 1000;

/// A megabyte, which is the most that a thread of this lesson holds; and a page more.
const MEGABYTE: usize = 1 << 20;
const PAGE_MORE: usize = MEGABYTE + tcmalloc::PAGE;

pub fn all<P: Peer>(criterion: &mut Criterion, name: &str, peer: P, wanted: fn(&str) -> bool) {
    let pairs = [
        ("pair-64", 64),
        ("pair-1K", 1 << 10),
        ("pair-256K", 256 << 10),
        ("pair-1M", MEGABYTE),
        ("pair-1032K", PAGE_MORE),
    ];
    for (workload, size) in pairs.into_iter().filter(|pair| wanted(pair.0)) {
        let mut group = load(criterion, workload, 1);
        group.bench_function(name, |b| {
            b.iter(|| {
                let size = black_box(size);
                let object = allocate(peer, size);
                // SAFETY: it was just allocated with this size.
                unsafe { peer.free(object, size) };
            })
        });
        group.finish();
    }
    let mut random = Random::new(1);
    let sizes: Vec<usize> = (0..BATCH).map(|_| random.size()).collect();
    let mixed = random.order(BATCH);
    let lifo: Vec<usize> = (0..BATCH).rev().collect();
    let batches = [
        ("batch1000-64-lifo", &vec![64; BATCH], &lifo),
        ("batch1000-64-random", &vec![64; BATCH], &mixed),
        ("batch1000-mixed-random", &sizes, &mixed),
    ];
    for (workload, sizes, order) in batches.into_iter().filter(|batch| wanted(batch.0)) {
        let mut objects = vec![ptr::null_mut(); BATCH];
        let mut group = load(criterion, workload, BATCH);
        group.bench_function(name, |b| b.iter(|| batch(peer, sizes, order, &mut objects)));
        group.finish();
    }
}

/// An object, whose first byte is written.
fn allocate<P: Peer>(peer: P, size: usize) -> *mut u8 {
    let object = black_box(peer.malloc(size));
    // SAFETY: the object has a byte, and is ours.
    unsafe { object.write(1) };
    object
}

/// Allocates all objects, then frees them in this order.
fn batch<P: Peer>(peer: P, sizes: &[usize], order: &[usize], objects: &mut [*mut u8]) {
    for (object, &size) in objects.iter_mut().zip(sizes) {
        *object = allocate(peer, size);
    }
    for &at in order {
        // SAFETY: each was allocated above with its size, and the order has each once.
        unsafe { peer.free(objects[at], sizes[at]) };
    }
}
