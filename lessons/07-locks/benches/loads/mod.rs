//! The workloads, as `workloads.md` of the project defines them.

mod crowd;

use std::hint::black_box;
use std::thread;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use kit::bench::Round;
use locks::Sema;

use self::crowd::{crowd, waits, work};
use crate::peers::{Lesson, Mutex, Once, ReadWrite, Turns};

/// Parties at one lock.
const PARTIES: [usize; 3] = [2, 4, 8];
/// The rows of each: time, unfairness, what 999 of 1000 wait at most, and the longest.
pub const CONTENDED: [[&str; 4]; 3] = [
    ["mutex-k2", "mutex-k2-unfair", "mutex-k2-p999wait", "mutex-k2-maxwait"],
    ["mutex-k4", "mutex-k4-unfair", "mutex-k4-p999wait", "mutex-k4-maxwait"],
    ["mutex-k8", "mutex-k8-unfair", "mutex-k8-p999wait", "mutex-k8-maxwait"],
];
const ROUNDTRIPS: u64 = 10_000;

/// A workload whose time is divided by `per`.
fn load<'c>(criterion: &'c mut Criterion, name: &str, per: u64) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("locks/{name}"));
    group.throughput(Throughput::Elements(per));
    group
}

/// Lock, add one, unlock.
pub fn uncontended<P: Mutex>(criterion: &mut Criterion) {
    let mut group = load(criterion, "mutex-uncontended", 1);
    let lock = P::free();
    group.bench_function(P::NAME, |b| b.iter(|| P::with(black_box(&lock), |value| *value += 1)));
    group.finish();
}

/// 2, 4 and 8 parties at one lock.
pub fn contended<P: Mutex>(round: &Round) {
    for (parties, names) in PARTIES.into_iter().zip(CONTENDED) {
        let [time, unfair, p999, longest] = names;
        let lock = P::free();
        let section = |_| P::with(&lock, |value| *value = work(4, *value));
        round.measured(P::NAME, [time, unfair], || {
            let crowd = crowd(parties, section);
            [crowd.ns_an_operation(), crowd.unfairness()]
        });
        // A second run, for two looks at a clock cost more than the section.
        round.measured(P::NAME, [p999, longest], || {
            let waits = waits(parties, |entered| {
                P::with(&lock, |value| {
                    entered();
                    *value = work(4, *value);
                })
            });
            [waits.of_1000(999), waits.longest()]
        });
    }
}

/// Read-lock and read-unlock alone; and four parties who write once in a hundred times.
pub fn readers<P: ReadWrite>(criterion: &mut Criterion, round: &Round) {
    let mut group = load(criterion, "rw-read-uncontended", 1);
    let lock = P::rw_free();
    group.bench_function(P::NAME, |b| b.iter(|| P::read(black_box(&lock), |value| _ = black_box(*value))));
    group.finish();
    round.measured(P::NAME, ["rw-99read-k4"], || {
        let section = |turn: u64| match turn % 100 {
            0 => P::write(&lock, |value| *value = work(4, *value)),
            _ => P::read(&lock, |value| _ = black_box(work(4, *value))),
        };
        [crowd(4, section).ns_an_operation()]
    });
}

/// Two parties pass a turn to each other, under one mutex and two condition variables.
pub fn turns<P: Turns>(criterion: &mut Criterion) {
    let mut group = load(criterion, "cond-pingpong", ROUNDTRIPS);
    group.bench_function(P::NAME, |b| {
        b.iter(|| {
            let (lock, mine, yours) = (P::free(), P::nobody_waits(), P::nobody_waits());
            thread::scope(|s| {
                s.spawn(|| {
                    for _ in 0..ROUNDTRIPS {
                        P::take_turn(&lock, &yours, 1, 0);
                        P::notify(&mine);
                    }
                });
                for _ in 0..ROUNDTRIPS {
                    P::take_turn(&lock, &mine, 0, 1);
                    P::notify(&yours);
                }
            });
        })
    });
    group.finish();
}

/// Acquire and release with permits left.
pub fn semaphore(criterion: &mut Criterion) {
    let mut group = load(criterion, "sem-uncontended", 1);
    let sema = Sema::new(4);
    group.bench_function(Lesson::NAME, |b| {
        b.iter(|| {
            black_box(&sema).acquire(false);
            black_box(&sema).release(false);
        })
    });
    group.finish();
}

/// Ask a `Once` that has run.
pub fn once<P: Once>(criterion: &mut Criterion) {
    let mut group = load(criterion, "once-done", 1);
    let once = P::not_run();
    P::call(&once);
    group.bench_function(P::NAME, |b| b.iter(|| P::call(black_box(&once))));
    group.finish();
}
