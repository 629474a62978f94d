//! The workloads, as `workloads.md` of the project defines them.

use std::hint::black_box;
use std::thread;

use channels::{Chan, select};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};

use crate::peers::{Crossbeam, Flume, Lesson, Locked, Peer, Shared};

/// Values in one run of a workload with threads: many enough that making the threads does not count.
const MESSAGES: u64 = 200_000;
const ROUNDTRIPS: u64 = 10_000;
const CAP: usize = 128;

/// A workload whose time is divided by `per`.
fn load<'c>(criterion: &'c mut Criterion, name: &str, per: u64) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("channels/{name}"));
    group.throughput(Throughput::Elements(per));
    group
}

/// The workloads of a channel with many receivers.
pub fn all_of<P: Shared>(criterion: &mut Criterion) {
    one_to_one::<P>(criterion);
    let mut group = load(criterion, "mpmc-4x4-128", MESSAGES);
    group.bench_function(P::NAME, |b| {
        b.iter(|| {
            let (tx, rx) = P::make(CAP);
            let receivers = (0..4).map(|_| P::another(&rx)).collect();
            through::<P>((0..4).map(|_| tx.clone()).collect(), receivers);
        })
    });
    group.finish();
}

/// The workloads of any channel.
pub fn one_to_one<P: Peer>(criterion: &mut Criterion) {
    let mut group = load(criterion, "pingpong-unbuf", ROUNDTRIPS);
    group.bench_function(P::NAME, |b| b.iter(pingpong::<P>));
    group.finish();
    for (name, senders) in [("spsc-128", 1), ("mpsc-4x1-128", 4)] {
        let mut group = load(criterion, name, MESSAGES);
        group.bench_function(P::NAME, |b| {
            b.iter(|| {
                let (tx, rx) = P::make(CAP);
                through::<P>((0..senders).map(|_| tx.clone()).collect(), vec![rx]);
            })
        });
        group.finish();
    }
    alone::<P>(criterion);
}

/// One value there and one back, again and again.
fn pingpong<P: Peer>() {
    let ((tx, there), (back, rx)) = (P::make(0), P::make(0));
    thread::scope(|s| {
        s.spawn(move || {
            for _ in 0..ROUNDTRIPS {
                P::send(&back, P::recv(&there));
            }
        });
        for i in 0..ROUNDTRIPS {
            P::send(&tx, i);
            black_box(P::recv(&rx));
        }
    });
}

/// All values through one channel.
fn through<P: Peer>(senders: Vec<P::Tx>, receivers: Vec<P::Rx>) {
    let (each_sends, each_receives) = (MESSAGES / senders.len() as u64, MESSAGES / receivers.len() as u64);
    thread::scope(|s| {
        for tx in senders {
            s.spawn(move || (0..each_sends).for_each(|i| P::send(&tx, i)));
        }
        for rx in receivers {
            s.spawn(move || (0..each_receives).for_each(|_| _ = black_box(P::recv(&rx))));
        }
    });
}

/// What a party does alone, and never blocks.
fn alone<P: Peer>(criterion: &mut Criterion) {
    let (tx, rx) = P::make(CAP);
    let mut group = load(criterion, "self-pair-128", 1);
    group.bench_function(P::NAME, |b| {
        b.iter(|| {
            P::send(&tx, black_box(1));
            black_box(P::recv(&rx))
        })
    });
    group.finish();
    let mut group = load(criterion, "try-recv-empty", 1);
    group.bench_function(P::NAME, |b| b.iter(|| black_box(P::try_recv(black_box(&rx)))));
    group.finish();
    while P::try_send(&tx, 1) {}
    let mut group = load(criterion, "try-send-full", 1);
    group.bench_function(P::NAME, |b| b.iter(|| black_box(P::try_send(black_box(&tx), black_box(1)))));
    group.finish();
}

