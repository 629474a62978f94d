//! What waiting costs: this lesson beside std, parking_lot and bare corosensei, and locks beside Go's.
//!
//! `cargo bench -p lesson-00`, and with `-- --record` the chapter's figures are written anew. The rows with two or more
//! threads want two cores, and are the least steady.

mod contended;
mod parties;
mod switches;

use std::process::ExitCode;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use kit::bench::{Bench, Round, run_go};

fn main() -> ExitCode {
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/ground/bench.go");
    Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-00 -- --record")
        .peers(["ground", "std", "ground, no spin", "corosensei", "parking_lot"])
        .workload("park-after-ready", "ns/pair")
        .workload("ready-running", "ns/ready")
        .workload("current", "ns/call")
        .workload("pingpong-threads", "ns/round trip")
        .unsteady("pingpong-threads")
        .workload("puppet-switch", "ns/there and back")
        .workload("puppet-make", "ns/puppet")
        .workload("lock-uncontended", "ns/pair")
        .workload("lock-k2", "ns/section")
        .workload("lock-k4", "ns/section")
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
        .measurement_time(Duration::from_millis(250));
    parties::park_after_ready(&mut criterion);
    parties::ready_running(&mut criterion);
    parties::current(&mut criterion);
    parties::pingpong(&mut criterion);
    switches::switch(&mut criterion);
    switches::make(&mut criterion);
    contended::uncontended(&mut criterion);
    contended::contended(&mut criterion, 2);
    contended::contended(&mut criterion, 4);
}

/// A workload of the group `ground` whose time is divided by `per`.
fn group<'c>(criterion: &'c mut Criterion, name: &str, per: usize) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("ground/{name}"));
    group.throughput(Throughput::Elements(per as u64));
    group
}
