//! The workloads, as `workloads.md` of the project defines them.

mod alone;
mod threads;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};

use crate::peers::{Kind, Peer};

/// All workloads and their units, in the order of the report.
pub const NAMES: [(&str, &str); 11] = [
    ("pair-64", "ns/pair"),
    ("pair-1K", "ns/pair"),
    ("pair-256K", "ns/pair"),
    ("pair-1M", "ns/pair"),
    ("pair-1032K", "ns/pair"),
    ("batch1000-64-lifo", "ns/pair"),
    ("batch1000-64-random", "ns/pair"),
    ("batch1000-mixed-random", "ns/pair"),
    ("xthread-64", "ns/object"),
    ("larson-t2", "ns/op"),
    ("larson-t8", "ns/op"),
];

/// The workloads that show what the lesson's steps gained.
const OF_THE_STEPS: [&str; 4] = ["pair-64", "batch1000-64-random", "xthread-64", "larson-t8"];

/// Every workload on one allocator.
pub fn all(criterion: &mut Criterion, name: &str, kind: Kind) {
    those(criterion, name, kind, |_| true);
}

/// The workloads of the lesson's steps on one of them.
pub fn of_a_step(criterion: &mut Criterion, name: &str, kind: Kind) {
    those(criterion, name, kind, |workload| OF_THE_STEPS.contains(&workload));
}

fn those(criterion: &mut Criterion, name: &str, kind: Kind, wanted: fn(&str) -> bool) {
    match kind {
        Kind::Unsized(peer) => each(criterion, name, peer, wanted),
        Kind::Sized(peer) => each(criterion, name, peer, wanted),
        Kind::Flags(peer) => each(criterion, name, peer, wanted),
    }
}

fn each<P: Peer>(criterion: &mut Criterion, name: &str, peer: P, wanted: fn(&str) -> bool) {
    alone::all(criterion, name, peer, wanted);
    threads::all(criterion, name, peer, wanted);
}

/// A workload whose time is divided by `per`.
fn load<'c>(criterion: &'c mut Criterion, name: &str, per: usize) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("tcmalloc/{name}"));
    group.throughput(Throughput::Elements(per as u64));
    group
}

/// Marsaglia's xorshift: the same numbers in every run and for every allocator.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    #[inline]
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0) * end as u128) >> 64) as usize
    }

    /// A size from 16 to 1024 bytes.
    #[inline]
    fn size(&mut self) -> usize {
        16 + self.below(1024 - 16 + 1)
    }

    /// The numbers below `count` in a random order.
    fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        (1..count).rev().for_each(|at| order.swap(at, self.below(at + 1)));
        order
    }
}