/// `select`, where a crate has one.
pub fn selects(criterion: &mut Criterion) {
    let mut group = load(criterion, "select-2of4", 1);
    for (name, make) in [(Lesson::NAME, Chan::make as fn(usize) -> Chan<u64>), (Locked::NAME, Chan::make_locked)] {
        let ch: [Chan<u64>; 4] = std::array::from_fn(|_| make(1));
        ch[1].send(1);
        ch[3].send(3);
        group.bench_function(name, |b| {
            b.iter(|| {
                let (at, value) = select! {
                    v = ch[0].recv() => (0, v),
                    v = ch[1].recv() => (1, v),
                    v = ch[2].recv() => (2, v),
                    v = ch[3].recv() => (3, v),
                };
                ch[at].send(value.expect("nobody closes it"));
            })
        });
    }
    let (tx, rx): (Vec<_>, Vec<_>) = (0..4).map(|_| crossbeam_channel::bounded(1)).unzip();
    tx[1].send(1).unwrap();
    tx[3].send(3).unwrap();
    group.bench_function(Crossbeam::NAME, |b| {
        b.iter(|| {
            let (at, value) = crossbeam_channel::select! {
                recv(rx[0]) -> v => (0, v),
                recv(rx[1]) -> v => (1, v),
                recv(rx[2]) -> v => (2, v),
                recv(rx[3]) -> v => (3, v),
            };
            tx[at].send(value.unwrap()).unwrap();
        })
    });
    let (tx, rx): (Vec<_>, Vec<_>) = (0..4).map(|_| flume::bounded(1)).unzip();
    tx[1].send(1).unwrap();
    tx[3].send(3).unwrap();
    group.bench_function(Flume::NAME, |b| {
        b.iter(|| {
            let selector = flume::Selector::new();
            let selector = (0..4).fold(selector, |s, at| s.recv(&rx[at], move |v| (at, v.unwrap())));
            let (at, value): (usize, u64) = selector.wait();
            tx[at].send(value).unwrap();
        })
    });
    group.finish();
    two_producers(criterion);
}

/// Two senders, each with a channel of capacity 16; one receiver selects over both.
fn two_producers(criterion: &mut Criterion) {
    let mut group = load(criterion, "select-2prod-16", MESSAGES);
    for (name, make) in [(Lesson::NAME, Chan::make as fn(usize) -> Chan<u64>), (Locked::NAME, Chan::make_locked)] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let (one, two) = (make(16), make(16));
                produce([one.clone(), two.clone()], Chan::send, || {
                    select! {
                        v = one.recv() => v,
                        v = two.recv() => v,
                    }
                });
            })
        });
    }
    group.bench_function(Crossbeam::NAME, |b| {
        b.iter(|| {
            let (one, two) = (crossbeam_channel::bounded(16), crossbeam_channel::bounded(16));
            let send = |tx: &crossbeam_channel::Sender<u64>, value| tx.send(value).unwrap();
            produce([one.0, two.0], send, || {
                crossbeam_channel::select! {
                    recv(one.1) -> v => v.ok(),
                    recv(two.1) -> v => v.ok(),
                }
            });
        })
    });
    group.bench_function(Flume::NAME, |b| {
        b.iter(|| {
            let (one, two) = (flume::bounded(16), flume::bounded(16));
            let send = |tx: &flume::Sender<u64>, value| tx.send(value).unwrap();
            produce([one.0, two.0], send, || {
                flume::Selector::new().recv(&one.1, Result::ok).recv(&two.1, Result::ok).wait()
            });
        })
    });
    group.finish();
}

fn produce<Tx: Clone + Send>(
    senders: [Tx; 2],
    send: impl Fn(&Tx, u64) + Copy + Send,
    mut receive: impl FnMut() -> Option<u64>,
) {
    // Both channels stay until all is received: crossbeam's end when their last sender goes.
    let _alive = senders.clone();
    thread::scope(|s| {
        for tx in senders {
            s.spawn(move || (0..MESSAGES / 2).for_each(|i| send(&tx, i)));
        }
        (0..MESSAGES).for_each(|_| _ = black_box(receive()));
    });
}
