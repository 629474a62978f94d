//! The `channels` workloads on OS threads: this lesson beside the channels of other crates, beside its own plain and locked
//! versions, and beside Go (whose parties are goroutines).
//!
//! `cargo bench -p lesson-02`, and with `-- --record` the chapter's figures are written anew.

mod loads;
mod peers;

use std::process::ExitCode;
use std::time::Duration;

use criterion::Criterion;
use kit::bench::{Bench, Round, run_go};
use peers::{Crossbeam, Flume, Kanal, Lesson, Locked, Peer, Plain, Std};

fn main() -> ExitCode {
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/channels/bench.go");
    Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-02 -- --record")
        .peers([Lesson::NAME, Crossbeam::NAME, Kanal::NAME, Flume::NAME, Std::NAME, Locked::NAME, Plain::NAME])
        .workload("pingpong-unbuf", "ns/roundtrip")
        .workload("spsc-128", "ns/msg")
        .workload("mpsc-4x1-128", "ns/msg")
        .workload("mpmc-4x4-128", "ns/msg")
        .workload("self-pair-128", "ns/pair")
        .workload("try-send-full", "ns/op")
        .workload("try-recv-empty", "ns/op")
        .workload("select-2of4", "ns/op")
        .workload("select-2prod-16", "ns/msg")
        // On which cores the system runs the threads decides these.
        .unsteady("pingpong-unbuf")
        .unsteady("spsc-128")
        .unsteady("mpsc-4x1-128")
        .unsteady("mpmc-4x4-128")
        .unsteady("select-2prod-16")
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
    // The peers take turns in each workload, so that a slow minute of the machine hits all of them.
    loads::all_of::<Lesson>(&mut criterion);
    loads::all_of::<Crossbeam>(&mut criterion);
    loads::all_of::<Kanal>(&mut criterion);
    loads::all_of::<Flume>(&mut criterion);
    loads::one_to_one::<Std>(&mut criterion);
    loads::all_of::<Locked>(&mut criterion);
    loads::all_of::<Plain>(&mut criterion);
    loads::selects(&mut criterion);
}
