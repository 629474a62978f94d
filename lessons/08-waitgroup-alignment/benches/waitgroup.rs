//! The WaitGroup's workloads: this lesson beside crossbeam's `WaitGroup` and std's `Barrier`, and beside Go (whose
//! parties are goroutines; here they are threads of the system).
//!
//! `cargo bench -p lesson-08`, and with `-- --record` the chapter's figures are written anew.

#[path = "../tests/gate/mod.rs"]
mod gate;
mod peers;

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use gate::Gate;
use kit::bench::{Bench, Round, run_go};
use peers::{Crossbeam, Lesson, Meeting, Old, Peer, Std};

/// Parties that meet, and how often in one run, as in `bench.go`.
const PARTIES: usize = 100;
const ROUNDS: usize = 200;

fn main() -> ExitCode {
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/waitgroup/bench.go");
    Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-08 -- --record")
        .peers([<Lesson as Peer>::NAME, <Crossbeam as Peer>::NAME, Std::NAME, <Old as Peer>::NAME])
        .workload("wg-add-done", "ns/pair")
        .workload("wg-meet-100", "ns/round")
        .workload("wg-spawn100-wait", "ns/batch")
        // On which cores the system runs the threads decides these.
        .unsteady("wg-meet-100")
        .unsteady("wg-spawn100-wait")
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
        .measurement_time(Duration::from_millis(300));
    counting::<Lesson>(&mut criterion);
    counting::<Crossbeam>(&mut criterion);
    counting::<Old>(&mut criterion);
    meeting::<Lesson>(&mut criterion);
    meeting::<Crossbeam>(&mut criterion);
    meeting::<Std>(&mut criterion);
    meeting::<Old>(&mut criterion);
}

/// A workload whose time is divided by `per`.
fn load<'c>(criterion: &'c mut Criterion, name: &str, per: u64) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("waitgroup/{name}"));
    group.throughput(Throughput::Elements(per));
    group
}

/// One more and one less, beside a count that stays above zero; and a hundred threads that do nothing.
fn counting<P: Peer>(criterion: &mut Criterion) {
    let mut group = load(criterion, "wg-add-done", 1);
    group.bench_function(P::NAME, |b| {
        let held = P::held();
        b.iter(|| P::add_done(black_box(&held)));
    });
    group.finish();
    let mut group = load(criterion, "wg-spawn100-wait", 1);
    group.bench_function(P::NAME, |b| b.iter(|| P::spawn_and_wait(PARTIES)));
    group.finish();
}

/// A hundred threads meet, again and again: nobody goes on before all have come.
fn meeting<M: Meeting>(criterion: &mut Criterion) {
    let mut group = load(criterion, "wg-meet-100", ROUNDS as u64);
    group.bench_function(M::NAME, |b| b.iter_custom(|runs| (0..runs).map(|_| meetings::<M>()).sum()));
    group.finish();
}

/// The time from when a gate opens for all threads until the last has ended its last round: making the threads is not in it.
fn meetings<M: Meeting>() -> Duration {
    let (came, open) = (Gate::new(PARTIES), Gate::new(1));
    let (missing, ended) = (AtomicUsize::new(PARTIES), OnceLock::new());
    let start = thread::scope(|s| {
        for mut party in M::parties(PARTIES, ROUNDS) {
            let (came, open, missing, ended) = (&came, &open, &missing, &ended);
            s.spawn(move || {
                came.pass();
                open.wait();
                (0..ROUNDS).for_each(|round| M::meet(&mut party, round));
                if missing.fetch_sub(1, Relaxed) == 1 {
                    ended.set(Instant::now()).expect("one is the last");
                }
            });
        }
        came.wait();
        let start = Instant::now();
        open.pass();
        start
    });
    *ended.get().expect("all have ended") - start
}
