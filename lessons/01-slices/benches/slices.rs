//! The `slices` workloads: this lesson beside `Vec`, beside a `Vec` that grows by Go's rule, and beside Go.
//!
//! Each slice of an append workload begins with an empty heap and ends with it, as each `Vec` begins empty and is
//! dropped. `cargo bench -p lesson-01`, and with `-- --record` the chapter's figures are written anew.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use kit::bench::{Bench, Round, run_go};
use slices::{GrowthRule, Heap, Memory, Slice, copy, next_cap};

/// How many elements a workload of single appends appends before it is timed again.
const ELEMENTS: usize = 100_000;

const APPEND: [(&str, usize); 6] = [
    ("append-1", 1),
    ("append-8", 8),
    ("append-100", 100),
    ("append-1000", 1000),
    ("append-10000", 10_000),
    ("append-1000000", 1_000_000),
];

fn main() -> ExitCode {
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/slices/bench.go");
    let mut bench = Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-01 -- --record").peers([
        "slices",
        "Vec",
        "Vec by Go's rule",
        "slices, plain heap",
    ]);
    for (name, _) in APPEND {
        bench = bench.workload(name, "ns/elem");
    }
    bench
        .workload("append16-1000000", "ns/elem")
        // What a page fault costs just now decides these two.
        .unsteady("append-1000000")
        .unsteady("append16-1000000")
        .workload("append-reuse-1000", "ns/elem")
        .workload("copy-8KB", "ns/copy")
        .workload("copy-8MB", "ns/copy")
        .workload("reslice-16", "ns/op")
        .outside("Go", move || run_go(go))
        .run(measure)
}

fn measure(round: &Round) {
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(round.directory())
        .with_filter(round.filter())
        .sample_size(10)
        .warm_up_time(Duration::from_millis(60))
        .measurement_time(Duration::from_millis(200));
    for (name, n) in APPEND {
        append(&mut criterion, name, n);
    }
    append16(&mut criterion);
    append_reuse(&mut criterion);
    copies(&mut criterion, "copy-8KB", 8 << 10);
    copies(&mut criterion, "copy-8MB", 8 << 20);
    reslice(&mut criterion);
}

/// A workload of the group `slices` whose time is divided by `per`.
fn group<'c>(criterion: &'c mut Criterion, name: &str, per: usize) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("slices/{name}"));
    group.throughput(Throughput::Elements(per as u64));
    group
}

/// From an empty slice, append 0..n one by one.
fn append(criterion: &mut Criterion, name: &str, n: usize) {
    let slices = ELEMENTS.div_ceil(n);
    let mut group = group(criterion, name, slices * n);
    group.bench_function("slices", |b| b.iter(|| repeat(slices, || append_to(&Heap::new(), n))));
    group.bench_function("slices, plain heap", |b| b.iter(|| repeat(slices, || append_to(&Heap::plain(), n))));
    group.bench_function("Vec", |b| {
        b.iter(|| {
            repeat(slices, || {
                let mut v = Vec::new();
                for i in 0..n as u64 {
                    v.push(black_box(i));
                }
                drop(black_box(v));
            })
        })
    });
    group.bench_function("Vec by Go's rule", |b| {
        b.iter(|| {
            repeat(slices, || {
                let mut v = Vec::new();
                for i in 0..n as u64 {
                    make_room_by_gos_rule(&mut v, 1);
                    v.push(black_box(i));
                }
                drop(black_box(v));
            })
        })
    });
    group.finish();
}

fn append_to<M: Memory>(heap: &Heap<M>, n: usize) {
    let mut s = Slice::nil();
    for i in 0..n as u64 {
        s = heap.append_one(s, black_box(i));
    }
    black_box(s);
}

