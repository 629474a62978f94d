//! The lock: alone, and with several threads that want it again and again.

use std::hint::black_box;
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use criterion::Criterion;
use ground::lock::RuntimeLock;

use crate::group;

/// Rounds of xorshift while holding the lock (8 ns), and between two sections.
const INSIDE: u32 = 4;
const BETWEEN: u32 = 8;

/// What the three locks have in common here.
trait Lock: Sync {
    fn new(value: u64) -> Self;
    fn with(&self, f: impl FnOnce(&mut u64));
}

impl Lock for RuntimeLock<u64> {
    fn new(value: u64) -> Self {
        RuntimeLock::new(value)
    }

    fn with(&self, f: impl FnOnce(&mut u64)) {
        f(&mut self.lock());
    }
}

impl Lock for Mutex<u64> {
    fn new(value: u64) -> Self {
        Mutex::new(value)
    }

    fn with(&self, f: impl FnOnce(&mut u64)) {
        f(&mut self.lock().expect("nobody panics in here"));
    }
}

impl Lock for parking_lot::Mutex<u64> {
    fn new(value: u64) -> Self {
        parking_lot::Mutex::new(value)
    }

    fn with(&self, f: impl FnOnce(&mut u64)) {
        f(&mut self.lock());
    }
}

/// Lock, add one, unlock.
pub(crate) fn uncontended(criterion: &mut Criterion) {
    fn pair<L: Lock>(b: &mut criterion::Bencher<'_>) {
        let lock = L::new(1);
        b.iter(|| black_box(&lock).with(|value| *value += 1));
    }
    let mut group = group(criterion, "lock-uncontended", 1);
    group.bench_function("ground", pair::<RuntimeLock<u64>>);
    group.bench_function("std", pair::<Mutex<u64>>);
    group.bench_function("parking_lot", pair::<parking_lot::Mutex<u64>>);
    group.finish();
}

/// `k` threads, each with the same share of the sections.
pub(crate) fn contended(criterion: &mut Criterion, k: u64) {
    let mut group = group(criterion, &format!("lock-k{k}"), 1);
    group.bench_function("ground", |b| b.iter_custom(|n| sections::<RuntimeLock<u64>>(n, k)));
    group.bench_function("std", |b| b.iter_custom(|n| sections::<Mutex<u64>>(n, k)));
    group.bench_function("parking_lot", |b| b.iter_custom(|n| sections::<parking_lot::Mutex<u64>>(n, k)));
    group.finish();
}

/// How long `n` sections take, from the moment at which all threads are there.
fn sections<L: Lock>(n: u64, k: u64) -> Duration {
    let (lock, barrier) = (L::new(1), Barrier::new(k as usize + 1));
    let each = n.div_ceil(k);
    let took = thread::scope(|scope| {
        let work = || {
            let mut own = 2;
            barrier.wait();
            for _ in 0..each {
                lock.with(|value| xorshift(value, INSIDE));
                xorshift(&mut own, BETWEEN);
            }
            black_box(own);
            Instant::now()
        };
        let threads: Vec<_> = (0..k).map(|_| scope.spawn(work)).collect();
        barrier.wait();
        let start = Instant::now();
        let ends = threads.into_iter().map(|thread| thread.join().expect("a section does not panic"));
        ends.max().map_or(Duration::ZERO, |end| end.saturating_duration_since(start))
    });
    // All threads together did `each * k`, a few more than `n`.
    took.mul_f64(n as f64 / (each * k) as f64)
}

fn xorshift(value: &mut u64, rounds: u32) {
    for _ in 0..rounds {
        *value ^= *value << 13;
        *value ^= *value >> 7;
        *value ^= *value << 17;
    }
}
