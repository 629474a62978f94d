//! The `alloc` workloads: this lesson beside the C library's allocator, gperftools, jemalloc and mimalloc, where they are installed,
//! and beside Go, which has no `free`: its collector's cost is in the time, and so is the zeroing.
//!
//! `cargo bench -p lesson-03`, and with `-- --record` the chapter's figures are written anew.

mod loads;
mod peers;

use std::process::ExitCode;
use std::time::Duration;

use criterion::Criterion;
use kit::bench::{Bench, Round, run_go};
use peers::{BY_ADDRESS, LESSON, LINKED, PLAIN, Unsized};

fn main() -> ExitCode {
    let (others, skipped) = peers::system::found();
    skipped.iter().for_each(|why| eprintln!("{why}")); // a test runner reads the other
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/tcmalloc/bench.go");
    let mut bench = Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-03 -- --record")
        .peers([LESSON.0, BY_ADDRESS.0, LINKED.0, PLAIN.0])
        .peers(others.iter().map(|other| other.0));
    for (name, unit) in loads::NAMES {
        bench = bench.workload(name, unit);
    }
    // How threads share two cores decides the last three, and of the large pairs whether glibc's heap ends just there.
    for name in ["pair-256K", "pair-1M", "xthread-64", "larson-t2", "larson-t8"] {
        bench = bench.unsteady(name);
    }
    bench.outside("Go", move || run_go(go)).run(|round| measure(round, &others))
}

fn measure(round: &Round, others: &[(&'static str, Unsized)]) {
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(round.directory())
        .with_filter(round.filter())
        .sample_size(10)
        .warm_up_time(Duration::from_millis(60))
        .measurement_time(Duration::from_millis(200));
    // The peers take turns, so that a slow minute of the machine hits all of them.
    loads::all(&mut criterion, LESSON.0, LESSON.1);
    loads::all(&mut criterion, BY_ADDRESS.0, BY_ADDRESS.1);
    loads::all(&mut criterion, LINKED.0, LINKED.1);
    loads::all(&mut criterion, PLAIN.0, PLAIN.1);
    for &(name, peer) in others {
        loads::all(&mut criterion, name, peer);
    }
}