/// What a `Vec` would have to do in Go's place: the capacities of Go's rule, and a new array each time, since
/// somebody may still look at the old one. It may free the old one at once, which Go cannot.
#[inline]
fn make_room_by_gos_rule(v: &mut Vec<u64>, more: usize) {
    #[cold]
    #[inline(never)]
    fn outgrow(v: &[u64], cap: usize, needed: usize) -> Vec<u64> {
        let mut moved = Vec::with_capacity(next_cap(GrowthRule::Go1_18, v.len(), cap, needed, size_of::<u64>()));
        moved.extend_from_slice(v);
        moved
    }
    if more > v.capacity() - v.len() {
        *v = outgrow(v, v.capacity(), v.len() + more);
    }
}

/// A million elements, sixteen at a time.
fn append16(criterion: &mut Criterion) {
    const N: usize = 1_000_000;
    let block = [7_u64; 16];
    let mut group = group(criterion, "append16-1000000", N);
    fn append_to<M: Memory>(heap: &Heap<M>, block: &[u64]) {
        let mut s = Slice::nil();
        repeat(N / 16, || s = heap.append(s, black_box(block)));
        black_box(s);
    }
    group.bench_function("slices", |b| b.iter(|| append_to(&Heap::new(), &block)));
    group.bench_function("slices, plain heap", |b| b.iter(|| append_to(&Heap::plain(), &block)));
    group.bench_function("Vec", |b| {
        b.iter(|| {
            let mut v = Vec::new();
            repeat(N / 16, || v.extend_from_slice(black_box(&block)));
            drop(black_box(v));
        })
    });
    group.bench_function("Vec by Go's rule", |b| {
        b.iter(|| {
            let mut v = Vec::new();
            repeat(N / 16, || {
                make_room_by_gos_rule(&mut v, block.len());
                v.extend_from_slice(black_box(&block));
            });
            drop(black_box(v));
        })
    });
    group.finish();
}

/// Truncate to length 0, append 1000; the capacity suffices.
fn append_reuse(criterion: &mut Criterion) {
    let mut group = group(criterion, "append-reuse-1000", 1000);
    let heap = Heap::new();
    let room = heap.make::<u64>(1000, 1000);
    group.bench_function("slices", |b| {
        b.iter(|| {
            let mut s = black_box(room).range(..0);
            for i in 0..1000 {
                s = heap.append_one(s, black_box(i));
            }
            black_box(s);
        })
    });
    let mut v = Vec::with_capacity(1000);
    group.bench_function("Vec", |b| {
        b.iter(|| {
            v.clear();
            for i in 0..1000_u64 {
                v.push(black_box(i));
            }
            black_box(&mut v);
        })
    });
    group.finish();
}

/// Copy one slice over another.
fn copies(criterion: &mut Criterion, name: &str, bytes: usize) {
    let n = bytes / size_of::<u64>();
    let heap = Heap::new();
    let (dst, src) = (heap.make::<u64>(n, n), heap.make::<u64>(n, n));
    let (mut to, from) = (vec![0_u64; n], vec![1_u64; n]);
    let mut group = group(criterion, name, 1);
    group.bench_function("slices", |b| b.iter(|| copy(black_box(dst), black_box(src))));
    group.bench_function("Vec", |b| b.iter(|| black_box(&mut to).copy_from_slice(black_box(&from))));
    group.finish();
}

/// Take `s[i:i+16]`, let it escape, read one element.
fn reslice(criterion: &mut Criterion) {
    let heap = Heap::new();
    let (s, v) = (heap.make::<u64>(4096, 4096), vec![0_u64; 4096]);
    let mut group = group(criterion, "reslice-16", 2048);
    group.bench_function("slices", |b| {
        b.iter(|| {
            for i in 0..2048 {
                let part = s.range(i..i + 16);
                black_box(&part);
                black_box(part.get(0));
            }
        })
    });
    group.bench_function("Vec", |b| {
        b.iter(|| {
            for i in 0..2048 {
                let part = &v[i..i + 16];
                black_box(&part);
                black_box(part[0]);
            }
        })
    });
    group.finish();
}

fn repeat(times: usize, mut f: impl FnMut()) {
    for _ in 0..times {
        f();
    }
}
